"""What the archive promises: everything once, in the journal's order, whatever stops the writer."""

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.archive import (
    Archive,
    ArchivedControl,
    ArchiveError,
    ArchiveWriter,
    Manifest,
    Rows,
    open_archive,
    open_manifest,
    problems,
)
from anlin.archive.segment import NEW
from anlin.journal import Commit, Control, Entry, Journal, open_journal
from anlin.observations import batch_of, from_bytes, to_bytes
from anlin.observations.instants import DAY, HOUR, micros
from anlin.observations.quality import Quality

START = micros(datetime(2026, 3, 1, 22, tzinfo=UTC))


class MemoryJournal:
    """Entries in a list: the one method of a journal that the archive reads."""

    def __init__(self, entries: list[Entry], at_once: int = 10**9) -> None:
        self.entries, self.at_once = entries, at_once

    def read(self, shard: int, after: int, limit_rows: int = 50_000) -> list[Entry]:
        return [entry for entry in self.entries if entry.position > after][: self.at_once]


def rows_entry(position: int, at: int, count: int) -> Entry:
    ids = [position * 100 + nth + 1 for nth in range(count)]
    batch = batch_of({"id": ids, "observed_at": [at] * count, "received_at": [at] * count, "area": [7] * count})
    return Entry(1, position, "rows", at, count, to_bytes(batch))


def control_entry(position: int, at: int, name: str) -> Entry:
    return Entry(1, position, "control", at, 0, Control(1, name, at, {"nth": position}).to_bytes())


def entries_of(kinds: list[tuple[str, int]]) -> list[Entry]:
    """One entry an hour from 22:00, so that days change after the second."""
    return [
        rows_entry(position, START + position * HOUR, count)
        if name == "rows"
        else control_entry(position, START + position * HOUR, name)
        for position, (name, count) in enumerate(kinds, start=1)
    ]


def flat(archive: Archive) -> list[tuple[int, int] | str]:
    """(id, place) of each row and name@position of each control, in the order given; ticks only by their instant."""
    found: list[tuple[int, int] | str] = []
    for item in archive.items():
        if isinstance(item, Rows):
            found += zip(item.batch.column("id").to_pylist(), item.places.tolist(), strict=True)
        elif item.name == "tick":
            found.append(f"tick until {item.at}")
        elif item.position:
            found.append(f"{item.name}@{item.position}")
    return found


def expected(entries: list[Entry]) -> list[tuple[int, int] | str]:
    found: list[tuple[int, int] | str] = []
    for entry in entries:
        if entry.kind == "rows":
            ids = from_bytes(entry.payload).column("id").to_pylist()
            found += [(one, entry.position << 20 | nth) for nth, one in enumerate(ids)]
            continue
        name = msgspec.json.decode(entry.payload)["name"]
        if name == "tick" and found and str(found[-1]).startswith("tick"):
            found.pop()
        found.append(f"tick until {entry.received_at}" if name == "tick" else f"{name}@{entry.position}")
    return without_split_ticks(found)


def without_split_ticks(items: list[tuple[int, int] | str]) -> list[tuple[int, int] | str]:
    """Ticks on both sides of a segment's edge drawn together, and none before rows, which here overtake them all: a
    cut is no difference."""
    kept: list[tuple[int, int] | str] = []
    for item in items:
        is_after_tick = bool(kept) and str(kept[-1]).startswith("tick")
        if is_after_tick and (str(item).startswith("tick") or isinstance(item, tuple)):
            kept.pop()
        kept.append(item)
    return kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def writer_in(folder: Path) -> ArchiveWriter:
    return ArchiveWriter(folder, open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}"), shard=1)


KINDS = st.lists(
    st.tuples(st.sampled_from(["rows", "rows", "tick", "registry", "arming"]), st.integers(1, 4)), max_size=60
)


