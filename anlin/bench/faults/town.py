"""The small town that the simulator disturbs: two shards, a recorder with cameras behind it, doors, a lift."""

import random
from dataclasses import dataclass
from functools import cache, cached_property

from anlin.engine import ModelSpec, load_models
from anlin.engine.plan import Plan
from anlin.gateway import Directory
from anlin.gateway.sessions import Session
from anlin.models import folders
from anlin.observations import (
    AreaRow,
    DeviceRow,
    Override,
    Registry,
    ZoneRow,
    kind_code,
    label_code,
    observation_id,
)
from anlin.observations.instants import SECOND

T0 = (1_767_571_200 - 10) * SECOND
"""2026-01-04 23:59:50 UTC, when every run begins: its archive has two days."""

SHARDS = (1, 2)
HEARTBEAT_S = 5
NAMES = ("device_upkeep", "fire_lane_occupied", "ebike_in_building", "access_anomaly")
OF_TOWN = Session("observations", "sensors", peer="10.0.0.1", area=1)

_SAYS = (
    ("cam-lift", "ebike_detected/ebike"),
    ("cam-lane", "zone_occupied/vehicle"),
    ("cam-lane", "zone_occupied/vehicle"),
    ("cam-lane", "zone_occupied/clear"),
    ("door", "door_state/open"),
    ("door", "door_state/closed"),
    ("far-door", "door_state/open"),
    ("far-door", "door_state/closed"),
    ("cam-lift", "device_fault/covered"),
    ("cam-lift", "device_fault/normal"),
)


@dataclass(frozen=True)
class Event:
    """What a device notices: `at` in seconds of the run, `number` its own count."""

    at: float
    device: str
    what: str
    number: int

    @property
    def kind(self) -> int:
        return kind_code(self.what.partition("/")[0])

    @property
    def label(self) -> int:
        return label_code(self.what.partition("/")[2])

    @cached_property
    def id(self) -> int:
        return observation_id(self.device, f"#{self.number}", self.kind, self.label)


@cache
def models() -> tuple[ModelSpec, ...]:
    return tuple(spec for spec in load_models(folders()) if spec.name in NAMES)


@cache
def registry(version: int) -> Registry:
    """Version by version another limit is in force; a door comes and goes."""
    doors = (DeviceRow(5, "far-door", 5, 3, kind="door", heartbeat_s=HEARTBEAT_S),)
    return Registry(
        version=version,
        areas=(
            AreaRow(1, "town", kind="town", edition="plus"),
            AreaRow(2, "furong", parent=1),
            AreaRow(3, "qinghe", parent=1),
        ),
        zones=(
            ZoneRow(1, "lift", "lift", 2),
            ZoneRow(2, "lane", "fire_lane", 2),
            ZoneRow(3, "door", "door", 2),
            ZoneRow(5, "far-door", "door", 3),
        ),
        devices=(
            DeviceRow(1, "recorder", 0, 2, kind="gateway", heartbeat_s=HEARTBEAT_S),
            DeviceRow(2, "cam-lift", 1, 2, parent=1, heartbeat_s=0),
            DeviceRow(3, "cam-lane", 2, 2, parent=1, heartbeat_s=0, lateness_ms=0),
            DeviceRow(4, "door", 3, 2, kind="door", heartbeat_s=0),
            *doors,
        ),
        overrides=(Override("access_anomaly", "lasting_s", 10.0 + 5 * (version % 3), rule="held_open"),),
    )


@cache
def directory(version: int) -> Directory:
    return Directory(version=version, registry=registry(version), shards={2: 1, 3: 2}, default_shard=1)


_plans: dict[tuple[int, int], Plan] = {}


def plan_of(specs: object, wanted: Registry) -> Plan:
    """Plans are made once a process: they are read only, and making one costs as much as a whole run."""
    key = wanted.version, len(wanted.devices)
    if key not in _plans or _plans[key].registry != wanted:
        _plans[key] = Plan(models(), wanted)
    return _plans[key]


def events(chance: random.Random, seconds: float) -> list[Event]:
    """What happens in the town, signs of life included; one device falls silent for good in some runs."""
    found: list[tuple[float, str, str]] = []
    silent_from = seconds * chance.choice([0.3, 2, 2])
    for device in ("recorder", "far-door"):
        beat = chance.uniform(0, HEARTBEAT_S)
        while beat < (seconds if device == "recorder" else min(seconds, silent_from)):
            found.append((beat, device, "device_heartbeat/online"))
            beat += HEARTBEAT_S * chance.uniform(0.8, 1)
    for _ in range(chance.randint(5, 20)):
        device, what = chance.choice(_SAYS)
        at = chance.uniform(0, seconds)
        if device == "far-door" and at >= silent_from:
            continue
        # A car that stands is seen again and again.
        for nth in range(chance.randint(1, 4) if what.endswith("vehicle") else 1):
            found.append((at + 2.0 * nth, device, what))
    found.sort()
    return [Event(*each, number) for number, each in enumerate(found, 1)]
