"""Homes under an order of isolation: who goes out or has guests; and parcels, bins, test visits, a magnet that fell."""

import random

from anlin.demo.day.hours import BY_DAY, OUT_AND_ABOUT
from anlin.demo.day.plan import Day
from anlin.demo.world.kernel import Life, World

MODEL = "home_isolation"
APART_S = 3700
VISITS = (9.0, 10.7)
"""When the health station comes to test, by agreement."""
OUTSIDE_VISITS = (*OUT_AND_ABOUT[:8], 0.0, 0.0, 0.0, *OUT_AND_ABOUT[11:])


def begin(day: Day) -> None:
    rng = day.world.chance("isolation of the day")
    world, doors = day.world, day.codes("isolation_door")
    booked = day.bookings(doors, rng, APART_S)
    for _ in range(day.some(14, doors)):
        seconds = rng.lognormvariate(5.4, 0.6) + 75
        door, second = booked.find(OUTSIDE_VISITS, seconds)
        day.at(second, _stands_open(world, door, seconds))
    for _ in range(day.some(12, doors)):
        door, second = booked.find(OUTSIDE_VISITS, 3300)
        day.at(second, _in_and_out(world, door, rng.randint(5, 8), rng))
    for name, number, times, span in (
        ("deliveries", 110, (1, 2), (8, 45)), ("bins", 80, (1, 2), (15, 52)), ("family members", 40, (2, 3), (8, 50)),
    ):  # fmt: skip
        for _ in range(day.some(number, doors)):
            door, second = booked.find(OUT_AND_ABOUT, 1500)
            day.trap(MODEL, name, second, _opens(world, door, rng.randint(*times), span, rng))
    for _ in range(day.some(50, doors)):
        door, second = booked.find_within(VISITS, 600)
        day.trap(MODEL, "test visits", second, _opens(world, door, rng.randint(2, 5), (10, 130), rng, 120))
    for _ in range(day.some(3, doors)):
        door, second = booked.find(BY_DAY, 7200)
        day.trap(MODEL, "magnet fallen", second, _magnet_falls(world, door, rng))


def _stands_open(world: World, door: str, seconds: float) -> Life:
    """Guests stand in the door, or somebody has gone out and left it open."""
    incident = world.happens(MODEL, door, tolerance_s=60)
    _say(world, door, "door_state", "open")
    yield seconds
    _say(world, door, "door_state", "closed")
    incident.end = world.now


def _in_and_out(world: World, door: str, times: int, rng: random.Random) -> Life:
    """Comes and goes as if there were no order."""
    incident = world.happens(MODEL, door, tolerance_s=60)
    yield from _opens(world, door, times, (5, 45), rng, 3000 / times)
    incident.end = world.now


def _opens(
    world: World, door: str, times: int, span: tuple[float, float], rng: random.Random, within_s: float = 600
) -> Life:
    for _ in range(times):
        _say(world, door, "door_state", "open")
        seconds = rng.uniform(*span)
        yield seconds
        _say(world, door, "door_state", "closed")
        yield max(5.0, rng.uniform(0.3, 1.0) * within_s - seconds)


def _magnet_falls(world: World, door: str, rng: random.Random) -> Life:
    """The tape gives way: the magnet says that it was taken off, and that the door is open, until it hangs again."""
    _say(world, door, "device_fault", "tamper")
    yield 1
    _say(world, door, "door_state", "open")
    yield rng.uniform(1800, 7000)
    _say(world, door, "door_state", "closed")
    _say(world, door, "device_fault", "normal")


def _say(world: World, door: str, kind: str, label: str) -> None:
    for device in world.watching[door]:
        world.notice(device.code, kind, label)
