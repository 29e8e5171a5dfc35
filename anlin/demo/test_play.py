"""The town's devices against the real door: every dialect gets in, everything noticed is journalled in order."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest

from anlin.demo.devices import Answer, Fleet, Refusal
from anlin.demo.load import load_town
from anlin.demo.play import Play
from anlin.demo.town import furong
from anlin.demo.world import Life, World
from anlin.demo.world.kernel import SECOND
from anlin.demo.world.story import PRELUDE_S, Story, begin_story
from anlin.gateway import FixedDirectory, GatewaySettings
from anlin.gateway.app import create_app
from anlin.journal import Journal, open_journal
from anlin.observations import KINDS, Quality, arrays_of, from_bytes
from anlin.observations.clock import ClockFile
from anlin.places import models as places
from anlin.places.directory import current_directory

NOON = 1_764_043_200 * SECOND  # 2025-11-25 12:00 in China.
TOWN = furong(1)


class InnerLine:
    """A line without a socket."""

    address = "http://door"

    def __init__(self, app: Any) -> None:
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 4711))
        self._http = httpx.AsyncClient(transport=transport, base_url=self.address)

    async def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        answer = await self._http.post(path, content=content, headers=dict(headers))
        return Answer(answer.status_code, dict(answer.headers), answer.content)

    async def close(self) -> None:
        await self._http.aclose()


class Stage:
    """The story's world, the town's fleet, and a door of their own on a journal file."""

    def __init__(self, folder: Path, realm: str = "anlin") -> None:
        start = NOON - PRELUDE_S * SECOND
        load_town(TOWN, realm, start)
        self.clock = ClockFile.create(folder / "clock", start)
        self.journal: Journal = open_journal(f"sqlite:///{folder}/journal.sqlite3")
        settings = GatewaySettings(quarantine_key=bytes(32))
        directory = FixedDirectory(current_directory(self.clock.now))
        self.app = create_app(self.journal, directory, self.clock.now, None, settings)
        self.world = World(TOWN, start)
        self.story: Story = begin_story(self.world, NOON)
        self.counts: Counter[str] = Counter()
        self.states: dict[str, str] = {}

    def hurry(self, until: Callable[[], int]) -> None:
        asyncio.run(self._hurry(until))

    async def _hurry(self, until: Callable[[], int]) -> None:
        intake = self.app.state.intake
        await intake.start()
        fleet = Fleet(TOWN, lambda: InnerLine(self.app), self.story.outages)
        try:
            await Play(self.world, fleet, self.clock).hurry(until)
        finally:
            self.counts, self.states = fleet.counts, fleet.states(self.world.now)
            await fleet.aclose()
            await intake.stop()

    def rows(self) -> dict[str, np.ndarray]:
        [shard] = self.journal.shards()
        entries = [entry for entry in self.journal.read(shard, 0, 10**6) if entry.kind == "rows"]
        arrays = [arrays_of(from_bytes(entry.payload)) for entry in entries]
        return {name: np.concatenate([each[name] for each in arrays]) for name in arrays[0]}


@pytest.fixture
def stage(tmp_path: Path, db: None) -> Stage:
    return Stage(tmp_path)


def test_a_hurried_past_is_journalled_whole_and_on_time_and_ends_at_the_present(stage: Stage) -> None:
    stage.hurry(lambda: NOON)
    rows = stage.rows()
    kinds = Counter(KINDS[kind] for kind in rows["kind"])
    assert stage.counts["refused"] == 0
    assert sum(kinds.values()) - kinds["device_heartbeat"] - kinds["device_fault"] == stage.counts["taken"]
    assert {"plate_read", "person_detected", "door_state", "zone_occupied", "barrier_event"} <= set(kinds)
    late = rows["quality"] & int(Quality.LATE | Quality.CLOCK_SUSPECT | Quality.REPLAYED | Quality.CLOCK_CORRECTED)
    assert not late.any()
    assert stage.clock.now() == NOON
    assert NOON - PRELUDE_S * SECOND <= rows["received_at"].min() <= rows["received_at"].max() <= NOON
    assert (rows["received_at"] - rows["observed_at"]).max() <= 2 * SECOND
    assert Counter(stage.states.values()) == {"online": 5, "silent": 2}


def test_a_cache_sent_after_an_outage_is_marked_late(stage: Stage) -> None:
    fence = next(outage for outage in stage.story.outages if outage.until is not None)
    cameras = {device.code for device in TOWN.devices if device.platform == fence.platform}

    def walk_past() -> Life:
        for camera in sorted(cameras):
            stage.world.notice(camera, "person_detected", "person")
        yield 1

    stage.world.begin(walk_past(), after_s=PRELUDE_S - 300)
    stage.hurry(lambda: NOON + 40 * SECOND)
    rows = stage.rows()
    late = rows["quality"] & int(Quality.LATE) != 0
    assert late.sum() == len(cameras) == 4


def test_a_door_that_does_not_know_the_accounts_refuses_the_fleet(tmp_path: Path, db: None) -> None:
    stage = Stage(tmp_path, realm="elsewhere")
    with pytest.raises(Refusal, match="is the platform's account registered"):
        stage.hurry(lambda: NOON)


def test_a_present_that_moves_on_is_reached(stage: Stage) -> None:
    asked = 0

    def present() -> int:
        nonlocal asked
        asked += 1
        return stage.world.now + (3 * SECOND if asked < 5 else 100_000)

    stage.hurry(present)
    assert asked == 5


def test_what_hangs_on_a_dead_recorder_is_not_told_by_another_box_either(stage: Stage) -> None:
    dead = next(outage for outage in stage.story.outages if outage.until is None)
    cameras = {device.code for device in TOWN.devices if device.platform == dead.platform}
    lane = next(device for device in TOWN.devices if device.code in cameras and "lane" in device.zone)

    def stand() -> Life:
        stage.world.notice(lane.code, "zone_occupied", "vehicle", 1.0)
        yield 1

    stage.world.begin(stand(), after_s=PRELUDE_S - 30)
    stage.hurry(lambda: NOON)
    rows = stage.rows()
    numbers = set(places.Device.objects.filter(code__in=cameras).values_list("pk", flat=True))
    after = rows["observed_at"] > dead.start + 2 * SECOND
    assert not (after & np.isin(rows["device"], list(numbers))).any()