def test_a_tick_that_the_next_row_overtakes_does_not_cut_the_rows(folder: Path) -> None:
    entries = [
        rows_entry(1, START, 2), control_entry(2, START + 20, "tick"), rows_entry(3, START + 20, 1),
        control_entry(4, START + 40, "tick"), rows_entry(5, START + 39, 1), control_entry(6, START + 60, "tick"),
        control_entry(7, START + 60, "arming"), rows_entry(8, START + 70, 1),
    ]  # fmt: skip
    writer_in(folder).archive(MemoryJournal(entries))  # type: ignore[arg-type]
    places = [1 << 20, 1 << 20 | 1, 3 << 20]
    assert [item.places.tolist() if isinstance(item, Rows) else item.name for item in open_archive(folder).items()] == [
        places, "tick", [5 << 20], "tick", "arming", [8 << 20],
    ]  # fmt: skip
    filtered = open_archive(folder).items(areas=[7])
    assert [item.name for item in filtered if isinstance(item, ArchivedControl)] == ["tick", "tick", "tick", "arming"]


@settings(max_examples=25, deadline=None)
@given(kinds=KINDS, at_once=st.integers(1, 9), merge_every=st.integers(1, 5))
def test_what_is_read_back_is_what_the_journal_held_in_its_order(
    tmp_path_factory: pytest.TempPathFactory, kinds: list[tuple[str, int]], at_once: int, merge_every: int
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    entries = entries_of(kinds)
    journal: Journal = MemoryJournal(entries, at_once)  # type: ignore[assignment]
    writer, rounds = writer_in(folder), 0
    while writer.archive(journal):
        rounds += 1
        if rounds % merge_every == 0:
            writer.merge()
    assert without_split_ticks(flat(open_archive(folder))) == expected(entries)
    assert problems(folder, writer.manifest, is_thorough=True) == []


def test_a_day_that_is_over_becomes_one_segment(folder: Path, manifest: Callable[[], Manifest]) -> None:
    journal: Journal = MemoryJournal(entries_of([("rows", 1)] * 30), at_once=3)  # type: ignore[assignment]
    writer = ArchiveWriter(folder, manifest(), shard=1)
    while writer.archive(journal):
        pass
    before = flat(Archive(folder, writer.manifest))
    writer.merge()
    assert [(s.day, s.first, s.last) for s in writer.manifest.segments(1)][:2] == [
        ("2026-03-01", 1, 1),
        ("2026-03-02", 2, 25),
    ]
    assert len(list((folder / "day=2026-03-02").rglob("*.rows.parquet"))) == 1
    assert flat(Archive(folder, writer.manifest)) == before
    assert writer.manifest.leaving(1) == []


def test_a_replay_of_one_day_begins_with_what_was_in_force(folder: Path) -> None:
    kinds = [("registry", 0), ("arming", 0), ("rows", 1), ("registry", 0)] + [("rows", 1)] * 30
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries_of(kinds)))  # type: ignore[arg-type]
    first_of_third_day = list(open_archive(folder).items("2026-03-03", "2026-03-03"))[:2]
    assert [(item.name, item.position, msgspec.json.decode(item.payload)["body"]) for item in first_of_third_day] == [  # type: ignore[union-attr]
        ("arming", 0, {"nth": 2}),
        ("registry", 0, {"nth": 4}),
    ]


def test_how_much_of_a_period_is_held_is_counted_from_the_first_to_the_last_entry_of_each_day(folder: Path) -> None:
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries_of([("rows", 1)] * 30)))  # type: ignore[arg-type]
    archive, midnight = open_archive(folder), START + 2 * HOUR
    # One entry at 23:00, then hourly 00:00 to 23:00, then 00:00 to 04:00.
    assert archive.held_us(midnight - 24 * HOUR, midnight + 48 * HOUR) == (0 + 23 + 4) * HOUR
    assert archive.held_us(midnight + 12 * HOUR, midnight + 26 * HOUR) == (11 + 2) * HOUR
    assert archive.held_us(midnight + 48 * HOUR, midnight + 72 * HOUR) == 0


def test_a_clock_that_goes_back_over_midnight_stays_in_its_day(folder: Path) -> None:
    entries = [rows_entry(1, START + 3 * HOUR, 1), rows_entry(2, START + HOUR, 1), rows_entry(3, START + 4 * HOUR, 1)]
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries))  # type: ignore[arg-type]
    assert [(s.day, s.first, s.last) for s in writer.manifest.segments(1)] == [("2026-03-02", 1, 3)]


