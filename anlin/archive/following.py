"""The round that keeps an archive up to date: archive, merge the days that are over, drop what is due, prune."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from anlin.archive.keeping import KEEP_DAYS, Positions, drop_due, prune_journal
from anlin.archive.writer import ArchiveWriter
from anlin.journal import Journal
from anlin.observations.clock import Clock

EVERY_S = 300.0
"""A segment every five minutes: a day has 288 of them until they are merged."""

log = structlog.get_logger("anlin.archive")


@dataclass
class Follower:
    """Follows one shard's journal. `positions`: how far the engine is; `is_ours`: whether we hold the shard's lease."""

    journal: Journal
    writer: ArchiveWriter
    positions: Callable[[], Positions]
    clock: Clock
    is_ours: Callable[[], bool] = lambda: True
    keep_days: int = KEEP_DAYS

    def round(self) -> None:
        """One round; does nothing while another process holds the shard."""
        if not self.is_ours():
            return
        while segments := self.writer.archive(self.journal):
            log.info("archived", shard=self.writer.shard, upto=segments[-1].last, rows=sum(s.rows for s in segments))
        self.writer.merge()
        dropped = drop_due(self.writer, self.clock(), self.keep_days)
        if dropped:
            log.info("past retention", shard=self.writer.shard, day=dropped[0].day, rows=sum(s.rows for s in dropped))
        pruned = prune_journal(self.journal, self.writer.manifest, self.writer.shard, self.positions(), self.clock())
        if pruned:
            log.info("journal pruned", shard=self.writer.shard, entries=pruned)

    def run(self, stop: threading.Event, every_s: float = EVERY_S) -> None:
        """Rounds until `stop` is set. A round that fails is logged and tried again: the journal keeps everything."""
        while not stop.wait(every_s):
            try:
                self.round()
            except Exception:
                log.exception("archive round failed", shard=self.writer.shard)
