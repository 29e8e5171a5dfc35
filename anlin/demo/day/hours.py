"""The rhythm of a day: when people move, when it is dark, what the weather does."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from anlin.demo.world.kernel import LOCAL_OFFSET_S, SECOND

DAY_S = 86_400

# How much is going on in each hour of the day; the mean is about one.
OUT_AND_ABOUT = (
    .12, .06, .05, .05, .10, .45, 1.10, 2.20, 2.30, 1.40, 1.10, 1.30,
    1.60, 1.10, 1.00, 1.10, 1.40, 2.10, 2.30, 1.80, 1.30, .90, .50, .25,
)  # fmt: skip
ANY_TIME = (1.0,) * 24
AT_NIGHT = (1.0, 1.0, 1.0, 1.0, 0.6) + (0.0,) * 17 + (0.3, 0.8)
DEAD_OF_NIGHT = (0.0, 1.0, 1.0, 1.0) + (0.0,) * 20
BY_DAY = (0.0,) * 7 + (1.0,) * 12 + (0.0,) * 5
AT_DAWN = (0.0,) * 5 + (1.0, 1.0) + (0.0,) * 17
AT_MEALS = (0.0,) * 6 + (1.0, 0.8, 0.0, 0.0, 0.4, 1.2, 1.0, 0.2, 0.0, 0.0, 0.5, 1.4, 1.2, 0.3) + (0.0,) * 4


@dataclass(frozen=True, slots=True)
class Weather:
    """Hours of the day in which it rains and in which the wind blows hard."""

    rain: tuple[float, float]
    storm: tuple[float, float]

    @classmethod
    def of(cls, rng: random.Random) -> "Weather":
        begins = rng.uniform(11.0, 16.0)
        return cls((begins, begins + rng.uniform(1.5, 3.5)), (begins + 0.5, begins + rng.uniform(1.2, 2.2)))


def midnight(at: int) -> int:
    """The last local midnight at or before `at`, µs since 1970 UTC."""
    local = at // SECOND + LOCAL_OFFSET_S
    return (local - local % DAY_S - LOCAL_OFFSET_S) * SECOND


def instant_of_day(rng: random.Random, weights: Sequence[float], room_s: float = 0.0) -> float:
    """Seconds after midnight, by the weights of the hours; at least `room_s` before the day ends."""
    while True:
        hour = rng.choices(range(24), weights)[0]
        second = hour * 3600 + rng.random() * 3600
        if second + room_s < DAY_S:
            return second


def within(rng: random.Random, hours: tuple[float, float], room_s: float = 0.0) -> float:
    """Seconds after midnight somewhere in a stretch of hours."""
    return min(rng.uniform(*hours) * 3600, DAY_S - room_s - 1)


class Bookings:
    """Which place has what when, so that two happenings of one kind never run into each other.

    `apart_s`: at least that long lies between them.
    """

    def __init__(self, places: Sequence[str], rng: random.Random, apart_s: float) -> None:
        self.places = list(places)
        self._rng = rng
        self._apart = apart_s
        self._taken: dict[str, list[tuple[float, float]]] = {}

    def find(self, weights: Sequence[float], seconds: float) -> tuple[str, float]:
        """(place, seconds after midnight) that are free for that long, by the weights of the hours."""
        return self._find(lambda: instant_of_day(self._rng, weights, seconds), seconds)

    def find_within(self, hours: tuple[float, float], seconds: float) -> tuple[str, float]:
        return self._find(lambda: within(self._rng, hours, seconds), seconds)

    def _find(self, draw: Callable[[], float], seconds: float) -> tuple[str, float]:
        for _ in range(10_000):
            place, start = self._rng.choice(self.places), draw()
            taken = self._taken.setdefault(place, [])
            if all(start > end + self._apart or start + seconds + self._apart < begin for begin, end in taken):
                taken.append((start, start + seconds))
                return place, start
        raise ValueError(f"no room left for {seconds} s among {len(self.places)} places")
