"""Milesight LPR pushes -> items: flat JSON, all values texts, `-` for unknown. Pure; never raises.

What becomes what: `README.md`.
"""

from collections.abc import Mapping

from anlin.gateway.decoded import Item, Picture, Rejected, Seen, Subject
from anlin.gateway.forbidden import names_below
from anlin.gateway.reading import NotJson, instant, json_of, names_of, number, picture_bytes, spelled, text
from anlin.observations.kinds import kind_code
from anlin.observations.plates import normal_plate

_PLATE, _VEHICLE = kind_code("plate_read"), kind_code("vehicle_detected")
_PICTURES = (("full_image", "01"), ("plate_image", "02"))
_MAX_PLATE = 15
_NAMES = names_of("plate device time time_msec detection_region confidence full_image plate_image")


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """The passing of one push. `device` is a name every camera bears from the factory: the peer goes before it."""
    peer = text(headers.get("peer", ""), 64)
    try:
        message = json_of(body)
    except NotJson:
        return [Rejected("", "not_json", "The body is not JSON.", device=peer or None)]
    message = spelled(message, _NAMES) if isinstance(message, dict) else {}
    if "plate" not in message:
        return [Rejected("", "no_plate_result", "The body is no plate result.", device=peer or None)]
    device = peer or text(message.get("device"), 64)
    dropped = tuple(dict.fromkeys(names_below(message)))
    if not device:
        return [Rejected("", "no_device", "The push names no camera and came from no known address.", dropped=dropped)]
    at = instant(message.get("time_msec")) or instant(message.get("time"))
    event = f"passing {at or now_us} {text(message.get('detection_region'), 8)}"
    pictures = tuple(
        Picture(kind, data) for name, kind in _PICTURES if (data := picture_bytes(text(message.get(name), 1 << 26)))
    )
    plate = normal_plate(text(message.get("plate"), 40))
    if not plate or len(plate) > _MAX_PLATE:
        return [Seen(event, device, event, _VEHICLE, 0, at, pictures=pictures, dropped=dropped)]
    sent = number(message.get("confidence"))
    confidence = 1.0 if not sent or sent < 0 else min(sent if sent <= 1 else sent / 100, 1.0)
    return [
        Seen(
            event, device, event, _PLATE, 0, at, confidence=confidence, subject=Subject("plate", plate),
            pictures=pictures, dropped=dropped,
        )
    ]  # fmt: skip
