"""Fences: people who climb in at night; and wind, cats, birds, branches, workers, people who take a short cut."""

import random

from anlin.demo.day.hours import ANY_TIME, AT_DAWN, AT_NIGHT, BY_DAY
from anlin.demo.day.plan import Day
from anlin.demo.world.kernel import Life, World

MODEL = "perimeter_intrusion"
INCIDENTS = 36
APART_S = 300


def begin(day: Day) -> None:
    rng = day.world.chance("fences of the day")
    world = day.world
    fences = day.codes("perimeter")
    booked = day.bookings(fences, rng, APART_S)
    for _ in range(day.some(INCIDENTS, fences)):
        fence, second = booked.find(AT_NIGHT, 120)
        day.at(second, _climbs_in(world, fence, rng))
    for name, number in (("branches", 90), ("storms", 80)):
        for _ in range(day.some(number, fences)):
            fence, second = booked.find_within(day.weather.storm, 240)
            day.trap(MODEL, name, second, _branches(world, fence, rng))
    for _ in range(day.some(40, fences)):
        fence, second = booked.find(ANY_TIME, 240)
        day.trap(MODEL, "wind", second, _branches(world, fence, rng))
    for name, label, number in (("cats", "animal", 80), ("birds", "bird", 40)):
        for _ in range(day.some(number, fences)):
            fence, second = booked.find(ANY_TIME, 60)
            day.trap(MODEL, name, second, _animal(world, fence, label, rng))
    for _ in range(day.some(60, fences)):
        fence, second = booked.find(AT_NIGHT, 60)
        day.trap(MODEL, "cats", second, _animal(world, fence, "animal", rng))
    for _ in range(day.some(40, fences)):
        fence, second = booked.find(BY_DAY, 1800)
        day.trap(MODEL, "maintenance not disarmed", second, _workers(world, fence, rng))
    for _ in range(day.some(60, fences)):
        fence, second = booked.find(AT_DAWN, 60)
        day.trap(MODEL, "residents taking a shortcut", second, _short_cut(world, fence, rng))


def _climbs_in(world: World, fence: str, rng: random.Random) -> Life:
    """Over the wall from outside: the line is crossed, then somebody is inside for a while."""
    incident = world.happens(MODEL, fence, tolerance_s=60)
    track = world.new_track()
    for _ in range(rng.randint(2, 4)):
        _say(world, fence, "perimeter_alarm", "intrusion", rng.uniform(0.72, 0.96), track)
        yield rng.uniform(0.6, 2.0)
    for _ in range(rng.randint(3, 8)):
        _say(world, fence, "person_detected", "person", rng.uniform(0.7, 0.95), track)
        yield rng.uniform(2, 6)
    incident.end = world.now


def _branches(world: World, fence: str, rng: random.Random) -> Life:
    """The storm throws branches across the line, again and again; no one frame looks much like a person."""
    for _ in range(rng.randint(2, 9)):
        _say(world, fence, "perimeter_alarm", "tripwire", rng.triangular(0.15, 0.68, 0.38), 0)
        yield rng.uniform(2, 50)


def _animal(world: World, fence: str, label: str, rng: random.Random) -> Life:
    """A cat walks along the wall, a bird sits on it."""
    for _ in range(rng.randint(1, 4)):
        if rng.random() < 0.3:
            _say(world, fence, "perimeter_alarm", "tripwire", rng.uniform(0.2, 0.62), 0)
        else:
            _say(world, fence, "perimeter_alarm", label, rng.uniform(0.5, 0.9), 0)
        yield rng.uniform(1, 8)


def _workers(world: World, fence: str, rng: random.Random) -> Life:
    """Men mend the wall by day: they are seen in plain sight for half an hour."""
    for _ in range(rng.randint(5, 25)):
        _say(world, fence, "person_detected", "person", rng.uniform(0.7, 0.95), 0)
        yield rng.uniform(20, 90)


def _short_cut(world: World, fence: str, rng: random.Random) -> Life:
    """A resident walks along the inside of the wall and out by the gap everybody knows."""
    track = world.new_track()
    for _ in range(rng.randint(1, 4)):
        _say(world, fence, "person_detected", "person", rng.uniform(0.6, 0.9), track)
        yield rng.uniform(1, 5)
    _say(world, fence, "perimeter_alarm", "out", rng.uniform(0.6, 0.9), track)


def _say(world: World, fence: str, kind: str, label: str, confidence: float, track: int) -> None:
    for device in world.watching[fence]:
        world.notice(device.code, kind, label, 1.0, round(confidence, 2), track)
