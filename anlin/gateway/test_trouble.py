"""What senders are told when the disk is full, the database gone, or nobody knows whether a commit came through."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from anlin.gateway import Account, FixedDirectory, Outcome, Seen
from anlin.gateway.conftest import CAMERA, NOW, OF_CAMERA, directory_of, journalled, with_intake
from anlin.gateway.intake import Busy, Intake
from anlin.journal import Commit, Journal, JournalUnavailable, open_journal
from anlin.journal.sqlite import SqliteJournal
from anlin.observations import kind_code

PERSON = kind_code("person_detected")


def seen(event: str) -> Seen:
    return Seen(event, CAMERA, event, PERSON, observed_at=NOW)


async def try_to(intake: Intake, *events: str) -> list[str]:
    """Outcomes of one request, or ["busy"]."""
    try:
        outcomes = await intake.accept([seen(event) for event in events], OF_CAMERA, NOW)
    except Busy:
        return ["busy"]
    return [outcome.outcome for outcome in outcomes]


async def until_taken(intake: Intake, *events: str) -> list[str]:
    while (outcomes := await try_to(intake, *events)) == ["busy"]:
        await asyncio.sleep(0.01)
    return outcomes


def test_a_full_disk_tells_senders_to_wait_and_recovers_by_itself(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.sqlite3")

    async def work(intake: Intake) -> Any:
        before = await try_to(intake, "a")
        pages = journal._writer.execute("PRAGMA page_count").fetchone()[0]
        journal._writer.execute(f"PRAGMA max_page_count = {pages}")
        answers = [await try_to(intake, *(f"{nth}-{n}" for n in range(300))) for nth in range(8)]
        assert answers[-1] == ["busy"]
        assert intake.health.failing_since == NOW
        journal._writer.execute("PRAGMA max_page_count = 100000")
        again = [await until_taken(intake, *(f"{nth}-{n}" for n in range(300))) for nth in range(8)]
        assert intake.health.failing_since == 0
        return before, answers, again

    before, answers, again = with_intake(journal, work, closed_for_s=0.0)
    assert before == ["journalled"]
    for first, second in zip(answers, again, strict=True):
        assert set(second) == ({"journalled"} if first == ["busy"] else {"duplicate"})
    assert len(journalled(journal)) == 1 + 8 * 300
    totals = journal.totals()
    assert totals["received"] == totals["journalled"] + totals.get("duplicate", 0)
    journal.close()


class Wavering:
    """A real journal whose connection breaks right after a commit went through, `breaks` times."""

    def __init__(self, journal: Journal, breaks: int) -> None:
        self._journal, self._breaks = journal, breaks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def append(self, commit: Commit) -> dict[int, int]:
        positions = self._journal.append(commit)
        if commit.batches and self._breaks:
            self._breaks -= 1
            raise JournalUnavailable("the connection broke")
        return positions


def test_a_commit_that_came_through_unseen_is_not_written_twice(journal: Journal) -> None:
    async def work(intake: Intake) -> Any:
        return [await try_to(intake, "a", "b"), await until_taken(intake, "a", "b", "c")]

    wavering: Any = Wavering(journal, breaks=1)
    assert with_intake(wavering, work, closed_for_s=0.0) == [["busy"], ["duplicate", "duplicate", "journalled"]]
    assert len(journalled(journal)) == 3


def test_while_the_journal_is_away_nobody_waits_for_it(journal: Journal) -> None:
    async def work(intake: Intake) -> Any:
        first = await try_to(intake, "a")
        began = asyncio.get_running_loop().time()
        rest = [await try_to(intake, "a") for _ in range(100)]
        assert asyncio.get_running_loop().time() - began < 1.0
        return first, set(map(tuple, rest))

    wavering: Any = Wavering(journal, breaks=1000)
    assert with_intake(wavering, work, closed_for_s=60.0) == (["busy"], {("busy",)})


def test_a_file_that_somebody_else_holds_keeps_no_sender_waiting_and_loses_nothing(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "journal.sqlite3", wait_s=60)
    other = sqlite3.connect(tmp_path / "journal.sqlite3", isolation_level=None)

    async def work(intake: Intake) -> Any:
        await until_taken(intake, "a")
        other.execute("BEGIN IMMEDIATE")
        answers = [await try_to(intake, "b"), await try_to(intake, "c")]
        with pytest.raises(JournalUnavailable):
            await intake.sessions.open("gat1400", CAMERA, Account("camera", "0" * 32, 2, CAMERA), "10.0.0.1", NOW)
        assert intake.health.failing_since == NOW
        other.execute("ROLLBACK")
        # A slow machine may turn away again what it then writes: each is there once, whatever was said.
        return answers, await until_taken(intake, "b", "c")

    answers, again = with_intake(journal, work, answer_within_s=0.05)
    assert answers == [["busy"], ["busy"]]
    assert set(again) <= {"duplicate", "journalled"}
    assert len(journalled(journal)) == 3
    totals = journal.totals()
    assert totals["journalled"] == 3
    assert totals["received"] == 3 + totals.get("duplicate", 0)
    other.close()
    journal.close()


@pytest.fixture
def postgres(new_postgres: Callable[[], str]) -> Iterator[tuple[str, Journal]]:
    url = new_postgres()
    journal = open_journal(url)
    yield url, journal
    journal.close()


def test_a_database_that_went_away_is_used_again_when_it_is_back(postgres: tuple[str, Journal]) -> None:
    url, journal = postgres

    async def work(intake: Intake) -> Any:
        first = await try_to(intake, "a")
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'anlin journal' AND datname = current_database()"
            )
        return first, await until_taken(intake, "a", "b")

    assert with_intake(journal, work, closed_for_s=0.0) == (["journalled"], ["duplicate", "journalled"])
    assert len(journalled(journal)) == 2


def test_too_much_that_waits_is_told_to_come_later(journal: Journal) -> None:
    async def work(intake: Intake) -> Any:
        many = [intake.accept([seen(f"{nth}-{n}") for n in range(50)], OF_CAMERA, NOW) for nth in range(10)]
        return await asyncio.gather(*many, return_exceptions=True)

    answers = with_intake(journal, work, max_waiting_rows=120)
    taken = [answer for answer in answers if not isinstance(answer, Busy)]
    assert len(taken) == 3
    assert len(journalled(journal)) == 150


def test_a_directory_that_cannot_be_read_stays_in_force(journal: Journal) -> None:
    class Failing(FixedDirectory):
        is_failing = False

        def current(self) -> Any:
            if self.is_failing:
                raise OSError("no registers")
            return super().current()

    source = Failing(directory_of())

    async def work(intake: Intake) -> Any:
        source.is_failing = True
        while not intake.health.directory_failing_since:
            await asyncio.sleep(0.005)
        outcomes = await intake.accept([seen("a")], OF_CAMERA, NOW)
        source.is_failing = False
        while intake.health.directory_failing_since:
            await asyncio.sleep(0.005)
        return outcomes

    assert with_intake(journal, work, source=source, directory_every_s=0.005) == [Outcome("a", "journalled")]
