"""An engine whose checkpoint is gone learns from the archive what the journal no longer holds."""

from pathlib import Path

import pytest

from anlin.archive import ArchiveWriter, open_manifest
from anlin.cli.processes.past import past_in
from anlin.engine import Condition, load_models
from anlin.engine.checkpoint import Checkpoints
from anlin.engine.live import Shard
from anlin.engine.rehearsal import PLACE, at, row
from anlin.engine.test_live import Kept, batch
from anlin.journal import Commit, Control, Journal, open_journal
from anlin.models import folders

MODELS = load_models(folders())


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Twelve hours: cars in a lane at odd times, a door, silence of the recorder, a changed registry."""
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    journal.append_control(Control(0, "registry", at(0), PLACE))
    for nth in range(72):
        start = nth * 600.0
        given = [row(PLACE, "recorder", "device_heartbeat", start + 599)] if nth % 11 != 7 else []
        given += [row(PLACE, "cam-lane-1", "zone_occupied/vehicle", start + s) for s in range(0, 400, 20) if nth % 3]
        given += [row(PLACE, "magnet-door-1", f"door_state/{'open' if nth % 2 else 'closed'}", start + 500)]
        given.sort(key=lambda each: each["observed_at"])
        journal.append(Commit(batches={0: batch(given, nth * 100 + 1)}))
        journal.append_control(Control(0, "tick", at(start + 600)))
        if nth == 30:
            journal.append_control(Control(0, "registry", at(start + 600), PLACE))
    return journal


def said_from(engine: Shard) -> list[Condition]:
    conditions = []
    while entries := engine.read()[0]:
        is_known = engine.progress.position < engine.progress.applied
        said = engine.take(entries)
        conditions += [] if is_known else said
    return conditions


def without_checkpoint(journal: Journal, folder: Path, applied: int) -> Shard:
    sink = Kept()
    sink.position = applied
    manifest = f"sqlite:///{folder / 'archive' / 'manifest.sqlite3'}"
    engine = Shard(journal, 0, MODELS, sink, past_in(folder / "archive", manifest))
    engine.resume(Checkpoints(folder / "checkpoints"))
    return engine


@pytest.mark.parametrize("applied", [20, 61, 120])
def test_what_is_said_next_is_what_an_undisturbed_engine_says(journal: Journal, tmp_path: Path, applied: int) -> None:
    undisturbed = Shard(journal, 0, MODELS, Kept())
    undisturbed.take(journal.read(0, 0, 10**6)[:applied])
    expected = undisturbed.take(journal.read(0, applied, 10**6))
    assert expected
    manifest = open_manifest(f"sqlite:///{tmp_path / 'archive' / 'manifest.sqlite3'}")
    assert ArchiveWriter(tmp_path / "archive", manifest, 0).archive(journal)
    journal.prune(0, applied - 3)
    engine = without_checkpoint(journal, tmp_path, applied)
    assert engine.progress.position == applied
    assert said_from(engine) == expected


def test_what_was_not_applied_yet_is_said_although_it_is_archived(journal: Journal, tmp_path: Path) -> None:
    everything = Shard(journal, 0, MODELS, Kept()).take(journal.read(0, 0, 10**6))
    manifest = open_manifest(f"sqlite:///{tmp_path / 'archive' / 'manifest.sqlite3'}")
    ArchiveWriter(tmp_path / "archive", manifest, 0).archive(journal)
    assert said_from(without_checkpoint(journal, tmp_path, 0)) == everything


def test_an_archive_that_is_behind_is_followed_by_the_journal(journal: Journal, tmp_path: Path) -> None:
    undisturbed = Shard(journal, 0, MODELS, Kept())
    undisturbed.take(journal.read(0, 0, 10**6)[:100])
    expected = undisturbed.take(journal.read(0, 100, 10**6))
    writer = ArchiveWriter(
        tmp_path / "archive", open_manifest(f"sqlite:///{tmp_path / 'archive' / 'manifest.sqlite3'}"), 0
    )

    class Half:
        def read(self, shard: int, after: int, limit_rows: int) -> list[object]:
            return [entry for entry in journal.read(shard, after, limit_rows) if entry.position <= 60]

    writer.archive(Half())  # type: ignore[arg-type]
    journal.prune(0, 50)
    engine = without_checkpoint(journal, tmp_path, 100)
    assert engine.progress.position == 60
    assert said_from(engine) == expected


def test_without_any_archive_the_engine_begins_with_the_journal(journal: Journal, tmp_path: Path) -> None:
    assert without_checkpoint(journal, tmp_path, 0).progress.position == 0
