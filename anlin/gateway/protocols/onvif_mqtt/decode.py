"""ONVIF MQTT messages -> items. Pure; never raises.

What becomes what: `README.md`. The device is the topic's prefix before `/onvif-ej/` or `/onvif-mj/`; it may hold
slashes. Numbers and booleans may or may not be quoted.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Picture, Rejected, Seen, Subject
from anlin.gateway.forbidden import names_below
from anlin.gateway.protocols.onvif_mqtt import topics
from anlin.gateway.reading import Fields, NotJson, code, instant, json_of, number, picture_bytes, text
from anlin.gateway.sensors import flag
from anlin.observations.plates import normal_plate
from anlin.observations.quality import Quality

_MAX_PLATE = 15
_MAX_OBJECTS = 500
_KELVIN = 273.15


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one message; `where` is its topic, `retain` in the headers marks a replayed state."""
    prefix, form, rest = _parted(where)
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
    quality = int(Quality.REPLAYED) if headers.get("retain") else 0
    if form == "onvif-mj" or "Frame" in message or "SensorData" in message:
        return _metadata(message, device, quality, now_us)
    if rest.startswith("RuleEngine/ObjectDetection") and (found := _detected(message, device, quality, now_us)):
        return found
    return [_event(rest, message, device, quality, now_us)]


def _parted(topic: str) -> tuple[str, str, str]:
    """(prefix, `onvif-ej` or `onvif-mj`, ONVIF topic without its `&…` part)."""
    for form in ("onvif-ej", "onvif-mj"):
        prefix, mark, rest = f"{topic.strip('/')}/".partition(f"/{form}/")
        if mark:
            return prefix, form, rest.partition("/&")[0].strip("/")
    return "", "", topic.strip("/")


def _event(topic: str, message: Fields, device: str, quality: int, now: int) -> Item:
    data = message.get("Data")
    fields: Fields = data if isinstance(data, dict) else {}
    at = _instant(message.get("UtcTime"))
    event = f"{topic} {text(fields.get('ObjectId'), 24)} {at or now}"
    dropped = tuple(dict.fromkeys(names_below(message)))
    if topic.startswith("RuleEngine/Recognition/Face"):
        why = "A recognised person is never taken: matches are made at the door against lawful lists only."
        return Rejected(event, "comparison_result", why, device=device or None, by_law=True, dropped=dropped)
    if topic.startswith("RuleEngine/Recognition/LicensePlate"):
        return _plate(fields, device, event, at, quality, dropped)
    meaning = topics.meaning_of(topic)
    state = _state(fields)
    if meaning is None or (state is False and not meaning.label_if_false):
        if not device:
            return Rejected(event, "unknown_topic", "The topic is of no known form.", dropped=dropped)
        return DeviceNews(event, device, online=True, observed_at=at, dropped=dropped)
    label = meaning.label_if_false if state is False else meaning.label
    value = number(fields.get(meaning.number)) or 0.0 if meaning.number else 0.0
    track = max(code(fields.get("ObjectId")), 0)
    return Seen(
        event, device, event, meaning.kind, label or 0, at, value, quality=quality, track=track, dropped=dropped
    )


def _detected(message: Fields, device: str, quality: int, now: int) -> list[Item]:
    """One observation for each class of objects that a detection names, as `"Human Vehicle"` or as a list."""
    data = message.get("Data")
    named = data.get("ClassTypes") if isinstance(data, dict) else None
    words = named if isinstance(named, list) else text(named).replace(",", " ").split()
    at = _instant(message.get("UtcTime"))
    dropped = tuple(dict.fromkeys(names_below(message)))
    kinds = dict.fromkeys(meaning for word in words if (meaning := topics.CLASSES.get(text(word, 24).lower())))
    return [
        Seen(event, device, event, kind, label, at, quality=quality, dropped=dropped)
        for kind, label in kinds
        for event in [f"RuleEngine/ObjectDetection {kind}.{label} {at or now}"]
    ]


def _state(fields: Fields) -> bool | None:
    for name in ("IsInside", "State", "IsMotion", "LogicalState", "Failed", "Status"):
        if name in fields:
            return flag(fields[name])
    return None


def _plate(fields: Fields, device: str, event: str, at: int | None, quality: int, dropped: tuple[str, ...]) -> Item:
    info = fields.get("LicensePlateInfo")
    inner = info.get("LicensePlateInfo") if isinstance(info, dict) else None
    found: Fields = inner if isinstance(inner, dict) else info if isinstance(info, dict) else {}
    plate = normal_plate(_word(found.get("PlateNumber")))
    likelihood = number(fields.get("Likelihood"))
    confidence = min(max(likelihood, 0.0), 1.0) if likelihood is not None else 1.0
    sent = fields.get("Image")
    data = picture_bytes(sent) if isinstance(sent, str) else None
    pictures = (Picture("01", data),) if data else ()
    if not plate or len(plate) > _MAX_PLATE:
        return Seen(event, device, event, topics.VEHICLE, 0, at, quality=quality, pictures=pictures, dropped=dropped)
    return Seen(
        event, device, event, topics.PLATE, 0, at, 0.0, confidence, quality,
        subject=Subject("plate", plate), pictures=pictures, dropped=dropped,
    )  # fmt: skip


def _metadata(message: Fields, device: str, quality: int, now: int) -> list[Item]:
    """Objects of frames, or a sensor's number. A frame without objects says that the analytics live."""
    sensed = message.get("SensorData")
    if isinstance(sensed, dict):
        return [_sensed(sensed, device, quality, now)]
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
    best, likelihood = "", -1.0
    for each in _each(kind_of.get("Type")) if isinstance(kind_of, dict) else ():
        sure = number(each.get("@Likelihood"))
        if (sure if sure is not None else 1.0) > likelihood:
            best, likelihood = text(each.get("#text"), 24).lower(), sure if sure is not None else 1.0
    meaning = topics.CLASSES.get(best)
    if meaning is None:
        return None
    track = max(code(thing.get("@ObjectId")), 0)
    dropped = tuple(dict.fromkeys(names_below(thing)))
    event = f"object {track} {at or now}"
    return Seen(
        event, device, event, *meaning, at, confidence=min(max(likelihood, 0.0), 1.0), quality=quality,
        track=track, dropped=dropped,
    )  # fmt: skip


def _sensed(sensed: Fields, device: str, quality: int, now: int) -> Item:
    at = _instant(sensed.get("@UtcTime"))
    value = number(sensed.get("Value"))
    event = f"{text(sensed.get('@SensorID'), 40)} {at or now}"
    if value is None or not 150 < value < 400:
        # Humidity and the like have no kind; a temperature in kelvin is told by its size.
        return DeviceNews(event, device, online=True, observed_at=at)
    return Seen(event, device, event, topics.HEAT, 0, at, round(value - _KELVIN, 2), quality=quality)


def _each(value: Any) -> Iterator[Fields]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield each


def _word(value: Any) -> str:
    """Text of a simple item, or of an element with attributes (`#text`)."""
    return text(value.get("#text") if isinstance(value, dict) else value, 40)


def _instant(sent: Any) -> int | None:
    """UTC, also where the `Z` is missing."""
    said = text(sent, 40)
    if said and not said.endswith(("Z", "z")) and "+" not in said:
        said += "Z"
    return instant(said)
