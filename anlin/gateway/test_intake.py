"""What the intake promises: acknowledged is on disk (P1), and nothing vanishes (P4)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from anlin.gateway import FixedDirectory, GatewaySettings, Outcome, Seen
from anlin.gateway.conftest import CAMERA, NOW, directory_of
from anlin.gateway.intake import Intake
from anlin.gateway.sessions import Session
from anlin.journal import Journal, open_journal
from anlin.observations import from_bytes, kind_code

PERSON = kind_code("person_detected")
OF_CAMERA = Session("gat1400", CAMERA, "camera", "10.0.0.1", NOW)


@pytest.fixture
def journal(tmp_path: Path):
    opened = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield opened
    opened.close()


def run(journal: Journal, work: Callable[[Intake], Awaitable[object]], directory=None, now=lambda: NOW) -> object:
    async def inside() -> object:
        settings = GatewaySettings(quarantine_key=bytes(32))
        intake = Intake(journal, FixedDirectory(directory or directory_of()), now, None, settings)
        await intake.start()
        try:
            return await work(intake)
        finally:
            await intake.stop()

    return asyncio.run(inside())


def seen(event: str, device: str = CAMERA, kind: int = PERSON, **fields: object) -> Seen:
    return Seen(item=event, device=device, event=event, kind=kind, observed_at=NOW - 1000, **fields)


def journalled(journal: Journal) -> list[dict]:
    return [
        row for entry in journal.read(1, 0) if entry.kind == "rows" for row in from_bytes(entry.payload).to_pylist()
    ]


def accept(journal: Journal, *requests: Sequence, session: Session = OF_CAMERA, **more) -> list[list[Outcome]]:
    async def work(intake: Intake) -> object:
        return await asyncio.gather(*(intake.accept(items, session, NOW) for items in requests))

    return run(journal, work, **more)


def test_an_observation_is_located_and_on_disk_when_its_answer_comes(journal: Journal) -> None:
    assert accept(journal, [seen("a")]) == [[Outcome("a", "journalled")]]
    row = journalled(journal)[0]
    assert (row["device"], row["zone"], row["area"], row["kind"], row["subject"]) == (1, 1, 2, PERSON, 0)


def test_the_same_event_is_taken_once_also_after_a_restart(journal: Journal) -> None:
    first = accept(journal, [seen("a"), seen("a")], [seen("a"), seen("b")])
    assert [[o.outcome for o in outcomes] for outcomes in first] == [
        ["journalled", "duplicate"],
        ["duplicate", "journalled"],
    ]
    assert accept(journal, [seen("b"), seen("c")]) == [[Outcome("b", "duplicate"), Outcome("c", "journalled")]]
    assert len(journalled(journal)) == 3
    assert journal.totals() == {"received": 6, "journalled": 3, "duplicate": 3}
