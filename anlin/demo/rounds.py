"""Who walks, drives and sails where in the prefecture: two thousand patrols as functions of time. Pure; no Django.

On foot along the fence of a compound, by car along the streets, by boat off the beach; to and fro or round and round.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from anlin.demo.town.plan import Area, Point, Ring, Town

METRES = 111_320.0
SPEED = {"foot": 1.3, "car": 7.0, "boat": 4.0}
"""Metres a second."""
ON_FOOT = {"compound": 3, "rural": 3, "scenic": 14, "market": 8}
CARS_A_TOWN, BOATS_A_BEACH = 21, 8
OFF_THE_BEACH_M = (60, 420)
UNITS = {"foot": ("巡逻队", "patrol"), "car": ("派出所", "police station"), "boat": ("海上救援队", "sea rescue")}


@dataclass(frozen=True, slots=True)
class Round:
    """One patrol. `way` is closed where it is gone round, else gone to and fro; it begins `offset_m` along it."""

    code: str
    area: str
    kind: str
    unit: str
    unit_en: str
    way: Ring
    offset_m: float

    def place(self, seconds: float) -> Point:
        """Where it is after so many seconds: (lon, lat)."""
        legs = [_metres(a, b) for a, b in zip(self.way, self.way[1:], strict=False)]
        length = sum(legs)
        gone = self.offset_m + seconds * SPEED[self.kind]
        if self.way[0] == self.way[-1]:
            gone %= length
        else:
            gone %= 2 * length
            gone = min(gone, 2 * length - gone)
        for (a, b), leg in zip(zip(self.way, self.way[1:], strict=False), legs, strict=True):
            if gone <= leg and leg:
                part = gone / leg
                return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])
            gone -= leg
        return self.way[-1]


def rounds_of(town: Town, seed: int) -> list[Round]:
    """Every patrol of the town, the same for the same seed."""
    rng = random.Random(f"rounds {seed}")
    areas = {area.code: area for area in town.areas}
    streets = [ground.points for ground in town.ground if ground.kind == "street"]
    found: list[Round] = []

    def add(area: Area, kind: str, way: Ring) -> None:
        place, place_en = _town_of(area, areas)
        zh, en = UNITS[kind]
        code = f"patrol-{len(found) + 1}"
        found.append(Round(code, area.code, kind, f"{place}{zh}", f"{place_en} {en}", way, rng.uniform(0, 5000)))

    for area in town.areas:
        if not area.outline:
            continue
        for nth in range(ON_FOOT.get(area.kind, 0)):
            add(area, "foot", _inside(area.outline, 0.96 - 0.09 * (nth % 9)))
        if area.kind == "town":
            near = sorted(streets, key=lambda way: _metres(_middle(way), _middle(area.outline)))[:CARS_A_TOWN]
            for way in near:
                add(area, "car", way)
        if area.kind == "scenic":
            for way in _off(area.outline, rng):
                add(area, "boat", way)
    return found


def _town_of(area: Area, areas: dict[str, Area]) -> tuple[str, str]:
    while area.kind in ("compound", "community"):
        area = areas[area.parent]
    return area.name.removesuffix("街道").removesuffix("镇"), area.name_en.removesuffix(" Subdistrict")


def _inside(ring: Ring, share: float) -> Ring:
    """The ring drawn in towards its middle, so that two guards do not walk on one line."""
    lon, lat = _middle(ring)
    return tuple((lon + share * (x - lon), lat + share * (y - lat)) for x, y in ring)


def _off(ring: Ring, rng: random.Random) -> Iterator[Ring]:
    """Ways along the sea side of a site, which is its east."""
    east, south, north = max(x for x, _ in ring), min(y for _, y in ring), max(y for _, y in ring)
    for _ in range(BOATS_A_BEACH):
        lon = east + rng.uniform(*OFF_THE_BEACH_M) / (METRES * math.cos(math.radians(south)))
        yield (lon, south), (lon, north)


def _middle(points: Ring) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _metres(a: Point, b: Point) -> float:
    return math.hypot((b[0] - a[0]) * math.cos(math.radians(a[1])), b[1] - a[1]) * METRES
