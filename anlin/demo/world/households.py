"""Who lives here: households with a door, some with a car or an e-bike. Invented, and known to the world only."""

import random
from dataclasses import dataclass

from anlin.demo.town.plan import Town

# A letter that no province has, so that no invented plate is anybody's.
PLATE_HEAD = "海A"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Household:
    """A home behind a stair unit's door; zones by code. `lifts` may be several."""

    door: str
    lobby: str
    lifts: tuple[str, ...]
    floor: int
    plate: str
    has_ebike: bool


def invented_plate(rng: random.Random) -> str:
    """Five places, or six of a new-energy car."""
    if rng.random() < 0.35:
        return f"{PLATE_HEAD}{rng.choice('DF')}{rng.randrange(100_000):05d}"
    return f"{PLATE_HEAD}{rng.choice(_LETTERS)}{rng.randrange(10_000):04d}"


def households(town: Town, flats_per_floor: int = 2) -> list[Household]:
    """Two homes on each floor of each stair unit, four in towers (units with two lifts)."""
    rng = random.Random(f"{town.seed}/households")
    floors = {building.code: building.floors for building in town.buildings}
    lifts: dict[str, list[str]] = {}
    for zone in town.zones:
        if zone.kind == "lift":
            lifts.setdefault(_unit_of(zone.code), []).append(zone.code)
    found = []
    for zone in town.zones:
        if zone.kind != "lobby":
            continue
        unit = _unit_of(zone.code)
        flats = flats_per_floor * len(lifts[unit])
        for floor in range(1, floors[zone.building] + 1):
            for _ in range(flats):
                plate = invented_plate(rng) if rng.random() < 0.55 else ""
                door = zone.code.replace("lobby-", "door-")
                found.append(Household(door, zone.code, tuple(lifts[unit]), floor, plate, has_ebike=rng.random() < 0.3))
    return found


def _unit_of(code: str) -> str:
    """`…/lift-18-1-2` and `…/lobby-18-1` belong to unit `…/18-1`."""
    area, mark = code.rsplit("/", 1)
    return f"{area}/{'-'.join(mark.split('-')[1:3])}"
