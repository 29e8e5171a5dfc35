"""The closed vocabulary of observation kinds and labels, and their codes in columns.

Codes are stored in journals and archives: a code is never reused or renumbered; new names go to the end.
Source: docs/domain.md section 4 (kinds) and the protocols' own states (labels).
"""

from collections.abc import Iterable

KINDS: tuple[str, ...] = (
    "",  # Code 0 means no kind, so that a forgotten column is seen.
    "person_detected",
    "vehicle_detected",
    "plate_read",
    "ebike_detected",
    "object_trajectory",
    "zone_occupied",
    "people_count",
    "line_count",
    "behavior_detected",
    "visual_smoke_fire",
    "door_state",
    "lock_event",
    "access_event",
    "visitor_pass",
    "barrier_event",
    "perimeter_alarm",
    "ir_motion",
    "presence",
    "sos_button",
    "smoke",
    "heat",
    "gas",
    "electrical_fault",
    "water_pressure",
    "water_use",
    "water_leak",
    "manhole_state",
    "elevator_state",
    "match_candidate",
    "registration_record",
    "case_record",
    "citizen_report",
    "patrol_checkin",
    "device_heartbeat",
    "device_fault",
    # Sensing categories of docs/domain.md section 4 that a model or the upkeep page uses.
    "wearable_sos",
    "zone_density",
    "left_object",
    "battery",
    "ticket_count",
    "carrier_heat",
)

LABELS: tuple[str, ...] = (
    "",  # Code 0: the kind alone says it.
    # States.
    "open", "closed", "on", "off", "in", "out", "occupied", "clear", "alarm", "normal",
    "forced", "granted", "refused", "manual", "auto", "locked", "unlocked", "tamper", "jammed",
    "low", "high", "leak", "test", "moving", "stopped", "trapped",
    # Things.
    "car", "truck", "bus", "motorcycle", "ebike", "bicycle", "nonmotor", "battery_pack", "pram", "wheelchair",
    "trolley", "person", "vehicle", "objects", "package", "animal", "bird", "rubbish", "ambulance", "fire_engine",
    # Behaviours of docs/domain.md model 1 and GA/T 1400 EventSort.
    "loiter", "climb", "fall", "fight", "run", "wrong_way", "tripwire", "intrusion", "gather",
    # Trajectories.
    "down", "up", "sideways",
    # Smoke and fire.
    "smoke", "fire",
    # Devices.
    "online", "offline", "covered", "battery_low", "video_lost", "clock_wrong", "power_lost", "restarted", "stuck",
    # Registers and reports.
    "credential_issued", "credential_returned", "registered", "deregistered", "rental_filed", "due", "not_needed",
    "burglary", "robbery", "theft", "fraud", "vehicle_crime", "assault", "vandalism", "fire_case", "dispute", "hazard",
    "verified_alert", "person_wanted", "missing_person", "stolen_vehicle", "hit_and_run_vehicle", "public_health",
    "exact", "suspected", "away", "home", "ok", "illegal_dumping", "heavy", "light",
)  # fmt: skip

KIND_CODES: dict[str, int] = {name: code for code, name in enumerate(KINDS)}
LABEL_CODES: dict[str, int] = {name: code for code, name in enumerate(LABELS)}


class UnknownName(ValueError):
    """A kind or label that Anlin has no code for; the message names it and says where the list is."""


def kind_code(name: str) -> int:
    """Code of a kind. Raises `UnknownName`."""
    try:
        return KIND_CODES[name]
    except KeyError:
        raise UnknownName(f"kind {name!r} is not in anlin.observations.kinds.KINDS") from None


def label_code(name: str) -> int:
    """Code of a label. Raises `UnknownName`."""
    try:
        return LABEL_CODES[name]
    except KeyError:
        raise UnknownName(f"label {name!r} is not in anlin.observations.kinds.LABELS") from None


def kind_codes(names: Iterable[str]) -> list[int]:
    return [kind_code(name) for name in names]


def label_codes(names: Iterable[str]) -> list[int]:
    return [label_code(name) for name in names]
