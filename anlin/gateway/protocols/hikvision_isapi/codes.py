"""Event types and access codes of ISAPI -> kinds and labels. What becomes what: `README.md`."""

from anlin.observations.kinds import kind_code, label_code

Meaning = tuple[int, int]


def _of(kind: str, label: str = "") -> Meaning:
    return kind_code(kind), label_code(label) if label else 0


PERSON = _of("person_detected")[0]
VEHICLE = _of("vehicle_detected")[0]
PLATE = _of("plate_read")[0]
CLEAR = label_code("clear")
IN_FIELD_VEHICLE = _of("zone_occupied", "vehicle")

EVENTS: dict[str, Meaning] = {
    "pir": _of("ir_motion", "on"),
    "linedetection": _of("perimeter_alarm", "tripwire"),
    "fielddetection": _of("perimeter_alarm", "intrusion"),
    "regionentrance": _of("perimeter_alarm", "in"),
    "regionexiting": _of("perimeter_alarm", "out"),
    "loitering": _of("behavior_detected", "loiter"),
    "group": _of("behavior_detected", "gather"),
    "rapidmove": _of("behavior_detected", "run"),
    "running": _of("behavior_detected", "run"),
    "violentmotion": _of("behavior_detected", "fight"),
    "falldown": _of("behavior_detected", "fall"),
    "parking": _of("zone_occupied", "vehicle"),
    "unattendedbaggage": _of("left_object", "objects"),
    "facedetection": _of("person_detected"),
    "humanrecognition": _of("person_detected"),
    "vehicledetection": _of("vehicle_detected"),
    "shelteralarm": _of("device_fault", "covered"),
    "tamperdetection": _of("device_fault", "covered"),
    "scenechangedetection": _of("device_fault", "covered"),
    "videoloss": _of("device_fault", "video_lost"),
    "diskfull": _of("device_fault"),
    "diskerror": _of("device_fault"),
    "nicbroken": _of("device_fault", "offline"),
    "thermometry": _of("heat", "alarm"),
    "firedetection": _of("visual_smoke_fire", "fire"),
    "smokedetection": _of("visual_smoke_fire", "smoke"),
    "smokeandfiredetection": _of("visual_smoke_fire", "fire"),
    "fireandsmokedetection": _of("visual_smoke_fire", "fire"),
}
"""Event type in lower case; a type that is not here (VMD, IO, duration) says only that the device is alive."""

FALLS_BACK = frozenset({"device_fault", "person_detected", "vehicle_detected"})
"""Kinds of which an end is no observation: a sighting is over by itself, an ended fault is the heartbeat."""

_GRANTED, _REFUSED = _of("access_event", "granted"), _of("access_event", "refused")

ACCESS: dict[tuple[int, int], Meaning] = {
    (5, 0x01): _GRANTED, (5, 0x02): _GRANTED, (5, 0x03): _REFUSED, (5, 0x06): _REFUSED, (5, 0x07): _REFUSED,
    (5, 0x08): _REFUSED, (5, 0x09): _REFUSED, (5, 0x0A): _REFUSED,
    (5, 0x15): _of("lock_event", "unlocked"), (5, 0x16): _of("lock_event", "locked"),
    (5, 0x17): _of("access_event", "out"),
    (5, 0x19): _of("door_state", "open"), (5, 0x1A): _of("door_state", "closed"),
    (5, 0x1B): _of("door_state", "forced"), (5, 0x1C): _of("door_state", "open"),
    (5, 0x26): _GRANTED, (5, 0x27): _REFUSED, (5, 0x4B): _GRANTED, (5, 0x4C): _REFUSED, (5, 0x4D): _GRANTED,
    (5, 0x4E): _REFUSED, (5, 0x4F): _REFUSED, (5, 0x50): _REFUSED,
    (1, 0x404): _of("lock_event", "tamper"), (1, 0x406): _of("lock_event", "tamper"),
    (1, 0x40A): _of("sos_button", "alarm"), (1, 0x40C): _REFUSED,
    (1, 0x415): _of("smoke", "alarm"), (1, 0x416): _of("smoke", "alarm"), (1, 0x418): _of("smoke", "manual"),
    (1, 0x41C): _of("sos_button", "alarm"), (1, 0x41D): _of("sos_button", "normal"),
    (2, 0x27): _of("device_fault", "offline"), (2, 0x403): _of("device_fault", "battery_low"),
    (2, 0x405): _of("device_fault", "power_lost"), (2, 0x409): _of("device_fault", "offline"),
    (3, 0x400): _of("access_event", "manual"), (3, 0x401): _of("lock_event", "locked"),
    (3, 0x402): _of("lock_event", "unlocked"),
}  # fmt: skip
"""(major, minor) of an access controller. Fire inputs and the fire button are told as smoke, the fire model's input."""

CARD_MINORS = frozenset({0x01, 0x02, 0x03, 0x06, 0x07, 0x08, 0x0A})
"""Passes made by a card: only then is the card's number a subject. A face or finger stays nameless."""