def test_only_the_rows_of_chosen_areas_are_given_with_their_own_places(folder: Path) -> None:
    batch = batch_of({"id": [1, 2, 3], "observed_at": [START] * 3, "received_at": [START] * 3, "area": [7, 8, 7]})
    writer = writer_in(folder)
    writer.archive(MemoryJournal([Entry(1, 1, "rows", START, 3, to_bytes(batch))]))  # type: ignore[arg-type]
    [rows] = open_archive(folder).items(areas=[7])
    assert isinstance(rows, Rows)
    assert rows.batch.column("id").to_pylist() == [1, 3]
    assert rows.places.tolist() == [1 << 20, 1 << 20 | 2]


@pytest.fixture(params=["sqlite", "postgres"])
def manifest(request: pytest.FixtureRequest, folder: Path) -> Iterator[Callable[[], Manifest]]:
    """Opens the same manifest, on each store, as often as wanted."""
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{folder / 'manifest.sqlite3'}" if is_sqlite else request.getfixturevalue("own_database")()
    opened: list[Manifest] = []

    def open_one() -> Manifest:
        opened.append(open_manifest(url))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def test_two_writers_of_one_shard_cannot_both_commit(folder: Path, manifest: Callable[[], Manifest]) -> None:
    journal = MemoryJournal(entries_of([("rows", 1), ("rows", 1)]), at_once=1)
    first, second = (ArchiveWriter(folder, manifest(), shard=1) for _ in range(2))
    first.archive(journal)  # type: ignore[arg-type]
    entries = journal.read(1, 0)
    stale = MemoryJournal(entries)
    stale.read = lambda shard, after, limit_rows=0: entries  # type: ignore[method-assign]
    with pytest.raises(ArchiveError, match="another writer was first"):
        second.archive(stale)  # type: ignore[arg-type]


def test_a_real_journal_is_archived(tmp_path: Path) -> None:
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    batch = batch_of({"id": [5, 6], "observed_at": [START] * 2, "received_at": [START] * 2})
    journal.append(Commit(batches={1: batch}, controls=[Control(1, "arming", START)]))
    writer = writer_in(tmp_path / "archive")
    writer.archive(journal)
    assert flat(open_archive(tmp_path / "archive")) == ["arming@1", (5, 2 << 20), (6, 2 << 20 | 1)]
    journal.close()


class Stopped(BaseException):
    """The machine stops here."""


class StopAt:
    """Raises `Stopped` at the nth thing that Python does to a file, once; counts them otherwise."""

    EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir")

    def __init__(self) -> None:
        self.is_on, self.left, self.seen = False, 0, 0
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.is_on or event not in self.EVENTS or "archive" not in str(arguments[0]):
            return
        self.seen += 1
        self.left -= 1
        if self.left == 0:
            self.is_on = False
            raise Stopped


STOP = StopAt()


@pytest.fixture
def stop() -> Iterator[StopAt]:
    yield STOP
    STOP.is_on = False


def test_a_stop_at_any_step_loses_nothing_and_leaves_no_half_file(tmp_path: Path, stop: StopAt) -> None:
    entries = entries_of([("registry", 0), ("rows", 2), ("tick", 0), ("rows", 1)] * 2)

    def run(folder: Path) -> None:
        journal: Journal = MemoryJournal(entries, at_once=3)  # type: ignore[assignment]
        writer = writer_in(folder)
        try:
            while writer.archive(journal):
                writer.merge()
        finally:
            writer.manifest.close()

    stop.is_on, stop.left, stop.seen = True, 0, 0
    run(tmp_path / "archive-whole")
    stop.is_on = False
    steps = stop.seen
    assert steps > 30
    for nth in range(1, steps + 1):
        folder = tmp_path / f"archive-{nth}"
        stop.is_on, stop.left = True, nth
        with pytest.raises(Stopped):
            run(folder)
        run(folder)
        archive = open_archive(folder)
        assert without_split_ticks(flat(archive)) == expected(entries), f"stopped at step {nth}"
        assert problems(folder, archive.manifest, is_thorough=True) == []
        listed = {f for s in archive.manifest.segments(1) for f in (s.rows_file(folder), s.entries_file(folder))}
        assert set(folder.rglob("*.parquet")) == listed
        assert not list(folder.rglob(f"{NEW}*"))
        archive.manifest.close()


