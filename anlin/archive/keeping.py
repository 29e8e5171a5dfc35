"""How long observations are kept, and when the journal may let go. Days are dropped whole, counted from receipt.

The device chooses `observed_at`; a wrong clock must not decide what is deleted.
"""

from dataclasses import dataclass

from anlin.archive.manifest import Manifest, Segment
from anlin.archive.segment import day_of
from anlin.archive.writer import ArchiveWriter
from anlin.journal import Journal
from anlin.observations.instants import DAY

KEEP_DAYS = 90
"""Shipped default: care events may be kept 90 days, the shortest of what the archive holds (LU-40)."""

JOURNAL_FOR = 8 * DAY
"""The journal keeps a week for the filter of repeats and the rows that explain an alert, and a day to spare."""


@dataclass(frozen=True)
class Positions:
    """Up to where a shard's conditions are in the alerts' database, and in the engine's checkpoint on disk."""

    applied: int
    checkpointed: int


def segments_due(manifest: Manifest, shard: int, now: int, keep_days: int = KEEP_DAYS) -> list[Segment]:
    """Segments of the days that are past retention: a day whose last instant is `keep_days` days ago or longer."""
    return manifest.segments(shard, last_day=day_of(now - (keep_days + 1) * DAY))


def drop_due(writer: ArchiveWriter, now: int, keep_days: int = KEEP_DAYS) -> list[Segment]:
    """Delete the oldest day that is due, and say what went; one day a call, so that a wrong rule is seen in time."""
    due = segments_due(writer.manifest, writer.shard, now, keep_days)
    oldest = [segment for segment in due if segment.day == due[0].day]
    writer.manifest.mark_leaving(oldest)
    writer.clear_away()
    return oldest


def prune_journal(
    journal: Journal,
    manifest: Manifest,
    shard: int,
    positions: Positions,
    now: int,
    journal_for: int = JOURNAL_FOR,
) -> int:
    """Let the journal drop entries that are old, archived, applied and in a checkpoint; how many went.

    An entry that any of the three still needs stays, however old it is.
    """
    needed_after = min(manifest.archived_to(shard), positions.applied, positions.checkpointed)
    old = [s.last for s in manifest.segments(shard) if s.last_received_at < now - journal_for]
    upto = min(needed_after, max(old, default=0))
    return journal.prune(shard, upto + 1) if upto else 0
