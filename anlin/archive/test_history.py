"""The past as tables."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from anlin.archive import Archive, ArchiveWriter, open_archive, open_manifest
from anlin.archive.history import hourly_counts, observations
from anlin.journal import Commit, open_journal
from anlin.observations import batch_of
from anlin.observations.instants import DAY, HOUR, MINUTE, micros

NOON = micros(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Six rows of two areas, the last received a day late."""
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    observed = [NOON, NOON + MINUTE, NOON + HOUR, NOON + HOUR, NOON + 2 * HOUR, NOON + 59 * MINUTE]
    received = [*observed[:5], NOON + DAY]
    journal.append(
        Commit(
            batches={
                1: batch_of(
                    {
                        "id": [1, 2, 3, 4, 5, 6], "observed_at": observed, "received_at": received,
                        "area": [1, 1, 1, 2, 2, 1], "kind": [3, 3, 3, 3, 3, 3], "subject": [9] * 6,
                    }
                )
            }
        )
    )  # fmt: skip
    folder = tmp_path / "archive"
    ArchiveWriter(folder, open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}"), 1).archive(journal)
    journal.close()
    return open_archive(folder)


def test_counts_by_hour_are_of_when_it_happened(archive: Archive) -> None:
    hours = [(hour.hour, area, count) for hour, area, _, count in hourly_counts(archive, NOON, NOON + 2 * HOUR)]
    assert hours == [(12, 1, 3), (13, 1, 1), (13, 2, 1)]


def test_only_the_areas_asked_for_are_counted(archive: Archive) -> None:
    hours = [(hour.hour, area, count) for hour, area, _, count in hourly_counts(archive, NOON, NOON + DAY, areas=[2])]
    assert hours == [(13, 2, 1), (14, 2, 1)]


def test_an_empty_span_gives_no_rows(archive: Archive) -> None:
    assert hourly_counts(archive, NOON - 300 * DAY, NOON - 299 * DAY) == []


def test_no_frame_of_the_past_holds_a_subject(archive: Archive) -> None:
    """LU-27, LU-F3: no query answers where else a subject was."""
    assert "subject" not in observations(archive, NOON, NOON + DAY).collect_schema().names()
    assert "subject" not in observations(archive, 0, 1).collect_schema().names()
