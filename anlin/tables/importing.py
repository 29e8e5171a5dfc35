"""Tables to one Parquet file of observations, in order of time, with the registry that a replay needs."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from anlin.observations import SCHEMA, batch_of, registry_to_bytes
from anlin.tables.clock import Fold
from anlin.tables.converting import Arrays, convert
from anlin.tables.mapping import Mapping
from anlin.tables.places import Places
from anlin.tables.reading import parts_of

REGISTRY_KEY = b"anlin.registry"
"""Key of the file's metadata under which the registry stands as JSON."""


@dataclass(frozen=True)
class Counts:
    """`read = accepted + duplicates + rejected`, always."""

    read: int
    accepted: int
    duplicates: int
    rejected: int
    seconds: float


def refusals_file(out: Path) -> Path:
    return out.with_name(f"{out.name.removesuffix('.parquet')}.refused.jsonl")


def import_tables(
    files: Sequence[Path], mapping: Mapping, out: Path, progress: Callable[[str, int], None] = lambda file, rows: None
) -> Counts:
    """Write the observations of the tables to `out` and the refused rows beside it, as JSON Lines.

    `received_at` is `observed_at`, so a replay treats every row as come in time. Rows of one instant keep the order
    of their file. Raises `UnreadableTable`, `BadMapping`, OSError.
    """
    started = time.monotonic()
    places = Places(mapping)
    found: list[Arrays] = []
    read = rejected = 0
    encoder = msgspec.json.Encoder()
    out.parent.mkdir(parents=True, exist_ok=True)
    with _replaced_at_the_end(refusals_file(out)) as refusals:
        for file in files:
            fold = Fold()
            for part in parts_of(file, mapping.needed(), mapping.file):
                converted = convert(part, mapping, places, fold)
                read += len(part.rows) + len(part.bad)
                rejected += len(converted.refused)
                for refused in sorted(converted.refused, key=lambda one: one.row):
                    line = {"file": file.name, "row": refused.row, "reason": refused.reason, "detail": refused.detail}
                    refusals.write(encoder.encode(line) + b"\n")
                found.append(converted.columns)
                progress(file.name, read)
        columns = _joined(found)
        first_seen = np.sort(np.unique(columns["id"], return_index=True)[1])
        kept = first_seen[np.argsort(columns["observed_at"][first_seen], kind="stable")]
        duplicates = len(columns["id"]) - len(kept)
        ordered = {name: column[kept] for name, column in columns.items()}
        _write(out, batch_of({**ordered, "received_at": ordered["observed_at"]}), places)
    return Counts(read, len(kept), duplicates, rejected, time.monotonic() - started)


@contextmanager
def _replaced_at_the_end(file: Path) -> Iterator[BinaryIO]:
    """What is written takes the file's place when the block is done; one that fails leaves the file as it was."""
    new = file.with_name(f".new-{file.name}")
    try:
        with new.open("wb") as opened:
            yield opened
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def _joined(found: list[Arrays]) -> Arrays:
    if not found:
        return {"id": np.zeros(0, np.uint64), "observed_at": np.zeros(0, np.int64)}
    return {name: np.concatenate([one[name] for one in found]) for name in found[0]}


def _write(out: Path, batch: pa.RecordBatch, places: Places) -> None:
    """The file is complete or not there."""
    schema = SCHEMA.with_metadata({REGISTRY_KEY: registry_to_bytes(places.registry())})
    new = out.with_name(f".new-{out.name}")
    with pq.ParquetWriter(new, schema, compression="lz4", version="2.6") as writer:
        writer.write_table(pa.Table.from_batches([batch]).cast(schema), row_group_size=131_072)
    with new.open("rb+") as written:
        os.fsync(written.fileno())
    new.replace(out)
