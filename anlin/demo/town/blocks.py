"""Compounds of any block: how many rows of which houses, by age and room."""

import random
from dataclasses import dataclass
from typing import Literal

from anlin.demo.town.compound import House, Place

Age = Literal["old", "middle", "new"]
TIERS: dict[Age, Literal["low", "mid", "high"]] = {"old": "low", "middle": "mid", "new": "high"}


@dataclass(frozen=True, slots=True)
class Block:
    """A compound to build: size in metres, houses and watched places in its own frame."""

    age: Age
    size: tuple[float, float]
    houses: tuple[House, ...]
    places: tuple[Place, ...]


def block(rng: random.Random, age: Age) -> Block:
    """Slabs in rows; a new compound ends in towers to the north."""
    columns, rows = rng.choice(((5, 4), (6, 4), (5, 3), (6, 3), (4, 5), (5, 5)))
    width = 58.0 if age == "old" else 64.0
    size = (columns * width + 28, rows * (46.0 if age == "old" else 60.0) + 44)
    houses: list[House] = []
    places: list[Place] = []
    gap = columns // 2
    for row in range(rows):
        north = 26 + row * (46.0 if age == "old" else 60.0)
        towers = age == "new" and row == rows - 1
        for column in range(columns):
            if rng.random() < 0.05:
                continue  # A lawn, a playground, a bicycle shed.
            east = 12 + column * width + (8 if column >= gap else 0)
            houses.append(_house(rng, len(houses) + 1, age, east, north, towers))
        if row < 4:
            wide = size[0] - 26
            places.append(_lane(len(places) + 1, 12, north + (28.5 if towers else 17.5), wide))
    middle = 12 + gap * width
    return Block(age, size, tuple(houses), (*places, *_edges(size, middle)))


def _house(rng: random.Random, number: int, age: Age, east: float, north: float, is_tower: bool) -> House:
    if is_tower:
        return House(number, "tower", east, north, 30, 25, rng.randint(22, 33), units=1, lifts_per_unit=2)
    if age == "old":
        return House(number, "slab", east, north, 50, 12, rng.choice((5, 6, 6, 6)), units=3, lifts_per_unit=0)
    floors = rng.randint(7, 11) if age == "middle" else rng.randint(11, 18)
    return House(number, "slab", east, north, 54, 13.5, floors, units=2)


def _lane(number: int, east: float, north: float, width: float) -> Place:
    return Place(
        "fire_lane", f"lane-{number}", f"{number}排消防通道", f"Fire lane, row {number}", (east, north, width, 4.5)
    )


def _edges(size: tuple[float, float], middle: float) -> tuple[Place, ...]:
    """Gates to the south and north, fences around, a square by the south gate."""
    width, depth = size
    return (
        Place("gate", "gate-south-in", "南门入口", "South gate, in", (middle - 9, -4, 8, 12)),
        Place("gate", "gate-south-out", "南门出口", "South gate, out", (middle + 1, -4, 8, 12)),
        Place("gate", "gate-walk", "南门人行口", "South pedestrian gate", (middle + 11, -3, 4, 6)),
        Place("gate", "gate-north-in", "北门入口", "North gate, in", (middle - 9, depth - 8, 8, 12)),
        Place("gate", "gate-north-out", "北门出口", "North gate, out", (middle + 1, depth - 8, 8, 12)),
        Place("perimeter", "fence-west", "西围墙", "West wall", (-2, 4, 3, depth - 8)),
        Place("perimeter", "fence-east", "东围墙", "East wall", (width - 1, 4, 3, depth - 8)),
        Place("perimeter", "fence-north-1", "北围墙西段", "North wall, west", (2, depth - 2, middle - 14, 3)),
        Place(
            "perimeter",
            "fence-north-2",
            "北围墙东段",
            "North wall, east",
            (middle + 12, depth - 2, width - middle - 14, 3),
        ),
        Place("square", "square", "中心广场", "Central square", (middle - 16, 8, 32, 12)),
    )
