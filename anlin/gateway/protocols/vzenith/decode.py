"""Vzenith plate cameras -> items: plate results, heartbeats, barriers. Pure; never raises.

What becomes what: `README.md`. Over MQTT the plate is base64 of UTF-8 (some send GB 18030), over HTTP it is plain text.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Picture, Rejected, Seen, Subject
from anlin.gateway.forbidden import names_below
from anlin.gateway.markup import parts_of
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
from anlin.observations.instants import DAY, SECOND, SITE_ZONE, micros
from anlin.observations.kinds import kind_code, label_code
from anlin.observations.plates import normal_plate
from anlin.observations.quality import Quality

_PLATE = kind_code("plate_read")
_VEHICLE = kind_code("vehicle_detected")
_OCCUPIED = kind_code("zone_occupied")
_BARRIER = kind_code("barrier_event")
_STAYS = {64: label_code("vehicle"), 65: label_code("clear")}
_AUTO = label_code("auto")
_MAX_PLATE = 15
_PICTURES = (
    ("imageFile", "01"),
    ("full_image_content", "01"),
    ("imageFragmentFile", "02"),
    ("small_image_content", "02"),
)
_SECRETS = ("pass_wd", "user_name")
_NAMES = names_of("""
sn name payload AlarmInfoPlate AlarmGioIn SerialData TriggerImage serialno ipaddr deviceName result PlateResult license
confidence plateid unique_id triggerType isoffline gioouts ctrltype timeStamp Timeval sec usec decyear decmon decday
dechour decmin decsec imageFile imageFragmentFile full_image_content small_image_content
""")


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one push or one MQTT message. `peer` in `headers` names a camera that does not name itself."""
    peer = text(headers.get("peer", ""), 64)
    parts = parts_of(body)
    if parts:
        return [_heartbeat({part.name: part.content.decode("utf-8", "replace") for part in parts}, peer)]
    try:
        message = json_of(body.strip(b"\x00"))
    except NotJson:
        return [Rejected("", "not_json", "The body is not JSON.", device=peer or None)]
    if not isinstance(message, dict):
        return [Rejected("", "not_an_object", "Where an object should be, something else stands.", device=peer or None)]
    message = spelled(message, _NAMES)
    sn = text(message.get("sn"), 64) or _serial_in(where)
    payload = _fields(message.get("payload"))
    is_mqtt = payload is not None or "/message/" in where
    inner = message if payload is None else payload
    return _told(inner, sn or peer, is_mqtt, text(message.get("name"), 40), headers, now_us)


def _told(inner: Fields, sender: str, is_mqtt: bool, name: str, headers: Mapping[str, str], now: int) -> list[Item]:
    for key, value in inner.items():
        about = _fields(value)
        if key == "AlarmInfoPlate" and about is not None:
            return _plate(about, sender, is_mqtt, headers, now)
        if key in ("AlarmGioIn", "SerialData", "TriggerImage") and about is not None:
            device = _device(about, inner, sender)
            # What an input or a serial line means is wired differently at every gate: a sign of life, no event.
            return [_news(device, about, picture=key == "TriggerImage")]
    if name in ("ivs_result", "quick_ivs_result"):
        return _plate(inner, sender, is_mqtt, headers, now)
    device = _device(inner, inner, sender)
    return [_news(device, inner)]


def _fields(value: Any) -> Fields | None:
    """An object with its known names as they are read here, whatever the case; None for anything else."""
    return spelled(value, _NAMES) if isinstance(value, dict) else None


def _plate(alarm: Fields, sender: str, is_mqtt: bool, headers: Mapping[str, str], now: int) -> list[Item]:
    device = _device(alarm, alarm, sender)
    result = _fields(alarm.get("result"))
    fields = _fields((alarm if result is None else result).get("PlateResult"))
    if fields is None:
        return [Rejected("", "no_plate_result", "The plate result is missing.", device=device or None)]
    at = _observed_at(fields)
    counter = text(fields.get("plateid")) or text(fields.get("unique_id"))
    # The counter begins again when a camera is reset, so the day is part of the event.
    event = f"{counter}@{(at or now) // DAY}" if counter else f"at {at or now}"
    trigger = code(fields.get("triggerType"))
    is_replayed = code(fields.get("isoffline")) == 1 or bool(headers.get("retain"))
    quality = int(Quality.REPLAYED) if is_replayed else 0
    pictures = _pictures(fields)
    dropped = tuple(dict.fromkeys(names_below(alarm)))
    plate = normal_plate(_license(fields.get("license"), is_mqtt))

    def seen(kind: int, label: int, subject: Subject | None, confidence: float = 1.0) -> Seen:
        return Seen(
            counter, device, event, kind, label, at, 0.0, confidence, quality,
            subject=subject, pictures=pictures, dropped=dropped,
        )  # fmt: skip

    if trigger in _STAYS:
        return [seen(_OCCUPIED, _STAYS[trigger], None)]
    if plate and len(plate) <= _MAX_PLATE:
        certain = min(max(number(fields.get("confidence")) or 100.0, 0.0), 100.0) / 100
        items: list[Item] = [seen(_PLATE, 0, Subject("plate", plate), certain)]
    else:
        items = [seen(_VEHICLE, 0, None)]
    if _opened(fields.get("gioouts")):
        items.append(Seen(counter, device, event, _BARRIER, _AUTO, at, quality=quality))
    return items


