"""The map as GeoJSON: areas, buildings, zones with their coverage, devices with their state, and the ground."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Schema

from anlin.alerts.models import Mode
from anlin.alerts.modes import KIND_WORDS
from anlin.alerts.seeing import unseen_zone_numbers
from anlin.api.devices import healths_of
from anlin.api.intake_store import clock
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.observations.instants import SECOND, SITE_ZONE
from anlin.places.models import Area, Building, Device, Zone, subtree
from anlin.site.config import config

routes = Routes("/map", tag="map")
PURPOSE = "operations"
NO_GROUND = b'{"type":"FeatureCollection","features":[]}'


class Feature(Schema):
    """`properties.name` is {zh, en}; the rest depends on the layer."""

    type: str = "Feature"
    id: int
    geometry: dict[str, Any]
    properties: dict[str, Any]


class FeatureCollection(Schema):
    type: str = "FeatureCollection"
    features: list[Feature]


class MapShape(Schema):
    """Areas: kind. Buildings: height_m, floors. Zones: kind, floor, coverage (covered, unknown, not_covered), reason,
    mode where one is in force (kind, until when, why).

    Devices: kind, state (online, offline, unknown, never).
    """

    areas: FeatureCollection
    buildings: FeatureCollection
    zones: FeatureCollection
    devices: FeatureCollection


def _feature(row: Any, geometry: dict[str, Any], **properties: Any) -> Feature:
    name = {"zh": row.name_zh, "en": row.name_en or row.name_zh}
    return Feature(id=row.pk, geometry=geometry, properties={"code": row.code, "name": name, **properties})


def _areas(rows: list[Area]) -> FeatureCollection:
    return FeatureCollection(
        features=[
            _feature(
                area, area.outline, kind=area.kind, parent=area.parent_id, lon=area.center_lon, lat=area.center_lat
            )
            for area in rows
            if area.outline
        ]
    )


def _buildings(rows: list[Building]) -> FeatureCollection:
    return FeatureCollection(
        features=[
            _feature(row, row.outline, area=row.area_id, height_m=row.height_m, floors=row.floors)
            for row in rows
            if row.outline
        ]
    )


def _reason(coverage: str) -> dict[str, str]:
    return {
        "covered": {"zh": "有设备在看", "en": "A device is watching"},
        "unknown": {"zh": "设备没有消息，现在看不见", "en": "Its devices are silent: it cannot be seen now"},
        "not_covered": {"zh": "没有设备看这里", "en": "No device watches this place"},
    }[coverage]


def _mode_at(zone: Zone, modes: Sequence[Mode]) -> dict[str, str] | None:
    """What holds alerts of this zone back, in words; None where nothing does."""
    for mode in modes:
        is_here = (
            mode.zone_id == zone.pk
            if mode.zone_id
            else mode.device.zone_id == zone.pk
            if mode.device
            else zone.area.path.startswith(mode.area.path)
        )
        if is_here:
            words = KIND_WORDS[mode.kind]
            until = datetime.fromtimestamp(mode.ends_at / SECOND, UTC).astimezone(SITE_ZONE).strftime("%m-%d %H:%M")
            return {"zh": f"{words.zh}，到 {until}：{mode.why}", "en": f"{words.en} until {until}: {mode.why}"}
    return None


def _zones(
    rows: list[Zone], watched: frozenset[int], blind: frozenset[int], modes: Sequence[Mode]
) -> FeatureCollection:
    features = []
    for zone in rows:
        if not zone.shape:
            continue
        coverage = "unknown" if zone.pk in blind else "covered" if zone.pk in watched else "not_covered"
        features.append(
            _feature(
                zone, zone.shape, kind=zone.kind, floor=zone.floor, area=zone.area_id, building=zone.building_id,
                coverage=coverage, reason=_reason(coverage), mode=_mode_at(zone, modes),
            )
        )  # fmt: skip
    return FeatureCollection(features=features)


def _devices(rows: list[Device]) -> FeatureCollection:
    placed = [device for device in rows if device.lon is not None and device.lat is not None]
    health = healths_of(placed, clock()())
    return FeatureCollection(
        features=[
            _feature(
                device, {"type": "Point", "coordinates": [device.lon, device.lat]}, kind=device.kind,
                zone=device.zone_id, area=device.area_id, floor=device.floor, parent=device.parent_id,
                state=health[device.pk].state,
            )
            for device in placed
        ]
    )  # fmt: skip


@routes.get("", permission="places.read", purpose=PURPOSE, response=MapShape, summary="What the map shows")
def picture(request: Request, area: int | None = None) -> MapShape:
    """Everything within reach, or within one area of it."""
    user = request.user
    within = Area.objects.visible_to(user)
    chosen = within.filter(pk=area).first() if area is not None else None
    if area is not None and chosen is None:
        raise absent()
    inside: dict[str, Any] = {"area__in": subtree(chosen)} if chosen else {}
    devices = list(
        Device.objects.visible_to(user).filter(enabled=True, **inside).select_related("parent").order_by("id")
    )
    watched = frozenset(device.zone_id for device in devices if device.zone_id is not None)
    return MapShape(
        areas=_areas(list((within.filter(pk__in=subtree(chosen)) if chosen else within).order_by("path"))),
        buildings=_buildings(list(Building.objects.visible_to(user).filter(**inside).order_by("id"))),
        zones=_zones(
            list(Zone.objects.visible_to(user).filter(**inside).select_related("area").order_by("id")),
            watched,
            unseen_zone_numbers(user),
            list(Mode.objects.visible_to(user).in_force(clock()()).select_related("area", "device")),
        ),
        devices=_devices(devices),
    )


@routes.get("/ground", permission="places.read", purpose=PURPOSE, summary="What the map is drawn on")
def ground(request: Request) -> HttpResponse:
    """One GeoJSON FeatureCollection in drawing order; empty where none was given."""
    path = config().home / "map" / "ground.geojson"
    if not path.is_file():
        return HttpResponse(NO_GROUND, content_type="application/geo+json")
    return HttpResponse(path.read_bytes(), content_type="application/geo+json")
