"""One segment on disk: `<first>-<last>.rows.parquet` (the observations) and `.entries.parquet` (how they came).

Rows are in journal order. The second file has one line per journal entry, control rows and clock ticks included, so
that a replay meets everything at its position. Both are written under another name, synced, and renamed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from anlin.archive.manifest import Segment
from anlin.disk import DISK, Disk
from anlin.observations import SCHEMA
from anlin.observations.instants import DAY

ROW_GROUP = 131_072
"""Rows that are read at once: large enough for whole-column work, small enough to stay in the processor's cache."""

NEW = ".new-"
"""Begins the name of a file that is not finished; nobody reads it and the writer's next start removes it."""

ROWS, TICK = "rows", "tick"
"""Names of the two entries that are kept without a payload."""

ENTRIES_SCHEMA = pa.schema(
    [
        pa.field("position", pa.int64(), nullable=False),
        pa.field("name", pa.dictionary(pa.int8(), pa.string()), nullable=False),  # "rows", or the control's name.
        pa.field("received_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("rows", pa.int32(), nullable=False),
        pa.field("payload", pa.binary(), nullable=True),  # A control as the journal holds it; null for rows and ticks.
    ]
)

# Small codes shrink as dictionaries; ids and tracks are random numbers that no encoding shortens.
_DICTIONARY = ["device", "zone", "area", "kind", "label", "value", "confidence", "quality", "evidence"]
_FAST = {"compression": "lz4", "version": "2.6", "data_page_size": 1 << 20}


def day_of(received_at: int) -> str:
    """The UTC day, `YYYY-MM-DD`, of microseconds since 1970."""
    return (date(1970, 1, 1) + timedelta(days=received_at // DAY)).isoformat()


def write_segment(
    folder: Path, shard: int, day: str, entries: pa.Table, batches: Iterable[pa.RecordBatch], disk: Disk = DISK
) -> Segment:
    """Write the segment of these entries (`ENTRIES_SCHEMA`, ascending) with their observations, and sync it.

    The caller commits it with a manifest row. Afterwards both files are complete or absent, whatever stops the machine.
    """
    first, last = (int(entries.column("position")[at].as_py()) for at in (0, len(entries) - 1))
    name = f"{first:012d}-{last:012d}"
    place = folder / f"day={day}" / f"shard={shard}"
    place.mkdir(parents=True, exist_ok=True)
    entries_file, rows_file = place / f"{name}.entries.parquet", place / f"{name}.rows.parquet"
    with _renamed_when_done(entries_file, disk) as new:
        pq.write_table(entries, new, **{**_FAST, "compression": "zstd"})
    count = 0
    # The rows come last: where they are, the segment is whole.
    with (
        _renamed_when_done(rows_file, disk) as new,
        pq.ParquetWriter(new, SCHEMA, use_dictionary=_DICTIONARY, **_FAST) as writer,
    ):
        for batch in _regrouped(batches):
            writer.write_batch(batch, row_group_size=ROW_GROUP)
            count += len(batch)
    # The names must outlast a power cut too, the new day's folder included.
    for made in (place, place.parent, folder):
        disk.sync_folder(made)
    received = pc.min_max(entries.column("received_at").cast(pa.int64())).as_py()
    return Segment(
        shard, first, last, day, count, len(entries), received["min"], received["max"],
        rows_file.stat().st_size + entries_file.stat().st_size, digest_of(rows_file, entries_file),
    )  # fmt: skip


def read_entries(file: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """The lines of an `.entries.parquet`. Raises OSError, `pa.ArrowInvalid`."""
    # `read_table` would import datasets and, where it is installed, pandas, which takes longer than a week of a city.
    with pq.ParquetFile(file) as opened:
        return opened.read(columns)


def entries_table(lines: Sequence[tuple[int, str, int, int, bytes | None]]) -> pa.Table:
    """The table of (position, name, received_at, rows, payload) lines."""
    arrays = []
    for at, field in enumerate(ENTRIES_SCHEMA):
        column = [line[at] for line in lines]
        if pa.types.is_timestamp(field.type):
            arrays.append(pa.array(column, pa.int64()).cast(field.type))
        elif pa.types.is_dictionary(field.type):
            arrays.append(pa.array(column, pa.string()).dictionary_encode().cast(field.type))
        else:
            arrays.append(pa.array(column, field.type))
    return pa.Table.from_arrays(arrays, schema=ENTRIES_SCHEMA)


def digest_of(*files: Path) -> str:
    """SHA-256 over the files one after the other."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            while chunk := opened.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _renamed_when_done(file: Path, disk: Disk) -> Iterator[Path]:
    new = file.with_name(NEW + file.name)
    yield new
    with new.open("rb+") as written:
        disk.sync(written)
    disk.rename(new, file)


def _regrouped(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same rows in batches of `ROW_GROUP`: the journal's are as small as one device's message."""
    waiting: list[pa.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += len(batch)
        if rows >= ROW_GROUP:
            whole = _joined(waiting)
            cut = rows - rows % ROW_GROUP
            yield whole.slice(0, cut)
            waiting, rows = [whole.slice(cut)], rows - cut
    if rows:
        yield _joined(waiting)


def _joined(batches: list[pa.RecordBatch]) -> Any:
    return batches[0] if len(batches) == 1 else pa.concat_batches(batches)
