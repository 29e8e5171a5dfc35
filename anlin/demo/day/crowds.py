"""The scenic area and the market: visitors come, stay and go; parts fill up; counters count, drift and fail."""

import random

from anlin.demo.day.plan import Day
from anlin.demo.town.plan import Zone
from anlin.demo.world.kernel import SECOND, Life

MODEL = "crowd_flow"
EVERY_S = 60.0
FULL = 0.80  # From four fifths of the published number on a place is called crowded.
EMPTY_AGAIN = 0.75
FILLING = 0.65
CROWDED_S = 300
GONE_S = 1800
STAYS_S = 4200.0
"""How long a visitor stays, in the mean."""
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
    people: dict[str, float] = {}
    drifting = {zone.code for zone in rng.sample(parts, min(2, len(parts)))}
    for zone in parts:
        drift = rng.uniform(0.03, 0.05) if zone.code in drifting else 0.0
        if drift:
            day.traps[MODEL, "counter drift"] += 1
        people[zone.code] = 0.0
        day.all_day(_part(day, zone, waves[zone.code], drift, people, random.Random(rng.random())))
    for area in day.world.town.areas:
        own = [zone.code for zone in parts if zone.area == area.code]
        if area.capacity and own:
            day.all_day(_site(day, area.capacity, own, people))
            gates = [zone.code for zone in day.zones("gate") if zone.area == area.code]
            day.all_day(_turnstiles(day, gates, own, people, random.Random(rng.random())))


def _is_lost(day: Day, counter: str, seconds: float) -> Life:
    """The counter's cable is pulled; nobody knows meanwhile how many there are."""
    day.world.dark.add(counter)
    yield seconds
    day.world.dark.discard(counter)


def _site(day: Day, capacity: int, parts: list[str], people: dict[str, float]) -> Life:
    """The whole site is crowded once all its parts together have held four fifths of what it may hold for a while.

    It began when they began to fill it: a warning before it is full is no false one. Who comes back within half an hour
    of having left belongs to the same crowd.
    """
    world, incident = day.world, None
    filling_since = world.now
    full_since: int | None = None
    empty_since: int | None = None
    while True:
        share = sum(people[part] for part in parts) / capacity
        if share < FILLING:
            filling_since = world.now
        full_since = None if share < FULL else world.now if full_since is None else full_since
        empty_since = None if share >= EMPTY_AGAIN else world.now if empty_since is None else empty_since
        if incident is None and full_since is not None and world.now - full_since >= CROWDED_S * SECOND:
            incident = world.happens(MODEL, parts[0], tolerance_s=300)
            incident.zone, incident.start = "", filling_since
        elif incident is not None and empty_since is not None and world.now - empty_since >= GONE_S * SECOND:
            incident.end, incident = empty_since, None
        yield EVERY_S


def _turnstiles(day: Day, gates: list[str], parts: list[str], people: dict[str, float], rng: random.Random) -> Life:
    """Who comes and who goes, minute by minute, by the counters over the gates' lines; most gates have none."""
    world, inside = day.world, 0.0
    counters = [device.code for gate in gates for device in world.watching[gate] if device.kind == "counter"]
    shares = [rng.uniform(1, 3) for _ in counters]
    while counters:
        now = sum(people[part] for part in parts)
        goes = max(now * EVERY_S / STAYS_S, inside - now)
        comes, inside = now - inside + goes, now
        for counter, share in zip(counters, shares, strict=True):
            for way, number in (("in", comes), ("out", goes)):
                counted = round(number * share / sum(shares) * rng.gauss(1.0, 0.01))
                if counted > 0:
                    world.notice(counter, "line_count", way, float(counted))
        yield EVERY_S


def _part(day: Day, zone: Zone, waves: list[Wave], drift: float, people: dict[str, float], rng: random.Random) -> Life:
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
        people[zone.code] = level * zone.capacity
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
