"""Copies of the first and last observation behind an alert, so that the explanation outlives the journal's pruning."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anlin.alerts.merging import Touched
from anlin.engine import position_of, row_of
from anlin.journal import Journal
from anlin.observations.columns import from_bytes
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
    copies = _copies(shard, wanted, rows_at)
    for entry in touched:
        rows = dict(entry.alert.rows)
        if entry.first in copies:
            rows["first"] = copies[entry.first]
        if entry.last in copies:
            rows["last"] = copies[entry.last]
        entry.alert.rows = rows


def _copies(shard: int, places: Sequence[int], rows_at: RowsAt) -> dict[int, dict[str, Any]]:
    """Copies by place. What the journal has pruned is missing; the alert is worth more than its copy."""
    asked = [(position_of(place), row_of(place)) for place in places]
    try:
        return dict(zip(places, plain_rows(rows_at(shard, asked)), strict=True))
    except KeyError:
        found = {}
        for place, one in zip(places, asked, strict=True):
            with suppress(KeyError):
                found[place] = plain_rows(rows_at(shard, [one]))[0]
        return found


NEWEST = 20
LOOK_BACK = 400
"""Journal entries that are looked through for a device's newest rows."""


def last_rows_of(journal: Journal, shard: int, device: int) -> list[dict[str, Any]]:
    """The newest rows of a device among the journal's last entries, newest first."""
    after = max(0, journal.last_position(shard) - LOOK_BACK)
    found: list[dict[str, Any]] = []
    for entry in reversed(journal.read(shard, after)):
        if entry.kind == "rows":
            batch = from_bytes(entry.payload)
            own = batch.filter(pc.equal(batch.column("device"), device))
            found.extend(reversed(plain_rows(own)))
        if len(found) >= NEWEST:
            break
    return found[:NEWEST]


def newest_rows_of(journal: Journal, shard: int, devices: Collection[int], kind: str) -> dict[int, dict[str, Any]]:
    """The newest row of that kind of each device among the journal's last entries, which are read once for all."""
    # Without `pa.array`, which imports pandas where that is installed: two seconds of a page's first look.
    wanted, code = np.array(sorted(devices), np.int32), KINDS.index(kind)
    found: dict[int, dict[str, Any]] = {}
    for entry in reversed(journal.read(shard, max(0, journal.last_position(shard) - LOOK_BACK))):
        if entry.kind == "rows":
            batch = from_bytes(entry.payload)
            said_by = batch.column("device").to_numpy()
            is_one = np.isin(said_by, wanted) & (batch.column("kind").to_numpy() == code)
            for nth in np.flatnonzero(is_one)[::-1].tolist():
                device = int(said_by[nth])
                if device not in found:
                    [found[device]] = plain_rows(batch.slice(nth, 1))
        if len(found) == len(devices):
            break
    return found


def plain_rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    """Rows as plain values: kinds and labels by name, instants in µs since 1970 UTC."""
    columns: dict[str, list[Any]] = {name: batch.column(name).to_pylist() for name in COPIED}
    for name in ("observed_at", "received_at"):
        columns[name] = batch.column(name).cast(pa.int64()).to_pylist()
    columns["kind"] = [KINDS[code] for code in batch.column("kind").to_pylist()]
    columns["label"] = [LABELS[code] for code in batch.column("label").to_pylist()]
    names = list(columns)
    return [dict(zip(names, values, strict=True)) for values in zip(*columns.values(), strict=True)]
