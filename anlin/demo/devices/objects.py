"""What a device noticed, as objects of GA/T 1400 in the standard's own spelling."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any

from anlin.demo.town.plan import Device
from anlin.demo.world.kernel import SECOND, Sighting

CHINA = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

LISTS = {
    "plate_read": "MotorVehicle",
    "vehicle_detected": "MotorVehicle",
    "ebike_detected": "NonMotorVehicle",
    "person_detected": "Person",
}
"""Which object tells of which kind; kinds that are not here go by the edge box."""

_MARKS = {"MotorVehicle": "02", "NonMotorVehicle": "03", "Person": "01"}
_TIMES = {"MotorVehicle": "PassTime", "NonMotorVehicle": "AppearTime", "Person": "PersonAppearTime"}
# A lift detector keeps to itself what it is not sure of: its maker's threshold, printed on its settings page.
MAKERS_THRESHOLD = 0.7


def local_digits(at: int) -> str:
    """14 digits of local China time, as the standard has it."""
    return _digits(at // SECOND)


@lru_cache(4096)
def _digits(second: int) -> str:
    return (_EPOCH + timedelta(seconds=second)).astimezone(CHINA).strftime("%Y%m%d%H%M%S")


def is_sent(sighting: Sighting) -> bool:
    """Whether the device sends it at all."""
    return sighting.kind != "ebike_detected" or sighting.confidence >= MAKERS_THRESHOLD


def object_of(sighting: Sighting, device: Device) -> dict[str, Any]:
    """One object with 48-digit id; its time under `_time` (µs) for the dialect to write."""
    name = LISTS[sighting.kind]
    stamp = local_digits(sighting.at)
    source = f"{device.code}02{stamp}{sighting.serial % 100_000:05d}"
    fields: dict[str, Any] = {
        f"{name}ID": f"{source}{_MARKS[name]}{sighting.serial % 100_000:05d}",
        "InfoKind": 1,
        "SourceID": source,
        "DeviceID": device.code,
        "LeftTopX": 412,
        "LeftTopY": 236,
        "RightBtmX": 1108,
        "RightBtmY": 884,
        _TIMES[name]: sighting.at,
    }
    if name == "MotorVehicle":
        fields |= _vehicle(sighting)
    elif name == "NonMotorVehicle":
        fields |= {"HasPlate": 0, "VehicleType": "电动自行车", "VehicleColor": "1"}
    else:
        # What such cameras add of a person's looks; the door must drop it.
        fields |= {"CoatColor": "5", "TrousersColor": "1", "GenderCode": "0", "AgeUpLimit": 60, "AgeLowerLimit": 20}
    return fields


def _vehicle(sighting: Sighting) -> dict[str, Any]:
    fields: dict[str, Any] = {"HasPlate": 1 if sighting.plate else 0, "VehicleClass": "K33", "VehicleColor": "2"}
    if sighting.plate:
        green = len(sighting.plate) == 8
        fields |= {
            "PlateClass": "52" if green else "02",
            "PlateColor": "9" if green else "5",
            "PlateNo": sighting.plate,
            "PlateReliability": str(round(sighting.confidence * 100)),
        }
    if sighting.label in ("in", "out"):
        fields["InOut"] = sighting.label
    return fields


def capture_devices(devices: Sequence[Device], platform: str) -> list[dict[str, Any]]:
    """The platform's cameras with their state: what a lower platform tells of the devices behind it."""
    return [
        {
            "ApeID": device.code,
            "Name": device.name,
            "Model": "demo",
            "Longitude": device.at[0],
            "Latitude": device.at[1],
            "PlaceCode": device.code[:6],
            "Place": device.name,
            "IsOnline": "1",
            "OwnerApsID": platform,
            "FunctionType": "1" if device.kind == "gate_camera" else "5",
        }
        for device in devices
    ]
