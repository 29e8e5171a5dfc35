"""What sensors call what they measure -> kind, label, value; shared by the protocols that name properties freely.

Sources: what Zigbee2MQTT exposes, the Smart Data Models of NGSI-LD. A name that is not here becomes no observation.
"""

from typing import Any

import msgspec

from anlin.gateway.forbidden import folded
from anlin.gateway.reading import number, text
from anlin.observations.kinds import kind_code, label_code


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One property read: codes of kind and label, and the number in the kind's unit (0 for a state)."""

    kind: int
    label: int
    value: float = 0.0


_STATES: dict[str, tuple[str, str, str]] = {
    # Property: kind, label when true, label when false ("" where false says nothing).
    "occupancy": ("ir_motion", "on", "off"),
    "motion": ("ir_motion", "on", "off"),
    "pir": ("ir_motion", "on", "off"),
    "presence": ("presence", "occupied", "clear"),
    "contact": ("door_state", "closed", "open"),
    "door": ("door_state", "open", "closed"),
    "dooropen": ("door_state", "open", "closed"),
    "opening": ("door_state", "open", "closed"),
    "smoke": ("smoke", "alarm", "normal"),
    "gas": ("gas", "alarm", "normal"),
    "carbonmonoxide": ("gas", "alarm", "normal"),
    "methane": ("gas", "alarm", "normal"),
    "heatalarm": ("heat", "alarm", "normal"),
    "waterleak": ("water_leak", "leak", "normal"),
    "leak": ("water_leak", "leak", "normal"),
    "sos": ("sos_button", "alarm", "normal"),
    "emergency": ("sos_button", "alarm", "normal"),
    "panic": ("sos_button", "alarm", "normal"),
    "tamper": ("device_fault", "tamper", ""),
    "trouble": ("device_fault", "", ""),
    "batterylow": ("device_fault", "battery_low", ""),
    "batterydefect": ("device_fault", "battery_low", ""),
    "manhole": ("manhole_state", "open", "closed"),
    "parkingoccupied": ("zone_occupied", "vehicle", "clear"),
}
_NUMBERS: dict[str, tuple[str, float]] = {
    # Property: kind, factor to the kind's unit.
    "battery": ("battery", 1.0),
    "batterylevel": ("battery", 100.0),  # 0 to 1 in the Device model.
    "temperature": ("heat", 1.0),
    "waterpressure": ("water_pressure", 1.0),
    "waterconsumption": ("water_use", 1.0),
    "wateruse": ("water_use", 1.0),
    "peoplecount": ("people_count", 1.0),
    "numberofpeople": ("people_count", 1.0),
    "crowdflow": ("people_count", 1.0),
}
_TRUE = {"true", "1", "on", "yes", "detected", "open", "occupied", "alarm", "wet"}
_FALSE = {"false", "0", "off", "no", "clear", "cleared", "closed", "close", "free", "normal", "dry"}


def reading_of(name: str, sent: Any, unit: str = "") -> Reading | None:
    """What a named property says, None for a property no kind is known for or a value that says nothing.

    `unit`: as the sender names it, "" for the property's usual one.
    """
    key = folded(name[:64])
    if key in _STATES:
        kind, if_true, if_false = _STATES[key]
        state = flag(sent)
        if key == "contact" and isinstance(sent, str) and sent.lower() in ("open", "closed", "close"):
            state = sent.lower() != "open"  # As words the state of the door is meant, not the contact's.
        if state is None or (state is False and not if_false):
            return None
        label = if_true if state else if_false
        return Reading(kind_code(kind), label_code(label) if label else 0)
    if key in _NUMBERS:
        kind, factor = _NUMBERS[key]
        value = number(sent)
        if value is None or abs(value) > 1e9:
            return None
        if kind == "heat":
            return Reading(kind_code(kind), 0, _celsius(value, unit))
        if kind == "battery" and not 0 <= value <= 100:
            return None  # The Device model says by -1 that nothing is known.
        # What is over 1 of a share was meant in percent.
        return Reading(kind_code(kind), 0, value if kind == "battery" and value > 1 else value * factor)
    return None


def _celsius(value: float, unit: str) -> float:
    """Degrees Celsius of a temperature in the unit, by its UN/CEFACT code or as people write it."""
    word = folded(unit[:16].replace("°", "").replace("º", ""))
    if word in ("kel", "k", "kelvin"):
        return value - 273.15
    return (value - 32) / 1.8 if word in ("fah", "f", "degf", "fahrenheit", "degreefahrenheit") else value


def flag(sent: Any) -> bool | None:
    """A state from a boolean, a number or a word; None where it says nothing."""
    if isinstance(sent, bool):
        return sent
    if isinstance(sent, int | float):
        return sent != 0
    word = text(sent, 16).lower()
    return True if word in _TRUE else False if word in _FALSE else None
