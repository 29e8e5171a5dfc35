"""What an engine without a usable checkpoint learns from: the shard's archive, up to a journal position."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anlin.engine.layout import RowArrays
    from anlin.engine.live import History
    from anlin.observations import Registry


def past_in(folder: Path, manifest: str) -> "History":
    """The archive in `folder`, as the live loop reads it. A day that cannot be read ends the past there."""
    import numpy as np
    import structlog

    from anlin.archive import Archive, ArchiveError, Rows, open_manifest
    from anlin.engine.conditions import position_of
    from anlin.engine.rows import rows_of
    from anlin.journal import Entry, registry_of

    def items(shard: int, upto: int) -> "Iterator[tuple[int, RowArrays | Registry | int]]":
        try:
            for item in Archive(folder, open_manifest(manifest)).items(shards=[shard]):
                if isinstance(item, Rows):
                    many = int(np.searchsorted(item.places, (upto + 1) << 20))
                    if many:
                        places = item.places[:many]
                        # Read-only like the other columns: the loop is compiled for one kind of arrays.
                        places.setflags(write=False)
                        yield position_of(int(places[-1])), rows_of(item.batch.slice(0, many), 0)._replace(place=places)
                    if many < len(item.places):
                        return
                elif item.position > upto:
                    return
                else:
                    yield item.position, item.at
                    if item.name == "registry":
                        entry = Entry(shard, item.position, "control", item.at, 0, item.payload)
                        yield item.position, registry_of(entry)
        except ArchiveError as error:
            structlog.get_logger("anlin.engine").error("the past is not whole", shard=shard, why=str(error))

    return items
