"""Dahua messages -> items: blocks of the event stream, ITSAPI pushes, web events. Pure; never raises.

What becomes what: `README.md`. The stream names no device: `peer` in the headers does, channels follow as `peer/n`.
"""

import re
from collections.abc import Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Rejected, Seen, Subject
from anlin.gateway.forbidden import names_below
from anlin.gateway.protocols.dahua import codes
from anlin.gateway.protocols.dahua.passing import passing, without_plate
from anlin.gateway.reading import Fields, NotJson, code, instant, json_of, number, text
from anlin.observations.instants import HOUR
from anlin.observations.kinds import label_code
from anlin.observations.plates import normal_plate

_BOUNDARY = re.compile(rb"(?:^|[\r\n])--[^\r\n]*")
_BLOCK = re.compile(rb"(?:^|[\r\n])(Heartbeat|Code=[^;]{1,80};)")
_LENGTH = re.compile(rb"(?i)content-length:[ \t]*(\d{1,9})")
_PACKED = b"\x1f"  # JSON packed with gzip begins so.
_MAX_PLATE = 15
_MAX_BLOCKS = 1000


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one push, or of all whole blocks in a piece of the event stream."""
    peer = text(headers.get("peer", ""), 64)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start in (b"{", _PACKED):
        return _pushed(body, peer, now_us)
    # Content-Length is sometimes wrong, so blocks are cut at the boundary.
    pieces = _BOUNDARY.split(body, _MAX_BLOCKS)[: _MAX_BLOCKS + 1]
    is_cut = _is_cut(pieces[-1])
    whole = pieces[:-1] if is_cut else pieces
    blocks = [piece[found.start(1) :].rstrip() for piece in whole if (found := _BLOCK.search(piece))]
    items = [item for block in blocks for item in _block(block, peer, now_us)]
    if is_cut:
        # Its channel is not to be believed: 14 may have become 1.
        items.append(Rejected("", "truncated", "The last block is cut off in its head.", device=peer or None))
    return items or [Rejected("", "no_event", "The body has no event block and is not JSON.", device=peer or None)]


def _is_cut(piece: bytes) -> bool:
    """Whether a block ends within its first line, short of the length it announces and before any data."""
    head, blank, block = piece.lstrip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")
    length = _LENGTH.search(head) if blank else None
    if length is None or block.endswith(b"\n") or block.partition(b";data=")[2]:
        return False
    return len(block) < int(length[1])


def _block(block: bytes, peer: str, now: int) -> list[Item]:
    """One `Code=…;action=…;index=…;data={…}`; values may hold `=` and `;`, so only the first three are cut."""
    if block.startswith(b"Heartbeat"):
        return [DeviceNews("Heartbeat", peer, online=True)]
    head, mark, data = block.partition(b";data=")
    pairs = dict(pair.split("=", 1) for pair in head.decode("utf-8", "replace").split(";", 3) if "=" in pair)
    name, action = text(pairs.get("Code"), 60), text(pairs.get("action"), 20)
    fields: Fields = {}
    if mark:
        try:
            read = _json_in(data.strip())
        except NotJson:
            if data.lstrip().startswith(b"{"):
                why = f"The data of {name} is cut off or is no JSON."
                return [Rejected("", "truncated", why, device=_device(peer, pairs.get("index")) or None)]
            read = {}
        fields = read if isinstance(read, dict) else {}
    return [_event(name, action, _device(peer, pairs.get("index")), fields, now)]


def _json_in(data: bytes) -> Any:
    """The data as JSON of any encoding; a name cut within a letter costs that letter only. Raises `NotJson`."""
    try:
        return json_of(data)
    except NotJson:
        return json_of(data.decode("utf-8", "replace").encode())


def _pushed(body: bytes, peer: str, now: int) -> list[Item]:
    try:
        message = json_of(body)
    except NotJson:
        return [Rejected("", "not_json", "The body is not JSON.", device=peer or None)]
    if not isinstance(message, dict):
        return [Rejected("", "not_an_object", "Where an object should be, something else stands.", device=peer or None)]
    picture = message.get("Picture")
    if isinstance(picture, dict):
        return [passing(picture, peer, now)]
    if "Active" in message or isinstance(message.get("DeviceInfo"), dict):
        about = message.get("DeviceInfo")
        inner = text(about.get("DeviceID"), 64) if isinstance(about, dict) else ""
        device = text(message.get("DeviceID"), 64) or inner or peer
        return [DeviceNews(device, device, kind="tollgate", online=True)]
    params = message.get("params")
    listed = params.get("eventList") if isinstance(params, dict) else [message] if "Code" in message else None
    if not isinstance(listed, list):
        return [Rejected("", "no_event", "The body is no event that is known.", device=peer or None)]
    items: list[Item] = []
    for each in listed[:_MAX_BLOCKS]:
        if not isinstance(each, dict):
            items.append(Rejected("", "not_an_object", "Where an event should be, something else stands."))
            continue
        data = each.get("Data")
        fields = data if isinstance(data, dict) else {}
        device = _device(peer, each.get("Index"))
        items.append(_event(text(each.get("Code"), 60), text(each.get("Action"), 20), device, fields, now))
    return items


def _event(name: str, action: str, device: str, fields: Fields, now: int) -> Item:
    at = _observed_at(fields)
    dropped = tuple(dict.fromkeys(names_below(fields)))
    own, group = text(fields.get("EventID"), 24), text(fields.get("GroupID"), 24)
    # 0 is no id. A group holds several events: it only tells apart those of one instant.
    event = f"{name} {own} {(at or now) // HOUR}" if own.strip("0") else f"{name} {group} {at or now}"
    if name in codes.RECOGNITION:
        why = "A recognised person is never taken: matches are made at the door against lawful lists only."
        return Rejected(event, "comparison_result", why, device=device or None, by_law=True, dropped=dropped)
    meaning = _meaning(name, fields)
    if meaning is None:
        return DeviceNews(event, device, online=True, observed_at=at, dropped=dropped)
    kind, label = meaning
    plate = _plate(fields)
    subject = None
    if name == "TrafficJunction" and plate:
        kind, label, subject = codes.PLATE, 0, Subject("plate", plate)
    if action.lower() == "stop" and name not in codes.MOMENTS:
        label = codes.CLEAR
    return Seen(
        event, device, event, kind, label, at, confidence=_confidence(fields), subject=subject, dropped=dropped,
        track=max(code(_object(fields).get("ObjectID")), 0),
    )  # fmt: skip


def _meaning(name: str, fields: Fields) -> codes.Meaning | None:
    if name == "DoorStatus":
        return codes.DOOR_STATES.get(text(fields.get("Status"), 16).lower())
    if name == "AccessControl":
        status = code(fields.get("Status"))
        return None if status < 0 else codes.GRANTED if status == 1 else codes.REFUSED
    thing = text(_object(fields).get("ObjectType"), 20).lower()
    if name == "CrossRegionDetection" and thing in ("vehicle", "motor"):
        return codes.IN_REGION_VEHICLE
    meaning = codes.EVENTS.get(name)
    snapped = fields.get("CommInfo")
    category = text(snapped.get("SnapCategory"), 20).lower() if isinstance(snapped, dict) else ""
    if meaning and meaning[0] == codes.VEHICLE and "nonmotor" in (thing, category):
        return codes.VEHICLE, label_code("nonmotor")
    return meaning


def _observed_at(fields: Fields) -> int | None:
    """`RealUTC`, else the local time in the site's zone, else `UTC`, which often is local time counted as if UTC."""
    real = number(fields.get("RealUTC"))
    if real:
        return instant(real)
    local = instant(fields.get("LocaleTime"))
    return local if local is not None else instant(number(fields.get("UTC")))


