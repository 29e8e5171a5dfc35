"""The gateways and engines of a run, each started again whenever it is gone, and their way to the stores."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any

from anlin.archive import ArchiveWriter, Positions, open_manifest
from anlin.archive.following import Follower
from anlin.archive.keeping import JOURNAL_FOR
from anlin.bench.faults import town
from anlin.bench.faults.database import Unreachable
from anlin.bench.faults.folder import SimulatedDisk
from anlin.bench.faults.hours import process
from anlin.bench.faults.pages import Owner
from anlin.bench.faults.world import World
from anlin.engine.checkpoint import Checkpoints, Snapshot
from anlin.engine.live import Loop, Shard
from anlin.gateway import GatewaySettings
from anlin.gateway.intake import Intake
from anlin.journal.sqlite import SqliteJournal
from anlin.observations.instants import DAY, SECOND

SETTINGS = GatewaySettings(
    quarantine_key=bytes(32),
    first_tick_after=5 * SECOND,
    tick_after=5 * SECOND,
    directory_every_s=20.0,
    clock_proof=6 * SECOND,
    closed_for_s=1.0,
    quarantine_for=DAY,
)
CHECKPOINT_EVERY = 5 * SECOND
PRUNED_AFTER = 25 * SECOND


class Process(ABC):
    """One process that is started again whenever it is gone."""

    def __init__(self, world: World, name: str) -> None:
        self.world, self.name = world, name
        self.owner = Owner(name, is_alive=False)
        folder = world.folder / name
        folder.mkdir(exist_ok=True)
        self.disk = SimulatedDisk(folder, world.machine, self.owner)
        self.opened: list[Any] = []
        self.restarts = 0

    async def keep_running(self) -> None:
        while True:
            gone = asyncio.Event()
            self.owner = Owner(self.name, on_death=gone.set)
            self.disk.owner = self.owner
            process.set(self.owner)
            running = asyncio.ensure_future(self.run())
            running.add_done_callback(lambda _: gone.set())  # noqa: B023 - awaited before the next turn.
            try:
                await gone.wait()
                if running.done() and not running.cancelled() and running.exception() is not None:
                    self.world.tell(f"{self.name} ends: {running.exception()}")
            finally:
                self.world.files.forget(self.owner)
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                self.end()
                for each in self.opened:
                    with contextlib.suppress(Exception):
                        each.close()
                self.opened.clear()
            self.restarts += 1
            await asyncio.sleep(self.world.chance.uniform(0.2, 3))

    @abstractmethod
    async def run(self) -> None:
        """From its start until it is gone."""

    @abstractmethod
    def end(self) -> None:
        """Let go of what only a living process has."""

    def kill(self, in_changes: int) -> None:
        """Kill it at once, or in the middle of the work on storage that comes."""
        if in_changes:
            self.owner.dies_in = in_changes
        else:
            self.world.files.forget(self.owner)


class Gateway(Process):
    intake: Intake | None = None

    async def run(self) -> None:
        try:
            with self.world.opening(self.owner):
                journal = self.world.journal(self.owner)
                self.opened.append(journal)
                world = self.world
                world.began_wrong |= world.skew_us != 0
                intake = world.parts.gateway(journal, world, world.clock, None, SETTINGS, world.steady)
            await intake.start()
            self.intake = intake
            await asyncio.Event().wait()
        finally:
            self.end()

    def end(self) -> None:
        if self.intake is not None:
            for task in self.intake._tasks:
                task.cancel()
        self.intake = None


class Engine(Process):
    """An engine of one shard; several may want the same one."""

    loop: Loop | None = None

    def __init__(self, world: World, name: str, number: int) -> None:
        super().__init__(world, name)
        self.number = number

    async def run(self) -> None:
        world, owner = self.world, self.owner
        with world.opening(owner):
            journal = world.journal(owner)
            self.opened.append(journal)
            database = world.parts.database(str(world.folder / "town.sqlite3"))
            self.opened.append(database)
            sink = world.parts.sink(database, world.accepted, world.clock)
            # Connections that open when they are first asked are this process's too.
            self._asked(lambda: bool(sink.applied(self.number)))
        lease = world.parts.lease(database, self.number, self.name, world.clock)
        while not self._asked(lease.acquire):
            await asyncio.sleep(world.chance.uniform(2, 5))
        engine = world.parts.shard(journal, self.number, town.models(), Line(world, owner, sink), plan_of=town.plan_of)
        checkpoints = Checkpoints(self.disk.folder, self.disk)
        engine.resume(checkpoints)
        loop = Loop(
            engine, lease, partial(self._save, checkpoints), now=world.steady, checkpoint_every=CHECKPOINT_EVERY
        )
        self.loop = loop
        follower = self._follower(journal, engine, checkpoints, lease)
        while owner.is_alive:
            wait_s = loop.turn()
            if not owner.is_alive:
                return
            if follower is not None and world.chance.random() < 0.3:
                follower.try_round()
            pause_s = world.chance.choice([0.3, 1, 2, 6]) if not world.is_calm else 2.0
            if not world.is_calm and world.chance.random() < 0.02:
                pause_s = 15.0
                world.tell(f"{self.name} is stopped for 15 s")
            await asyncio.sleep(pause_s if wait_s < 0.5 else wait_s)

    def _follower(self, journal: SqliteJournal, engine: Shard, checkpoints: Checkpoints, lease: Any) -> Follower | None:
        world, owner, number = self.world, self.owner, self.number
        if number not in world.archives:
            return None

        def opening() -> ArchiveWriter:
            folder = world.archive(number)
            with world.opening(owner):
                manifest = open_manifest(f"sqlite:///{folder / 'manifest.sqlite3'}")
            self.opened.append(manifest)
            return world.parts.archive(folder, manifest, number, world.archives[number].of(owner))

        return Follower(
            Remembering(journal, world),
            opening,
            number,
            lambda: Positions(engine.progress.applied, checkpoints.position(number)),
            world.clock,
            is_ours=lambda: lease.fencing > 0,
            journal_for=JOURNAL_FOR if world.clock_jumps else PRUNED_AFTER,
        )

    def _asked(self, act: Callable[[], bool]) -> bool:
        if self.world.database_away:
            return False
        try:
            return act()
        except Exception:  # noqa: BLE001 - locked, full or away: it asks again.
            return False

    def end(self) -> None:
        self.loop = None

    def _save(self, checkpoints: Checkpoints, snapshot: Snapshot, *, keep_before: bool) -> "Writing":
        return Writing(checkpoints, snapshot, keep_before)


class Remembering:
    """The journal, of which nothing is forgotten that the archive must have instead."""

    def __init__(self, journal: SqliteJournal, world: World) -> None:
        self._journal, self._kept = journal, world.pruned

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    def prune(self, shard: int, before_position: int) -> int:
        for entry in self._journal.read(shard, 0, 10**9):
            if entry.position < before_position:
                self._kept.setdefault(shard, {})[entry.position] = entry
        return self._journal.prune(shard, before_position)


class Writing:
    """A checkpoint written when its outcome is asked for: it fails and stops as any other work on the disk."""

    def __init__(self, checkpoints: Checkpoints, snapshot: Snapshot, keep_before: bool) -> None:
        self.position = snapshot.position
        try:
            checkpoints.write(snapshot, keep_before=keep_before)
            self._is_good = True
        except OSError:
            self._is_good = False

    def outcome(self) -> bool:
        return self._is_good


class Line:
    """The way to the database: it breaks before, while or after something is asked; what is late still arrives."""

    def __init__(self, world: World, owner: Owner, sink: Any) -> None:
        self._world, self._owner, self._sink = world, owner, sink

    def applied(self, shard: int) -> int:
        if self._world.database_away:
            raise Unreachable("away")
        return int(self._sink.applied(shard))

    def apply(self, *what: Any) -> None:
        world = self._world
        if world.database_away:
            raise Unreachable("away")
        luck = 1.0 if world.is_calm else world.chance.random()
        if luck < 0.08:
            world.tell(f"a batch of {self._owner.name} is under way for long")
            world.loop.call_later(world.chance.uniform(2, 25), self._late, *what)
            raise Unreachable("no answer")
        self._sink.apply(*what)
        if luck < 0.12:
            raise Unreachable("the answer was lost")

    def _late(self, *what: Any) -> None:
        """It arrives, whatever became of the process that sent it."""
        world = self._world
        with (
            contextlib.suppress(Exception),
            world.opening(Owner("the line")),
            contextlib.closing(world.parts.database(str(world.folder / "town.sqlite3"))) as database,
        ):
            world.parts.sink(database, world.accepted, world.clock).apply(*what)
