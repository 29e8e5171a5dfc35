"""One run, drawn from the seed: what happens in the town, what goes wrong on the machine, and then peace."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from anlin.bench.faults import town
from anlin.bench.faults.folder import SimulatedDisk
from anlin.bench.faults.pages import Owner
from anlin.bench.faults.processes import Engine, Gateway
from anlin.bench.faults.town import OF_TOWN, SHARDS, T0, Event
from anlin.bench.faults.world import World
from anlin.gateway.decoded import Seen
from anlin.gateway.intake import Busy
from anlin.observations.instants import SECOND

ANSWER_WITHIN_S = 6.0
ARCHIVED_RUNS = 0.2
"""In so many runs an archive follows the journal: it costs more than all the rest."""
CALM_S = 27.0
"""So long after the last fault everything must be as if nothing had happened."""

Kind = Callable[[World], Awaitable[None]]


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
                    pass  # Not acknowledged, so the device keeps it and comes again.
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


async def trouble(world: World, kinds: Sequence[Kind]) -> None:
    """What goes wrong until the town is left in peace; each run has its own mixture."""
    pause = world.chance.choice([1.5, 4.0, 10.0])
    while world.loop.played < world.seconds:
        await asyncio.sleep(world.chance.expovariate(1 / pause))
        await world.chance.choice(kinds)(world)
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
    kinds = world.chance.sample(kinds, world.chance.randint(1, 5))
    world.clock_jumps = _jump in kinds
    world.machine.put(str(world.folder / "town.sqlite3"), world.parts.empty())
    if world.chance.random() < ARCHIVED_RUNS:
        for shard in SHARDS:
            world.archive(shard).mkdir()
            world.archives[shard] = SimulatedDisk(world.archive(shard), world.machine, Owner("nobody"))
    happened = town.events(world.chance, world.seconds)
    world.gateways += [Gateway(world, f"gateway-{n}") for n in range(world.chance.choice([1, 1, 2]))]
    world.engines += [Engine(world, "engine-a", 1), Engine(world, "engine-b", 1), Engine(world, "engine-c", 2)]
    running = [asyncio.ensure_future(each.keep_running()) for each in (*world.gateways, *world.engines)]
    sending = asyncio.ensure_future(devices(world, happened))
    await trouble(world, kinds)
    world.tell("peace")
    await asyncio.wait_for(sending, CALM_S)
    # Time for the last lateness budget, for leases to run out, for every timer of the town.
    await asyncio.sleep(CALM_S)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
