"""The plan of one day: who begins what when. Each subject has a module of its own with `begin(day)`."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from math import ceil

from anlin.demo.day.hours import Bookings, Weather, midnight
from anlin.demo.town.plan import Zone
from anlin.demo.world.kernel import SECOND, Life, World
from anlin.demo.world.senses import Doors

PREFECTURE = 20_000
"""Devices of the town for which the numbers of a day are given; a smaller town has its share of them."""


class Day:
    """One day of the world, from the midnight before `world.now`.

    `traps` counts what only looks like an incident, by model: each is a real happening that nobody should be told of.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.start = midnight(world.now)
        self.weather = Weather.of(world.chance("weather"))
        self.traps: Counter[str] = Counter()
        self.doors = Doors(world)
        self.barriers = Doors(world, "sensor", "barrier_event")
        self._by_kind: dict[str, list[Zone]] = {}
        for zone in world.town.zones:
            if world.watching[zone.code]:
                self._by_kind.setdefault(zone.kind, []).append(zone)

    def zones(self, kind: str) -> list[Zone]:
        """Watched places of a kind, in the order of the town."""
        return self._by_kind.get(kind, [])

    def codes(self, kind: str) -> list[str]:
        return [zone.code for zone in self.zones(kind)]

    def some(self, number: int, places: Sequence[object]) -> int:
        """So many of the prefecture's happenings as fit a town of this size; none where there is no place for them."""
        share = min(1.0, len(self.world.town.devices) / PREFECTURE)
        return ceil(number * share) if places else 0

    def bookings(self, places: list[str], rng: random.Random, apart_s: float) -> Bookings:
        return Bookings(places, rng, apart_s)

    def at(self, second: float, life: Life) -> None:
        """Begin a life so many seconds after midnight; what lies before now is not played."""
        wait = (self.start - self.world.now) / SECOND + second
        if wait >= 0:
            self.world.begin(life, wait)

    def trap(self, model: str, second: float, life: Life) -> None:
        """A life that looks like an incident of `model` and is none."""
        self.traps[model] += 1
        self.at(second, life)


def begin_day(world: World, subjects: tuple[Callable[[Day], None], ...] | None = None) -> Day:
    """Start the day in `world`; `subjects` are the parts of it to play, all of them by default."""
    from anlin.demo.day import crowds, doors, facades, fences, fires, homes, lanes, lifts, squares, traffic

    day = Day(world)
    everything = (
        traffic.begin, lanes.begin, lifts.begin, doors.begin, fences.begin, facades.begin, squares.begin, homes.begin,
        crowds.begin, fires.begin,
    )  # fmt: skip
    for begin in everything if subjects is None else subjects:
        begin(day)
    return day
