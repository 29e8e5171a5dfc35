"""Search on the map: a compound, a building, a door, by any part of its name or its pinyin, and where to fly."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from ninja import Query, Schema

from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import named
from anlin.places.finding import Book, places
from anlin.places.models import Area, Building, Zone

routes = Routes("/map", tag="map")
SHOWN = 12


class Found(Schema):
    """`kind`: area, building or zone; `where` is the area around it; west to north: its bounds in degrees."""

    kind: str
    id: int
    name: Text
    where: Text | None
    area: int
    floor: int
    west: float
    south: float
    east: float
    north: float


@routes.get(
    "/find", permission="places.read", purpose="operations", response=list[Found], summary="Find a place by its name"
)
def find(request: Request, q: str = Query(..., min_length=1, max_length=60)) -> list[Found]:  # type: ignore[type-arg]
    """The best twelve: those whose own name begins so come first, areas before buildings before doors."""
    words = q.split()
    if not words:
        return []
    book = places.current()
    lines = book.lines_with(words, request.user.reach())
    best = sorted(lines, key=lambda line: _rank(book, line, words))[: 2 * SHOWN]
    wanted = [(book.kinds[line], book.numbers[line]) for line in best]
    rows = {
        kind: {row.pk: row for row in _rows(request, kind, [number for of, number in wanted if of == kind])}
        for kind in ("area", "building", "zone")
    }
    # The book may be a moment old: what is gone, or no longer within reach, is left out here.
    found = (_found(kind, rows[kind][number]) for kind, number in wanted if number in rows[kind])
    return [place for place in found if place is not None][:SHOWN]


def _rank(book: Book, line: int, words: list[str]) -> tuple[int, int, int]:
    own = book.lines[line].partition("\n")[0]
    first = words[0].casefold()
    begins = any(name.startswith(first) for name in own.split(" "))
    missing = sum(word.casefold() not in own for word in words)
    return (0 if begins else 1) + missing, ("area", "building", "zone").index(book.kinds[line]), line


def _rows(request: Request, kind: str, numbers: Iterable[int]) -> QuerySet[Any, Any]:
    if kind == "area":
        return Area.objects.visible_to(request.user).filter(pk__in=numbers).select_related("parent")
    register = Building if kind == "building" else Zone
    return register.objects.visible_to(request.user).filter(pk__in=numbers).select_related("area")


def _found(kind: str, row: Any) -> Found | None:
    """None for what has no place on the map."""
    around = row.parent if kind == "area" else row.area
    corners = list(_corners((row.shape if kind == "zone" else row.outline) or {}))
    if not corners and kind == "area" and row.center_lon is not None:
        corners = [(row.center_lon, row.center_lat)]
    if not corners:
        return None
    lons, lats = zip(*corners, strict=True)
    return Found(
        kind=kind, id=row.pk, name=named(row), where=named(around) if around else None,
        area=row.pk if kind == "area" else row.area_id, floor=row.floor if kind == "zone" else 0,
        west=min(lons), south=min(lats), east=max(lons), north=max(lats),
    )  # fmt: skip


def _corners(geometry: Any) -> Iterator[tuple[float, float]]:
    """All positions of a GeoJSON geometry, however deep."""
    if isinstance(geometry, dict):
        yield from _corners(geometry.get("coordinates", []))
    elif geometry and isinstance(geometry[0], int | float):
        yield geometry[0], geometry[1]
    else:
        for part in geometry:
            yield from _corners(part)
