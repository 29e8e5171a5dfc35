"""The plan of one day: who begins what when. Each subject has a module of its own with `begin(day)`."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from math import ceil

from anlin.demo.day.hours import DAY_S, Bookings, Weather, midnight
from anlin.demo.town.plan import Zone
from anlin.demo.world.kernel import SECOND, Life, World
from anlin.demo.world.senses import Doors
from anlin.demo.world.story import Outage

PREFECTURE = 20_000
"""Devices of the town for which the numbers of a day are given; a smaller town has its share of them."""


class Day:
    """One day of the world, from the midnight before `world.now`.

    `traps` counts what only looks like an incident, by model and name (their READMEs name them): each is a real
    happening that nobody should be told of. `outages` are for the platforms themselves to play.
    """

    def __init__(self, world: World, places: Sequence[Zone] | None = None) -> None:
        """`places`: where the day takes place; all of the town unless given."""
        self.world = world
        self.start = midnight(world.now)
        self.weather = Weather.of(world.chance("weather"))
        self.traps: Counter[tuple[str, str]] = Counter()
        self.outages: list[Outage] = []
        self.doors = Doors(world)
        self.barriers = Doors(world, "sensor", "barrier_event")
        self._editions = {area.code: area.edition for area in world.town.areas}
        self._by_kind: dict[str, list[Zone]] = {}
        for zone in world.town.zones if places is None else places:
            if world.watching[zone.code]:
                self._by_kind.setdefault(zone.kind, []).append(zone)

    def zones(self, kind: str) -> list[Zone]:
        """Watched places of a kind, in the order of the town."""
        return self._by_kind.get(kind, [])

    def codes(self, kind: str) -> list[str]:
        return [zone.code for zone in self.zones(kind)]

    def of_plus(self, zones: Sequence[Zone]) -> list[Zone]:
        """Those in places with the larger edition: the smaller one has no lists and no orders."""
        return [zone for zone in zones if self._editions[zone.area] == "plus"]

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

    def all_day(self, life: Life) -> None:
        """Begin a life that goes on from midnight to midnight; now, where the day is under way already."""
        self.world.begin(life, max(0.0, (self.start - self.world.now) / SECOND))

    def trap(self, model: str, name: str, second: float, life: Life) -> None:
        """A life that looks like an incident of `model` and is none."""
        self.traps[model, name] += 1
        self.at(second, life)

    def traps_of(self, model: str) -> int:
        return sum(number for (of, _), number in self.traps.items() if of == model)


class Past:
    """The weeks before a day: what offices entered into their books, by the same causes as on the day itself.

    `midnight` begins the day; instants are told in seconds from it, negative before.
    """

    def __init__(self, world: World, midnight: int) -> None:
        self.world = world
        self.start = world.now
        self.midnight = midnight
        self.traps: Counter[tuple[str, str]] = Counter()
        self.weeks = (midnight - self.start) / (7 * DAY_S * SECOND)

    def some(self, number: int, places: Sequence[object]) -> int:
        """As of a day: the prefecture's number, or the share of a smaller town."""
        share = min(1.0, len(self.world.town.devices) / PREFECTURE)
        return min(ceil(number * share), len(places))

    def at(self, second: float, life: Life) -> None:
        self.world.begin(life, (self.midnight - self.world.now) / SECOND + second)


def begin_past(world: World, midnight: int) -> Past:
    """Start the weeks from `world.now` to the end of the day that `midnight` begins."""
    from anlin.demo.day import cases, registrations

    past = Past(world, midnight)
    cases.begin(past)
    registrations.begin(past)
    return past


def begin_day(world: World, subjects: tuple[Callable[[Day], None], ...] | None = None) -> Day:
    """Start the day in `world`; `subjects` are the parts of it to play, all of them by default."""
    from anlin.demo.day import (
        crowds,
        doors,
        facades,
        fences,
        fires,
        homes,
        isolation,
        lanes,
        lifts,
        lists,
        outages,
        squares,
        traffic,
    )  # fmt: skip

    day = Day(world)
    everything = (
        traffic.begin, lanes.begin, lifts.begin, doors.begin, fences.begin, facades.begin, squares.begin, homes.begin,
        crowds.begin, fires.begin, isolation.begin, lists.begin, outages.begin,
    )  # fmt: skip
    for begin in everything if subjects is None else subjects:
        begin(day)
    return day
