"""Attributes of Zigbee locks -> readings: the bolt, and who was let in or not, without saying who."""

from anlin.gateway.reading import Fields, text
from anlin.gateway.sensors import Reading
from anlin.observations.kinds import kind_code, label_code

_BOLT = {
    name: Reading(kind_code("lock_event"), label_code(label))
    for name, label in (("locked", "locked"), ("unlocked", "unlocked"), ("not_fully_locked", "jammed"))
}
_GRANTED = Reading(kind_code("access_event"), label_code("granted"))
_REFUSED = Reading(kind_code("access_event"), label_code("refused"))
_MANUAL = Reading(kind_code("access_event"), label_code("manual"))
_SOS = Reading(kind_code("sos_button"), label_code("alarm"))
_ACTIONS = {
    "unlock": _GRANTED,
    "key_unlock": _GRANTED,
    "schedule_unlock": _GRANTED,
    "manual_unlock": _MANUAL,
    "unlock_failure_invalid_pin_or_id": _REFUSED,
    "unlock_failure_invalid_schedule": _REFUSED,
    "lock_failure_invalid_pin_or_id": _REFUSED,
    "lock_failure_invalid_schedule": _REFUSED,
    "emergency": _SOS,
    "sos": _SOS,
    "panic": _SOS,
}


def lock_readings(message: Fields) -> list[tuple[str, Reading]]:
    """(attribute, reading) of the bolt (`lock_state`, else `state`) and of the momentary `action`."""
    found = []
    told = text(message.get("lock_state"), 24).lower()
    bolt = _BOLT.get(told)
    if not told:
        bolt = _BOLT.get({"lock": "locked", "unlock": "unlocked"}.get(text(message.get("state"), 24).lower(), ""))
    if bolt:
        found.append(("lock_state", bolt))
    action = _ACTIONS.get(text(message.get("action"), 48).lower())
    if action:
        found.append(("action", action))
    return found