def _object(fields: Fields) -> Fields:
    single = fields.get("Object")
    if isinstance(single, dict):
        return single
    listed = fields.get("Objects")
    first: Any = listed[0] if isinstance(listed, list) and listed else None
    return first if isinstance(first, dict) else {}


def _plate(fields: Fields) -> str:
    """The plate wherever this firmware puts it; "" for none."""
    car, thing = fields.get("TrafficCar"), _object(fields)
    candidates = [car.get("PlateNumber") if isinstance(car, dict) else None]
    if text(thing.get("ObjectType")).lower() == "plate":
        candidates.append(thing.get("Text"))
    for name in ("Plate", "NonMotor"):
        inner = fields.get(name)
        inner = inner.get("Plate") if name == "NonMotor" and isinstance(inner, dict) else inner
        candidates.append(inner.get("Text") if isinstance(inner, dict) else None)
    for candidate in candidates:
        said = text(candidate, 40)
        plate = "" if without_plate(said) else normal_plate(said)
        if plate and len(plate) <= _MAX_PLATE:
            return plate
    return ""


def _confidence(fields: Fields) -> float:
    """Confidence of the object, 0 to 255 in this stream; 0 is not said."""
    sent = number(_object(fields).get("Confidence")) or 0.0
    return min(sent / 255, 1.0) if sent > 0 else 1.0


def _device(peer: str, index: Any) -> str:
    """The peer, with the channel's number (counted from 1) behind a recorder; the number alone without a peer."""
    channel = code(index) + 1
    if channel <= 1:
        return peer
    return f"{peer}/{channel}" if peer else str(channel)
