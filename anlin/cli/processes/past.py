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
    import structlog

    from anlin.archive import Archive, ArchiveError, open_manifest
    from anlin.engine.tapes import placed_tape

    def items(shard: int, upto: int) -> "Iterator[tuple[int, RowArrays | Registry | int]]":
        try:
            archive = Archive(folder, open_manifest(manifest))
            yield from placed_tape(archive.items(shards=[shard], keeps_ticks=True), upto)
        except ArchiveError as error:
            structlog.get_logger("anlin.engine").error("the past is not whole", shard=shard, why=str(error))

    return items
