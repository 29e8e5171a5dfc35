"""Can a model see here at all? "No alerts" means something only where its inputs exist and are alive."""

from collections.abc import Iterable
from dataclasses import dataclass

from anlin.engine import ModelSpec
from anlin.engine.catalogue import OPERATORS
from anlin.engine.spec import Rule, Signal

SIGHT = frozenset(
    {
        "person_detected", "vehicle_detected", "plate_read", "ebike_detected", "object_trajectory", "zone_occupied",
        "people_count", "line_count", "behavior_detected", "visual_smoke_fire", "left_object", "zone_density",
    }
)  # fmt: skip
"""What a camera makes out; its confidence is a judgement, unlike a contact that is open or closed."""
_DOOR = frozenset({"door_state", "lock_event", "access_event", "visitor_pass"})

GIVES: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "camera",
            "capture",
            "capture_system",
            "tollgate",
            "person_gate",
            "gate_point",
            "gate_camera",
            "facade_camera",
            "lift_camera",
        ),
        SIGHT,
    ),
    "door": _DOOR,
    "magnet": frozenset({"door_state"}),
    "lock": _DOOR,
    "barrier": frozenset({"barrier_event", "plate_read"}),
    "fence": frozenset({"perimeter_alarm"}),
    "pir": frozenset({"ir_motion", "presence"}),
    "radar": frozenset({"presence", "people_count"}),
    "counter": frozenset({"people_count", "line_count"}),
    "water_meter": frozenset({"water_use", "water_leak"}),
    "parking_magnet": frozenset({"zone_occupied"}),
    "lift": frozenset({"elevator_state"}),
    "motion": frozenset({"ir_motion"}),
    "button": frozenset({"sos_button"}),
    # What is wired to a box: the arm of a barrier, a pressure gauge, a fire monitor.
    "sensor": frozenset({"barrier_event", "water_pressure", "electrical_fault", "water_leak", "manhole_state"}),
    "register": frozenset({"registration_record"}),
    "feed": frozenset({"case_record"}),
}
"""What a kind of device can notice. A kind that bears the name of an observation kind gives that one."""


@dataclass(frozen=True)
class Watcher:
    """A device that is in use: its kind, the kind of zone it watches, and whether it can be seen now."""

    kind: str
    zone_kind: str
    is_seen: bool = True


@dataclass(frozen=True)
class Coverage:
    """`covered`: a rule has its inputs, alive. `unknown`: they exist, none can be seen. Else `not_covered`."""

    state: str
    missing: tuple[str, ...] = ()


_COMPARED = frozenset({"plate_read", "access_event"})


def gives(device_kind: str) -> frozenset[str]:
    found = GIVES.get(device_kind, frozenset({device_kind}))
    # The door makes candidates of what such a device reads.
    return found | {"match_candidate"} if found & _COMPARED else found


def coverage_of(spec: ModelSpec, watchers: Iterable[Watcher]) -> Coverage:
    """The coverage of a model by these devices; `missing` names the observation kinds that nothing here gives."""
    watchers = list(watchers)
    if spec.group == "upkeep":
        # What is watched here is the devices themselves; the platform hears of them by their silence too.
        return Coverage("covered") if watchers else Coverage("not_covered", ("device_heartbeat",))
    watching = [watcher for rule in spec.rules for watcher in watchers if _watches(rule, watcher)]
    if any(watcher.is_seen for watcher in watching):
        return Coverage("covered")
    if watching:
        return Coverage("unknown")
    return Coverage("not_covered", tuple(dict.fromkeys(kind for rule in spec.rules for kind in _opening_kinds(rule))))


def zone_kinds_of(spec: ModelSpec) -> frozenset[str]:
    """Kinds of zones in which the model can begin an alert; empty where it may be any."""
    signals = [signal for rule in spec.rules for signal in rule.signals if _can_open(rule, signal)]
    if not all(signal.zone_kinds for signal in signals):
        return frozenset()
    return frozenset(kind for signal in signals for kind in signal.zone_kinds)


def _opening_kinds(rule: Rule) -> list[str]:
    opening = [signal for signal in rule.signals if _can_open(rule, signal)] or list(rule.signals)
    return [kind for signal in opening for kind in signal.kinds]


def _can_open(rule: Rule, signal: Signal) -> bool:
    operator = OPERATORS[rule.operator]
    return not signal.means or signal.means in operator.means[: operator.begins]


def _watches(rule: Rule, watcher: Watcher) -> bool:
    for signal in rule.signals:
        fits = not signal.zone_kinds or watcher.zone_kind in signal.zone_kinds
        if fits and _can_open(rule, signal) and gives(watcher.kind) & set(signal.kinds):
            return True
    return False
