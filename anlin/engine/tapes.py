"""Tapes from what the archive holds: rows as kernels read them, registries, and instants of the clock."""

from collections.abc import Iterable, Iterator

import numpy as np

from anlin.archive import ArchivedControl, Rows
from anlin.engine.conditions import position_of
from anlin.engine.layout import RowArrays
from anlin.engine.rows import alike, rows_of
from anlin.journal import Entry, registry_of
from anlin.observations import Registry


def as_tape(items: Iterable[Rows | ArchivedControl]) -> Iterator[RowArrays | Registry | int]:
    """One shard's items as a tape. A registry comes after its instant, under the plan that held before."""
    return (item for _, item in placed_tape(items))


def between(tape: Iterable[RowArrays | Registry | int], begins: int, ends: int) -> Iterator[RowArrays | Registry | int]:
    """What was received from `begins` on and before `ends`, under the registry that held then; µs since 1970 UTC."""
    for item in tape:
        match item:
            case int():
                if item >= ends:
                    return
                yield max(item, begins)
            case RowArrays():
                chosen = (item.received_at >= begins) & (item.received_at < ends)
                if chosen.all():
                    yield item
                elif chosen.any():
                    yield alike(column[chosen] for column in item)
            case _:
                yield item


def placed_tape(
    items: Iterable[Rows | ArchivedControl], upto: int | None = None
) -> Iterator[tuple[int, RowArrays | Registry | int]]:
    """The tape with the journal position that each item ends at; nothing beyond position `upto`."""
    for item in items:
        if isinstance(item, ArchivedControl):
            if upto is not None and item.position > upto:
                return
            yield item.position, item.at
            if item.name == "registry":
                entry = Entry(item.shard, item.position, "control", item.at, 0, item.payload)
                yield item.position, registry_of(entry)
            continue
        many = len(item.places) if upto is None else int(np.searchsorted(item.places, (upto + 1) << 20))
        if many:
            places = item.places[:many]
            # Read-only like the other columns: the loop is compiled for one kind of arrays.
            places.setflags(write=False)
            yield position_of(int(places[-1])), rows_of(item.batch.slice(0, many), 0)._replace(place=places)
        if many < len(item.places):
            return
