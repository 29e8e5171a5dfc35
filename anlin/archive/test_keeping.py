"""What goes and when: days past retention, and what the journal no longer has to hold."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from anlin.archive import ArchiveError, ArchiveWriter, Positions, drop_due, open_manifest, prune_journal, segments_due
from anlin.archive.following import Follower
from anlin.journal import Commit, Control, Journal, open_journal
from anlin.observations import batch_of
from anlin.observations.instants import DAY, HOUR, micros

FIRST = micros(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """One row a day at noon: position 1 on March 1st, 2 on the 2nd, … 10 on the 10th."""
    opened = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    for nth in range(10):
        at = [FIRST + nth * DAY]
        opened.append(Commit(batches={1: batch_of({"id": [nth + 1], "observed_at": at, "received_at": at})}))
    return opened


@pytest.fixture
def writer(tmp_path: Path, journal: Journal) -> ArchiveWriter:
    folder = tmp_path / "archive"
    made = ArchiveWriter(folder, open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}"), shard=1)
    made.archive(journal)
    return made


@pytest.mark.parametrize(("hours", "days"), [(11, 0), (12, 1), (35, 1), (36, 2)])
def test_a_day_is_due_when_its_last_instant_is_past_retention(writer: ArchiveWriter, hours: int, days: int) -> None:
    # March 1st ends 12 hours after FIRST; kept 30 days from then.
    now = FIRST + 30 * DAY + hours * HOUR
    assert len(segments_due(writer.manifest, 1, now, keep_days=30)) == days


def test_one_day_goes_at_a_time_with_its_files(writer: ArchiveWriter) -> None:
    now = FIRST + 33 * DAY
    assert [s.day for s in drop_due(writer, now, keep_days=30)] == ["2026-03-01"]
    assert not (writer.folder / "day=2026-03-01").exists()
    assert [s.day for s in drop_due(writer, now, keep_days=30)] == ["2026-03-02"]
    assert [s.day for s in drop_due(writer, now, keep_days=30)] == ["2026-03-03"]
    assert drop_due(writer, now, keep_days=30) == []
    assert writer.manifest.segments(1)[0].first == 4


def test_what_was_dropped_is_not_archived_again(writer: ArchiveWriter, journal: Journal) -> None:
    while drop_due(writer, FIRST + 900 * DAY, keep_days=30):
        pass
    assert writer.manifest.segments(1) == []
    again = ArchiveWriter(writer.folder, writer.manifest, shard=1)
    assert again.archive(journal) == []


@pytest.mark.parametrize(
    ("applied", "checkpointed", "journal_days", "first_left"),
    [
        (10, 10, 0, 11),  # Nothing needs them: all that is older than now.
        (4, 10, 0, 5),  # The engine has not applied 5 yet.
        (10, 6, 0, 7),  # A restart would step again from 7.
        (10, 10, 5, 6),  # Kept five days: those of March 6th noon and later stay.
        (0, 10, 0, 1),
    ],
)
def test_the_journal_lets_go_only_of_what_nobody_needs(
    writer: ArchiveWriter, journal: Journal, applied: int, checkpointed: int, journal_days: int, first_left: int
) -> None:
    now = FIRST + 9 * DAY + HOUR + (13 * HOUR if journal_days == 0 else 0)
    prune_journal(journal, writer.manifest, 1, Positions(applied, checkpointed), now, journal_days * DAY)
    assert journal.first_position(1) == first_left


def test_what_is_not_archived_stays_in_the_journal(tmp_path: Path, journal: Journal) -> None:
    manifest = open_manifest(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert prune_journal(journal, manifest, 1, Positions(10, 10), FIRST + 900 * DAY) == 0
    assert journal.first_position(1) == 1


def test_a_round_archives_merges_and_lets_go(writer: ArchiveWriter, journal: Journal) -> None:
    at = [FIRST + 10 * DAY]
    journal.append(Commit(batches={1: batch_of({"id": [11], "observed_at": at, "received_at": at})}))
    journal.append_control(Control(1, "tick", FIRST + 12 * DAY))
    follower = Follower(
        journal, lambda: writer, 1, lambda: Positions(12, 12), clock=lambda: FIRST + 12 * DAY, keep_days=11
    )
    follower.round()
    assert writer.manifest.archived_to(1) == 12
    assert [s.first for s in writer.manifest.segments(1)] == list(range(2, 13))
    assert journal.first_position(1) == 5  # Eight days are kept: those received on March 5th noon and later.


def test_a_round_does_nothing_while_another_process_holds_the_shard(writer: ArchiveWriter, journal: Journal) -> None:
    follower = Follower(
        journal, lambda: writer, 1, lambda: Positions(10, 10), lambda: FIRST + 900 * DAY, is_ours=lambda: False
    )
    follower.round()
    assert len(writer.manifest.segments(1)) == 10
    assert journal.first_position(1) == 1


def test_a_clock_that_was_set_ahead_deletes_nothing(writer: ArchiveWriter, journal: Journal) -> None:
    follower = Follower(journal, lambda: writer, 1, lambda: Positions(10, 10), lambda: FIRST + 900 * DAY, keep_days=11)
    follower.round()
    assert len(writer.manifest.segments(1)) == 10
    assert journal.first_position(1) == 2  # Eight days before the journal's own last instant.


def test_an_archive_that_cannot_be_opened_is_tried_again_at_the_next_round(
    writer: ArchiveWriter, journal: Journal
) -> None:
    tries: list[str] = []

    def opening() -> ArchiveWriter:
        tries.append("opened")
        if len(tries) < 3:
            raise ArchiveError("damaged")
        return writer

    follower = Follower(journal, opening, 1, lambda: Positions(10, 10), lambda: FIRST + 10 * DAY)

    class Thrice:
        rounds = 0

        def wait(self, _s: float) -> bool:
            self.rounds += 1
            return self.rounds > 4

    follower.run(Thrice())  # type: ignore[arg-type]
    assert len(tries) == 3
    assert journal.first_position(1) == 2
