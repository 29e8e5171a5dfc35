"""Alarm methods and types of GB/T 28181 -> kinds and labels. What becomes what: `README.md`."""

from anlin.observations.kinds import kind_code, label_code

Meaning = tuple[int, int]


def _of(kind: str, label: str = "") -> Meaning:
    return kind_code(kind), label_code(label) if label else 0


_DEVICE, _VIDEO, _FAULT = 2, 5, 6

_TYPES: dict[tuple[int, int], Meaning] = {
    (_DEVICE, 1): _of("device_fault", "video_lost"),
    (_DEVICE, 2): _of("device_fault", "tamper"),
    (_DEVICE, 3): _of("device_fault"),
    (_DEVICE, 4): _of("device_fault", "high"),
    (_DEVICE, 5): _of("device_fault", "low"),
    (_VIDEO, 1): _of("sos_button", "manual"),
    (_VIDEO, 3): _of("left_object", "objects"),
    (_VIDEO, 5): _of("perimeter_alarm", "tripwire"),
    (_VIDEO, 6): _of("perimeter_alarm", "intrusion"),
    (_VIDEO, 7): _of("behavior_detected", "wrong_way"),
    (_VIDEO, 8): _of("behavior_detected", "loiter"),
    (_VIDEO, 10): _of("behavior_detected", "gather"),
    (_VIDEO, 11): _of("device_fault", "covered"),
    (_VIDEO, 12): _of("behavior_detected", "run"),
    (_FAULT, 1): _of("device_fault"),
    (_FAULT, 2): _of("device_fault"),
}
_INPUT = _of("perimeter_alarm", "alarm")
_FAULTY = _of("device_fault")
_LEAVES = _of("perimeter_alarm", "out")

_DEVICE_TYPES = {
    "111": "recorder", "118": "recorder", "131": "camera", "132": "camera", "134": "alarm_input",
    "135": "alarm_output", "200": "server", "215": "group", "216": "group",
}  # fmt: skip


def device_type(identifier: str) -> str:
    """What digits 11 to 13 of a 20-digit id say the device is; "" for unknown."""
    return _DEVICE_TYPES.get(identifier[10:13], "") if len(identifier) == 20 else ""


def meaning_of(method: int, kind_of: int, crossing: int, device: str) -> Meaning | None:
    """Kind and label of an alarm; `kind_of` and `crossing` are -1 where absent. None where no kind is known.

    An alarm of a device without type is what is wired to an alarm input (type 134), and a fault of any other.
    """
    if (method, kind_of) == (_VIDEO, 6) and crossing == 2:
        return _LEAVES
    if (method, kind_of) in _TYPES:
        return _TYPES[method, kind_of]
    if method == _DEVICE:
        return _INPUT if device_type(device) == "alarm_input" else _FAULTY
    return _FAULTY if method == _FAULT else None
