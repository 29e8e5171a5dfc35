"""ONVIF topics and object classes -> kinds and labels. Source: ONVIF's topic namespace and metadata schema."""

import msgspec

from anlin.observations.kinds import kind_code, label_code


class Meaning(msgspec.Struct, frozen=True, gc=False):
    """What a topic says; without the state or the number that it lives by, it says nothing.

    `label_if_false`: label where the state is false, None where false says nothing. `number`: field of the value.
    """

    kind: int
    label: int = 0
    label_if_false: int | None = None
    number: str = ""
    needs_state: bool = False


def _of(
    kind: str, label: str = "", label_if_false: str = "", number: str = "", *, needs_state: bool = False
) -> Meaning:
    return Meaning(
        kind_code(kind),
        label_code(label) if label else 0,
        label_code(label_if_false) if label_if_false else None,
        number,
        needs_state,
    )


PLATE = kind_code("plate_read")
VEHICLE = kind_code("vehicle_detected")
HEAT = kind_code("heat")

_TOPICS: dict[str, Meaning] = {
    "RuleEngine/LineDetector/Crossed": _of("perimeter_alarm", "tripwire"),
    "RuleEngine/FieldDetector/ObjectsInside": _of("perimeter_alarm", "intrusion", "clear", needs_state=True),
    "RuleEngine/FieldDetector/ObjectIsLoitering": _of("behavior_detected", "loiter", "clear"),
    "RuleEngine/LoiteringDetector/ObjectIsLoitering": _of("behavior_detected", "loiter", "clear"),
    "RuleEngine/CountAggregation/Counter": _of("line_count", number="Count"),
    "RuleEngine/CountAggregation/OccupancyCounter": _of("people_count", number="Count"),
    "RuleEngine/OccupancyCounter": _of("people_count", number="Count"),
    "VideoSource/GlobalSceneChange": _of("device_fault", "covered", needs_state=True),
    "VideoSource/ImageTooDark": _of("device_fault", "covered", needs_state=True),
    "VideoSource/ImageTooBlurry": _of("device_fault", "covered", needs_state=True),
    "VideoSource/ImageTooBright": _of("device_fault", "covered", needs_state=True),
    "VideoSource/SignalLoss": _of("device_fault", "video_lost", needs_state=True),
    "VideoSource/VideoLoss": _of("device_fault", "video_lost", needs_state=True),
    "Device/HardwareFailure/StorageFailure": _of("device_fault", needs_state=True),
    "Device/HardwareFailure/PowerSupplyFailure": _of("device_fault", "power_lost", needs_state=True),
    "Device/HardwareFailure": _of("device_fault", needs_state=True),
    "Device/Sensor/Temperature/High": _of("heat", "alarm", number="Value"),
}
CLASSES: dict[str, tuple[int, int]] = {
    "human": (kind_code("person_detected"), 0),
    "person": (kind_code("person_detected"), 0),
    "face": (kind_code("person_detected"), 0),
    "vehicle": (VEHICLE, 0),
    "car": (VEHICLE, label_code("car")),
    "truck": (VEHICLE, label_code("truck")),
    "bus": (VEHICLE, label_code("bus")),
    "motorcycle": (VEHICLE, label_code("motorcycle")),
    "bicycle": (VEHICLE, label_code("bicycle")),
    "bike": (VEHICLE, label_code("bicycle")),
}


def meaning_of(topic: str) -> Meaning | None:
    """The meaning of a topic, or of the nearest topic above it; vendors append parts of their own."""
    while topic:
        if topic in _TOPICS:
            return _TOPICS[topic]
        topic = topic.rpartition("/")[0]
    return None
