"""The ground the map is drawn on: coast, river, streets, green, and the houses of the neighbourhood nobody watches."""

import math
import random
from itertools import pairwise

from anlin.demo.town.frame import Frame, around, box, slab, tower
from anlin.demo.town.plan import Ground

Box = tuple[float, float, float, float]
"""East, north, width, depth in metres of the frame."""

STREETS: tuple[tuple[str, str, float, list[tuple[float, float]]], ...] = (
    ("海曲大道", "Haiqu Avenue", 26.0, [(-30, -1150), (-30, 1250)]),
    ("观澜街", "Guanlan Street", 15.0, [(452, -1150), (452, 1250)]),
    ("滨海路", "Binhai Road", 20.0, [(800, -1150), (792, -300), (806, 300), (796, 800), (810, 1250)]),
    ("梧桐街", "Wutong Street", 14.0, [(-460, -1150), (-460, 1250)]),
    ("芙蓉路", "Furong Road", 20.0, [(-1000, -30), (806, -30)]),
    ("听涛路", "Tingtao Road", 15.0, [(-1000, 362), (806, 362)]),
    ("望海路", "Wanghai Road", 22.0, [(-1000, -420), (794, -420)]),
    ("河滨路", "Riverside Road", 12.0, [(-1000, 560), (798, 560)]),
    ("松涛路", "Songtao Road", 14.0, [(-1000, 920), (798, 920)]),
    ("南园路", "Nanyuan Road", 12.0, [(-1000, -800), (792, -800)]),
)

BLOCKS: tuple[tuple[Box, str], ...] = (
    ((-440, -8, 390, 352), "slabs"),
    ((478, -8, 300, 352), "offices"),
    ((-440, -396, 390, 350), "mixed"),
    ((-8, -396, 442, 350), "slabs"),
    ((478, -396, 296, 350), "hotel"),
    ((-8, 376, 442, 66), "park"),
    ((-440, 376, 390, 66), "park"),
    ((478, 376, 300, 66), "park"),
    ((-440, 576, 390, 328), "slabs"),
    ((-8, 576, 442, 328), "school"),
    ((478, 576, 296, 328), "slabs"),
    ((-8, -784, 442, 348), "mixed"),
    ((-440, -784, 390, 348), "slabs"),
    ((478, -784, 290, 348), "slabs"),
    ((-860, -8, 380, 352), "mixed"),
    ((-860, -396, 380, 350), "slabs"),
    ((-860, 576, 380, 328), "slabs"),
    ((-8, 940, 442, 260), "slabs"),
    ((478, 940, 296, 260), "mixed"),
    ((-440, 940, 390, 260), "slabs"),
)


def coast(frame: Frame) -> list[Ground]:
    """Sea, beach and promenade east of the coast road."""
    shore = [
        (905 + 26 * math.sin(north / 170) + 14 * math.sin(north / 61 + 1), north) for north in range(-1700, 1701, 40)
    ]
    inland = [(842 + 8 * math.sin(north / 230), north) for north in range(1700, -1701, -80)]
    sea = [*shore, (5200, 1700), (5200, -1700)]
    bar = [(1010 + 4 * i, 610 + 26 * math.sin(i / 7)) for i in range(0, 60, 4)]
    return [
        Ground("sea", frame.ring(sea), "望海湾", "Wanghai Bay"),
        Ground("beach", frame.ring([*shore, *inland]), "金沙滩", "Golden Beach"),
        Ground("green", frame.ring([*inland, (816, -1700), (816, 1700)]), "滨海绿道", "Seaside Greenway"),
        Ground(
            "path", frame.line([(832, -1150), (828, -200), (836, 400), (830, 1250)]), "栈道", "Boardwalk", width_m=4
        ),
        Ground("street", frame.line([(905, 610), *bar]), "灯塔堤", "Lighthouse Mole", width_m=7),
        Ground("building", frame.ring(around(bar[-1][0], bar[-1][1], 5)), "灯塔", "Lighthouse", height_m=24),
    ]


def river(frame: Frame) -> list[Ground]:
    """A river between green banks, from the west into the sea."""

    def middle(east: float) -> float:
        return 500 + 16 * math.sin(east / 210) + 7 * math.sin(east / 83)

    steps = range(-2200, 901, 40)
    north = [(east, middle(east) + 22 + max(0, east - 780) * 0.1) for east in steps]
    south = [(east, middle(east) - 22 - max(0, east - 780) * 0.1) for east in reversed(steps)]
    return [
        Ground("green", frame.ring(box(-2200, 448, 2990, 104)), "河滨公园", "Riverside Park"),
        Ground("water", frame.ring([*north, *south]), "芙蓉河", "Furong River"),
    ]


