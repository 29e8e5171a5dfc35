"""ONVIF MQTT messages -> items. Pure; never raises.

What becomes what: `README.md`. The device is the topic's prefix before `/onvif-ej/` or `/onvif-mj/`; it may hold
slashes. Numbers and booleans may or may not be quoted.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Picture, Rejected, Seen, Subject
from anlin.gateway.forbidden import names_below
from anlin.gateway.protocols.onvif_mqtt import topics
from anlin.gateway.reading import (
    Fields,
    NotJson,
    code,
    instant,
    json_of,
    names_of,
    number,
    picture_bytes,
    spelled,
    text,
)
from anlin.gateway.sensors import flag
from anlin.observations.plates import normal_plate
from anlin.observations.quality import Quality

_MAX_PLATE = 15
_MAX_OBJECTS = 500
_COMPLETE = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?|.*[Zz]|.{10,}[+-]\d\d(?::?\d\d)?")
"""A time in seconds or milliseconds since 1970, or one that bears its zone."""
_KELVIN = 273.15
_STATES = ("IsInside", "State", "IsMotion", "LogicalState", "Failed", "Critical", "Status")
_NAMES = names_of("UtcTime Source Data Frame SensorData")
_DATA = names_of(f"""
    {" ".join(_STATES)} ObjectId Count Value ClassTypes Likelihood LicensePlateInfo PlateNumber Image
""")
_SOURCES = names_of("""
    VideoSource VideoSourceToken VideoSourceConfigurationToken AnalyticsConfiguration VideoAnalyticsConfigurationToken
    Rule SensorID InputToken
""")


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one message; `where` is its topic, `retain` in the headers marks a replayed state."""
    prefix, form, rest, source = _parted(where)
    device = text(prefix, 64) or text(headers.get("peer", ""), 64)
    if not body.strip():
        return [DeviceNews(device, device)]  # A deleted state.
    try:
        message = json_of(body)
    except NotJson:
        return [Rejected("", "not_json", "The payload is not JSON.", device=device or None)]
    if not isinstance(message, dict):
        return [
            Rejected("", "not_an_object", "Where an object should be, something else stands.", device=device or None)
        ]
    message = spelled(message, _NAMES)
    quality = int(Quality.REPLAYED) if headers.get("retain") else 0
    if form == "onvif-mj" or "Frame" in message or "SensorData" in message:
        return _metadata(rest, message, device, quality, now_us)
    source = source or _source(message)
    if rest.startswith("RuleEngine/ObjectDetection") and (found := _detected(source, message, device, quality, now_us)):
        return found
    return [_event(rest, source, message, device, quality, now_us)]


def _parted(topic: str) -> tuple[str, str, str, str]:
    """(prefix, `onvif-ej` or `onvif-mj`, ONVIF topic, the source values of its `&…` part)."""
    for form in ("onvif-ej", "onvif-mj"):
        prefix, mark, rest = f"{topic.strip('/')}/".partition(f"/{form}/")
        if mark:
            said, _, source = rest.partition("/&")
            return prefix, form, said.strip("/"), text(source.strip("/"))
    return "", "", topic.strip("/"), ""


def _source(message: Fields) -> str:
    """The source values of a payload, for a topic that has no `&…` part."""
    sent = message.get("Source")
    told = spelled(sent, _SOURCES) if isinstance(sent, dict) else {}
    return "/".join(text(told.get(name), 64) for name in _SOURCES.values() if name in told)


def _event(topic: str, source: str, message: Fields, device: str, quality: int, now: int) -> Item:
    fields = _told(message.get("Data"))
    at = _instant(message.get("UtcTime"))
    # Two rules or areas may speak at one instant.
    event = f"{topic} {source} {text(fields.get('ObjectId'), 24)} {at or now}"
    dropped = tuple(dict.fromkeys(names_below(message)))
    if topic.startswith("RuleEngine/Recognition/Face"):
        why = "A recognised person is never taken: matches are made at the door against lawful lists only."
        return Rejected(event, "comparison_result", why, device=device or None, by_law=True, dropped=dropped)
    if topic.startswith("RuleEngine/Recognition/LicensePlate"):
        return _plate(fields, device, event, at, quality, dropped)
    meaning = topics.meaning_of(topic)
    state = _state(fields)
    if meaning is None or not _says(meaning, state, fields):
        if not device:
            return Rejected(event, "unknown_topic", "The topic is of no known form.", dropped=dropped)
        return DeviceNews(event, device, online=True, observed_at=at, dropped=dropped)
    label = meaning.label_if_false if state is False else meaning.label
    value = number(fields.get(meaning.number)) or 0.0 if meaning.number else 0.0
    track = max(code(fields.get("ObjectId")), 0)
    return Seen(
        event, device, event, meaning.kind, label or 0, at, value, quality=quality, track=track, dropped=dropped
    )


def _detected(source: str, message: Fields, device: str, quality: int, now: int) -> list[Item]:
    """One observation for each class of objects that a detection names, as `"Human Vehicle"` or as a list."""
    named = _told(message.get("Data")).get("ClassTypes")
    words = named if isinstance(named, list) else text(named).replace(",", " ").split()
    at = _instant(message.get("UtcTime"))
    dropped = tuple(dict.fromkeys(names_below(message)))
    kinds = dict.fromkeys(meaning for word in words if (meaning := topics.CLASSES.get(text(word, 24).lower())))
    return [
        Seen(event, device, event, kind, label, at, quality=quality, dropped=dropped)
        for kind, label in kinds
        for event in [f"RuleEngine/ObjectDetection {source} {kind}.{label} {at or now}"]
    ]


