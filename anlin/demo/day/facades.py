"""Facades: things thrown or fallen from windows; and birds, rain, leaves, laundry, drones, window cleaners.

`value` is how many floors the trajectory spans.
"""

import random

from anlin.demo.day.hours import AT_NIGHT, BY_DAY, OUT_AND_ABOUT
from anlin.demo.day.plan import Day
from anlin.demo.world.kernel import Life, World

MODEL = "falling_object"
INCIDENTS = 36
APART_S = 180
USUAL_FLOORS = 20


def begin(day: Day) -> None:
    rng = day.world.chance("facades of the day")
    world = day.world
    facades = day.codes("facade")
    booked = day.bookings(facades, rng, APART_S)
    floors = {building.code: building.floors for building in world.town.buildings}
    for _ in range(day.some(INCIDENTS, facades)):
        facade, second = booked.find(OUT_AND_ABOUT, 20)
        day.at(second, _falls(world, facade, floors.get(world.zones[facade].building, USUAL_FLOORS), rng))
    for _ in range(day.some(110, facades)):
        facade, second = booked.find(BY_DAY, 20)
        day.trap(MODEL, "birds", second, _bird(world, facade, rng))
    for _ in range(day.some(130, facades)):
        facade, second = booked.find_within(day.weather.rain, 300)
        day.trap(MODEL, "rain", second, _rain(world, facade, rng))
    for _ in range(day.some(90, facades)):
        facade, second = booked.find_within(day.weather.storm, 120)
        day.trap(MODEL, "leaves", second, _leaf(world, facade, rng))
    for _ in range(day.some(60, facades)):
        facade, second = booked.find(BY_DAY, 900)
        day.trap(MODEL, "swinging laundry", second, _laundry(world, facade, rng))
    for _ in range(day.some(30, facades)):
        facade, second = booked.find(BY_DAY, 200)
        day.trap(MODEL, "drones", second, _drone(world, facade, rng))
    for _ in range(day.some(12, facades)):
        facade, second = booked.find(BY_DAY, 3600)
        day.trap(MODEL, "window cleaners", second, _window_cleaner(world, facade, rng))
    for _ in range(day.some(60, facades)):
        facade, second = booked.find_within(day.weather.rain, 10)
        day.trap(MODEL, "lens drops", second, _drop_on_the_lens(world, facade, rng))
    for _ in range(day.some(60, facades)):
        facade, second = booked.find(AT_NIGHT, 120)
        day.trap(MODEL, "insects", second, _moth(world, facade, rng))
    for _ in range(day.some(30, facades)):
        # A few flakes of the last snow, blown off the roofs in the small hours.
        facade, second = booked.find(AT_NIGHT, 300)
        day.trap(MODEL, "snow", second, _snow(world, facade, rng))


def _falls(world: World, facade: str, tall: int, rng: random.Random) -> Life:
    """A bottle, a bag, a flower pot: falls from some floor to the ground; now and then something follows."""
    incident = world.happens(MODEL, facade, tolerance_s=30)
    weight = "heavy" if rng.random() < 0.15 else "down"
    for _ in range(rng.choice((1, 1, 1, 2))):
        span = float(round(rng.uniform(3, max(4, tall - 1)), 1))
        _say(world, facade, "down" if weight == "down" else weight, span, rng.uniform(0.74, 0.97))
        yield rng.uniform(2, 12)
    incident.end = world.now


def _bird(world: World, facade: str, rng: random.Random) -> Life:
    for _ in range(rng.randint(1, 3)):
        label = rng.choice(("sideways", "sideways", "bird", "up", "down"))
        _say(world, facade, label, round(rng.uniform(0.5, 6), 1), rng.uniform(0.3, 0.68))
        yield rng.uniform(1, 4)


def _rain(world: World, facade: str, rng: random.Random) -> Life:
    for _ in range(rng.randint(2, 10)):
        _say(world, facade, "down", round(rng.uniform(0.3, 2.4), 1), rng.uniform(0.15, 0.55))
        yield rng.uniform(3, 40)


def _leaf(world: World, facade: str, rng: random.Random) -> Life:
    for _ in range(rng.randint(1, 3)):
        _say(world, facade, rng.choice(("down", "sideways")), round(rng.uniform(0.8, 5), 1), rng.uniform(0.25, 0.66))
        yield rng.uniform(5, 30)


def _laundry(world: World, facade: str, rng: random.Random) -> Life:
    """A sheet swings on its pole, down and up again."""
    for _ in range(rng.randint(4, 14)):
        _say(
            world,
            facade,
            rng.choice(("down", "up", "sideways")),
            round(rng.uniform(0.3, 1.8), 1),
            rng.uniform(0.5, 0.85),
        )
        yield rng.uniform(10, 60)


def _drone(world: World, facade: str, rng: random.Random) -> Life:
    for label in ("up", "sideways", "down"):
        _say(world, facade, label, round(rng.uniform(3, 12), 1), rng.uniform(0.4, 0.72))
        yield rng.uniform(15, 60)


def _window_cleaner(world: World, facade: str, rng: random.Random) -> Life:
    """Lowers himself floor by floor."""
    for _ in range(rng.randint(4, 9)):
        _say(world, facade, "down", round(rng.uniform(0.8, 2.2), 1), rng.uniform(0.5, 0.75))
        yield rng.uniform(180, 400)


def _moth(world: World, facade: str, rng: random.Random) -> Life:
    """Close before the lens, lit by its infra-red: large, fast, in any direction."""
    for _ in range(rng.randint(2, 6)):
        _say(world, facade, rng.choice(("sideways", "up", "down")), round(rng.uniform(2, 20), 1), rng.uniform(0.2, 0.6))
        yield rng.uniform(1, 15)


def _snow(world: World, facade: str, rng: random.Random) -> Life:
    for _ in range(rng.randint(3, 12)):
        _say(world, facade, "down", round(rng.uniform(0.5, 6), 1), rng.uniform(0.1, 0.5))
        yield rng.uniform(5, 25)


def _drop_on_the_lens(world: World, facade: str, rng: random.Random) -> Life:
    _say(world, facade, "down", round(rng.uniform(5, 30), 1), rng.uniform(0.15, 0.5))
    yield 1


def _say(world: World, facade: str, label: str, floors: float, confidence: float) -> None:
    for device in world.watching[facade]:
        world.notice(device.code, "object_trajectory", label, floors, round(confidence, 2), world.new_track())
