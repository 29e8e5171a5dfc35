"""The scenic area and the market: visitors come, stay and go; parts fill up; counters count, drift and fail."""

import random

from anlin.demo.day.plan import Day
from anlin.demo.town.plan import Zone
from anlin.demo.world.kernel import Life

MODEL = "crowd_flow"
EVERY_S = 60.0
FULL = 0.80  # From four fifths of the published number on a place is called crowded.
EMPTY_AGAIN = 0.75
NOON = 13.0
WIDTH_H = 3.2
SURGES = 26
NEARLY = 280
# What makes a counter wrong while a place is nearly full, and by how much it then counts.
WRONG: tuple[tuple[str, float], ...] = (
    ("nearly full", 1.0), ("umbrellas", 0.86), ("staff", 1.035), ("double counting at two gates", 1.24),
)  # fmt: skip
DOUBLE_S = 100
"""Two gates count one group; their platform sets it right within two readings."""

Wave = tuple[float, float, float, float]
"""Middle and length in seconds, share of the capacity, and what the counter makes of it."""


def begin(day: Day) -> None:
    """Every part has its own ordinary curve; surges that fill it, and many more that nearly do."""
    rng = day.world.chance("crowds of the day")
    parts = [
        zone
        for zone in day.zones("square")
        if zone.capacity and any(device.kind == "counter" for device in day.world.watching[zone.code])
    ]
    waves: dict[str, list[Wave]] = {zone.code: [] for zone in parts}
    booked = day.bookings([zone.code for zone in parts], rng, 2400)
    nearly = day.bookings([zone.code for zone in parts], rng, 420)
    for _ in range(min(SURGES, len(parts) * 2)):
        seconds = rng.uniform(2400, 4200)
        part, second = booked.find_within((8.5, 20.0), seconds)
        waves[part].append((second + seconds / 2, seconds, rng.uniform(0.88, 1.06), 1.0))
    for turn in range(min(NEARLY, len(parts) * 16)):
        name, wrong = WRONG[turn % len(WRONG)] if turn % 10 < 6 else WRONG[0]
        seconds = rng.uniform(420, 900)
        part, second = nearly.find_within((7.5, 21.5), seconds)
        waves[part].append((second + seconds / 2, seconds, rng.uniform(0.60, 0.765), wrong))
        day.traps[MODEL, name] += 1
    for zone in rng.sample(parts, min(2, len(parts))):
        for device in day.world.watching[zone.code]:
            if device.kind == "counter":
                day.trap(
                    MODEL,
                    "one lost counter",
                    rng.uniform(10, 16) * 3600,
                    _is_lost(day, device.code, rng.uniform(3600, 7200)),
                )
    drifting = {zone.code for zone in rng.sample(parts, min(2, len(parts)))}
    for zone in parts:
        drift = rng.uniform(0.03, 0.05) if zone.code in drifting else 0.0
        if drift:
            day.traps[MODEL, "counter drift"] += 1
        day.all_day(_part(day, zone, waves[zone.code], drift, random.Random(rng.random())))


def _is_lost(day: Day, counter: str, seconds: float) -> Life:
    """The counter's cable is pulled; nobody knows meanwhile how many there are."""
    day.world.dark.add(counter)
    yield seconds
    day.world.dark.discard(counter)


def _part(day: Day, zone: Zone, waves: list[Wave], drift: float, rng: random.Random) -> Life:
    """One part, minute by minute: how many there really are, and what its counter makes of it."""
    world = day.world
    level, incident = _share_at((world.now - day.start) / 1e6, waves)[0], None
    counters = [device.code for device in world.watching[zone.code] if device.kind == "counter"]
    while True:
        second = (world.now - day.start) / 1e6
        target, wrong = _share_at(second, waves)
        # People come and go in their own time: the place follows its target within some minutes.
        level += (target - level) * 0.22 + rng.gauss(0, 0.004)
        level = max(0.0, level)
        if incident is None and level >= FULL:
            incident = world.happens(MODEL, zone.code, tolerance_s=300)
        elif incident is not None and level < EMPTY_AGAIN:
            incident.end, incident = world.now, None
        for counter in counters:
            # Umbrellas and backs hide a few; staff are counted twice; a drifting counter forgets who left.
            counted = level * wrong * rng.gauss(1.0, 0.008) * (1 + drift * second / 86_400) * zone.capacity
            world.notice(counter, "people_count", "", float(max(0, round(counted))))
        yield EVERY_S


def _share_at(second: float, waves: list[Wave]) -> tuple[float, float]:
    """Share of the capacity that people would like to make up, and what the counter makes of it.

    An ordinary hump around noon, and the waves.
    """
    hour = second / 3600
    usual = 0.50 * max(0.0, 1 - ((hour - NOON) / (2 * WIDTH_H)) ** 2) if 6 < hour < 22 else 0.0
    best, wrong = usual, 1.0
    for middle, seconds, share, misled in waves:
        distance = abs(second - middle) / (seconds / 2)
        if distance < 1.5:
            best = max(best, share if distance <= 1 else share * (1.5 - distance) * 2)
            if (misled <= 1.1 and distance <= 1) or 0 <= second - middle < DOUBLE_S:
                wrong = misled
    return best, wrong
