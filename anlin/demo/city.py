"""The rest of the prefecture beside the story: a part of its ordinary day, its own trouble, its own quiet platforms."""

import random
from collections.abc import Callable

from anlin.demo.day import crowds, doors, facades, fences, fires, lanes, lifts, squares, traffic
from anlin.demo.day.plan import Day
from anlin.demo.devices import Fleet
from anlin.demo.devices.line import Line
from anlin.demo.town.plan import Manners, Town
from anlin.demo.world import World
from anlin.demo.world.kernel import SECOND
from anlin.demo.world.life import Neighbourhood
from anlin.demo.world.trouble import Trouble

QUIET = Manners(beat_s=7200, devices_s=4 * 3600)
"""Signs of life are rare: the demo's past is played in seconds, and a small machine has better things to do."""
GATES_WATCHED = 5
"""One gate in so many is played: half a million passages a day would be most of what happens."""
COME_ONLINE_S = 40
LANES, DOORS, LIFTS = 8, 4, 3
"""What is under way when the visitor comes in."""


class City:
    """Everything but the story's own place. `go` plays it up to an instant; its platforms open sessions within
    `COME_ONLINE_S` of `present` (µs since 1970 UTC), earlier where there is something to tell."""

    def __init__(self, town: Town, begins: int, present: int, line: Callable[[], Line]) -> None:
        self.world = World(town, begins)
        rng = self.world.chance("city")
        opens = {platform.code: present + round(rng.uniform(0, COME_ONLINE_S) * SECOND) for platform in town.platforms}
        self._fleet = Fleet(town, line, (), QUIET, opens=opens)
        _begin_opening(self.world, present, rng)
        _begin_day(self.world, rng)

    async def go(self, now: int) -> None:
        """Raises what `Fleet.tick` raises."""
        self.world.advance(now)
        await self._fleet.tick(now, self.world.drain())

    async def aclose(self) -> None:
        await self._fleet.aclose()


def _begin_opening(world: World, present: int, rng: random.Random) -> None:
    """Lanes blocked, doors propped, e-bikes pushed into lifts shortly before the visitor comes in, far apart."""
    trouble = Trouble(Neighbourhood(world))
    watched = {
        kind: [zone for zone in world.town.zones if zone.kind == kind and world.watching[zone.code]]
        for kind in ("fire_lane", "door", "lift")
    }

    def after(seconds: float) -> float:
        return max(0.0, (present - world.now) / SECOND + seconds)

    for zone in rng.sample(watched["fire_lane"], LANES):
        world.begin(trouble.lane_blocked(zone.code, rng.uniform(900, 2700)), after(rng.uniform(-580, -200)))
    for zone in rng.sample(watched["door"], DOORS):
        world.begin(trouble.door_propped(zone.code, rng.uniform(400, 1200)), after(rng.uniform(-400, -120)))
    for zone in rng.sample(watched["lift"], LIFTS):
        world.begin(trouble.ebike_into_lift(zone.code, rng.randint(4, 16)), after(rng.uniform(-60, 240)))


def _begin_day(world: World, rng: random.Random) -> None:
    gates = [zone for zone in world.town.zones if zone.kind == "gate"]
    traffic.begin(Day(world, rng.sample(gates, len(gates) // GATES_WATCHED)))
    day = Day(world)
    for subject in (lanes, lifts, doors, fences, facades, squares, crowds, fires):
        subject.begin(day)
