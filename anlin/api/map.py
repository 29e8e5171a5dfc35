"""The map: places as GeoJSON, layer by layer, which seldom change; what cannot be seen there; the ground.

A city has tens of thousands of places: geometries go from the register to the answer as the text they are.
"""

import gzip
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpResponse
from ninja import Schema

from anlin.alerts.models import Mode
from anlin.alerts.modes import KIND_WORDS
from anlin.alerts.seeing import unseen_zone_numbers
from anlin.api.devices import device_states
from anlin.api.intake_store import clock
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.observations.instants import SECOND, SITE_ZONE
from anlin.places.models import Area, Building, Device, Zone, subtree
from anlin.places.reach import Reach
from anlin.places.registry import current_version
from anlin.site.config import config

routes = Routes("/map", tag="map")
PURPOSE = "operations"
FINER = re.compile(r"(\.\d{6})\d+")
IN_A_HOME = {"name_zh": "住户内设备", "name_en": "A device in a home", "kind": "home", "zone": None, "floor": 0}
NO_GROUND = b'{"type":"FeatureCollection","features":[]}'


class Feature(Schema):
    """`properties`: id, name_zh, name_en ("" where none is given); the rest depends on the layer."""

    type: str = "Feature"
    id: int
    geometry: dict[str, Any]
    properties: dict[str, Any]


class FeatureCollection(Schema):
    type: str = "FeatureCollection"
    features: list[Feature]


class ModeHere(Schema):
    """A mode that holds alerts of these zones back, in words: which, until when, why."""

    zones: list[int]
    words: Text


class MapStates(Schema):
    """What differs from "all is seen", by number: zones that nothing sees now; devices that are not online."""

    unseen: list[int]
    offline: list[int]
    unknown: list[int]
    never: list[int]
    modes: list[ModeHere]


