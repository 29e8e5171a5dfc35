"""Search on the map: a compound, a building, a door, a device, by its name or its pinyin, and where to fly."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet
from ninja import Query, Schema

from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import named
from anlin.places.finding import PLACE_KINDS, Book, Numbers, has, places
from anlin.places.models import Area, Building, Device, Zone

routes = Routes("/map", tag="map")
SHOWN = 12
AT_ONCE = 8192
"""Lines that are ranked together: mostly the best are among the first."""


class Found(Schema):
    """`kind`: area, building, zone or device; `where` is the area around it; west to north: its bounds in degrees.

    `building`: the house it is, or stands in, on `floor`; null outdoors.
    """

    kind: str
    id: int
    name: Text
    where: Text | None
    area: int
    building: int | None
    floor: int
    west: float
    south: float
    east: float
    north: float


@routes.get(
    "/find", permission="places.read", purpose="operations", response=list[Found], summary="Find a place by its name"
)
def find(request: Request, q: str = Query(..., min_length=1, max_length=60)) -> list[Found]:  # type: ignore[type-arg]
    """The best twelve: those whose own name begins so come first, areas, then buildings, doors, devices."""
    words = q.split()
    if not words:
        return []
    book = places.current()
    lines = book.lines_with(words, request.user.reach())
    best = _best(book, lines, [word.casefold() for word in words])
    wanted = [(PLACE_KINDS[book.kinds[line]], int(book.numbers[line])) for line in best]
    rows = {
        kind: {row.pk: row for row in _rows(request, kind, [number for of, number in wanted if of == kind])}
        for kind in PLACE_KINDS
    }
    # The book may be a moment old: what is gone, or no longer within reach, is left out here.
    found = (_found(kind, rows[kind][number]) for kind, number in wanted if number in rows[kind])
    return [place for place in found if place is not None][:SHOWN]


def _best(book: Book, lines: Numbers, words: list[str]) -> list[int]:
    """The first lines of these by rank, kind, and the order of the tree; words in lower case.

    Rank 0: one of its own names begins with the first word, and all stand in its own names; each that does not adds 1.
    """
    lines = lines[np.argsort(book.kinds[lines], kind="stable")]
    ranks, first = np.empty(0, np.int16), 0
    while len(ranks) < len(lines) and first < 2 * SHOWN:  # Else whatever comes is of a later kind or place.
        some = _ranks(book, lines[len(ranks) : len(ranks) + AT_ONCE], words)
        ranks, first = np.concatenate([ranks, some]), first + int(np.count_nonzero(some == 0))
    best: list[int] = lines[np.argsort(ranks, kind="stable")[: 2 * SHOWN]].tolist()
    return best


def _ranks(book: Book, lines: Numbers, words: list[str]) -> np.ndarray[Any, np.dtype[np.int16]]:
    own = book.own.take(pa.array(lines))
    begins = pc.starts_with(own, words[0]).to_numpy(zero_copy_only=False) | has(own, f" {words[0]}")
    ranks: np.ndarray[Any, np.dtype[np.int16]] = sum((~has(own, word)).astype(np.int16) for word in words) + ~begins
    return ranks


def _rows(request: Request, kind: str, numbers: Iterable[int]) -> QuerySet[Any, Any]:
    if kind == "area":
        return Area.objects.visible_to(request.user).filter(pk__in=numbers).select_related("parent")
    if kind == "device":
        # What stands in a home is nobody's business who searches a map, whatever the book says.
        devices = Device.objects.visible_to(request.user).filter(enabled=True, zone__dwelling__isnull=True)
        return devices.filter(pk__in=numbers).select_related("area", "zone")
    register = Building if kind == "building" else Zone
    return register.objects.visible_to(request.user).filter(pk__in=numbers).select_related("area")


def _found(kind: str, row: Any) -> Found | None:
    """None for what has no place on the map."""
    around = row.parent if kind == "area" else row.area
    if kind == "device":
        corners = [(row.lon, row.lat)] if row.lon is not None and row.lat is not None else []
    else:
        corners = list(_corners((row.shape if kind == "zone" else row.outline) or {}))
    if not corners and kind == "area" and row.center_lon is not None:
        corners = [(row.center_lon, row.center_lat)]
    if not corners:
        return None
    lons, lats = zip(*corners, strict=True)
    return Found(
        kind=kind, id=row.pk, name=named(row), where=named(around) if around else None,
        area=row.pk if kind == "area" else row.area_id, building=_house(kind, row),
        floor=row.floor if kind in ("zone", "device") else 0,
        west=min(lons), south=min(lats), east=max(lons), north=max(lats),
    )  # fmt: skip


def _house(kind: str, row: Any) -> int | None:
    if kind == "building":
        return int(row.pk)
    place = row.zone if kind == "device" else row if kind == "zone" else None
    return place.building_id if place is not None else None


def _corners(geometry: Any) -> Iterator[tuple[float, float]]:
    """All positions of a GeoJSON geometry, however deep."""
    if isinstance(geometry, dict):
        yield from _corners(geometry.get("coordinates", []))
    elif geometry and isinstance(geometry[0], int | float):
        yield geometry[0], geometry[1]
    else:
        for part in geometry:
            yield from _corners(part)
