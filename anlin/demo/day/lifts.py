"""Lifts: e-bikes pushed in to be charged upstairs, and everything else on wheels that rides in a lift."""

import random

from anlin.demo.day.hours import BY_DAY, OUT_AND_ABOUT
from anlin.demo.day.plan import Day
from anlin.demo.world.kernel import Life, World
from anlin.demo.world.senses import lift_frames
from anlin.demo.world.things import (
    BICYCLE,
    DELIVERY,
    EBIKE,
    EBIKE_HALF_HIDDEN,
    PRAM,
    SCOOTER,
    TROLLEY,
    WHEELCHAIR,
    Look,
)

MODEL = "ebike_in_building"
INCIDENTS = 60
# Something on wheels that is none, and how often a day.
TRAPS: tuple[tuple[str, Look, int], ...] = (
    ("prams", PRAM, 260), ("wheelchairs", WHEELCHAIR, 90), ("bicycles", BICYCLE, 110), ("scooters", SCOOTER, 90),
    ("trolleys", TROLLEY, 120), ("deliveries", DELIVERY, 120),
)  # fmt: skip
APART_S = 240


def begin(day: Day) -> None:
    rng = day.world.chance("lifts of the day")
    lifts = [*day.codes("lift"), *day.codes("lobby")]
    booked = day.bookings(lifts, rng, APART_S)
    for turn in range(day.some(INCIDENTS, lifts)):
        look = EBIKE_HALF_HIDDEN if turn % 4 == 0 else EBIKE
        seconds = rng.uniform(10, 50)
        lift, second = booked.find(OUT_AND_ABOUT, seconds)
        day.at(second, _pushed_in(day.world, lift, look, seconds, rng))
    for name, look, number in TRAPS:
        for _ in range(day.some(number, lifts)):
            seconds = rng.uniform(8, 50)
            lift, second = booked.find(OUT_AND_ABOUT, seconds)
            day.trap(MODEL, name, second, lift_frames(day.world, lift, look, seconds, rng))
    for _ in range(day.some(8, lifts)):
        lift, second = booked.find(BY_DAY, 1800)
        day.trap(MODEL, "camera taped over", second, _taped_over(day.world, lift, rng))


def _pushed_in(world: World, lift: str, look: Look, seconds: float, rng: random.Random) -> Life:
    incident = world.happens(MODEL, lift, tolerance_s=30)
    yield from lift_frames(world, lift, look, seconds, rng)
    incident.end = world.now


def _taped_over(world: World, lift: str, rng: random.Random) -> Life:
    """Somebody tapes the camera over; it says that it is covered, and half an hour later that it is not."""
    for device in world.watching[lift]:
        world.notice(device.code, "device_fault", "covered")
    yield rng.uniform(900, 1800)
    for device in world.watching[lift]:
        world.notice(device.code, "device_fault", "normal")
