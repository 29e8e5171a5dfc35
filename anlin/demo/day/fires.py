"""Kitchens and risers: fire, gas, lost water pressure; and cooking, incense, steam, test buttons, worn-out sensors."""

import random

from anlin.demo.day.hours import ANY_TIME, AT_MEALS, BY_DAY, Bookings
from anlin.demo.day.plan import Day
from anlin.demo.world.kernel import Life, World

MODEL = "fire_hazard"
REPEAT_S = 15.0
APART_S = 900


def begin(day: Day) -> None:
    rng = day.world.chance("fires of the day")
    world = day.world
    kitchens = day.codes("kitchen")
    smoke = day.bookings(_with(world, kitchens, "smoke"), rng, APART_S)
    gas = day.bookings(_with(world, kitchens, "gas"), rng, APART_S)
    risers = day.bookings(_with(world, day.codes("riser"), "sensor"), rng, APART_S)
    for _ in range(day.some(26, smoke.places)):
        seconds = rng.uniform(150, 900)
        kitchen, second = smoke.find(ANY_TIME, seconds)
        day.at(second, _burns(world, kitchen, seconds))
    for _ in range(day.some(14, gas.places)):
        seconds = rng.uniform(120, 900)
        kitchen, second = gas.find(ANY_TIME, seconds)
        day.at(second, _gas_leaks(world, kitchen, seconds))
    for _ in range(day.some(10, risers.places)):
        seconds = rng.uniform(600, 3600)
        riser, second = risers.find(ANY_TIME, seconds)
        day.at(second, _pressure_is_lost(world, riser, seconds))
    _begin_traps(day, smoke, gas, risers, rng)


def _begin_traps(day: Day, smoke: Bookings, gas: Bookings, risers: Bookings, rng: random.Random) -> None:
    world = day.world
    for name, hours, number, span in (
        ("cooking", AT_MEALS, 260, (10, 45)), ("incense", BY_DAY, 60, (15, 50)), ("steam", ANY_TIME, 80, (5, 30)),
    ):  # fmt: skip
        for _ in range(day.some(number, smoke.places)):
            seconds = rng.uniform(*span)
            kitchen, second = smoke.find(hours, seconds)
            day.trap(MODEL, name, second, _sensor(world, kitchen, "smoke", seconds))
    for _ in range(day.some(40, smoke.places)):
        kitchen, second = smoke.find(BY_DAY, 20)
        day.trap(MODEL, "test button", second, _test_button(world, kitchen, "smoke"))
    for _ in range(day.some(15, gas.places)):
        kitchen, second = gas.find(BY_DAY, 20)
        day.trap(MODEL, "test button", second, _test_button(world, kitchen, "gas"))
    for _ in range(day.some(30, smoke.places)):
        kitchen, second = smoke.find(ANY_TIME, 3600)
        day.trap(MODEL, "sensor end of life", second, _worn_out(world, kitchen, rng))
    for _ in range(day.some(40, risers.places)):
        seconds = rng.uniform(30, 240)
        riser, second = risers.find(ANY_TIME, seconds)
        day.trap(MODEL, "water drawn from the riser", second, _pressure_dips(world, riser, seconds))
    squares = day.codes("square")
    for _ in range(day.some(30, squares)):
        second = rng.uniform(17.3, 19.5) * 3600
        day.trap(MODEL, "visual-only fire", second, _red_light(world, rng.choice(squares), rng))


def _burns(world: World, kitchen: str, seconds: float) -> Life:
    incident = world.happens(MODEL, kitchen, tolerance_s=60)
    yield from _sensor(world, kitchen, "smoke", seconds)
    incident.end = world.now


def _gas_leaks(world: World, kitchen: str, seconds: float) -> Life:
    incident = world.happens(MODEL, kitchen, tolerance_s=60)
    yield from _sensor(world, kitchen, "gas", seconds)
    incident.end = world.now


def _pressure_is_lost(world: World, riser: str, seconds: float) -> Life:
    incident = world.happens(MODEL, riser, tolerance_s=120)
    yield from _pressure_dips(world, riser, seconds)
    incident.end = world.now


def _sensor(world: World, zone: str, kind: str, seconds: float) -> Life:
    """The detector repeats its alarm while there is smoke or gas, and says when it is gone."""
    left = seconds
    while left > 0:
        _say(world, zone, kind, kind, "alarm")
        wait = min(REPEAT_S, left)
        yield wait
        left -= wait
    _say(world, zone, kind, kind, "normal")


def _pressure_dips(world: World, riser: str, seconds: float) -> Life:
    left = seconds
    while left > 0:
        _say(world, riser, "sensor", "water_pressure", "low", 0.09)
        wait = min(60.0, left)
        yield wait
        left -= wait
    _say(world, riser, "sensor", "water_pressure", "normal", 0.31)


def _red_light(world: World, square: str, rng: random.Random) -> Life:
    """A low sun or a shop's red sign looks like fire for a few frames."""
    for _ in range(rng.randint(1, 3)):
        for device in world.watching[square]:
            if device.kind == "camera":
                world.notice(device.code, "visual_smoke_fire", "fire", 0.0, round(rng.uniform(0.35, 0.68), 2))
        yield rng.uniform(0.5, 20)


def _test_button(world: World, zone: str, kind: str) -> Life:
    _say(world, zone, kind, kind, "test")
    yield 8
    _say(world, zone, kind, kind, "normal")


def _worn_out(world: World, zone: str, rng: random.Random) -> Life:
    """A detector at the end of its life chirps an alarm now and then, for a moment."""
    for _ in range(rng.randint(2, 6)):
        _say(world, zone, "smoke", "smoke", "alarm")
        yield rng.uniform(1, 6)
        _say(world, zone, "smoke", "smoke", "normal")
        yield rng.uniform(120, 900)


def _with(world: World, zones: list[str], device: str) -> list[str]:
    return [zone for zone in zones if any(each.kind == device for each in world.watching[zone])]


def _say(world: World, zone: str, device: str, kind: str, label: str, value: float = 0.0) -> None:
    for each in world.watching[zone]:
        if each.kind == device:
            world.notice(each.code, kind, label, value)
