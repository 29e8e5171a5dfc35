"""Gates: cars in and out with their plates, people on foot, couriers. The bulk of an ordinary day."""

import random

from anlin.demo.day.hours import OUT_AND_ABOUT
from anlin.demo.day.plan import Day
from anlin.demo.town.plan import Zone
from anlin.demo.world.households import invented_plate
from anlin.demo.world.kernel import Life, World

CARS = 62  # A gate lane, a day.
WALKERS = 105  # A camera for people on foot, a day.


def begin(day: Day) -> None:
    rng = day.world.chance("traffic of the day")
    plates: dict[str, list[str]] = {}
    for zone in day.zones("gate"):
        if zone.code.endswith(("-in", "-out")):
            own = plates.setdefault(zone.area, [invented_plate(rng) for _ in range(90)])
            day.all_day(_cars(day, zone, own, random.Random(rng.random())))
        else:
            day.all_day(_walkers(day.world, zone, random.Random(rng.random())))
    for zone in day.zones("lobby"):
        day.all_day(_walkers(day.world, zone, random.Random(rng.random())))


def _cars(day: Day, zone: Zone, own: list[str], rng: random.Random) -> Life:
    """Car after car through one lane, residents mostly; a tenth of the plates cannot be read."""
    world = day.world
    way = "in" if zone.code.endswith("-in") else "out"
    cameras = [device.code for device in world.watching[zone.code] if device.kind == "gate_camera"]
    while True:
        yield rng.expovariate(CARS / 86_400 * OUT_AND_ABOUT[int(world.hour())])
        plate = rng.choice(own) if rng.random() < 0.8 else invented_plate(rng)
        for camera in cameras:
            if rng.random() < 0.9:
                world.notice(camera, "plate_read", way, 0.0, round(rng.uniform(0.86, 0.99), 2), plate=plate)
            else:
                world.notice(camera, "vehicle_detected", way, 0.0, 0.8)
        yield rng.uniform(0.8, 2.0)
        yield from day.barriers.pass_through(zone.code, rng.uniform(6, 14))


def _walkers(world: World, zone: Zone, rng: random.Random) -> Life:
    while True:
        yield rng.expovariate(WALKERS / 86_400 * OUT_AND_ABOUT[int(world.hour())])
        for device in world.watching[zone.code]:
            if rng.random() < 0.95:
                world.notice(device.code, "person_detected", "person", 1.0, round(rng.uniform(0.7, 0.97), 2))
