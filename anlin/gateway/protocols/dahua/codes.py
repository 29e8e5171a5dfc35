"""Event codes of Dahua -> kinds and labels. What becomes what: `README.md`."""

from anlin.observations.kinds import kind_code, label_code

Meaning = tuple[int, int]


def _of(kind: str, label: str = "") -> Meaning:
    return kind_code(kind), label_code(label) if label else 0


PLATE = kind_code("plate_read")
VEHICLE = kind_code("vehicle_detected")
CLEAR = label_code("clear")
IN_REGION_VEHICLE = _of("zone_occupied", "vehicle")

EVENTS: dict[str, Meaning] = {
    "SmartMotionHuman": _of("person_detected"),
    "SmartMotionVehicle": _of("vehicle_detected"),
    "HumanTrait": _of("person_detected"),
    "FaceDetection": _of("person_detected"),
    "CrossLineDetection": _of("perimeter_alarm", "tripwire"),
    "CrossRegionDetection": _of("perimeter_alarm", "intrusion"),
    "CrossFenceDetection": _of("perimeter_alarm", "climb"),
    "WanderDetection": _of("behavior_detected", "loiter"),
    "RioterDetection": _of("behavior_detected", "gather"),
    "MoveDetection": _of("behavior_detected", "run"),
    "ParkingDetection": _of("zone_occupied", "vehicle"),
    "LeftDetection": _of("left_object", "objects"),
    "VideoBlind": _of("device_fault", "covered"),
    "VideoLoss": _of("device_fault", "video_lost"),
    "StorageFailure": _of("device_fault"),
    "HeatImagingTemper": _of("heat", "alarm"),
    "FireWarning": _of("visual_smoke_fire", "fire"),
    "SmokeDetection": _of("visual_smoke_fire", "smoke"),
    "TrafficJunction": _of("vehicle_detected"),
}
"""A code that is not here (VideoMotion, AlarmLocal, a doorbell) says only that the device is alive."""

MOMENTS = frozenset({
    "SmartMotionHuman", "SmartMotionVehicle", "HumanTrait", "FaceDetection", "TrafficJunction",
    "DoorStatus", "AccessControl",
})  # fmt: skip
"""Codes whose `Stop` ends no state: it tells of the same sighting as their `Start`, or the data name the state."""

RECOGNITION = frozenset({"FaceRecognition", "FaceComparision", "FaceComparison", "FeatureAbstract"})

DOOR_STATES: dict[str, Meaning] = {
    "open": _of("door_state", "open"),
    "opened": _of("door_state", "open"),
    "close": _of("door_state", "closed"),
    "closed": _of("door_state", "closed"),
    "break": _of("door_state", "forced"),
}
GRANTED, REFUSED = _of("access_event", "granted"), _of("access_event", "refused")
VEHICLE_LABELS = {
    "car": "car", "suv": "car", "motor": "vehicle", "truck": "truck", "bus": "bus", "nonmotor": "nonmotor",
}  # fmt: skip
