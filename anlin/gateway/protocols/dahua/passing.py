"""The ITSAPI push of a plate camera: one passing vehicle with its pictures."""

from anlin.gateway.decoded import Item, Picture, Rejected, Seen, Subject
from anlin.gateway.forbidden import names_below
from anlin.gateway.protocols.dahua import codes
from anlin.gateway.reading import Fields, code, instant, number, picture_bytes, text
from anlin.observations.kinds import label_code
from anlin.observations.plates import normal_plate

_PICTURES = (("NormalPic", "01"), ("VehiclePic", "09"), ("CutoutPic", "02"))
_NONE = {"", "--", "unlicensed", "unknown", "null"}
_MAX_PLATE = 15


def without_plate(said: str) -> bool:
    return said.lower() in _NONE


def passing(picture: Fields, peer: str, now: int) -> Item:
    """A plate read, or a vehicle without a plate. Its pictures may come in a second push of the same passing.

    The instant, with milliseconds where given, and the lane make both pushes one event; the plate stays out of it.
    """
    plate_of, vehicle, snap = (_inner(picture, name) for name in ("Plate", "Vehicle", "SnapInfo"))
    device = text(snap.get("DeviceID"), 64) or peer
    dropped = tuple(dict.fromkeys(names_below(picture)))
    if not device:
        return Rejected("", "no_device", "The push names no camera and came from no known address.", dropped=dropped)
    at = instant(snap.get("AccurateTime")) or instant(snap.get("SnapTime"))
    event = f"passing {at or now} {max(code(snap.get('LanNo')), code(plate_of.get('Channel')))}"
    pictures = tuple(
        Picture(kind, data)
        for name, kind in _PICTURES
        if (data := picture_bytes(text(_inner(picture, name).get("Content"), 1 << 26)))
    )
    said = text(plate_of.get("PlateNumber"), 40)
    plate = "" if without_plate(said) else normal_plate(said)
    if plate and len(plate) <= _MAX_PLATE:
        return Seen(
            event, device, event, codes.PLATE, 0, at, confidence=_confidence(plate_of),
            subject=Subject("plate", plate), pictures=pictures, dropped=dropped,
        )  # fmt: skip
    name = codes.VEHICLE_LABELS.get(text(vehicle.get("VehicleType"), 20).lower())
    label = label_code(name) if name else 0
    return Seen(event, device, event, codes.VEHICLE, label, at, pictures=pictures, dropped=dropped)


def _confidence(plate: Fields) -> float:
    """0 to 100, or 0 to 255 where it is larger than 100; 0 is not said."""
    sent = number(plate.get("Confidence")) or 0.0
    if sent <= 0:
        return 1.0
    return sent / 100 if sent <= 100 else min(sent / 255, 1.0)


def _inner(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}
