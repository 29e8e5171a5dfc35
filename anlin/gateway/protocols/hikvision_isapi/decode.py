"""Hikvision ISAPI messages -> items: XML, JSON or multipart, whatever the header says. Pure; never raises.

What becomes what: `README.md`. Of persons nothing is taken: no name, staff number, face or mask.
"""

import re
from collections.abc import Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Picture, Rejected, Seen
from anlin.gateway.forbidden import names_below
from anlin.gateway.markup import NotXml, Part, parts_of, xml_fields
from anlin.gateway.protocols.hikvision_isapi import codes
from anlin.gateway.protocols.hikvision_isapi.access import access_event
from anlin.gateway.protocols.hikvision_isapi.plates import plate_read
from anlin.gateway.reading import Fields, NotJson, code, instant, json_of, names_of, spelled, text
from anlin.gateway.sensors import flag
from anlin.observations.kinds import KINDS
from anlin.observations.quality import Quality

_MAC = re.compile(r"(?i)[0-9a-f]{2}([:-][0-9a-f]{2}){5}")
_NO_DEVICE = {"", "default", "0"}
_FACE_EVENTS = frozenset({"facedetection", "accesscontrollerevent", "facesnap", "facecapture"})
_FACES = frozenset({"alarmresult", "facerecognition", "facematch", "facecontrast"})
_FACE_PICTURES = ("face", "pilot", "driver")
_NAMES = names_of("""
EventNotificationAlert eventType eventState dateTime macAddress ipAddress channelID dynChannelID channelName deviceID
deviceSerial deviceUUID Extensions serialNumber UUID isDataRetransmission DurationList DetectionRegionList ANPR
AccessControllerEvent AcsEvent InfoList Plates Plate licensePlate line direction confidenceLevel alarmDataType
vehicleType majorEventType subEventType doorNo serialNo currentEvent cardNo
""")
_CAUGHT_UP = {"major": "majorEventType", "minor": "subEventType"}
_MAX_LISTED = 2000
_PICTURE_TYPES = (("plate", "02"), ("vehicle", "09"), ("detection", "01"), ("background", "01"), ("", "01"))


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one push or one part of the alert stream. `peer` in `headers` names a device that does not itself."""
    peer = text(headers.get("peer", ""), 64)
    parts = parts_of(body)
    if not parts:
        return _told(body, peer, (), now_us)
    pictures = tuple(part for part in parts if part.media.startswith("image/") or part.content.startswith(b"\xff\xd8"))
    texts = [part for part in parts if part not in pictures and part.content.strip()]
    items: list[Item] = []
    for part in texts:
        items += _told(part.content, peer, pictures, now_us)
        pictures = ()  # They belong to the first message of the body.
    return items or [Rejected("", "no_message", "The body has no message, only pictures.", device=peer or None)]


def _told(body: bytes, peer: str, parts: tuple[Part, ...], now: int) -> list[Item]:
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    try:
        if start == b"<":
            root, fields = xml_fields(body)
        else:
            read = json_of(body)
            root, fields = "", read if isinstance(read, dict) else {}
    except (NotXml, NotJson):
        return [Rejected("", "unreadable", "The body is neither XML nor JSON.", device=peer or None)]
    fields = spelled(fields, _NAMES)
    wrapped = fields.get("EventNotificationAlert")
    fields = spelled(wrapped, _NAMES) if isinstance(wrapped, dict) else fields
    listed = _caught_up(root, fields)
    if listed:
        return [item for each in listed for item in _event(each, text(each["eventType"]).lower(), peer, (), now)]
    device = _device(fields, peer)
    kind = text(fields.get("eventType"), 40).lower()
    if not kind:
        kind = next(
            (name.lower() for name in ("AccessControllerEvent", "ANPR") if isinstance(fields.get(name), dict)), ""
        )
    if not kind and "licensePlate" not in fields:
        return [
            Rejected("", "no_event", f"A document {root or 'without event type'} is no event.", device=device or None)
        ]
    return _event(fields, kind or "anpr", device, parts, now)


def _caught_up(root: str, fields: Fields) -> list[Fields]:
    """What a device answers when it is asked for the past, as the events it would have pushed then, all as replays.

    An access controller's `AcsEvent` has its own names for codes and time, a camera's `Plates` for time and plate.
    """
    acs, plates = fields.get("AcsEvent"), fields if root == "Plates" else fields.get("Plates")
    old: Fields = {"isDataRetransmission": "true"}
    if isinstance(acs, dict):
        found = [
            {"dateTime": each.get("time"), "AccessControllerEvent": {_CAUGHT_UP.get(k, k): v for k, v in each.items()}}
            for each in _each(spelled(acs, _NAMES).get("InfoList"))
        ]
        return [{**old, "eventType": "AccessControllerEvent", **each} for each in found]
    if isinstance(plates, dict):
        return [
            {**old, "eventType": "ANPR", "dateTime": each.get("captureTime"), "UUID": f"plate {each.get('picName')}",
             "ANPR": {"licensePlate": each.get("plateNumber"), "direction": each.get("direction")}}
            for each in _each(spelled(plates, _NAMES).get("Plate"))
        ]  # fmt: skip
    return []


def _each(value: Any) -> list[Fields]:
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed[:_MAX_LISTED] if isinstance(each, dict)]


def _event(fields: Fields, kind: str, device: str, parts: tuple[Part, ...], now: int) -> list[Item]:
    at = instant(fields.get("dateTime"))
    moment = at or now  # Without a time of its own, a message is the event of its receipt.
    is_of_faces = bool({kind, _related(fields)} & (_FACE_EVENTS | _FACES))
    faces = tuple(part for part in parts if is_of_faces or _shows_face(part))
    pictures = _pictures(tuple(part for part in parts if part not in faces))
    dropped = tuple(dict.fromkeys(names_below(fields)))
    dropped += tuple(f"picture {part.name or part.file or 'face'}" for part in faces)
    if kind in _FACES:
        why = "A recognised person is never taken: matches are made at the door against lawful lists only."
        return [Rejected("", "comparison_result", why, device=device or None, by_law=True, dropped=dropped)]
    quality = int(Quality.REPLAYED) if flag(fields.get("isDataRetransmission")) else 0
    inner = fields.get("AccessControllerEvent")
    if kind == "accesscontrollerevent":
        inner = spelled(inner, _NAMES) if isinstance(inner, dict) else {}
        return [access_event(inner, device, at, moment, quality, dropped)]
    if kind == "anpr" or (kind == "vehicledetection" and {"ANPR", "licensePlate"} & fields.keys()):
        return [plate_read(fields, device, at, moment, quality, pictures, dropped)]
    if kind == "duration":
        kind = _related(fields)
    meaning = codes.EVENTS.get(kind)
    is_over = text(fields.get("eventState")).lower() == "inactive"
    targets = _targets(fields)
    if kind == "fielddetection" and targets == {"vehicle"}:
        meaning = codes.IN_FIELD_VEHICLE
    if meaning is None or (is_over and KINDS[meaning[0]] in codes.FALLS_BACK):
        # A type without a kind is a sign of life, and so is the end of what has no end to tell.
        return [_alive(device, fields, at, pictures, dropped)]
    found, label = meaning
    if is_over:
        label = codes.CLEAR
    event = text(fields.get("UUID"), 80)
    event = event if len(event) > 8 else f"{kind} {_channel(fields)} {moment}"
    return [Seen(event, device, event, found, label, at, quality=quality, pictures=pictures, dropped=dropped)]


def _alive(
    device: str, fields: Fields, at: int | None, pictures: tuple[Picture, ...], dropped: tuple[str, ...]
) -> DeviceNews:
    name = text(fields.get("channelName"))
    return DeviceNews(device, device, name, "camera", online=True, dropped=dropped, observed_at=at, pictures=pictures)


def _device(fields: Fields, peer: str) -> str:
    """MAC, else serial or device id, else the peer, else the address it believes to have; `/n` for a later channel."""
    extensions = fields.get("Extensions")
    serial = text(extensions.get("serialNumber"), 64) if isinstance(extensions, dict) else ""
    mac = text(fields.get("macAddress"), 64)
    own = mac if _MAC.fullmatch(mac) else ""
    for name in ("deviceID", "deviceSerial", "deviceUUID"):
        said = text(fields.get(name), 64)
        serial = serial or ("" if said.lower() in _NO_DEVICE else said)
    base = own or serial or peer or text(fields.get("ipAddress"), 64)
    channel = _channel(fields)
    return f"{base}/{channel}" if channel > 1 or (channel == 1 and code(fields.get("channelID")) > 32) else base


def _channel(fields: Fields) -> int:
    """Number of the camera behind a recorder: digital channels begin at 33."""
    number = max(code(fields.get("dynChannelID")), code(fields.get("channelID")))
    return number - 32 if number > 32 else max(number, 0)


def _related(fields: Fields) -> str:
    """The event a `duration` message goes on about."""
    listed = fields.get("DurationList")
    inner = listed.get("Duration") if isinstance(listed, dict) else None
    first: Any = inner[0] if isinstance(inner, list) and inner else inner
    return text(first.get("relationEvent"), 40).lower() if isinstance(first, dict) else ""


def _targets(fields: Fields) -> set[str]:
    listed = fields.get("DetectionRegionList")
    regions = listed.get("DetectionRegionEntry") if isinstance(listed, dict) else None
    each = regions if isinstance(regions, list) else [regions]
    return {text(region.get("detectionTarget"), 20).lower() for region in each if isinstance(region, dict)} - {""}


def _shows_face(part: Part) -> bool:
    """Whether the part is named after a face, or after driver or passenger: a plate camera cuts out their faces."""
    name = f"{part.name} {part.file}".lower()
    return any(word in name for word in _FACE_PICTURES)


def _pictures(parts: tuple[Part, ...]) -> tuple[Picture, ...]:
    found = []
    for part in parts:
        name = f"{part.name} {part.file}".lower()
        kind = next(kind for word, kind in _PICTURE_TYPES if word in name)
        found.append(Picture(kind, part.content))
    return tuple(sorted(found, key=lambda picture: picture.type))
