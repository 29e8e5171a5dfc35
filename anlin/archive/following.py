"""The round that keeps an archive up to date: archive, merge the days that are over, drop what is due, prune."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from anlin.archive.keeping import JOURNAL_FOR, KEEP_DAYS, Positions, drop_due, prune_journal
from anlin.archive.writer import ArchiveWriter
from anlin.journal import Journal
from anlin.observations.clock import Clock

EVERY_S = 300.0
"""A segment every five minutes: a day has 288 of them until they are merged."""

log = structlog.get_logger("anlin.archive")


@dataclass
class Follower:
    """Follows one shard's journal. `positions`: how far the engine is; `is_ours`: whether we hold the shard's lease.

    `opening` makes the writer at the first round that needs it: an archive that cannot be written stops no alert.
    """

    journal: Journal
    opening: Callable[[], ArchiveWriter]
    shard: int
    positions: Callable[[], Positions]
    clock: Clock
    is_ours: Callable[[], bool] = lambda: True
    keep_days: int = KEEP_DAYS
    journal_for: int = JOURNAL_FOR
    _writer: ArchiveWriter | None = None

    def round(self) -> None:
        """One round; does nothing while another process holds the shard."""
        if not self.is_ours():
            return
        writer = self._writer = self._writer or self.opening()
        while segments := writer.archive(self.journal):
            log.info("archived", shard=self.shard, upto=segments[-1].last, rows=sum(s.rows for s in segments))
        writer.merge()
        # A clock that somebody set decides nothing of what is deleted: the door's time goes on evenly.
        now = min(self.clock(), self.journal.last_instant(self.shard))
        dropped = drop_due(writer, now, self.keep_days)
        if dropped:
            log.info("past retention", shard=self.shard, day=dropped[0].day, rows=sum(s.rows for s in dropped))
        pruned = prune_journal(self.journal, writer.manifest, self.shard, self.positions(), now, self.journal_for)
        if pruned:
            log.info("journal pruned", shard=self.shard, entries=pruned)

    def run(self, stop: threading.Event, every_s: float = EVERY_S) -> None:
        """Rounds until `stop` is set. A round that fails is logged and tried again: the journal keeps everything."""
        while not stop.wait(every_s):
            self.try_round()

    def try_round(self) -> None:
        try:
            self.round()
        except Exception:
            # What is there and what is not is found anew.
            self._writer = None
            log.exception("archive round failed", shard=self.shard)
