"""Cars that a list looks for, and cars that only look like one of them: misread, cloned, lent, long found.

Listed cars are the town's own (`town.wanted`); the platform is told of them by those who keep its lists.
"""

import random
from collections.abc import Callable

from anlin.demo.day.hours import OUT_AND_ABOUT
from anlin.demo.day.plan import Day
from anlin.demo.town.plan import Wanted
from anlin.demo.world.households import invented_plate
from anlin.demo.world.kernel import Life, World

WATCH = "watchlist_hit"
HEALTH = "public_health_list"
APART_S = 900
CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


def begin(day: Day) -> None:
    rng = day.world.chance("lists of the day")
    gates = [zone.code for zone in day.of_plus(day.zones("gate")) if zone.code.endswith("-in")]
    if not gates:
        return
    booked = day.bookings(gates, rng, APART_S)

    def passes(model: str, name: str, number: int, plate: Callable[[], str], sure: tuple[float, float]) -> None:
        for _ in range(day.some(number, gates)):
            gate, second = booked.find(OUT_AND_ABOUT, 60)
            day.trap(model, name, second, _passes(day.world, gate, plate(), rng.uniform(*sure)))

    for model, lent in ((WATCH, ("cloned plates", "family in the car")), (HEALTH, ("car lent",))):
        wanted = [each for each in day.world.town.wanted if (each.kind == HEALTH_KIND) == (model == HEALTH)]
        now = [each for each in wanted if each.is_in_force]
        for turn in range(day.some(30, gates) if now else 0):
            gate, second = booked.find(OUT_AND_ABOUT, 60)
            plate = now[turn % len(now)].plate
            # One read in thirty gets a character wrong: then a person must look twice.
            read = _misread(plate, rng) if rng.random() < 0.03 else plate
            day.at(second, _is_seen(day.world, model, gate, read, rng))
        if not now:
            continue
        over = [each for each in wanted if not each.is_in_force]
        passes(model, "stale entries", 40, _one_of(over, rng), (0.86, 0.99))
        passes(model, "misreads", 230, _misread_of(now, rng), (0.62, 0.97))
        passes(model, "plate prefix", 30, _same_prefix(now, rng), (0.86, 0.99))
        passes(model, "badges and adverts", 30, lambda: "".join(rng.choices(CHARACTERS, k=7)), (0.30, 0.66))
        for name in lent:
            passes(model, name, 2, _one_of(now, rng), (0.86, 0.99))


HEALTH_KIND = "public_health"


def _one_of(wanted: list[Wanted], rng: random.Random) -> Callable[[], str]:
    return lambda: rng.choice(wanted).plate


def _misread_of(wanted: list[Wanted], rng: random.Random) -> Callable[[], str]:
    return lambda: _misread(rng.choice(wanted).plate, rng)


def _same_prefix(wanted: list[Wanted], rng: random.Random) -> Callable[[], str]:
    """Registered where a listed car is; a prefix is no travel history."""
    return lambda: rng.choice(wanted).plate[:2] + invented_plate(rng)[2:]


def _misread(plate: str, rng: random.Random) -> str:
    """One character after the head is read as another."""
    place = rng.randrange(2, len(plate))
    same = "0123456789" if plate[place].isdigit() else CHARACTERS[:24]
    return plate[:place] + rng.choice([each for each in same if each != plate[place]]) + plate[place + 1 :]


def _is_seen(world: World, model: str, gate: str, read: str, rng: random.Random) -> Life:
    """The car that is looked for drives in."""
    incident = world.happens(model, gate, tolerance_s=30)
    yield from _passes(world, gate, read, rng.uniform(0.86, 0.99))
    incident.end = world.now


def _passes(world: World, gate: str, plate: str, confidence: float) -> Life:
    for device in world.watching[gate]:
        if device.kind == "gate_camera":
            world.notice(device.code, "plate_read", "in", 0.0, round(confidence, 2), plate=plate)
    yield 1