def _told(sent: Any) -> Fields:
    """The fields of an element, in the spelling that is read; none where it is no object."""
    return spelled(sent, _DATA) if isinstance(sent, dict) else {}


def _state(fields: Fields) -> bool | None:
    """The first state that can be read, under whatever name the topic gives it."""
    return next((state for name in _STATES if (state := flag(fields.get(name))) is not None), None)


def _says(meaning: topics.Meaning, state: bool | None, fields: Fields) -> bool:
    """Whether the state and the number that the topic lives by are told; false counts where it has a label."""
    if meaning.number and number(fields.get(meaning.number)) is None:
        return False
    if state is False:
        return meaning.label_if_false is not None
    return state is True or not meaning.needs_state


def _plate(fields: Fields, device: str, event: str, at: int | None, quality: int, dropped: tuple[str, ...]) -> Item:
    info = fields.get("LicensePlateInfo")
    inner = _told(info).get("LicensePlateInfo")
    found = _told(inner) or _told(info)
    plate, sure = _worded(found.get("PlateNumber"))
    plate = normal_plate(plate)
    likelihood = number(fields.get("Likelihood"))
    confidence = min(max(sure if likelihood is None else likelihood, 0.0), 1.0)
    sent = fields.get("Image")
    data = picture_bytes(sent) if isinstance(sent, str) else None
    pictures = (Picture("01", data),) if data else ()
    if not plate or len(plate) > _MAX_PLATE:
        return Seen(event, device, event, topics.VEHICLE, 0, at, quality=quality, pictures=pictures, dropped=dropped)
    return Seen(
        event, device, event, topics.PLATE, 0, at, 0.0, confidence, quality,
        subject=Subject("plate", plate), pictures=pictures, dropped=dropped,
    )  # fmt: skip


def _metadata(topic: str, message: Fields, device: str, quality: int, now: int) -> list[Item]:
    """Objects of frames, or a sensor's number. A frame without objects says that the analytics live."""
    sensed = message.get("SensorData")
    if isinstance(sensed, dict):
        return [_sensed(topic, sensed, device, quality, now)]
    items: list[Item] = []
    for frame in _each(message.get("Frame")):
        at = _instant(frame.get("@UtcTime"))
        for thing in list(_each(frame.get("Object")))[:_MAX_OBJECTS]:
            seen = _object(thing, device, at, quality, now)
            if seen is not None:
                items.append(seen)
    return items or [DeviceNews(device, device, online=True)]


def _object(thing: Fields, device: str, at: int | None, quality: int, now: int) -> Item | None:
    appearance = thing.get("Appearance")
    shown: Fields = appearance if isinstance(appearance, dict) else {}
    kind_of = shown.get("Class")
    named = kind_of.get("Type") if isinstance(kind_of, dict) else None
    classes = [said for each in (named if isinstance(named, list) else [named]) if (said := _worded(each))[0]]
    # The first of the likeliest.
    best, likelihood = max(classes, key=lambda each: each[1], default=("", 0.0))
    meaning = topics.CLASSES.get(best.lower())
    if meaning is None:
        return None
    track = max(code(thing.get("@ObjectId")), 0)
    dropped = tuple(dict.fromkeys(names_below(thing)))
    event = f"object {track} {at or now}"
    return Seen(
        event, device, event, *meaning, at, confidence=min(max(likelihood, 0.0), 1.0), quality=quality,
        track=track, dropped=dropped,
    )  # fmt: skip


def _sensed(topic: str, sensed: Fields, device: str, quality: int, now: int) -> Item:
    """A temperature in °C; what is measured is in the topic only, and humidity and the like have no kind."""
    at = _instant(sensed.get("@UtcTime"))
    value = number(sensed.get("Value"))
    event = f"{text(sensed.get('@SensorID'), 40)} {at or now}"
    measured = topic.removeprefix("SensorData/").partition("/")[0].rpartition(":")[2]
    if measured.lower() != "temperature" or value is None or not -100 < value < 400:
        return DeviceNews(event, device, online=True, observed_at=at)
    # The standard's example is in kelvin, events are in °C; in kelvin no sensor works below 150.
    degrees = value - _KELVIN if value > 150 else value
    return Seen(event, device, event, topics.HEAT, 0, at, round(degrees, 2), quality=quality)


def _each(value: Any) -> Iterator[Fields]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield each


def _worded(value: Any) -> tuple[str, float]:
    """Text and likelihood (1 where none is told) of a simple item, or of an element with attributes."""
    if not isinstance(value, dict):
        return text(value, 40), 1.0
    sure = number(value.get("@Likelihood"))
    return text(value.get("#text"), 40), 1.0 if sure is None else sure


def _instant(sent: Any) -> int | None:
    """UTC, also where the `Z` is missing; a time with another zone, or since 1970, is taken as it is."""
    said = text(sent, 40)
    if type(sent) is str and said and not _COMPLETE.fullmatch(said):
        return instant(f"{said}Z")
    return instant(sent)
