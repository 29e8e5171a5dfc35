"""NGSI-LD entities and notifications -> items. Pure; never raises.

What becomes what: `README.md`. Normalised and key-values form; an attribute that is a known property becomes
an observation, the entity itself news of the device. Owners and addresses are never read.
"""

from collections.abc import Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Rejected, Seen
from anlin.gateway.forbidden import folded, names_below
from anlin.gateway.reading import Fields, NotJson, instant, json_of, number, text
from anlin.gateway.sensors import Reading, reading_of

_TIMES = ("dateObserved", "observedAt", "dateModified", "dateLastValueReported", "dateCreated")
_MAX_ENTITIES = 2000
_URN = "urn:ngsi-ld:Device:"
_PERSONS = frozenset({"person", "owner", "user", "agent", "citizen", "patient", "personalprofile"})
_NAMED = ("device", "sensor", "camera")
"""How the type of a thing ends whose name is taken; of anything else the name may be somebody's."""


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one entity, an array of them, or a subscription's notification."""
    peer = text(headers.get("peer", ""), 64)
    try:
        message = json_of(body)
    except NotJson:
        return [Rejected("", "not_json", "The body is not JSON.", device=peer or None)]
    if isinstance(message, dict) and isinstance(message.get("data"), list):
        message = message["data"]
    entities = message if isinstance(message, list) else [message]
    items: list[Item] = []
    for entity in entities[:_MAX_ENTITIES]:
        if isinstance(entity, dict) and text(entity.get("id"), 256):
            items += _entity(entity, now_us)
        else:
            items.append(Rejected("", "no_entity", "Where an entity with an id should be, something else stands."))
    return items or [Rejected("", "no_entity", "The body bears no entity.", device=peer or None)]


def _entity(entity: Fields, now: int) -> list[Item]:
    item = text(entity.get("id"), 256)
    sort = text(entity.get("type"), 64)
    dropped = tuple(dict.fromkeys(names_below(entity)))
    if folded(sort) in _PERSONS:
        why = "An entity that stands for a person is never taken."
        return [Rejected("", "person", why, by_law=True, dropped=tuple(dict.fromkeys((*dropped, *_said(entity)))))]
    # The entity of a measurement names the device it came from; any other entity is the device.
    named = text(_value(entity.get("refDevice")), 256) or item
    device = text(named.removeprefix(_URN), 64)
    at = next((found for name in _TIMES if (found := _time(entity.get(name))) is not None), None)
    items: list[Item] = []
    for name, sent in entity.items():
        read = reading_of(name, _value(sent), _unit(sent))
        if read is not None:
            own = _own_time(sent)
            items.append(_seen(item, device, name, read, own if own is not None else at, now, dropped))
    measured = text(_value(entity.get("controlledProperty")), 64)
    read = reading_of(measured, _value(entity.get("numValue")), _unit(entity.get("numValue"))) if measured else None
    if read is not None:
        items.append(_seen(item, device, measured, read, at, now, dropped))
    lon, lat = _position(_value(entity.get("location")))
    state = {"ok": True, "on": True, "off": False}.get(text(_value(entity.get("deviceState")), 16).lower())
    kind = text(_value(entity.get("deviceType")), 24) or text(sort, 24)
    name = text(_value(entity.get("name"))) if folded(sort).endswith(_NAMED) else ""
    if sort == "Device" or not items:
        items.append(DeviceNews(item, device, name, kind, "", state, lon, lat, dropped=dropped, observed_at=at))
    return items


def _seen(item: str, device: str, name: str, read: Reading, at: int | None, now: int, dropped: tuple[str, ...]) -> Seen:
    return Seen(item, device, f"{name} {at or now}", read.kind, read.label, at, read.value, dropped=dropped)


def _said(entity: Fields) -> list[str]:
    """The names of what an entity says of itself."""
    return [name[:64] for name in entity if name not in ("id", "type", "@context")]


def _unit(sent: Any) -> str:
    """The unit of a normalised attribute; "" where it says none."""
    return text(_value(sent.get("unitCode")), 16) if isinstance(sent, dict) else ""


def _time(sent: Any) -> int | None:
    """A time, or the end of an interval `start/end`."""
    said = _value(sent)
    return instant(said.rpartition("/")[2] if isinstance(said, str) else said)


def _own_time(sent: Any) -> int | None:
    """The time an attribute bears itself: `observedAt`, in NGSI-v2 one of its metadata."""
    if not isinstance(sent, dict):
        return None
    metadata = sent.get("metadata")
    told = [sent, *([metadata] if isinstance(metadata, dict) else [])]
    times = (instant(_value(each.get(name))) for each in told for name in ("observedAt", "TimeInstant", "timestamp"))
    return next((found for found in times if found is not None), None)


def _value(sent: Any) -> Any:
    """The value of a normalised attribute, of a relationship or of a typed literal, or the key-value itself."""
    for _ in range(2):
        name = next((name for name in ("value", "object", "@value") if isinstance(sent, dict) and name in sent), "")
        if not name:
            break
        sent = sent[name]
    return sent


def _position(location: Any) -> tuple[float | None, float | None]:
    """(lon, lat) of a point. Published examples swap them; only a latitude beyond 90 degrees tells that they did."""
    coordinates = location.get("coordinates") if isinstance(location, dict) else None
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None, None
    lon, lat = number(coordinates[0]), number(coordinates[1])
    if lon is None or lat is None:
        return None, None
    if abs(lat) > 90 >= abs(lon):
        lon, lat = lat, lon
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else (None, None)
