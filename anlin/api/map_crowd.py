"""The crowd on the map: how many people are in each place that has a published capacity, how dense, and which way."""

from functools import lru_cache
from math import cos, radians
from typing import Any

import msgspec
from django.http import HttpResponse
from shapely.geometry import shape

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
    """Places with a capacity, as GeoJSON: capacity, m2; count, at, per_minute are null where nobody counts now."""
    said, oldest = counts().now(), clock()() - STALE
    zones = Zone.objects.visible_to(request.user).filter(capacity__gt=0).order_by("pk")
    features = []
    for zone in zones:
        place = said.get(zone.pk)
        if zone.shape:
            features.append(_feature(zone, place if place is not None and place.last[0] >= oldest else None))
    body = msgspec.json.encode({"type": "FeatureCollection", "features": features})
    return HttpResponse(body, content_type="application/geo+json")


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
