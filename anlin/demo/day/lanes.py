"""Fire lanes: cars that pass, load and park; furniture left behind; ambulances; glare and badly drawn zones."""

import random

from anlin.demo.day.hours import ANY_TIME, AT_NIGHT, BY_DAY, OUT_AND_ABOUT
from anlin.demo.day.plan import Day
from anlin.demo.world.kernel import Life, World

MODEL = "fire_lane_occupied"
INCIDENTS = 48
REPEAT_S = 20.0
APART_S = 420


def begin(day: Day) -> None:
    rng = day.world.chance("lanes of the day")
    lanes = day.codes("fire_lane")
    booked = day.bookings(lanes, rng, APART_S)
    for turn in range(day.some(INCIDENTS, lanes)):
        thing = "objects" if turn % 5 == 0 else "vehicle"
        # Parked and left: nobody who means to come back at once stays that long.
        seconds = rng.uniform(1200, 7200) if thing == "objects" else rng.lognormvariate(6.7, 0.6) + 330
        lane, second = booked.find(OUT_AND_ABOUT, seconds)
        day.at(second, _blocked(day.world, lane, thing, seconds, rng))
    for _ in range(day.some(230, lanes)):
        seconds = rng.triangular(45, 168, 90)
        lane, second = booked.find(BY_DAY, seconds)
        day.trap(MODEL, "loading cars", second, _stands(day.world, lane, "vehicle", seconds, rng))
    for _ in range(day.some(60, lanes)):
        seconds = rng.uniform(40, 160)
        lane, second = booked.find(BY_DAY, seconds)
        day.trap(MODEL, "goods put down", second, _stands(day.world, lane, "objects", seconds, rng))
    for _ in range(day.some(45, lanes)):
        seconds = rng.uniform(240, 1100)
        lane, second = booked.find(ANY_TIME, seconds)
        label = rng.choice(("ambulance", "ambulance", "fire_engine"))
        day.trap(MODEL, "ambulances and fire engines", second, _stands(day.world, lane, label, seconds, rng))
    for _ in range(day.some(90, lanes)):
        lane, second = booked.find(AT_NIGHT, 900)
        day.trap(MODEL, "night glare", second, _glare(day.world, lane, rng))
    for _ in range(day.some(70, lanes)):
        lane, second = booked.find(BY_DAY, 1500)
        day.trap(MODEL, "occlusion", second, _seen_now_and_then(day.world, lane, rng))
    for lane in rng.sample(lanes, min(3, len(lanes))):
        day.trap(MODEL, "zone drawn wrong", 7 * 3600, _drawn_over_the_road(day.world, lane, rng))
    for _ in range(len(lanes)):
        lane, second = booked.find(OUT_AND_ABOUT, 30)
        day.trap(MODEL, "passing cars", second, _stands(day.world, lane, "vehicle", rng.uniform(5, 30), rng))


def _stands(world: World, lane: str, label: str, seconds: float, rng: random.Random) -> Life:
    """Something stands there for `seconds`; its camera says so every twenty seconds, and clear at the end."""
    left = seconds
    while left > 0:
        # Somebody walks through the picture now and then: nothing is said that time.
        if rng.random() < 0.95:
            _say(world, lane, label, rng.uniform(0.80, 0.97))
        wait = min(REPEAT_S, left)
        yield wait
        left -= wait
    _say(world, lane, "clear", rng.uniform(0.85, 0.98))


def _blocked(world: World, lane: str, label: str, seconds: float, rng: random.Random) -> Life:
    incident = world.happens(MODEL, lane, tolerance_s=60)
    yield from _stands(world, lane, label, seconds, rng)
    incident.end = world.now


def _glare(world: World, lane: str, rng: random.Random) -> Life:
    """Headlights on wet ground look a little like a car, on and off."""
    for _ in range(rng.randint(3, 12)):
        _say(world, lane, "vehicle", rng.uniform(0.25, 0.58))
        yield rng.uniform(15, 60)
        _say(world, lane, "clear", rng.uniform(0.5, 0.9))
        yield rng.uniform(5, 40)


def _seen_now_and_then(world: World, lane: str, rng: random.Random) -> Life:
    """A car parked beside the lane, taken for one on it whenever a van passes behind; the camera soon sees better."""
    for _ in range(rng.randint(2, 6)):
        _say(world, lane, "vehicle", rng.uniform(0.5, 0.8))
        yield rng.uniform(20, 45)
        _say(world, lane, "clear", rng.uniform(0.8, 0.95))
        yield rng.uniform(60, 300)


def _drawn_over_the_road(world: World, lane: str, rng: random.Random) -> Life:
    """The zone was drawn over the drive: every passing car is on it for a moment, from morning to evening."""
    while world.hour() < 20:
        yield rng.expovariate(1 / 150)
        yield from _stands(world, lane, "vehicle", rng.uniform(4, 16), rng)


def _say(world: World, lane: str, label: str, confidence: float) -> None:
    for device in world.watching[lane]:
        world.notice(device.code, "zone_occupied", label, 0.0 if label == "clear" else 1.0, round(confidence, 2))
