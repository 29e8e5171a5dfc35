"""One run's state: the machine, what happened on it, and what the run is made of."""

import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anlin.archive import ArchiveWriter
from anlin.bench.faults import town
from anlin.bench.faults.database import Database, StoredLease, StoredSink, empty
from anlin.bench.faults.folder import SimulatedDisk
from anlin.bench.faults.hours import PlayedLoop
from anlin.bench.faults.pages import Machine, Owner
from anlin.bench.faults.sqlite_files import SimulatedFiles
from anlin.bench.faults.town import T0, Event
from anlin.engine.live import Shard
from anlin.gateway import Directory
from anlin.gateway.intake import Intake
from anlin.journal import Entry
from anlin.journal.sqlite import SqliteJournal
from anlin.observations.instants import SECOND

if TYPE_CHECKING:
    from anlin.bench.faults.processes import Engine, Gateway


@dataclass
class Parts:
    """What a run is made of; a planted bug puts another part in its place."""

    journal: Callable[..., SqliteJournal] = SqliteJournal
    shard: type[Shard] = Shard
    database: Callable[[str], Any] = Database
    empty: Callable[[], bytes] = empty
    """The bytes of a new database."""
    sink: Callable[..., Any] = StoredSink
    lease: Callable[..., Any] = StoredLease
    gateway: type[Intake] = Intake
    archive: type[ArchiveWriter] = ArchiveWriter


@dataclass
class World:
    """The state of a run. `story`: what went wrong, in order."""

    seed: int
    folder: Path
    parts: Parts
    chance: random.Random
    loop: PlayedLoop
    machine: Machine
    files: SimulatedFiles
    seconds: float = 0.0
    skew_us: int = 0
    version: int = 1
    database_away: bool = False
    is_calm: bool = False
    clock_jumps: bool = False
    """Whether the machine's clock is set in this run."""
    was_slow: bool = False
    began_wrong: bool = False
    """A door was started while the clock was wrong: until it has heard its devices it cannot know."""
    story: list[str] = field(default_factory=list)
    acknowledged: dict[int, Event] = field(default_factory=dict)
    asked_s: dict[int, float] = field(default_factory=dict)
    """By id: how long after it happened the door was last asked to take it."""
    fencings: dict[int, list[int]] = field(default_factory=dict)
    pruned: dict[int, dict[int, Entry]] = field(default_factory=dict)
    """By shard and position: what the journal has let go of, because the archive has it."""
    archives: dict[int, SimulatedDisk] = field(default_factory=dict)
    gateways: "list[Gateway]" = field(default_factory=list)
    engines: "list[Engine]" = field(default_factory=list)

    def clock(self) -> int:
        """The machine's clock, microseconds; somebody may set it."""
        return T0 + round(self.loop.played * SECOND) + self.skew_us

    def steady(self) -> int:
        return round(self.loop.played * SECOND)

    def current(self) -> Directory:
        return town.directory(self.version)

    def tell(self, what: str) -> None:
        self.story.append(f"{self.loop.played:7.2f} s  {what}")

    @contextlib.contextmanager
    def opening(self, owner: Owner) -> Any:
        """Files opened within the block are this process's."""
        before, self.files.owner = self.files.owner, owner
        try:
            yield
        finally:
            self.files.owner = before

    def archive(self, shard: int) -> Path:
        return self.folder / f"archive-{shard}"

    def accepted(self, shard: int, fencing: int) -> None:
        self.fencings.setdefault(shard, []).append(fencing)

    def journal(self, owner: Owner) -> SqliteJournal:
        with self.opening(owner):
            journal = self.parts.journal(self.folder / "journal.sqlite3", wait_s=0)
            journal.last_position(1)  # Opens the reading connection now, as this process's.
        return journal

    def lost(self) -> None:
        """The power is gone."""
        for each in (*self.gateways, *self.engines):
            self.files.forget(each.owner)
            each.disk.cut_power()
        for disk in self.archives.values():
            disk.cut_power()
        self.tell("power cut")
