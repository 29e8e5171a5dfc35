"""What the intake promises: acknowledged is on disk (P1), repeats stay out, the registry comes before its rows."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from anlin.evidence import EvidenceStore
from anlin.gateway import DeviceNews, FixedDirectory, Outcome, Picture, Seen
from anlin.gateway.conftest import (
    BEHIND,
    CAMERA,
    NOW,
    OF_AREA,
    OF_CAMERA,
    PLATFORM,
    accept,
    directory_of,
    journalled,
    with_intake,
)
from anlin.gateway.intake import Intake
from anlin.gateway.sessions import Session
from anlin.gateway.settings import GatewaySettings
from anlin.journal import Journal, control_of, open_journal
from anlin.observations import kind_code, label_code
from anlin.observations.instants import MINUTE, SECOND

PERSON = kind_code("person_detected")


@pytest.fixture(params=["sqlite", "postgres"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    """Both stores must do."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'journal.sqlite3'}" if is_sqlite else request.getfixturevalue("new_postgres")()
    opened = open_journal(url)
    yield opened
    opened.close()


def seen(event: str, device: str = CAMERA, kind: int = PERSON, **fields: Any) -> Seen:
    return Seen(item=event, device=device, event=event, kind=kind, observed_at=NOW - 1000, **fields)


def test_an_observation_is_located_and_on_disk_when_its_answer_comes(journal: Journal) -> None:
    assert accept(journal, [seen("a")]) == [[Outcome("a", "journalled")]]
    row = journalled(journal)[0]
    assert (row["device"], row["zone"], row["area"], row["kind"], row["subject"]) == (1, 1, 2, PERSON, 0)
    assert (row["observed_at"], row["received_at"], row["quality"]) == (NOW - 1000, NOW, 0)


def test_the_same_event_is_taken_once_also_after_a_restart(journal: Journal) -> None:
    first = accept(journal, [seen("a"), seen("a")], [seen("a"), seen("b")])
    assert [[outcome.outcome for outcome in outcomes] for outcomes in first] == [
        ["journalled", "duplicate"],
        ["duplicate", "journalled"],
    ]
    assert accept(journal, [seen("b"), seen("c")]) == [[Outcome("b", "duplicate"), Outcome("c", "journalled")]]
    assert len(journalled(journal)) == 3
    assert journal.totals() == {"received": 6, "journalled": 3, "duplicate": 3}


def test_the_same_event_of_another_device_kind_or_label_is_another(journal: Journal) -> None:
    car = label_code("car")
    vehicle = kind_code("vehicle_detected")
    items = [seen("a"), seen("a", BEHIND), seen("a", kind=vehicle), seen("a", kind=vehicle, label=car)]
    outcomes = accept(journal, items, session=OF_AREA)[0]
    assert [outcome.outcome for outcome in outcomes] == ["journalled"] * 4


def test_two_gateways_of_one_journal_keep_each_others_repeats_out(journal: Journal) -> None:
    async def work(one: Intake) -> Any:
        async def inside(other: Intake) -> Any:
            first = await one.accept([seen("a")], OF_CAMERA, NOW)
            second = await other.accept([seen("a"), seen("b")], OF_CAMERA, NOW)
            third = await one.accept([seen("b")], OF_CAMERA, NOW)
            return [outcome.outcome for outcome in (*first, *second, *third)]

        other = Intake(journal, FixedDirectory(directory_of()), lambda: NOW, None, one.settings)
        await other.start()
        try:
            return await inside(other)
        finally:
            await other.stop()

    assert with_intake(journal, work) == ["journalled", "duplicate", "journalled", "duplicate"]


def test_the_registry_enters_the_journal_before_the_first_row_that_uses_it(journal: Journal) -> None:
    accept(journal, [seen("a")])
    kinds = [(entry.kind, control_of(entry).name if entry.kind == "control" else "") for entry in journal.read(1, 0)]
    assert kinds[:2] == [("control", "registry"), ("rows", "")]
    accept(journal, [seen("b")])
    names = [control_of(entry).name for entry in journal.read(1, 0) if entry.kind == "control"]
    assert names.count("registry") == 1


def test_a_changed_directory_is_taken_over_while_running(journal: Journal) -> None:
    source = FixedDirectory(directory_of())

    async def work(intake: Intake) -> Any:
        before = await intake.accept([seen("a", "new-1")], OF_AREA, NOW)
        registry = directory_of().registry
        device = msgspec.structs.replace(registry.devices[0], number=77, code="new-1")
        changed = msgspec.structs.replace(registry, version=2, devices=(*registry.devices, device))
        source.directory = directory_of(version=2, registry=changed)
        while intake.sessions.directory.version == 1:
            await asyncio.sleep(0.01)
        return before + await intake.accept([seen("a", "new-1")], OF_AREA, NOW)

    outcomes = with_intake(journal, work, source=source, directory_every_s=0.01)
    assert [outcome.outcome for outcome in outcomes] == ["parked", "journalled"]
    entries = journal.read(1, 0)
    at = next(nth for nth, entry in enumerate(entries) if entry.kind == "rows")
    versions = [control_of(e).body.version for e in entries[:at] if e.kind == "control" and b"registry" in e.payload]
    assert versions[-1] == 2


