"""Reads the archive back in the order of the journal: blocks of whole columns, and the controls between them.

Files are read and unpacked ahead by another thread while the caller computes.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from anlin.archive.in_force import InForce
from anlin.archive.manifest import ArchiveError, Manifest, Segment, open_manifest, read_manifest
from anlin.archive.segment import ROWS, TICK, read_entries
from anlin.archive.verify import unknown_days
from anlin.observations.instants import moment

AHEAD = 2
"""Row groups that are unpacked ahead: one in work, one ready."""

ROW_BITS = 20
"""A row's place is `position << ROW_BITS | row`, as conditions name it."""


@dataclass(frozen=True)
class Rows:
    """Observations in journal order. `places`: (n,) int64, `position << 20 | row` of each."""

    shard: int
    batch: pa.RecordBatch
    places: npt.NDArray[np.int64]


@dataclass(frozen=True)
class ArchivedControl:
    """A control at its place between the rows; ``payload` as the journal held it, empty for a tick.

    `at`: microseconds since 1970 UTC. Position 0: in force already when the first day begins.
    """

    shard: int
    position: int
    at: int
    name: str
    payload: bytes


class Archive:
    """A folder of archived days, for reading; many readers beside the one writer."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest = folder, manifest

    def held_us(self, begins: int, ends: int) -> int:
        """How much of the time from the one instant to the other it holds; a day counts from its first entry to its
        last one, of whichever shard. All in microseconds."""
        first, last = (moment(at).date().isoformat() for at in (begins, ends - 1))
        days: dict[str, tuple[int, int]] = {}
        for shard in self.manifest.shards():
            for segment in self.manifest.segments(shard, first, last):
                at, to = days.get(segment.day, (ends, begins))
                days[segment.day] = min(at, segment.first_received_at), max(to, segment.last_received_at)
        return sum(max(0, min(to, ends) - max(at, begins)) for at, to in days.values())

    def items(
        self,
        first_day: str = "",
        last_day: str = "9999",
        shards: Collection[int] | None = None,
        areas: Collection[int] | None = None,
        columns: Sequence[str] | None = None,
        *,
        keeps_ticks: bool = False,
    ) -> Iterator[Rows | ArchivedControl]:
        """Everything of these days (`YYYY-MM-DD`, both included), shard after shard, each in the order of its journal.

        A shard begins with what was in force. Of ticks that follow each other only the latest instant is given, and
        none that the rows after it overtake: time moves on the same. `areas` keeps only their rows, and all controls;
        `columns` reads only these. `keeps_ticks`: for whoever will stop at a position.
        """
        for shard in sorted(self.manifest.shards() if shards is None else shards):
            segments = self.manifest.segments(shard, first_day, last_day)
            if not segments:
                continue
            before = InForce.at_start_of(self.folder, segments[0])
            for name, payload in sorted(before.controls.items()):
                yield ArchivedControl(shard, 0, segments[0].first_received_at, name, payload)
            for segment in segments:
                yield from self._items_of(segment, areas, columns, keeps_ticks or areas is not None)

    def batches(
        self, first_day: str = "", last_day: str = "9999", areas: Collection[int] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Only the observations of these days, in journal order of each shard."""
        for item in self.items(first_day, last_day, areas=areas):
            if isinstance(item, Rows):
                yield item.batch

    def _items_of(
        self, segment: Segment, areas: Collection[int] | None, columns: Sequence[str] | None, keeps_ticks: bool
    ) -> Iterator[Rows | ArchivedControl]:
        file = segment.rows_file(self.folder)
        for item in items_in(file, segment.shard, columns, keeps_ticks=keeps_ticks):
            yield item if areas is None or not isinstance(item, Rows) else _only(item, areas)


def items_in(
    rows_file: Path, shard: int, columns: Sequence[str] | None = None, *, keeps_ticks: bool = False
) -> Iterator[Rows | ArchivedControl]:
    """Everything in one segment, in the order of the journal. Raises `ArchiveError`.

    A tick that the rows of the next entry overtake says nothing, but would cut the rows into pieces of one commit each.
    """
    entries_file = rows_file.with_name(rows_file.name.replace(".rows.", ".entries."))
    with _named_when_damaged(entries_file):
        entries = read_entries(entries_file)
    places = _Places(entries.column("position").to_numpy(), entries.column("rows").to_numpy())
    controls = _controls(shard, entries, places)
    given = 0
    for batch in _read_ahead(rows_file, columns):
        if not keeps_ticks and "received_at" in batch.schema.names:
            _drop_overtaken(controls, batch.column("received_at").cast(pa.int64()).to_numpy(), given)
        done = 0
        while done < len(batch):
            while controls and controls[0][0] == given:
                yield controls.popleft()[1]
            many = min(len(batch) - done, controls[0][0] - given) if controls else len(batch) - done
            yield Rows(shard, batch.slice(done, many), places.of_rows(given, given + many))
            given, done = given + many, done + many
    yield from (control for _, control in controls)