@pytest.mark.parametrize("which", ["rows", "entries"])
@pytest.mark.parametrize("left", [0, 7, 200])
def test_a_torn_segment_that_was_never_committed_is_written_again(folder: Path, which: str, left: int) -> None:
    entries = entries_of([("rows", 2)] * 30)
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries[:10]))  # type: ignore[arg-type]
    copy = shutil.copytree(folder, folder.with_name("copy"))
    writer.archive(MemoryJournal(entries))  # type: ignore[arg-type]
    last = writer.manifest.segments(1)[-1]
    torn = last.rows_file(folder) if which == "rows" else last.entries_file(folder)
    torn.write_bytes(torn.read_bytes()[:left])
    writer.manifest.close()
    for file in folder.glob("manifest*"):
        file.unlink()
    for file in copy.glob("manifest*"):
        shutil.copy(file, folder)
    again = writer_in(folder)
    again.archive(MemoryJournal(entries))  # type: ignore[arg-type]
    assert flat(open_archive(folder)) == expected(entries)
    assert problems(folder, again.manifest, is_thorough=True) == []


def test_a_lost_manifest_is_made_again_from_the_files(folder: Path) -> None:
    entries = entries_of([("rows", 2)] * 30)
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries))  # type: ignore[arg-type]
    before = writer.manifest.segments(1)
    writer.manifest.close()
    (folder / "manifest.sqlite3").unlink()
    again = writer_in(folder)
    assert again.manifest.segments(1) == before
    assert flat(open_archive(folder)) == expected(entries)


def test_a_damaged_or_missing_file_is_named(folder: Path) -> None:
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries_of([("rows", 1)] * 30)))  # type: ignore[arg-type]
    first, second, _ = writer.manifest.segments(1)
    first.rows_file(folder).unlink()
    damaged = bytearray(second.rows_file(folder).read_bytes())
    damaged[100] ^= 1
    second.rows_file(folder).write_bytes(damaged)
    missing, changed = problems(folder, writer.manifest, is_thorough=True)
    assert "000000000001-000000000001.rows.parquet is missing" in missing.en
    assert "its bytes were changed" in changed.en
    with pytest.raises(ArchiveError, match="anlin check"):
        flat(open_archive(folder))


@pytest.mark.parametrize("which", ["rows", "entries"])
@pytest.mark.parametrize("left", [0, 7, 200])
def test_a_file_cut_short_is_named_in_one_line(folder: Path, which: str, left: int) -> None:
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries_of([("rows", 1)] * 30)))  # type: ignore[arg-type]
    second = writer.manifest.segments(1)[1]
    cut = second.rows_file(folder) if which == "rows" else second.entries_file(folder)
    cut.write_bytes(cut.read_bytes()[:left])
    with pytest.raises(ArchiveError, match=f"{cut}: cannot be read") as raised:
        flat(open_archive(folder))
    assert "\n" not in str(raised.value)


def test_a_damaged_file_of_what_was_in_force_is_named(folder: Path) -> None:
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries_of([("rows", 1)] * 30)))  # type: ignore[arg-type]
    file = writer.manifest.segments(1)[0].rows_file(folder).with_name("in-force.json")
    file.write_bytes(b"{bad")
    with pytest.raises(ArchiveError, match=f"{file}: cannot be read"):
        flat(open_archive(folder))
    assert problems(folder, writer.manifest) == []
    [damaged] = problems(folder, writer.manifest, is_thorough=True)
    assert f"{file}: cannot be read" in damaged.en
    assert f"{file}：无法读取" in damaged.zh


@pytest.mark.parametrize("left", [60, 3000, 5000])
def test_a_manifest_cut_short_is_named_to_readers_and_writers(folder: Path, left: int) -> None:
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries_of([("rows", 1)] * 30)))  # type: ignore[arg-type]
    writer.manifest.close()
    file = folder / "manifest.sqlite3"
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(ArchiveError, match=f"{file}: is damaged"):
        flat(open_archive(folder))
    with pytest.raises(ArchiveError, match=f"{file}: is damaged"):
        open_manifest(f"sqlite:///{file}").shards()


