"""The town as GeoJSON, as maps and registers take it."""

from collections.abc import Iterable
from typing import Any

from anlin.demo.town.plan import Ground, Ring


def polygon(ring: Ring) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


def ground_collection(features: Iterable[Ground]) -> dict[str, Any]:
    """One FeatureCollection, drawn in its order; properties `kind`, `name_zh`, `name_en`, `width_m`, `height_m`."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": _geometry(feature),
                "properties": {
                    "kind": feature.kind,
                    "name_zh": feature.name,
                    "name_en": feature.name_en,
                    "width_m": feature.width_m,
                    "height_m": feature.height_m,
                },
            }
            for feature in features
        ],
    }


def _geometry(feature: Ground) -> dict[str, Any]:
    if feature.kind in ("street", "path"):
        return {"type": "LineString", "coordinates": [list(point) for point in feature.points]}
    return polygon(feature.points)
