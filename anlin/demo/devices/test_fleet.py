"""When platforms send: at once, with their next batch, or after an outage; and by which clock."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from anlin.demo.devices import Answer, Fleet
from anlin.demo.town import Manners, prefecture
from anlin.demo.town.plan import Town
from anlin.demo.world import Sighting
from anlin.demo.world.kernel import SECOND
from anlin.demo.world.story import Outage

AT = 1_767_573_000 * SECOND  # 2026-01-05 08:30:00 in China.
BATCHES = Manners(upload_s=60, beat_s=600, devices_s=14_400, captures_s=300)
CITY = prefecture(1)
UPLOADS = BATCHES.uploads(CITY)
SLOW = next(d for d in CITY.devices if d.kind == "gate_camera" and UPLOADS[d.code] == 360)
PROMPT = next(d for d in CITY.devices if d.kind == "gate_camera" and UPLOADS[d.code] == 60)


class Heard:
    """A door that takes everything; `times` are the times of the vehicles it was told of."""

    address = "http://door"

    def __init__(self) -> None:
        self.times: list[Any] = []

    async def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        if path == "/VIID/MotorVehicles":
            self.times += [each.get("PassTime", each.get("passTime")) for each in _vehicles(json.loads(content))]
        return Answer(200, {}, b'{"ResponseStatusObject":{"StatusCode":0}}')

    async def close(self) -> None: ...


def _vehicles(body: Any) -> list[dict[str, Any]]:
    while isinstance(body, dict):
        body = next(iter(body.values()))
    return list(body)


def alone(code: str) -> Town:
    """The prefecture with nothing that sends but one platform."""
    platform = next(d.platform for d in CITY.devices if d.code == code)
    return Town(
        CITY.name, CITY.name_en, CITY.seed, CITY.areas, zones=CITY.zones,
        platforms=[p for p in CITY.platforms if p.code == platform],
        devices=[d for d in CITY.devices if d.platform == platform],
    )  # fmt: skip


def told(
    device: str, ticks_s: Sequence[int], outages: Sequence[Outage] = (), ahead_s: int = 0
) -> tuple[list[int], list[Any]]:
    """How many passages the door knows of after each tick (one happens at each), and the times it was told."""
    town, line = alone(device), Heard()
    [platform] = town.platforms
    fleet = Fleet(town, lambda: line, outages, BATCHES, {platform.code: ahead_s * SECOND} if ahead_s else {})
    counts = []

    async def play() -> None:
        for serial, second in enumerate(ticks_s, 1):
            at = AT + second * SECOND
            seen = Sighting(at - SECOND, device, "plate_read", "in", 0.0, 0.9, 0, "海A00001", serial)
            await fleet.tick(at, [seen])
            counts.append(len(line.times))

    asyncio.run(play())
    return counts, line.times


def test_a_prompt_gates_passages_come_with_the_next_upload() -> None:
    assert told(PROMPT.code, range(60, 661, 60))[0] == list(range(1, 12))


def test_a_slow_hosts_passages_come_five_at_a_time() -> None:
    counts, _ = told(SLOW.code, range(60, 1801, 60))
    uploads = [later - sooner for sooner, later in pairwise(counts) if later > sooner]
    # The first comes when the host's own turn comes.
    assert uploads[0] <= 5
    assert set(uploads[1:]) == {5}
    assert len(counts) - counts[-1] <= 5


def test_after_an_outage_everything_comes_at_once() -> None:
    platform = PROMPT.platform
    silent = Outage(platform, AT + 100 * SECOND, AT + 400 * SECOND)
    counts, _ = told(PROMPT.code, range(60, 601, 60), (silent,))
    assert counts[1:6] == [1, 1, 1, 1, 1]
    assert counts[6] == 7


def test_a_wrong_clock_is_written_into_every_object() -> None:
    _, [right] = told(PROMPT.code, [60])
    _, [ahead] = told(PROMPT.code, [60], ahead_s=420)
    assert int(ahead) > int(right)
