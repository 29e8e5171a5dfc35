"""Doors and barriers: propped, forced, refused, held up; and movers, couriers, power cuts, weak batteries."""

import random

from anlin.demo.day.hours import ANY_TIME, AT_NIGHT, BY_DAY, DEAD_OF_NIGHT, OUT_AND_ABOUT, Bookings, instant_of_day
from anlin.demo.day.plan import Day
from anlin.demo.town.plan import Zone
from anlin.demo.world.kernel import Life, World
from anlin.demo.world.senses import Doors

MODEL = "access_anomaly"
APART_S = 420
PASSAGES = 34  # A watched door, a day.


def begin(day: Day) -> None:
    rng = day.world.chance("doors of the day")
    world, doors = day.world, day.doors
    codes = day.codes("door")
    booked = day.bookings(codes, rng, APART_S)
    barriers = [zone.code for zone in day.zones("gate") if _barrier(world, zone.code)]
    gates = day.bookings(barriers, rng, APART_S)
    for _ in range(day.some(30, codes)):
        seconds = rng.lognormvariate(5.3, 0.6) + 110
        door, second = booked.find(BY_DAY, seconds)
        day.at(second, _propped(world, doors, door, seconds))
    for _ in range(day.some(12, codes)):
        door, second = booked.find(AT_NIGHT, 120)
        day.at(second, _forced(world, door, rng))
    for _ in range(day.some(12, codes)):
        door, second = booked.find(ANY_TIME, 300)
        day.at(second, _tries_cards(world, door, rng.randint(6, 11), True, rng))
    for _ in range(day.some(12, barriers)):
        seconds = rng.uniform(180, 1500)
        gate, second = gates.find(OUT_AND_ABOUT, seconds)
        day.at(second, _arm_stays_up(world, day.barriers, gate, seconds))
    for _ in range(day.some(8, barriers)):
        gate, second = gates.find(DEAD_OF_NIGHT, 60)
        day.at(second, _opened_by_hand(world, gate, True, rng))
    _begin_traps(day, rng, booked, gates)
    for door in codes:
        for _ in range(round(rng.gauss(PASSAGES, 8))):
            day.at(instant_of_day(rng, OUT_AND_ABOUT), doors.pass_through(door, rng.uniform(3, 11)))


def _begin_traps(day: Day, rng: random.Random, booked: Bookings, gates: Bookings) -> None:
    codes = day.codes("door")
    world, doors = day.world, day.doors
    for _ in range(day.some(150, codes)):
        door, second = booked.find(BY_DAY, 600)
        day.trap(MODEL, "movers", second, _movers(world, doors, door, rng))
    for _ in range(day.some(300, codes)):
        seconds = rng.uniform(20, 78)
        door, second = booked.find(OUT_AND_ABOUT, seconds)
        day.trap(MODEL, "couriers", second, doors.pass_through(door, seconds))
    for _ in range(day.some(140, codes)):
        door, second = booked.find(ANY_TIME, 200)
        day.trap(MODEL, "forgotten cards", second, _tries_cards(world, door, rng.randint(1, 4), False, rng))
    for _ in range(day.some(60, day.codes("gate"))):
        seconds = rng.uniform(30, 105)
        gate, second = gates.find(OUT_AND_ABOUT, seconds)
        # Car after car, and the arm stays up for all of them.
        day.trap(MODEL, "car after car", second, day.barriers.pass_through(gate, seconds))
    for _ in range(day.some(60, day.codes("gate"))):
        # The guard lifts the arm for a van by day; the host tells of it with its next batch.
        gate, second = gates.find(BY_DAY, 60)
        day.trap(MODEL, "manual openings uploaded 5 min late", second, _opened_by_hand(world, gate, False, rng))
    areas = sorted({world.zones[door].area for door in codes})
    for area in rng.sample(areas, min(6, len(areas))):
        second = rng.uniform(8, 20) * 3600
        places = [zone for zone in day.zones("door") if zone.area == area]
        for zone in places:
            day.trap(MODEL, "power cuts", second, _power_cut(world, doors, zone, rng))
    for _ in range(day.some(40, codes)):
        door, second = booked.find(ANY_TIME, 1500)
        day.trap(MODEL, "low battery", second, _weak_battery(world, doors, door, rng))


def _propped(world: World, doors: Doors, door: str, seconds: float) -> Life:
    """A brick in front of the door; nobody stays with it."""
    incident = world.happens(MODEL, door, tolerance_s=60)
    yield from doors.pass_through(door, seconds)
    incident.end = world.now


def _forced(world: World, door: str, rng: random.Random) -> Life:
    """The door is broken open: the magnet moves without anybody having been let in."""
    incident = world.happens(MODEL, door, tolerance_s=120)
    _say(world, door, "door_state", "forced")
    yield rng.uniform(8, 70)
    _say(world, door, "door_state", "closed")
    incident.end = world.now


def _tries_cards(world: World, door: str, times: int, is_incident: bool, rng: random.Random) -> Life:
    """Somebody holds card after card before the reader; a child that forgot its card soon gives up."""
    incident = world.happens(MODEL, door, tolerance_s=120) if is_incident else None
    for _ in range(times):
        _say(world, door, "access_event", "refused")
        yield rng.uniform(4, 30)
    if incident is None:
        _say(world, door, "access_event", "granted")
    else:
        incident.end = world.now


def _arm_stays_up(world: World, barriers: Doors, gate: str, seconds: float) -> Life:
    """The arm is broken, or somebody tied it up; cars pass under it."""
    incident = world.happens(MODEL, gate, tolerance_s=60)
    yield from barriers.pass_through(gate, seconds)
    incident.end = world.now


def _opened_by_hand(world: World, gate: str, is_incident: bool, rng: random.Random) -> Life:
    """Somebody lifts the arm with the guard's button; in the dead of night nobody has a reason to."""
    incident = world.happens(MODEL, gate, tolerance_s=120) if is_incident else None
    barrier = _barrier(world, gate)
    world.notice(barrier, "barrier_event", "manual")
    yield rng.uniform(8, 30)
    world.notice(barrier, "barrier_event", "closed")
    if incident is not None:
        incident.end = world.now


def _movers(world: World, doors: Doors, door: str, rng: random.Random) -> Life:
    """In and out with boxes; someone always stands at the door."""
    for _ in range(rng.randint(3, 7)):
        yield from doors.pass_through(door, rng.uniform(25, 82))
        yield rng.uniform(8, 40)


def _power_cut(world: World, doors: Doors, zone: Zone, rng: random.Random) -> Life:
    """The locks of a compound fall open together, and the controller says why."""
    _say(world, zone.code, "device_fault", "power_lost")
    yield rng.uniform(0.2, 2)
    yield from doors.pass_through(zone.code, rng.uniform(200, 900))
    yield rng.uniform(0.2, 2)
    _say(world, zone.code, "device_fault", "normal")


def _weak_battery(world: World, doors: Doors, door: str, rng: random.Random) -> Life:
    """A weak magnet says so, opens, and forgets to say that it closed until somebody passes again."""
    _say(world, door, "device_fault", "battery_low")
    yield rng.uniform(20, 120)
    yield from doors.pass_through(door, rng.uniform(60, 900))


def _barrier(world: World, gate: str) -> str:
    return next((device.code for device in world.watching[gate] if device.kind == "sensor"), "")


def _say(world: World, zone: str, kind: str, label: str) -> None:
    for device in world.watching[zone]:
        world.notice(device.code, kind, label)