@pytest.mark.parametrize(
    ("fields", "same"), [({"read_at": NOW + 1}, True), ({"version": 2}, False), ({"sources": ()}, False)]
)
def test_a_directory_that_was_only_read_again_says_the_same(fields: dict[str, Any], same: bool) -> None:
    known = directory_of()
    assert msgspec.structs.replace(known, **fields).says_the_same_as(known) is same


def test_silence_is_ticked_so_that_time_goes_on(journal: Journal) -> None:
    clock = iter(range(NOW, NOW + 10**12, SECOND))

    async def work(intake: Intake) -> None:
        while journal.last_position(1) < 4:
            await asyncio.sleep(0.01)

    with_intake(journal, work, now=lambda: next(clock), tick_after=10_000)
    controls = [control_of(entry) for entry in journal.read(1, 0)]
    assert [control.name for control in controls[:4]] == ["registry", "tick", "tick", "tick"]
    assert [control.at for control in controls] == sorted(control.at for control in controls)


def test_soon_after_rows_the_clock_goes_on_and_then_at_its_usual_pace(journal: Journal) -> None:
    intake = Intake(journal, FixedDirectory(directory_of()), lambda: NOW, None, GatewaySettings())

    def carried(after_ms: int, *items: Seen) -> list[str]:
        drafts = [intake.sorter.sort(items, OF_CAMERA, NOW)] if items else []
        group = intake.writer.assemble(drafts, NOW + after_ms * 1000)
        if not group.is_empty:
            intake.writer.written(group, journal.append(group.commit))
        return [control.name for control in group.commit.controls]

    assert carried(0) == ["tick"]
    assert intake.writer.tick_after() == 200_000
    assert carried(10, seen("a")) == []
    assert intake.writer.tick_after() == 20_000
    assert [carried(ms) for ms in (29, 30, 60, 229, 230)] == [[], ["tick"], [], [], ["tick"]]


def test_an_area_of_another_shard_writes_to_its_own(journal: Journal) -> None:
    source = FixedDirectory(directory_of(shards={3: 9}))
    items = [seen("a"), seen("b", "37110200001190000099")]
    everywhere = Session("observations", "city", area=1)
    outcomes = accept(journal, items, session=everywhere, source=source)[0]
    assert [outcome.outcome for outcome in outcomes] == ["journalled", "journalled"]
    assert [row["device"] for row in journalled(journal, 1)] == [1]
    assert [row["device"] for row in journalled(journal, 9)] == [7]


def test_signs_of_life_of_gateway_and_channel_are_apart(journal: Journal) -> None:
    of_platform = Session("gat1400", PLATFORM, "platform", "10.0.0.1", NOW)
    accept(journal, [seen("a", BEHIND)], session=of_platform)
    alive = journal.liveness()
    assert (alive[PLATFORM].session_at, alive[PLATFORM].channel_at) == (NOW, None)
    assert (alive[BEHIND].session_at, alive[BEHIND].channel_at) == (None, NOW)


def test_a_heartbeat_is_a_row_and_a_sign_of_life(journal: Journal) -> None:
    with_intake(journal, lambda intake: intake.heartbeat(OF_CAMERA, NOW))
    row = journalled(journal)[0]
    assert (row["kind"], row["label"]) == (kind_code("device_heartbeat"), label_code("online"))
    assert journal.liveness()[CAMERA].session_at == NOW
    assert journal.totals() == {"derived": 1}


def test_a_picture_without_an_event_is_evidence_of_its_device_and_instant(
    journal: Journal, evidence: EvidenceStore
) -> None:
    news = DeviceNews("image-1", CAMERA, observed_at=NOW - SECOND, pictures=(Picture("scene", b"jpeg"),))
    assert accept(journal, [news], evidence=evidence) == [[Outcome("image-1", "noted")]]
    row = journalled(journal)[0]
    assert (row["observed_at"], row["kind"]) == (NOW - SECOND, kind_code("device_heartbeat"))
    assert evidence.get(row["evidence"]) == b"jpeg"


def test_the_offset_of_a_wrong_clock_is_kept_for_the_device_page(journal: Journal) -> None:
    clock = iter(range(NOW, NOW + 10**12, 2 * SECOND))

    async def work(intake: Intake) -> None:
        for nth in range(12):
            at = intake.now()
            item = Seen(str(nth), CAMERA, str(nth), PERSON, observed_at=at - 5 * MINUTE)
            await intake.accept([item], OF_CAMERA, at)

    with_intake(journal, work, now=lambda: next(clock))
    assert journal.liveness()[CAMERA].clock_offset_us == 5 * MINUTE
