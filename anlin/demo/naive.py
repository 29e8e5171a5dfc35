"""A naive rule for each model's purpose: what one would write in an afternoon, to stand beside the model in the exam.

Each looks at the same sightings. A rule speaks of a place once and then keeps quiet for ten minutes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from anlin.demo.town.plan import Town, Wanted, Zone
from anlin.demo.world.kernel import SECOND, Sighting
from anlin.demo.world.truth import iso

QUIET = 600 * SECOND
DOOR_OPEN = 60 * SECOND
NO_MOTION = 3 * 3600 * SECOND
CROWDED = 0.8
WEEK = 7 * 86_400 * SECOND

CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
BEHAVIOURS = frozenset({"fall", "fight", "climb", "loiter", "run"})
AT_ONCE: dict[str, tuple[str, Callable[[Sighting], bool]]] = {
    "behavior_detected": ("abnormal_behavior", lambda seen: seen.label in BEHAVIOURS),
    "zone_occupied": ("fire_lane_occupied", lambda seen: seen.label != "clear"),
    "object_trajectory": ("falling_object", lambda seen: seen.label in ("down", "heavy")),
    "ebike_detected": ("ebike_in_building", lambda seen: True),
    "perimeter_alarm": ("perimeter_intrusion", lambda seen: True),
    "access_event": ("access_anomaly", lambda seen: seen.label == "refused"),
    "smoke": ("fire_hazard", lambda seen: seen.label == "alarm"),
    "gas": ("fire_hazard", lambda seen: seen.label == "alarm"),
    "water_pressure": ("fire_hazard", lambda seen: seen.label == "low"),
    "registration_record": (
        "registration_gap",
        lambda seen: seen.label in ("rental_filed", "due") or (seen.label == "credential_issued" and seen.value > 0),
    ),
    "sos_button": ("elderly_inactivity", lambda seen: seen.label == "alarm"),
}
"""Kinds that a naive rule alerts on as soon as one is seen."""


@dataclass
class NaiveRules:
    """Sees every sighting in order of time; `alerts` are lines as a model's alerts are written."""

    town: Town
    alerts: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        zones = {zone.code: zone for zone in self.town.zones}
        self._zone = {device.code: zones[device.zone] for device in self.town.devices}
        self._cases: dict[tuple[str, str], int] = {}
        self._lists = _lists(self.town.wanted)
        self._until: dict[tuple[str, str], int] = {}
        self._open: dict[str, int] = {}
        self._moved: dict[str, tuple[int, Zone]] = {}

    def see(self, sightings: Iterable[Sighting]) -> None:
        for seen in sightings:
            zone = self._zone[seen.device]
            if zone.kind == "isolation_door":
                if seen.label == "open":
                    self._alert("home_isolation", zone, seen.at)
            elif seen.kind == "case_record":
                self._case(seen, zone)
            elif seen.plate:
                self._plate(seen, zone)
            elif seen.kind in AT_ONCE:
                model, chooses = AT_ONCE[seen.kind]
                if chooses(seen):
                    self._alert(model, zone, seen.at)
            elif seen.kind in ("door_state", "barrier_event"):
                self._door(seen, zone)
            elif seen.kind == "ir_motion":
                self._motion(seen.at, zone)
            elif seen.kind == "people_count" and zone.capacity and seen.value >= CROWDED * zone.capacity:
                self._alert("crowd_flow", zone, seen.at)

    def end(self, now: int) -> None:
        """The day is over: what is still open or silent is judged."""
        for code, since in list(self._open.items()):
            if now - since >= DOOR_OPEN:
                self._alert("access_anomaly", self._zone[code], since + DOOR_OPEN)
        for moved, zone in list(self._moved.values()):
            if now - moved >= NO_MOTION:
                self._alert("elderly_inactivity", zone, moved + NO_MOTION)

    def _case(self, seen: Sighting, zone: Zone) -> None:
        """Two cases of a type in a grid within a week."""
        last = self._cases.get((zone.code, seen.label), 0)
        self._cases[zone.code, seen.label] = seen.at
        if seen.at - last <= WEEK:
            self._alert("incident_hotspot", zone, seen.at)

    def _plate(self, seen: Sighting, zone: Zone) -> None:
        """A plate that is on a list or was, or that differs from one in one character."""
        for kind in self._lists.get(seen.plate, ()):
            self._alert(kind, zone, seen.at)

    def _door(self, seen: Sighting, zone: Zone) -> None:
        if zone.dwelling:
            return
        if seen.label == "open":
            self._open.setdefault(seen.device, seen.at)
            return
        since = self._open.pop(seen.device, seen.at)
        if seen.label == "forced":
            self._alert("access_anomaly", zone, seen.at)
        elif seen.at - since >= DOOR_OPEN:
            self._alert("access_anomaly", zone, since + DOOR_OPEN)

    def _motion(self, at: int, zone: Zone) -> None:
        moved, _ = self._moved.get(zone.dwelling, (at, zone))
        if at - moved >= NO_MOTION:
            self._alert("elderly_inactivity", zone, moved + NO_MOTION)
        self._moved[zone.dwelling] = (at, zone)

    def _alert(self, model: str, zone: Zone, at: int) -> None:
        key = (model, zone.code)
        if at >= self._until.get(key, 0):
            # A home is one place, whichever room it was.
            where = "" if zone.dwelling and model == "elderly_inactivity" else zone.code
            self.alerts.append({"model": model, "area": zone.area, "zone": where, "opened_at": iso(at)})
        self._until[key] = at + QUIET


def _lists(wanted: Iterable[Wanted]) -> dict[str, set[str]]:
    """Model by plate, with every plate one character apart."""
    models: dict[str, set[str]] = {}
    for car in wanted:
        model = "public_health_list" if car.kind == "public_health" else "watchlist_hit"
        for place in range(len(car.plate)):
            for other in CHARACTERS:
                models.setdefault(car.plate[:place] + other + car.plate[place + 1 :], set()).add(model)
        models.setdefault(car.plate, set()).add(model)
    return models
