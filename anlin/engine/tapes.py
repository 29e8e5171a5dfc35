"""Tapes from what the archive holds: rows as kernels read them, registries, and instants of the clock."""

from collections.abc import Iterable, Iterator

from anlin.archive import ArchivedControl, Rows
from anlin.engine.layout import RowArrays
from anlin.engine.rows import rows_of
from anlin.journal import Entry, registry_of
from anlin.observations import Registry


def as_tape(items: Iterable[Rows | ArchivedControl]) -> Iterator[RowArrays | Registry | int]:
    """One shard's items as a tape. A registry comes after its instant, under the plan that held before."""
    for item in items:
        if isinstance(item, Rows):
            # Read-only like the other columns: the loop is compiled for one kind of arrays.
            item.places.setflags(write=False)
            yield rows_of(item.batch, 0)._replace(place=item.places)
            continue
        yield item.at
        if item.name == "registry":
            yield registry_of(Entry(item.shard, item.position, "control", item.at, 0, item.payload))
