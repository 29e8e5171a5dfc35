"""The short way for the most common body: vehicles in the standard's spelling, without pictures.

It gives exactly what `objects.motor_vehicle` gives, three times as fast, and gives up on anything uncommon: a field
it does not know (`forbid_unknown_fields`, so no forbidden attribute can pass unseen), an odd id, time or plate.
"""

import re
from functools import lru_cache
from typing import Any

import msgspec

from anlin.gateway.decoded import Seen, Subject
from anlin.gateway.protocols.gat1400 import codes
from anlin.gateway.protocols.gat1400.ids import is_one_event
from anlin.gateway.protocols.gat1400.names import COMMON, VEHICLE
from anlin.gateway.reading import instant

# The order of the standard's own table, which senders follow: a field that comes where it is expected is found at
# once, any other is searched for.
_FIRST = (
    "MotorVehicleID", "InfoKind", "SourceID", "TollgateID", "DeviceID", "StorageUrl1", "StorageUrl2", "StorageUrl3",
    "StorageUrl4", "StorageUrl5", "LeftTopX", "LeftTopY", "RightBtmX", "RightBtmY", "MarkTime", "AppearTime",
    "DisappearTime",
)  # fmt: skip

Vehicle: Any = msgspec.defstruct(
    "Vehicle",
    [(name, Any, None) for name in dict.fromkeys((*_FIRST, *VEHICLE, *COMMON))],
    forbid_unknown_fields=True,
    gc=False,
)
"""A MotorVehicleObject of nothing but the standard's fields, each of whatever type was sent."""


class _Listed(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    MotorVehicleObject: list[Vehicle]


class _Body(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    MotorVehicleListObject: _Listed


_decoder = msgspec.json.Decoder(_Body)

# Only then is the plate its own normal form: one character of a province, then capitals and digits.
_is_plain_plate = re.compile(r"[一-鿿][A-Z0-9]{4,14}").fullmatch

_CONFIDENCE: dict[Any, float] = {None: 1.0, "": 1.0, **{str(n): (n or 100) / 100 for n in range(101)}}
_PASSAGE: dict[Any, int] = {None: 0, **codes.PASSAGE}


def vehicles_in(body: bytes) -> list[Any] | None:
    """The `Vehicle`s of a body, None unless the body is exactly the standard's."""
    try:
        return _decoder.decode(body).MotorVehicleListObject.MotorVehicleObject
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def plate_reads(vehicles: list[Any]) -> list[Seen | None]:
    """The plate read of each vehicle without pictures, None where anything about one needs a closer look.

    One loop and few calls: it runs for every object of every body, and is half of what such a body costs.
    """
    reads: list[Seen | None] = []
    device: Any = None
    time: Any = None
    at: int | None = None
    for each in vehicles:
        # Most bodies are of one device and one second.
        if each.DeviceID != device or device is None:
            device = each.DeviceID if _is_plain(each.DeviceID) else None
        if each.PassTime != time or type(time) is not str:
            time = each.PassTime
            at = _instant(time) if type(time) is str and len(time) == 14 else None
        reads.append(_plate_read(each, device, at) if device is not None and at is not None else None)
    return reads


def _plate_read(vehicle: Any, device: str, at: int) -> Seen | None:
    item, plate = vehicle.MotorVehicleID, vehicle.PlateNo
    if type(item) is not str or type(plate) is not str or not _is_plain_plate(plate):
        return None
    if not (8 <= len(item) <= 64 and item.isalnum()) or _has_picture(vehicle):
        return None
    try:
        label, confidence = _PASSAGE.get(vehicle.InOut), _CONFIDENCE.get(vehicle.PlateReliability)
    except TypeError:  # A list or an object, which are no keys.
        return None
    if label is None or confidence is None:
        return None
    event = item if is_one_event(item) else f"{item}@{at}"
    return Seen(item, device, event, codes.PLATE, label, at, 0.0, confidence, 0, 0, "", Subject("plate", plate))


def _has_picture(vehicle: Any) -> bool:
    return bool(
        vehicle.SubImageList
        or vehicle.StorageUrl1
        or vehicle.StorageUrl2
        or vehicle.StorageUrl3
        or vehicle.StorageUrl4
        or vehicle.StorageUrl5
        or vehicle.RelatedList
    )


_instant = lru_cache(maxsize=1024)(instant)
"""Objects of one batch, and batches of one second, share their few times."""


def _is_plain(identifier: Any) -> bool:
    return type(identifier) is str and 8 <= len(identifier) <= 64 and identifier.isalnum()