def test_a_manifest_that_does_not_know_the_days_beside_it_is_no_empty_archive(folder: Path) -> None:
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries_of([("rows", 1)] * 30)))  # type: ignore[arg-type]
    writer.manifest.close()
    file = folder / "manifest.sqlite3"
    file.write_bytes(b"")
    with pytest.raises(ArchiveError, match=f"{file}: is empty"):
        open_archive(folder)
    anew = open_manifest(f"sqlite:///{file}")
    [problem] = problems(folder, anew)
    assert "does not know the 3 days that lie here, day=2026-03-01 to day=2026-03-03" in problem.en
    with pytest.raises(ArchiveError, match="does not know the 3 days"):
        open_archive(folder)


def test_what_is_left_of_a_first_segment_that_was_never_finished_is_no_unknown_day(folder: Path) -> None:
    begun = folder / "day=2026-03-01" / "shard=0"
    begun.mkdir(parents=True)
    (begun / f"{NEW}1-2.rows.parquet").write_bytes(b"")
    manifest = open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}")
    assert problems(folder, manifest) == []
    manifest.close()


def test_reading_an_archive_writes_nothing_there(folder: Path) -> None:
    writer = writer_in(folder)
    writer.archive(MemoryJournal(entries_of([("rows", 1)] * 30)))  # type: ignore[arg-type]
    writer.manifest.close()

    def files() -> dict[Path, bytes]:
        return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    before = files()
    archive = open_archive(folder)
    assert flat(archive)
    assert files() == before
    archive.manifest.close()
    assert files() == before


def test_an_archive_is_read_while_its_writer_goes_on(folder: Path) -> None:
    writer = writer_in(folder)
    entries = entries_of([("rows", 1)] * 30)
    writer.archive(MemoryJournal(entries[:10]))  # type: ignore[arg-type]
    archive = open_archive(folder)
    assert flat(archive) == expected(entries[:10])
    writer.archive(MemoryJournal(entries))  # type: ignore[arg-type]
    assert flat(archive) == expected(entries)


def test_a_folder_without_archive_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive here"):
        open_archive(tmp_path)


def test_a_control_carries_what_the_journal_held(folder: Path) -> None:
    writer = writer_in(folder)
    entry = control_entry(1, START, "consent")
    writer.archive(MemoryJournal([entry]))  # type: ignore[arg-type]
    assert list(open_archive(folder).items()) == [ArchivedControl(1, 1, START, "consent", entry.payload)]


def test_days_are_counted_in_utc() -> None:
    from anlin.archive import day_of

    assert day_of(micros(datetime(2026, 3, 1, tzinfo=UTC)) - 1) == "2026-02-28"
    assert day_of(micros(datetime(2026, 3, 1, tzinfo=UTC))) == "2026-03-01"
    assert day_of(micros(datetime(2026, 3, 1, tzinfo=UTC)) + DAY) == "2026-03-02"


def test_lu_35_what_an_isolation_door_said_is_never_archived_and_the_rest_stays_in_order(tmp_path):
    ids, quality = [1, 2, 3], [0, int(Quality.NOT_ARCHIVED | Quality.LATE), 0]
    mixed = batch_of({"id": ids, "observed_at": [START] * 3, "received_at": [START] * 3, "quality": quality})
    alone = batch_of(
        {"id": [4], "observed_at": [START], "received_at": [START], "quality": [int(Quality.NOT_ARCHIVED)]}
    )
    entries = [
        Entry(1, 1, "rows", START, 3, to_bytes(mixed)),
        Entry(1, 2, "rows", START, 1, to_bytes(alone)),
        rows_entry(3, START, 1),
    ]
    writer = writer_in(tmp_path)
    writer.archive(MemoryJournal(entries))
    assert [one for one, _ in flat(open_archive(tmp_path))] == [1, 3, 301]
    assert problems(tmp_path, writer.manifest, is_thorough=True) == []