def open_archive(folder: Path, manifest_url: str = "") -> Archive:
    """The archive in `folder`, with its own manifest beside it unless another is named. Raises `ArchiveError`.

    Its own manifest is only read, so an archive may lie where nothing can be written.
    """
    if manifest_url:
        return Archive(folder, open_manifest(manifest_url))
    file = folder / "manifest.sqlite3"
    if not file.exists():
        raise ArchiveError(f"{folder}: no archive here (manifest.sqlite3 is missing); name the folder of ANLIN_HOME")
    manifest = read_manifest(file)
    for unknown in unknown_days(folder, manifest):
        raise ArchiveError(unknown.en)
    return Archive(folder, manifest)


class _Places:
    """Which journal place each row of a segment has; made for a stretch at a time, a day can have 10⁸ rows."""

    def __init__(self, position: npt.NDArray[np.int64], rows: npt.NDArray[np.int32]) -> None:
        self.position = position
        self.ends = np.cumsum(rows, dtype=np.int64)
        self.starts = self.ends - rows

    def of_rows(self, begin: int, end: int) -> npt.NDArray[np.int64]:
        """Places of the rows `begin` to `end` of the segment."""
        first = int(np.searchsorted(self.ends, begin, side="right"))
        last = int(np.searchsorted(self.ends, end, side="left")) + 1
        starts, ends = self.starts[first:last], self.ends[first:last]
        many = np.minimum(ends, end) - np.maximum(starts, begin)
        row = np.arange(begin, end) - np.repeat(starts, many)
        return np.repeat(self.position[first:last] << ROW_BITS, many) | row


def _controls(shard: int, entries: pa.Table, places: _Places) -> deque[tuple[int, ArchivedControl]]:
    """(rows before it, control) of the segment's controls in order, each run of ticks drawn together."""
    name = entries.column("name").cast(pa.string())
    is_tick, is_rows = (pc.equal(name, wanted).to_numpy() for wanted in (TICK, ROWS))
    at = entries.column("received_at").cast(pa.int64()).to_numpy()
    # A run is one entry, or neighbouring ticks; the clock is a maximum, so the run's latest instant stands for it.
    begins = np.flatnonzero(~(is_tick & np.concatenate([[False], is_tick[:-1]])))
    if not len(begins):
        return deque()
    ends = np.append(begins[1:], len(at)) - 1
    chosen = ~is_rows[ends]
    latest, ends = np.maximum.reduceat(at, begins)[chosen], ends[chosen]
    lines = zip(
        ends, latest, name.take(ends).to_pylist(), entries.column("payload").take(ends).to_pylist(), strict=True
    )
    return deque(
        (
            int(places.starts[end]),
            ArchivedControl(shard, int(places.position[end]), int(instant), named, payload or b""),
        )
        for end, instant, named, payload in lines
    )


def _drop_overtaken(controls: deque[tuple[int, ArchivedControl]], received: npt.NDArray[np.int64], given: int) -> None:
    """Take away the ticks that the very next row overtakes; `received`: of the segment's rows from `given` on."""
    here = deque[tuple[int, ArchivedControl]]()
    while controls and controls[0][0] < given + len(received):
        here.append(controls.popleft())
    starts = [start for start, _ in here]
    kept = [
        (start, control)
        for (start, control), then in zip(here, [*starts, -1][1:], strict=True)
        if control.name != TICK or then == start or received[start - given] < control.at
    ]
    controls.extendleft(reversed(kept))


def _only(rows: Rows, areas: Collection[int]) -> Rows:
    mask = np.isin(rows.batch.column("area").to_numpy(), list(areas))
    return Rows(rows.shard, rows.batch.filter(pa.array(mask)), rows.places[mask])


def _read_ahead(path: Path, columns: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
    """The file's row groups in order, the next ones read while the caller works on one."""
    with _named_when_damaged(path):
        file = pq.ParquetFile(path, memory_map=True)
    pool = ThreadPoolExecutor(max_workers=1)
    try:
        waiting: deque[Future[pa.RecordBatch]] = deque()
        for group in range(file.num_row_groups):
            waiting.append(pool.submit(_batch, file, group, columns))
            if len(waiting) > AHEAD:
                yield _result(waiting.popleft(), path)
        while waiting:
            yield _result(waiting.popleft(), path)
    finally:
        pool.shutdown(cancel_futures=True)
        file.close()


def _batch(file: pq.ParquetFile, group: int, columns: Sequence[str] | None) -> pa.RecordBatch:
    # By this thread alone: it is ahead anyway, and the others have the processors to themselves.
    table = file.read_row_group(group, columns=columns, use_threads=False)
    return table.combine_chunks().to_batches()[0]


def _result(group: Future[pa.RecordBatch], path: Path) -> pa.RecordBatch:
    with _named_when_damaged(path):
        return group.result()


@contextmanager
def _named_when_damaged(file: Path) -> Iterator[None]:
    """What Arrow says of a missing or damaged file does not always name it; raises `ArchiveError`, which does."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise ArchiveError(f"{file}: cannot be read ({reason}). Run: anlin check --thorough") from error
