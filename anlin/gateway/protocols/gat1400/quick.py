"""The short way for the most common body: vehicles in the standard's spelling, without pictures.

It gives exactly what `objects.motor_vehicle` gives, three times as fast, and gives up on anything uncommon: a field
it does not know (`forbid_unknown_fields`, so no forbidden attribute can pass unseen), an odd id, time or plate.
"""

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


def vehicles_in(body: bytes) -> list[Any] | None:
    """The `Vehicle`s of a body, None unless the body is exactly the standard's."""
    try:
        return _decoder.decode(body).MotorVehicleListObject.MotorVehicleObject
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def plate_read(vehicle: Any) -> Seen | None:
    """The plate read of a vehicle without pictures, None if anything about it needs a closer look."""
    if vehicle.SubImageList or vehicle.StorageUrl1 or vehicle.StorageUrl2 or vehicle.StorageUrl3:
        return None
    if vehicle.StorageUrl4 or vehicle.StorageUrl5 or vehicle.RelatedList:
        return None
    item, device, plate = vehicle.MotorVehicleID, vehicle.DeviceID, vehicle.PlateNo
    if not (_is_plain(item) and _is_plain(device) and type(plate) is str and 5 <= len(plate) <= 15):
        return None
    # Only then is the plate its own normal form: one character of a province, then capitals and digits.
    if not ("一" <= plate[0] <= "鿿" and plate[1:].isascii() and plate.isalnum() and plate.upper() == plate):
        return None
    time = vehicle.PassTime
    at = _instant(time) if type(time) is str and len(time) == 14 else None
    reliability = vehicle.PlateReliability
    if at is None or (reliability and not (type(reliability) is str and reliability.isdecimal())):
        return None
    passage = vehicle.InOut
    label = 0 if passage is None else codes.PASSAGE.get(passage) if type(passage) is str else None
    if label is None:
        return None
    return Seen(
        item,
        device,
        item if is_one_event(item) else f"{item}@{at}",
        codes.PLATE,
        label,
        at,
        confidence=min(int(reliability[:4]) or 100, 100) / 100 if reliability else 1.0,
        subject=Subject("plate", plate),
    )


_instant = lru_cache(maxsize=1024)(instant)
"""Objects of one batch, and batches of one second, share their few times."""


def _is_plain(identifier: Any) -> bool:
    return type(identifier) is str and 8 <= len(identifier) <= 64 and identifier.isalnum()
