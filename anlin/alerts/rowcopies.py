"""Copies of the first and last observation behind an alert, so that the explanation outlives the journal's pruning."""

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa

from anlin.alerts.merging import Touched
from anlin.engine import position_of, row_of
from anlin.observations.kinds import KINDS, LABELS

RowsAt = Callable[[int, Sequence[tuple[int, int]]], pa.RecordBatch]
"""`Journal.rows_at(shard, places)`: the rows at (position, row), in the order asked."""

COPIED = ("device", "zone", "value", "confidence", "quality", "evidence")
"""Columns copied as they are; `subject` and `track` stay behind: an explanation needs no identity."""


def copy_rows(shard: int, touched: list[Touched], rows_at: RowsAt | None) -> None:
    """Fill `alert.rows` with `first` (of new alerts) and `last`; a place of 0 means that no row speaks for it."""
    wanted = sorted({place for entry in touched for place in (entry.first, entry.last) if place})
    if rows_at is None or not wanted:
        return
    batch = rows_at(shard, [(position_of(place), row_of(place)) for place in wanted])
    copies = dict(zip(wanted, plain_rows(batch), strict=True))
    for entry in touched:
        rows = dict(entry.alert.rows)
        if entry.first in copies:
            rows["first"] = copies[entry.first]
        if entry.last in copies:
            rows["last"] = copies[entry.last]
        entry.alert.rows = rows


def plain_rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """Rows as plain values: kinds and labels by name, instants in µs since 1970 UTC."""
    columns: dict[str, list[Any]] = {name: batch.column(name).to_pylist() for name in COPIED}
    for name in ("observed_at", "received_at"):
        columns[name] = batch.column(name).cast(pa.int64()).to_pylist()
    columns["kind"] = [KINDS[code] for code in batch.column("kind").to_pylist()]
    columns["label"] = [LABELS[code] for code in batch.column("label").to_pylist()]
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]
