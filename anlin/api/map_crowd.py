"""The crowd on the map: how many people are in each place that has a published capacity, how dense, and where they come
in and go out: over the lines that are counted at the gates."""

from functools import lru_cache
from math import atan2, cos, degrees, radians
from typing import Any

import msgspec
from django.http import HttpResponse
from shapely.geometry import Point, shape

from anlin.api.counting import Counted, Counts
from anlin.api.intake_store import clock, journal
from anlin.api.map import FeatureCollection
from anlin.api.security import Request, Routes
from anlin.observations.instants import SECOND, iso
from anlin.places.models import Zone
from anlin.site.config import config

routes = Routes("/map", tag="map")
STALE = 10 * 60 * SECOND
"""An older word says nothing of now: the place is then unknown, not empty."""
METRES_PER_DEGREE = 111_320.0


@lru_cache(maxsize=1)
def counts() -> Counts:
    return Counts(journal(), config().shard)


@routes.get(
    "/crowd", permission="situation.read", purpose="operations", response=FeatureCollection, summary="How full it is"
)
def crowd(request: Request) -> HttpResponse:
    """Places with a capacity, as GeoJSON: capacity, m2; count, at, per_minute are null where nobody counts now.

    Counted gates, as points: in_per_minute, out_per_minute, and the way in as `bearing` (degrees from north).
    """
    said, oldest = counts().now(), clock()() - STALE
    zones = Zone.objects.visible_to(request.user).filter(capacity__gt=0).order_by("pk")
    features = []
    for zone in zones:
        place = said.get(zone.pk)
        if zone.shape:
            features.append(_feature(zone, place if place is not None and place.last[0] >= oldest else None))
    features += _gates(request, oldest, [zone for zone in zones if zone.shape])
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    return HttpResponse(body, content_type="application/geo+json")


def _gates(request: Request, oldest: int, places: list[Zone]) -> list[dict[str, Any]]:
    """Arrows where people come and go. The way in leads to the next place of the same area that holds people."""
    lines = {number: line for number, line in counts().lines().items() if line.last >= oldest}
    middles = {zone.pk: shape(zone.shape).centroid for zone in places}
    features = []
    for gate in Zone.objects.visible_to(request.user).filter(pk__in=lines, dwelling=None).order_by("pk"):
        if not gate.shape:
            continue
        at = shape(gate.shape).centroid
        near = [middles[zone.pk] for zone in places if zone.area_id == gate.area_id and zone.pk != gate.pk]
        if not near:
            continue
        came, went = lines[gate.pk].per_minute()
        properties = {
            "id": gate.pk, "name_zh": gate.name_zh, "name_en": gate.name_en, "area": gate.area_id,
            "in_per_minute": round(came, 1), "out_per_minute": round(went, 1),
            "bearing": round(_bearing(at, min(near, key=at.distance))),
        }  # fmt: skip
        geometry = {"type": "Point", "coordinates": [round(at.x, 6), round(at.y, 6)]}
        features.append({"type": "Feature", "id": gate.pk, "geometry": geometry, "properties": properties})
    return features


def _bearing(here: Point, there: Point) -> float:
    """Degrees clockwise from north, over a short way."""
    east = (there.x - here.x) * cos(radians(here.y))
    return degrees(atan2(east, there.y - here.y)) % 360


def _feature(zone: Zone, place: Counted | None) -> dict[str, Any]:
    count = None if place is None else place.last[1]
    return {
        "type": "Feature",
        "id": zone.pk,
        "geometry": zone.shape,
        "properties": {
            "id": zone.pk, "name_zh": zone.name_zh, "name_en": zone.name_en, "area": zone.area_id,
            "capacity": zone.capacity, "m2": round(_square_metres(zone.shape)), "count": count,
            "at": None if place is None else iso(place.last[0]),
            "per_minute": None if place is None else place.per_minute,
        },
    }  # fmt: skip


def _square_metres(geometry: Any) -> float:
    """Of a small shape: degrees are as long there as at its middle."""
    drawn = shape(geometry)
    per_lon = cos(radians(drawn.centroid.y)) * METRES_PER_DEGREE
    return float(drawn.area) * per_lon * METRES_PER_DEGREE