def streets(frame: Frame) -> list[Ground]:
    return [Ground("street", frame.line(line), zh, en, width_m=width) for zh, en, width, line in STREETS]


def _rows(place: Box, rng: random.Random, floors: tuple[int, int]) -> list[tuple[list[tuple[float, float]], float]]:
    east, north, width, depth = place
    found = []
    y = north + 22.0
    while y < north + depth - 26:
        x = east + 14.0
        while x < east + width - 34:
            length = min(rng.choice((38, 52, 60, 66)), east + width - 12 - x)
            if length > 24 and rng.random() > 0.08:
                found.append((slab(x, y, length, 13.5, 2), 3.0 * rng.randint(*floors)))
            x += length + 15
        y += rng.choice((46, 50, 54))
    return found


def _points(
    place: Box, rng: random.Random, floors: tuple[int, int], spacing: float
) -> list[tuple[list[tuple[float, float]], float]]:
    east, north, width, depth = place
    found = []
    y = north + 24.0
    while y < north + depth - 40:
        x = east + 24.0
        while x < east + width - 40:
            if rng.random() > 0.18:
                found.append((tower(x, y, rng.uniform(24, 36), rng.uniform(22, 32)), 3.4 * rng.randint(*floors)))
            x += spacing
        y += spacing
    return found


def _block(frame: Frame, place: Box, kind: str, rng: random.Random) -> list[Ground]:
    if kind == "park":
        return _park(frame, place, rng)
    shapes: list[tuple[list[tuple[float, float]], float]]
    if kind == "slabs":
        shapes = _rows(place, rng, (6, 17))
    elif kind == "mixed":
        east, north, width, depth = place
        shapes = _rows((east, north, width, depth * 0.5), rng, (5, 11))
        shapes += _points((east, north + depth * 0.5, width, depth * 0.5), rng, (16, 28), 74)
    elif kind == "offices":
        shapes = _points(place, rng, (9, 34), 82)
    elif kind == "hotel":
        shapes = _points(place, rng, (4, 14), 96)
    else:
        east, north, _, _ = place
        shapes = [
            (box(east + 40, north + 40, 120, 18), 17.0),
            (box(east + 40, north + 92, 120, 18), 17.0),
            (box(east + 40, north + 58, 18, 34), 13.0),
            (box(east + 250, north + 60, 60, 42), 14.0),
        ]
    found = [Ground("block", frame.box(*place))]
    if kind == "school":
        east, north, _, _ = place
        track = [(east + 250 + x * 1.25, north + 215 + y) for x, y in around(0, 0, 52, 0, 32)]
        found.append(Ground("green", frame.ring(track), "操场", "Sports Ground"))
    return found + [Ground("building", frame.ring(ring), height_m=round(height, 1)) for ring, height in shapes]


def _park(frame: Frame, place: Box, rng: random.Random) -> list[Ground]:
    east, north, width, depth = place
    found = [Ground("green", frame.box(*place))]
    for _ in range(3):
        x, y = rng.uniform(east + 30, east + width - 30), rng.uniform(north + 18, north + depth - 18)
        found.append(Ground("wood", frame.ring(around(x, y, rng.uniform(8, 15), 0.4))))
    bends = [(east + width * i / 8, north + depth * (0.5 + 0.28 * math.sin(i * 1.7))) for i in range(9)]
    found += [Ground("path", frame.line(pair), width_m=3) for pair in pairwise(bends)]
    return found


def surroundings(frame: Frame, seed: int) -> list[Ground]:
    """All of it, drawn bottom first; the same for the same seed."""
    rng = random.Random(f"{seed}/ground")
    found = coast(frame) + river(frame)
    for place, kind in BLOCKS:
        found += _block(frame, place, kind, rng)
    return found + streets(frame)


def long_coast(frame: Frame) -> list[Ground]:
    """The sea and the shore along the whole prefecture, a hill country to the west; drawn below everything else."""
    shore = [(905 + 120 * math.sin(north / 2300 + 0.4) ** 3, north) for north in range(-14_000, 16_001, 250)]
    sea = [*shore, (22_000, 16_000), (22_000, -14_000)]
    beach = [*shore, *((820.0, north) for _, north in reversed(shore))]
    hills = [around(-13_600, -2600, 2900, 0.4, 40), around(-14_800, 2700, 2300, 0.5, 40)]
    return [
        *(Ground("green", frame.ring(hill)) for hill in hills),
        Ground("sea", frame.ring(sea), "望海湾", "Wanghai Bay"),
        Ground("beach", frame.ring(beach)),
        Ground("street", frame.line([(-19_000, 78), (-900, 78)]), "湖山公路", "Hushan Highway", width_m=22),
        Ground("street", frame.line([(800, -10_000), (800, 13_500)]), "滨海路", "Binhai Road", width_m=20),
    ]
