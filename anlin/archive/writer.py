"""Follows the journal and writes it down for good: segments through the day, one per day when the day is over.

The journal keeps everything that is not archived yet, so a writer may stop anywhere: what it left unfinished is
finished or thrown away at its next start, and nothing is written twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from anlin.archive.in_force import InForce
from anlin.archive.manifest import ArchiveError, Manifest, Segment
from anlin.archive.segment import (
    NEW,
    ROW_GROUP,
    ROWS,
    TICK,
    day_of,
    digest_of,
    entries_table,
    read_entries,
    write_segment,
)
from anlin.disk import DISK, Disk
from anlin.journal import Entry, Journal
from anlin.observations import from_bytes
from anlin.observations.quality import Quality


class _Named(msgspec.Struct):
    name: str


_named = msgspec.json.Decoder(_Named)

AT_ONCE = 500_000
"""Rows of one segment at most; also what one round holds in memory (about 100 bytes a row)."""


@dataclass
class ArchiveWriter:
    """Archives one shard; one writer is active per shard (a second is refused at its commit)."""

    folder: Path
    manifest: Manifest
    shard: int
    disk: Disk = DISK
    _in_force: InForce = field(init=False)
    _day: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.settle()
        segments = self.manifest.segments(self.shard)
        self._day = segments[-1].day if segments else ""
        self._in_force = InForce.after(self.folder, segments)

    def archive(self, journal: Journal) -> list[Segment]:
        """Write and commit what the journal holds beyond the archive, up to `AT_ONCE` rows. Empty when up to date."""
        entries = journal.read(self.shard, self.manifest.archived_to(self.shard), AT_ONCE)
        written = []
        for day, chosen in self._by_day(entries):
            if day != self._day:
                self._in_force.write(self.folder, day, self.shard, self.disk)
            batches = {entry.position: _archived(entry) for entry in chosen if entry.kind == "rows"}
            lines = [_line(entry, batches) for entry in chosen]
            segment = write_segment(self.folder, self.shard, day, entries_table(lines), batches.values(), self.disk)
            self.manifest.add(segment)
            self._day = day
            for _, name, _, _, payload in lines:
                if payload is not None:
                    self._in_force.take(name, payload)
            written.append(segment)
        return written

    def merge(self) -> list[Segment]:
        """Make one segment of each day that is over; what readers see does not change."""
        merged = []
        days: dict[str, list[Segment]] = {}
        for segment in self.manifest.segments(self.shard):
            days.setdefault(segment.day, []).append(segment)
        for day, parts in days.items():
            if day == self._day or len(parts) < 2:
                continue
            entries = pa.concat_tables([read_entries(part.entries_file(self.folder)) for part in parts])
            whole = write_segment(
                self.folder, self.shard, day, entries.unify_dictionaries(), self._rows_of(parts), self.disk
            )
            if (whole.rows, whole.entries) != (sum(p.rows for p in parts), sum(p.entries for p in parts)):
                raise ArchiveError(f"{whole.name}: {whole.rows} rows, its parts have {sum(p.rows for p in parts)}")
            self.manifest.replace(parts, whole)
            merged.append(whole)
        self.clear_away()
        return merged

    def clear_away(self) -> None:
        """Delete the files of segments that were replaced or are past retention."""
        for segment in self.manifest.leaving(self.shard):
            for file in (segment.rows_file(self.folder), segment.entries_file(self.folder)):
                self.disk.remove(file)
            place = segment.rows_file(self.folder).parent
            if place.exists() and not any(place.glob("*.parquet")):
                for file in place.iterdir():
                    self.disk.remove(file)
                place.rmdir()
                if not any(place.parent.iterdir()):
                    place.parent.rmdir()
            self.manifest.forget(segment)

    def settle(self) -> None:
        """Bring folder and manifest together after a stop at any point.

        Unfinished files are removed. A whole segment that follows what is archived is taken in: its row alone was
        missing. One whose entries are in the manifest already is removed, and one that is damaged and was never
        committed. Nothing else is touched. Raises `ArchiveError` on a damaged one that the manifest does not know of.
        """
        self.clear_away()
        for leftover in self.folder.glob(f"day=*/shard={self.shard}/{NEW}*"):
            self.disk.remove(leftover)
        listed = {segment.rows_file(self.folder) for segment in self.manifest.segments(self.shard)}
        found = [file for file in self.folder.glob(f"day=*/shard={self.shard}/*.rows.parquet") if file not in listed]
        # The widest first: a merged day before the parts that it was made of.
        for file in sorted(found, key=lambda file: (_range(file)[0], -_range(file)[1])):
            first, last = _range(file)
            reached = self.manifest.archived_to(self.shard)
            if last <= reached and self._is_listed(first, last):
                self._remove(file)
            elif first == reached + 1 or not reached:
                try:
                    self.manifest.add(read_segment(file))
                except ArchiveError:
                    if not reached:
                        raise
                    # It was never committed, so the journal still has its entries: they are written again.
                    self._remove(file)
        for file in self.folder.glob(f"day=*/shard={self.shard}/*.entries.parquet"):
            if not rows_file(file).exists():
                self.disk.remove(file)
        if self.folder.exists():
            self.disk.sync_folder(self.folder)

    def _remove(self, rows: Path) -> None:
        self.disk.remove(rows)
        self.disk.remove(entries_file(rows))

    def _is_listed(self, first: int, last: int) -> bool:
        covered = [s for s in self.manifest.segments(self.shard) if s.first <= last and s.last >= first]
        return bool(covered) and covered[0].first <= first and covered[-1].last >= last

    def _by_day(self, entries: Sequence[Entry]) -> Iterator[tuple[str, list[Entry]]]:
        """Neighbouring entries of one day of receipt. Days never go back, so each is one range of positions."""
        day, chosen = self._day, list[Entry]()
        for entry in entries:
            its_day = max(day, day_of(entry.received_at))
            if chosen and its_day != day:
                yield day, chosen
                chosen = []
            day = its_day
            chosen.append(entry)
        if chosen:
            yield day, chosen

    def _rows_of(self, parts: Sequence[Segment]) -> Iterator[pa.RecordBatch]:
        for part in parts:
            with pq.ParquetFile(part.rows_file(self.folder)) as file:
                yield from file.iter_batches(batch_size=ROW_GROUP)


def _archived(entry: Entry) -> pa.RecordBatch:
    """The entry's rows but those that only the journal may hold (LU-35)."""
    batch = from_bytes(entry.payload)
    leave = (batch.column("quality").to_numpy() & int(Quality.NOT_ARCHIVED)) != 0
    return batch.filter(pa.array(~leave)) if leave.any() else batch