def _license(sent: Any, is_mqtt: bool) -> str:
    """The plate as text; "" for base64 of anything but text, as a short plain plate may happen to be."""
    said = text(sent, 80)
    if not is_mqtt:
        return said
    try:
        packed = base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        return said  # Some firmware sends plain text over MQTT too.
    for encoding in ("utf-8", "gb18030"):
        try:
            plate = packed.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
        if plate.isprintable():
            return plate
    return ""


def _observed_at(fields: Fields) -> int | None:
    """The camera's wall clock in the site's zone; its epoch, wrong whenever its zone is, only where that is no time."""
    stamp = _fields(fields.get("timeStamp"))
    time = _fields(stamp.get("Timeval")) if stamp is not None else None
    if time is None:
        return None
    usec = code(time.get("usec"))
    usec = usec if 0 <= usec < SECOND else 0
    at = _wall_clock(time)
    at = instant(number(time.get("sec"))) if at is None else at
    return None if at is None else at + usec


def _wall_clock(time: Fields) -> int | None:
    """The start of the second that the camera's clock shows, None where it shows no time."""
    year, *rest = (code(time.get(f"dec{name}")) for name in ("year", "mon", "day", "hour", "min", "sec"))
    if year <= 1970:
        return None
    month, day, hour, minute, second = rest
    try:
        return micros(datetime(year, month, day, hour, minute, second, tzinfo=SITE_ZONE))
    except (ValueError, OverflowError):
        return None


def _pictures(fields: Fields) -> tuple[Picture, ...]:
    found = []
    for name, kind in _PICTURES:
        sent = fields.get(name)
        data = picture_bytes(sent) if isinstance(sent, str) and sent else None
        if data:
            found.append(Picture(kind, data))
    return tuple(found)


def _opened(outputs: Any) -> bool:
    """Whether an output opened the barrier with this result (1 by the server, 2 by the off-line white list)."""
    listed = [_fields(each) for each in outputs] if isinstance(outputs, list) else []
    return any(each is not None and code(each.get("ctrltype")) in (1, 2) for each in listed)


def _device(inner: Fields, outer: Fields, sender: str) -> str:
    """Its serial, else what the topic or the peer says, else the address it believes to have."""
    return (
        text(inner.get("serialno"), 64)
        or text(outer.get("serialno"), 64)
        or sender
        or text(inner.get("ipaddr"), 64)
        or text(outer.get("ipaddr"), 64)
    )


def _news(device: str, fields: Fields, *, picture: bool = False) -> Item:
    if not device:
        return Rejected("", "no_device", "The message names no camera and came from no known address.")
    return DeviceNews(
        device, device, name=text(fields.get("deviceName")), kind="tollgate", online=True,
        pictures=_pictures(fields) if picture else (), dropped=tuple(dict.fromkeys(names_below(fields))),
    )  # fmt: skip


def _heartbeat(fields: Mapping[str, str], peer: str) -> Item:
    """A device registration: the camera's own account comes with it in clear text and is dropped."""
    device = text(fields.get("serialno"), 64) or peer or text(fields.get("ipaddr"), 64)
    dropped = tuple(name for name in _SECRETS if fields.get(name))
    if not device:
        return Rejected("", "no_device", "The heartbeat names no camera.", dropped=dropped)
    return DeviceNews(
        device, device, name=text(fields.get("device_name")), kind="tollgate", online=True, dropped=dropped
    )


def _serial_in(topic: str) -> str:
    """The serial in `device/{sn}/message/up/…`, `{sn}/device/message/up/…` or `device/{sn}/push/state`."""
    levels = topic.split("/")
    if len(levels) < 3 or not {"message", "push"}.intersection(levels):
        return ""
    return text(levels[1] if levels[0] == "device" else levels[0], 64)