class Packed:
    """The layers made last, compressed, by name and tag: a city's houses are five megabytes and half a second."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[tuple[str, str], bytes] = {}
        self._lock = threading.Lock()

    def get(self, key: tuple[str, str]) -> bytes | None:
        return self._kept.get(key)

    def keep(self, key: tuple[str, str], packed: bytes) -> bytes:
        with self._lock:
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = packed
        return packed

    def forget(self) -> None:
        """Tests give one version to several registers."""
        with self._lock:
            self._kept.clear()


PACKED = Packed(most=16)


class _Row(msgspec.Struct, frozen=True, gc=False):
    """A feature with its geometry as JSON text, ready to be written."""

    id: int
    geometry: msgspec.Raw
    properties: dict[str, Any]
    type: str = "Feature"


def _layer(name: str, summary: str) -> Callable[[Callable[[Request, Area | None], Iterator[_Row]]], Any]:
    """Makes a route of what reads one layer: everything within reach, or within one area of it.

    Answers 304 to whoever has it already (`If-None-Match`). A map asks for a layer when it comes to show it.
    """

    def route_of(read: Callable[[Request, Area | None], Iterator[_Row]]) -> Any:
        @routes.get(
            f"/{name}", permission="places.read", purpose=PURPOSE, response=FeatureCollection, summary=summary,
            operation_id=f"map_{name}",
        )  # fmt: skip
        def layer(request: Request, area: int | None = None) -> HttpResponse:
            user = request.user
            chosen = Area.objects.visible_to(user).filter(pk=area).first() if area is not None else None
            if area is not None and chosen is None:
                raise absent()
            tag = _tag(current_version(), user.reach(), area)
            if request.headers.get("If-None-Match") == tag:
                return HttpResponse(status=304, headers={"ETag": tag})
            packed = PACKED.get((name, tag))
            if packed is None:
                body = msgspec.json.encode({"type": "FeatureCollection", "features": list(read(request, chosen))})
                packed = PACKED.keep((name, tag), gzip.compress(body, 1))
            headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
            if "gzip" in request.headers.get("Accept-Encoding", ""):
                headers["Content-Encoding"] = "gzip"
            else:
                packed = gzip.decompress(packed)
            return HttpResponse(packed, content_type="application/geo+json", headers=headers)

        return layer

    return route_of


@_layer("areas", "Areas on the map")
def _areas(request: Request, chosen: Area | None) -> Iterator[_Row]:
    """Kind, parent, edition."""
    within = Area.objects.visible_to(request.user)
    rows = within.filter(pk__in=subtree(chosen)) if chosen else within
    return _shaped(rows.order_by("path"), "outline", "kind", "parent", "edition")


@_layer("buildings", "Buildings on the map")
def _buildings(request: Request, chosen: Area | None) -> Iterator[_Row]:
    """Area, height_m, floors."""
    rows = Building.objects.visible_to(request.user).filter(**_inside(chosen))
    return _shaped(rows.order_by("id"), "outline", "area", "height_m", "floors")


@_layer("zones", "Watched places on the map")
def _zones(request: Request, chosen: Area | None) -> Iterator[_Row]:
    """Kind, floor, area, building; `watched`: whether any device watches it at all.

    Rooms of homes are left out: that somebody is looked after there is nobody's business who passes by on a map.
    """
    devices = Device.objects.visible_to(request.user).filter(enabled=True, zone__isnull=False, **_inside(chosen))
    watched = set(devices.values_list("zone", flat=True))
    rows = Zone.objects.visible_to(request.user).filter(dwelling__isnull=True, **_inside(chosen))
    return _with_watched(_shaped(rows.order_by("id"), "shape", "kind", "floor", "area", "building"), watched)


@_layer("devices", "Devices on the map")
def _devices(request: Request, chosen: Area | None) -> Iterator[_Row]:
    """Kind, zone, area, floor; of a device in a home no more than that it is in one."""
    rows = Device.objects.visible_to(request.user).filter(enabled=True, **_inside(chosen))
    return _points(rows.filter(lon__isnull=False, lat__isnull=False).order_by("id"))


def _inside(chosen: Area | None) -> dict[str, Any]:
    return {"area__in": subtree(chosen)} if chosen else {}


@routes.get("/states", permission="places.read", purpose=PURPOSE, response=MapStates, summary="What is not seen now")
def states(request: Request) -> MapStates:
    """Zones and devices within reach that are not as they should be; asked for again every few seconds."""
    by_state: dict[str, list[int]] = {"offline": [], "unknown": [], "never": [], "online": []}
    for each, state in device_states(request.user.reach(), in_use=True):
        if each.is_on_map:
            by_state[state].append(each.number)
    del by_state["online"]
    modes = Mode.objects.visible_to(request.user).in_force(clock()()).with_places().order_by("ends_at", "pk")
    return MapStates(
        unseen=sorted(unseen_zone_numbers(request.user)), **by_state, modes=[_mode_here(mode) for mode in modes]
    )


def _mode_here(mode: Mode) -> ModeHere:
    if mode.zone_id:
        zones = [mode.zone_id]
    elif mode.device:
        zones = [mode.device.zone_id] if mode.device.zone_id else []
    else:
        zones = list(Zone.objects.filter(area__in=subtree(mode.area)).values_list("pk", flat=True))
    kind = KIND_WORDS[mode.kind]
    until = datetime.fromtimestamp(mode.ends_at / SECOND, UTC).astimezone(SITE_ZONE).strftime("%m-%d %H:%M")
    words = Text(zh=f"{kind.zh}，到 {until}：{mode.why}", en=f"{kind.en} until {until}: {mode.why}")
    return ModeHere(zones=zones, words=words)


@routes.get("/ground", permission="places.read", purpose=PURPOSE, summary="What the map is drawn on")
def ground(request: Request) -> HttpResponse:
    """One GeoJSON FeatureCollection in drawing order; empty where none was given."""
    path = config().home / "map" / "ground.geojson"
    if not path.is_file():
        return HttpResponse(NO_GROUND, content_type="application/geo+json")
    return HttpResponse(path.read_bytes(), content_type="application/geo+json")


def _tag(version: int, reach: Reach, area: int | None) -> str:
    """Names one picture: the registers' version and what of them the person may see."""
    paths = "everywhere" if reach.everywhere else ".".join(reach.paths)
    return f'"{version}-{paths}-{area or 0}"'


def _shaped(rows: QuerySet[Any, Any], shape: str, *names: str) -> Iterator[_Row]:
    """Rows with a geometry. The register holds it as JSON; `Cast` hands over its text unread."""
    fields = ("pk", "name_zh", "name_en", *names)
    texts = rows.annotate(geometry=Cast(F(shape), TextField())).values_list(*fields, "geometry")
    for number, *values, text in texts.iterator(chunk_size=5000):
        if text and text not in ("{}", "null"):
            properties = dict(zip(("id", *fields[1:]), (number, *values), strict=True))
            # Blanks are a sixth of a geometry, and none of its words has one; the sixth decimal is a tenth of a metre.
            yield _Row(number, msgspec.Raw(FINER.sub(r"\1", text.replace(" ", "")).encode()), properties)


def _with_watched(rows: Iterable[_Row], watched: set[int]) -> Iterator[_Row]:
    for row in rows:
        row.properties["watched"] = row.id in watched
        yield row


def _points(rows: QuerySet[Any, Any]) -> Iterator[_Row]:
    fields = ("pk", "name_zh", "name_en", "kind", "zone", "area", "floor")
    found = rows.values_list("lon", "lat", "zone__dwelling", *fields).iterator(chunk_size=5000)
    for lon, lat, home, number, *values in found:
        text = f'{{"type":"Point","coordinates":[{lon:.6f},{lat:.6f}]}}'
        properties = dict(zip(("id", *fields[1:]), (number, *values), strict=True))
        yield _Row(number, msgspec.Raw(text.encode()), properties | IN_A_HOME if home else properties)