def _line(entry: Entry, batches: dict[int, pa.RecordBatch]) -> tuple[int, str, int, int, bytes | None]:
    if entry.kind == "rows":
        return entry.position, ROWS, entry.received_at, len(batches[entry.position]), None
    name = control_name(entry)
    # A tick is nothing but its instant, and there are many.
    return entry.position, name, entry.received_at, 0, None if name == TICK else entry.payload


def control_name(entry: Entry) -> str:
    return _named.decode(entry.payload).name


def entries_file(rows: Path) -> Path:
    return rows.with_name(rows.name.replace(".rows.", ".entries."))


def rows_file(entries: Path) -> Path:
    return entries.with_name(entries.name.replace(".entries.", ".rows."))


def read_segment(file: Path) -> Segment:
    """The manifest row of a segment, from its files. Raises `ArchiveError` if they cannot be read."""
    first, last = _range(file)
    try:
        entries = read_entries(entries_file(file), ["received_at"]).column("received_at").cast(pa.int64())
        rows = pq.read_metadata(file).num_rows
    except (OSError, pa.ArrowInvalid) as error:
        raise ArchiveError(f"{file}: not a whole segment ({error}); move it away and start again") from error
    received = entries.to_numpy()
    return Segment(
        int(file.parent.name.removeprefix("shard=")), first, last, file.parent.parent.name.removeprefix("day="),
        rows, len(received), int(received.min()), int(received.max()),
        file.stat().st_size + entries_file(file).stat().st_size, digest_of(file, entries_file(file)),
    )  # fmt: skip


def _range(file: Path) -> tuple[int, int]:
    first, last = file.name.split(".")[0].split("-")
    return int(first), int(last)
