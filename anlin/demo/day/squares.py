"""Squares and gates: somebody falls, fights, climbs, hangs about at night; and children, waiting, cleaners, shadows."""

import random

from anlin.demo.day.hours import AT_DAWN, AT_NIGHT, BY_DAY, OUT_AND_ABOUT
from anlin.demo.day.plan import Day
from anlin.demo.world.kernel import Life, World

MODEL = "abnormal_behavior"
FRAME_S = 0.5
APART_S = 420


def begin(day: Day) -> None:
    rng = day.world.chance("squares of the day")
    world = day.world
    squares = day.codes("square")
    booked = day.bookings(squares, rng, APART_S)
    for label, number, hours, span in (
        ("fall", 18, OUT_AND_ABOUT, (12, 90)),
        ("fight", 18, OUT_AND_ABOUT, (15, 80)),
        ("climb", 12, AT_NIGHT, (6, 25)),
        ("loiter", 14, AT_NIGHT, (260, 1500)),
    ):
        for _ in range(day.some(number, squares)):
            seconds = rng.uniform(*span)
            square, second = booked.find(hours, seconds)
            day.at(second, _really(world, square, label, seconds, rng))
    for _ in range(day.some(170, squares)):
        square, second = booked.find(OUT_AND_ABOUT, 5)
        day.trap(MODEL, "single-frame jumps", second, _jump(world, square, rng))
    for _ in range(day.some(150, squares)):
        seconds = rng.uniform(200, 1500)
        square, second = booked.find(BY_DAY, seconds)
        day.trap(
            MODEL,
            "people waiting for rides",
            second,
            _frames(world, square, "loiter", seconds, 5.0, 0.8, (0.6, 0.92), rng),
        )
    for _ in range(day.some(140, squares)):
        seconds = rng.uniform(30, 400)
        square, second = booked.find(BY_DAY, seconds)
        day.trap(MODEL, "children playing", second, _children(world, square, seconds, rng))
    for _ in range(day.some(70, squares)):
        seconds = rng.uniform(300, 1200)
        square, second = booked.find(AT_DAWN, seconds)
        day.trap(MODEL, "cleaners", second, _frames(world, square, "loiter", seconds, 10.0, 0.4, (0.3, 0.58), rng))
    for _ in range(day.some(90, squares)):
        square, second = booked.find(BY_DAY, 30)
        day.trap(MODEL, "shadows", second, _frames(world, square, "climb", 6, 2.0, 0.5, (0.25, 0.57), rng))


def _really(world: World, square: str, label: str, seconds: float, rng: random.Random) -> Life:
    incident = world.happens(MODEL, square, tolerance_s=60)
    every = 5.0 if label == "loiter" else FRAME_S
    yield from _frames(world, square, label, seconds, every, 0.85, (0.63, 0.96), rng)
    incident.end = world.now


def _frames(
    world: World, square: str, label: str, seconds: float, every_s: float, seen: float, sure: tuple[float, float],
    rng: random.Random,
) -> Life:  # fmt: skip
    """The camera judges frame after frame; `seen` of them show it."""
    track = world.new_track()
    for _ in range(max(1, round(seconds / every_s))):
        if rng.random() < seen:
            _say(world, square, label, rng.uniform(*sure), track)
        yield every_s


def _jump(world: World, square: str, rng: random.Random) -> Life:
    """The tracker mixes up two people and sees one jump across the square, for a frame or two."""
    for _ in range(rng.randint(1, 2)):
        _say(world, square, rng.choice(("fall", "run", "fight", "climb")), rng.uniform(0.55, 0.95), 0)
        yield FRAME_S


def _children(world: World, square: str, seconds: float, rng: random.Random) -> Life:
    """They run, tumble and wrestle; the detector is never sure for long."""
    left = seconds
    while left > 0:
        _say(world, square, rng.choice(("run", "run", "fall", "fight")), rng.triangular(0.2, 0.72, 0.42), 0)
        wait = rng.uniform(1.5, 25)
        yield wait
        left -= wait


def _say(world: World, square: str, label: str, confidence: float, track: int) -> None:
    camera = next((device for device in world.watching[square] if device.kind == "camera"), None)
    if camera is not None:
        world.notice(camera.code, "behavior_detected", label, 0.0, round(confidence, 2), track)
