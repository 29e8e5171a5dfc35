"""What a compound is equipped with, by tier: which of its places are watched, by what, behind which platform.

Source of the amounts: docs/domain.md section 8 (low, mid, high), scaled to the compounds of the demo.
"""

import random
from dataclasses import dataclass

from anlin.demo.town.compound import Builder
from anlin.demo.town.plan import Building, Dwelling, Platform, Zone


@dataclass(frozen=True, slots=True)
class Kit:
    """How many of each place kind are watched, and in how many homes there is what."""

    gates: int
    lanes: int
    lifts: int
    doors: int
    fences: int
    facades: int
    squares: int
    smoke_homes: int
    gas_homes: int
    care_homes: int
    hydrants: int


KITS = {
    "low": Kit(3, 2, 0, 0, 0, 0, 0, 6, 0, 2, 0),
    "mid": Kit(3, 3, 5, 4, 2, 2, 1, 6, 2, 2, 0),
    "high": Kit(5, 4, 9, 8, 4, 4, 1, 10, 4, 3, 2),
}
CARE_ROOMS = (("bedroom", "卧室", "bedroom"), ("kitchen", "厨房", "kitchen"), ("bathroom", "卫生间", "bathroom"))


def equip(builder: Builder, kit: Kit, video: Platform, box: Platform, rng: random.Random) -> None:
    """Cameras behind `video`, everything else behind `box`; which homes and lifts is chance."""
    gates = builder.zones("gate")[: kit.gates]
    builder.watch(video, [zone for zone in gates if "walk" not in zone.code], "gate_camera", "抓拍机", "capture camera")
    builder.watch(video, [zone for zone in gates if "walk" in zone.code], "camera", "摄像机", "camera")
    builder.watch(box, [zone for zone in gates if "walk" not in zone.code], "sensor", "道闸", "barrier")
    builder.watch(video, builder.zones("fire_lane")[: kit.lanes], "camera", "摄像机", "camera")
    builder.watch(video, _some(rng, builder.zones("lift"), kit.lifts), "camera", "摄像机", "camera")
    builder.watch(box, _some(rng, builder.zones("door"), kit.doors), "door", "门磁", "magnet")
    builder.watch(video, builder.zones("perimeter")[: kit.fences], "camera", "摄像机", "camera")
    builder.watch(video, _facades(builder, kit.facades), "camera", "高空摄像机", "facade camera")
    builder.watch(video, builder.zones("square")[: kit.squares], "camera", "摄像机", "camera")
    houses = [house for house in builder.built.buildings if house.use == "residential"]
    for index in range(kit.smoke_homes):
        home = _home(builder, rng, houses, f"s{index + 1}")
        _sensor(builder, box, home, "kitchen", "厨房", "kitchen", "smoke", "烟感", "smoke detector")
    for index in range(kit.gas_homes):
        home = _home(builder, rng, houses, f"g{index + 1}")
        _sensor(builder, box, home, "kitchen", "厨房", "kitchen", "gas", "燃气探测器", "gas detector")
    for index in range(kit.care_homes):
        care_home(builder, box, _home(builder, rng, houses, f"c{index + 1}", care=True), rng)
    for index in range(kit.hydrants):
        house = rng.choice(houses)
        zone = builder.indoors("riser", f"riser-{index + 1}", f"{house.name}消防立管", f"{house.name_en} riser", house)
        builder.watch(box, [zone], "sensor", "水压", "water pressure")


def _some(rng: random.Random, zones: list[Zone], count: int) -> list[Zone]:
    return zones if len(zones) <= count else sorted(rng.sample(zones, count), key=lambda zone: zone.code)


def _facades(builder: Builder, count: int) -> list[Zone]:
    tall = sorted(builder.built.buildings, key=lambda house: (-house.floors, house.code))[:count]
    return [
        builder.indoors("facade", f"facade-{house.code[-2:]}", f"{house.name}外立面", f"{house.name_en} facade", house)
        for house in tall
    ]


def _home(builder: Builder, rng: random.Random, houses: list[Building], mark: str, care: bool = False) -> Dwelling:
    house = rng.choice(houses)
    floor = rng.randint(1, house.floors)
    dwelling = Dwelling(
        code=f"{house.area}/home-{mark}",
        area=house.area,
        building=house.code,
        unit=str(rng.randint(1, 2)),
        floor=floor,
        occupants=1 if care else rng.randint(1, 4),
        care_consent=care,
        quiet_from_min=rng.choice((20 * 60 + 30, 21 * 60, 21 * 60 + 30, 22 * 60)),
        quiet_to_min=rng.choice((5 * 60 + 30, 6 * 60, 6 * 60 + 30, 7 * 60)),
    )
    builder.built.dwellings.append(dwelling)
    return dwelling


def _sensor(
    builder: Builder, box: Platform, home: Dwelling, kind: str, zh: str, en: str, device: str, name: str, name_en: str
) -> Zone:
    house = next(house for house in builder.built.buildings if house.code == home.building)
    mark = home.code.rsplit("/", 1)[1]
    zone = builder.indoors(
        kind, f"{mark}-{kind}", f"{house.name}{home.floor}层{zh}", f"{house.name_en}, floor {home.floor}, {en}", house,
        home.floor, home.code,
    )  # fmt: skip
    builder.watch(box, [zone], device, name, name_en)
    return zone


def care_home(builder: Builder, box: Platform, home: Dwelling, rng: random.Random) -> None:
    """Three motion detectors, a magnet on the door, a button by the bed (docs/domain.md section 8)."""
    for kind, zh, en in CARE_ROOMS:
        zone = _sensor(builder, box, home, kind, zh, en, "motion", "红外", "motion detector")
        if kind == "bedroom":
            builder.watch(box, [zone], "button", "求助按钮", "call button")
    _sensor(builder, box, home, "home_door", "入户门", "home door", "door", "门磁", "magnet")
