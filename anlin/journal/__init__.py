"""What was accepted, in order, durable: append, read, prune."""

from anlin.journal.opening import open_journal
from anlin.journal.records import (
    Commit,
    Control,
    Entry,
    Journal,
    JournalDamaged,
    JournalMoved,
    JournalUnavailable,
    Liveness,
    Parked,
    Quarantined,
    SessionRow,
    Tally,
    TallyKey,
    control_of,
    registry_of,
)

__all__ = [
    "Commit",
    "Control",
    "Entry",
    "Journal",
    "JournalDamaged",
    "JournalMoved",
    "JournalUnavailable",
    "Liveness",
    "Parked",
    "Quarantined",
    "SessionRow",
    "Tally",
    "TallyKey",
    "control_of",
    "open_journal",
    "registry_of",
]
