"""Bugs that were put in on purpose: a simulator that finds none of them would find no other either."""

import sqlite3
from typing import Any, BinaryIO

from anlin.archive import ArchiveWriter
from anlin.bench.faults.database import StoredSink
from anlin.bench.faults.world import Parts
from anlin.disk import Disk
from anlin.engine.checkpoint import Snapshot
from anlin.engine.live import Shard
from anlin.gateway.intake import Intake
from anlin.journal.sqlite import SqliteJournal


class AnswersBeforeTheSync(SqliteJournal):
    def _connect(self) -> sqlite3.Connection:
        connection = super()._connect()
        connection.execute("PRAGMA synchronous=OFF")
        return connection


class CheckpointsOneTooFar(Shard):
    def snapshot(self) -> Snapshot | None:
        snapshot = super().snapshot()
        if snapshot is not None:
            snapshot.position += 1
        return snapshot


class LetsTheOvertakenIn(StoredSink):
    is_fenced = False


class ForgetsWhatOthersWrote(Intake):
    """Takes the position of somebody else's entries over, but not the ids that are in them."""

    async def _write_group(self, drafts: list[object]) -> None:  # type: ignore[override]
        learn = self.writer.learn
        self.writer.learn = lambda seen, ids: learn(seen, [])  # type: ignore[method-assign]
        try:
            await super()._write_group(drafts)  # type: ignore[arg-type]
        finally:
            self.writer.learn = learn  # type: ignore[method-assign]


class BelievesTheClock(Intake):
    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts[:5])


class Unsynced:
    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._disk, name)

    def sync(self, file: BinaryIO) -> None:
        file.flush()


class ArchivesWithoutSync(ArchiveWriter):
    def __post_init__(self) -> None:
        self.disk = Unsynced(self.disk)  # type: ignore[assignment]
        super().__post_init__()


BUGS = {
    "an answer before the sync": Parts(journal=AnswersBeforeTheSync),
    "a checkpoint one entry too far": Parts(shard=CheckpointsOneTooFar),
    "no check of the fencing number": Parts(sink=LetsTheOvertakenIn),
    "another gateway's ids not learned": Parts(gateway=ForgetsWhatOthersWrote),
    "a clock that is believed whatever it says": Parts(gateway=BelievesTheClock),
    "a segment that is not synced": Parts(archive=ArchivesWithoutSync),
}
