"""One run: the town, its gateways and engines on one machine, and everything that goes wrong, drawn from the seed."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from anlin.archive import ArchiveWriter, Positions, open_manifest
from anlin.archive.following import Follower
from anlin.archive.keeping import JOURNAL_FOR
from anlin.bench.faults import town
from anlin.bench.faults.database import Database, StoredLease, StoredSink, Unreachable
from anlin.bench.faults.folder import SimulatedDisk
from anlin.bench.faults.hours import PlayedLoop, process
from anlin.bench.faults.pages import Machine, Owner
from anlin.bench.faults.sqlite_files import SimulatedFiles
from anlin.bench.faults.town import OF_TOWN, SHARDS, T0, Event
from anlin.engine.checkpoint import Checkpoints, Snapshot
from anlin.engine.live import Loop, Shard
from anlin.gateway import Directory, GatewaySettings
from anlin.gateway.decoded import Seen
from anlin.gateway.intake import Busy, Intake
from anlin.journal import Entry
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
ANSWER_WITHIN_S = 6.0
ARCHIVED_RUNS = 0.2
"""In so many runs an archive follows the journal: it costs more than all the rest."""
PRUNED_AFTER = 25 * SECOND
CALM_S = 27.0
"""So long after the last fault everything must be as if nothing had happened."""


@dataclass
class Parts:
    """What a run is made of; a planted bug puts another part in its place."""

    journal: Callable[..., SqliteJournal] = SqliteJournal
    shard: type[Shard] = Shard
    database: Callable[[str], Any] = Database
    empty: Callable[[], bytes] = bytes
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
    kinds: Sequence[Callable[["World"], Awaitable[None]]] = ()
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
    gateways: list["Gateway"] = field(default_factory=list)
    engines: list["Engine"] = field(default_factory=list)

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


class Process:
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

    async def run(self) -> None:
        raise NotImplementedError

    def end(self) -> None: ...

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
            journal_for=JOURNAL_FOR if _jump in world.kinds else PRUNED_AFTER,
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


async def devices(world: World, happened: list[Event]) -> None:
    """Every device sends what it noticed until it is acknowledged: late, twice, in any order."""
    slow = world.chance.choice([0.2, 0.2, 3.0])

    async def send(event: Event, later_s: float = 0.0) -> None:
        await asyncio.sleep(event.at + world.chance.uniform(0.01, slow) + later_s)
        seen = Seen(str(event.number), event.device, f"#{event.number}", event.kind, event.label, _instant(event))
        while True:
            intake = world.chance.choice(world.gateways).intake
            if intake is not None:
                world.asked_s[event.id] = max(world.asked_s.get(event.id, 0), world.loop.played - event.at)
                try:
                    outcome = await asyncio.wait_for(intake.accept([seen], OF_TOWN, intake.now()), ANSWER_WITHIN_S)
                except (Busy, TimeoutError):
                    pass
                else:
                    if outcome[0].outcome in ("journalled", "duplicate"):
                        world.acknowledged[event.id] = event
                    return
            await asyncio.sleep(world.chance.uniform(0.5, 4))

    sent = [send(event) for event in happened]
    # A part is sent twice: the device did not trust the answer.
    sent += [send(event, world.chance.uniform(0, 5)) for event in happened if world.chance.random() < 0.15]
    await asyncio.gather(*sent)


def _instant(event: Event) -> int:
    return T0 + round(event.at * SECOND)


async def trouble(world: World) -> None:
    """What goes wrong until the town is left in peace; each run has its own mixture."""
    pause = world.chance.choice([1.5, 4.0, 10.0])
    while world.loop.played < world.seconds:
        await asyncio.sleep(world.chance.expovariate(1 / pause))
        await world.chance.choice(world.kinds)(world)
    world.machine.is_full = world.machine.sync_fails = world.database_away = False
    world.machine.cut_in = None
    world.loop.disk_s, world.is_calm = 0.01, True
    for each in (*world.gateways, *world.engines):
        each.owner.dies_in = None


async def _kill(world: World) -> None:
    one = world.chance.choice([*world.gateways, *world.engines])
    changes = world.chance.choice([0, 0, world.chance.randint(1, 40)])
    world.tell(f"kill -9 {one.name}" + (f" in {changes} writes" if changes else ""))
    one.kill(changes)


async def _cut(world: World) -> None:
    changes = world.chance.choice([0, world.chance.randint(1, 60)])
    if changes:
        world.machine.cut_in = changes
    else:
        world.machine.cut_power()


async def _full(world: World) -> None:
    world.tell("disk full")
    world.machine.is_full = True
    await asyncio.sleep(world.chance.uniform(1, 10))
    world.machine.is_full = False


async def _bad_sync(world: World) -> None:
    world.tell("syncs fail")
    world.machine.sync_fails = True
    await asyncio.sleep(world.chance.uniform(1, 10))
    world.machine.sync_fails = False


async def _slow(world: World) -> None:
    world.tell("slow disk")
    world.was_slow = True
    world.loop.disk_s = world.chance.choice([1.0, 8.0])
    await asyncio.sleep(world.chance.uniform(3, 12))
    world.loop.disk_s = 0.01


async def _jump(world: World) -> None:
    by_s = world.chance.choice([-1, 1]) * world.chance.choice([1, 30, 600, 7200])
    world.tell(f"the clock is set by {by_s:+d} s")
    world.skew_us += by_s * SECOND


async def _away(world: World) -> None:
    world.tell("database away")
    world.database_away = True
    await asyncio.sleep(world.chance.uniform(1, 15))
    world.database_away = False


async def _change(world: World) -> None:
    world.version += 1
    world.tell(f"registry {world.version}")


async def play(world: World) -> None:
    """The whole run: in trouble, then in peace until everything is settled."""
    world.seconds = world.chance.choice([6.0, 15.0, 35.0])
    kinds = [_kill, _kill, _cut, _full, _bad_sync, _slow, _jump, _away, _change]
    world.kinds = world.chance.sample(kinds, world.chance.randint(1, 5))
    if image := world.parts.empty():
        world.machine.put(str(world.folder / "town.sqlite3"), image)
    if world.chance.random() < ARCHIVED_RUNS:
        for shard in SHARDS:
            world.archive(shard).mkdir()
            world.archives[shard] = SimulatedDisk(world.archive(shard), world.machine, Owner("nobody"))
    happened = town.events(world.chance, world.seconds)
    world.gateways += [Gateway(world, f"gateway-{n}") for n in range(world.chance.choice([1, 1, 2]))]
    world.engines += [Engine(world, "engine-a", 1), Engine(world, "engine-b", 1), Engine(world, "engine-c", 2)]
    running = [asyncio.ensure_future(each.keep_running()) for each in (*world.gateways, *world.engines)]
    sending = asyncio.ensure_future(devices(world, happened))
    await trouble(world)
    world.tell("peace")
    await asyncio.wait_for(sending, CALM_S)
    # Time for the last lateness budget, for leases to run out, for every timer of the town.
    await asyncio.sleep(CALM_S)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
