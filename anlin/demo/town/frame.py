"""Drawing in metres: a local frame with its origin and turn, and the shapes a town is made of."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from anlin.demo.town.plan import Point, Ring

METRES_PER_DEGREE = 111_320.0


@dataclass(frozen=True, slots=True)
class Frame:
    """East and north in metres from `origin` (lon, lat), turned by `turn_deg` against the clock."""

    origin: Point
    turn_deg: float = 0.0

    def point(self, east: float, north: float) -> Point:
        """(lon, lat), rounded to about a centimetre so that files stay small and equal."""
        turn = math.radians(self.turn_deg)
        x = east * math.cos(turn) - north * math.sin(turn)
        y = east * math.sin(turn) + north * math.cos(turn)
        lon, lat = self.origin
        per_lon = METRES_PER_DEGREE * math.cos(math.radians(lat))
        return round(lon + x / per_lon, 7), round(lat + y / METRES_PER_DEGREE, 7)

    def line(self, metres: Iterable[tuple[float, float]]) -> Ring:
        return tuple(self.point(east, north) for east, north in metres)

    def ring(self, metres: Iterable[tuple[float, float]]) -> Ring:
        """The closed ring through the corners."""
        corners = self.line(metres)
        return (*corners, corners[0])

    def box(self, east: float, north: float, width: float, depth: float) -> Ring:
        """A rectangle by its south-west corner."""
        return self.ring(box(east, north, width, depth))

    def within(self, east: float, north: float) -> "Frame":
        """A frame of the same turn whose origin lies at (east, north) of this one."""
        return Frame(self.point(east, north), self.turn_deg)


def box(east: float, north: float, width: float, depth: float) -> list[tuple[float, float]]:
    return [(east, north), (east + width, north), (east + width, north + depth), (east, north + depth)]


def slab(east: float, north: float, width: float, depth: float, bays: int) -> list[tuple[float, float]]:
    """A residential slab: straight to the south, stair towers standing out to the north, one per bay."""
    corners = [(east, north), (east + width, north), (east + width, north + depth)]
    bay = width / bays
    out, half = depth * 0.16, bay * 0.17
    for index in reversed(range(bays)):
        middle = east + bay * (index + 0.5)
        corners += [
            (middle + half, north + depth),
            (middle + half, north + depth + out),
            (middle - half, north + depth + out),
            (middle - half, north + depth),
        ]
    return [*corners, (east, north + depth)]


def tower(east: float, north: float, width: float, depth: float) -> list[tuple[float, float]]:
    """A point block with its four corners cut in, as towers of two flats a side have."""
    w, d = width * 0.18, depth * 0.18
    return [
        (east + w, north),
        (east + width - w, north),
        (east + width - w, north + d),
        (east + width, north + d),
        (east + width, north + depth - d),
        (east + width - w, north + depth - d),
        (east + width - w, north + depth),
        (east + w, north + depth),
        (east + w, north + depth - d),
        (east, north + depth - d),
        (east, north + d),
        (east + w, north + d),
    ]


def around(
    east: float, north: float, radius: float, wobble: float = 0.0, corners: int = 20
) -> list[tuple[float, float]]:
    """A pond or a copse: a circle, made less regular by `wobble` (0..1)."""
    ring = []
    for index in range(corners):
        angle = 2 * math.pi * index / corners
        r = radius * (1 + wobble * (0.5 * math.sin(2 * angle + 1.0) + 0.3 * math.sin(3 * angle)))
        ring.append((east + r * math.cos(angle) * 1.25, north + r * math.sin(angle)))
    return ring
