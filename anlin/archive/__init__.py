"""Day-partitioned Parquet of what was observed: written after the journal, read by replay and history."""

from anlin.archive.keeping import KEEP_DAYS, Positions, drop_due, prune_journal, segments_due
from anlin.archive.manifest import ArchiveError, Manifest, Segment, open_manifest
from anlin.archive.reader import Archive, ArchivedControl, Rows, items_in, open_archive
from anlin.archive.segment import day_of
from anlin.archive.verify import problems
from anlin.archive.writer import ArchiveWriter

__all__ = [
    "KEEP_DAYS",
    "Archive",
    "ArchiveError",
    "ArchiveWriter",
    "ArchivedControl",
    "Manifest",
    "Positions",
    "Rows",
    "Segment",
    "day_of",
    "drop_due",
    "items_in",
    "open_archive",
    "open_manifest",
    "problems",
    "prune_journal",
    "segments_due",
]
