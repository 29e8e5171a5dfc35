"""The plan: what specs and registry together mean for every row, as tables a kernel reads.

Rebuilt whole when a control row changes the registry; `State.adopt` carries what is remembered over to it.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from anlin.engine import layout
from anlin.engine.catalogue import NEEDS_CAPACITY, OPERATORS
from anlin.engine.layout import AREAS, CITY, DEVICES, DWELLINGS, HASHED, HOMES, ZONES, PlanArrays
from anlin.engine.profiles import Profiles, Setting
from anlin.engine.reference import Laid
from anlin.engine.routing import narrowed, routes
from anlin.engine.schedules import offsets
from anlin.engine.spec import ModelSpec, Rule
from anlin.engine.terrain import Terrain
from anlin.engine.variants import with_variants
from anlin.observations import KIND_CODES, KINDS, LABEL_CODES, LABELS, Registry

SPACES = {
    "zone": ZONES,
    "zone+label": ZONES,
    "device": DEVICES,
    "device+label": DEVICES,
    "dwelling": DWELLINGS,
    "home": HOMES,
    "area": AREAS,
    "area+label": AREAS,
    "city": CITY,
    "subject+zone": HASHED,
}
UPKEEP = "device_upkeep"
"""The model that speaks of devices."""
OF_LIVENESS = ("offline", "unseen")
"""Its rules that are told by `liveness`, not by an operator."""
_MOST_TEXTS = 100_000
"""Keys whose text is kept."""
_SIGHTLESS = ("covered", "video_lost", "stuck", "power_lost")
_AILING = ("battery_low", "tamper")
_ALL_WELL = ("normal", "ok", "online", "clear")


class Plan:
    """Specs and registry as the engine uses them. `rules` are numbered in the order of models and their rules."""

    def __init__(self, specs: Sequence[ModelSpec], registry: Registry) -> None:
        self.specs, self.registry = tuple(specs), registry
        every = with_variants(specs, registry)
        self.rules: list[tuple[ModelSpec, Rule]] = [(spec, rule) for spec in every for rule in spec.rules]
        self.terrain = Terrain(registry)
        self.profiles = Profiles(every, registry)
        self._labels = [_labels(rule) for _, rule in self.rules]
        self._texts: dict[tuple[int, int, int, int], str] = {}
        table, profile_of = self._rule_table()
        classes, route, lists = routes([rule for _, rule in self.rules], self.terrain.zone_kinds)
        watched = self._watched(table, profile_of)
        self.terrain.zones["route"], route, lists = narrowed(route, lists, self.terrain.zone_kind, watched)
        armed, change = self.profiles.weeks()
        offset_from, offset = offsets(registry.zone_name)
        self.arrays = PlanArrays(
            classes, route, lists, table, self._label_index(), self.profiles.table(), profile_of,
            self.terrain.zone_index, self.terrain.device_index, self.terrain.area_index,
            self.terrain.zones, self.terrain.devices, self.terrain.dwellings, self.terrain.areas,
            self.terrain.children, armed, change, offset_from, offset, _says(), self._numbers(),
        )  # fmt: skip
        self.direct_size = max(1, int(sum(self._places(rule) * len(labels) for (_, rule), labels in self._keyed())))
        self.pool_width = max(1, int(table["memory"].max()))

    @cached_property
    def address(self) -> int:
        """Where compiled kernels find the arrays."""
        self._laid = Laid(self.arrays)
        return self._laid.address

    def parameters(self, profile: int) -> dict[str, float]:
        """Parameters in force in one profile, by name, in the units of model.toml."""
        return self.profiles.values(profile) if profile >= 0 else {}

    def equals_of(self, old: "Plan") -> np.ndarray[Any, Any]:
        """(old profiles,) int64: this plan's number of each of the old plan's profiles, -1 if it has no equal."""
        if self.registry.zone_name != old.registry.zone_name:
            # The same hours are others on another clock.
            return np.full(len(old.arrays.profiles), -1, np.int64)
        return self.profiles.equals_of(old.profiles)

    def rule_index(self, model: str, rule: str) -> int:
        """Number of a rule, -1 if it is not in the plan."""
        return next((i for i, (m, r) in enumerate(self.rules) if m.name == model and r.name == rule), -1)

    def key_text(self, rule: int, key: int, subject: int, zone: int) -> str:
        """The text of a key: what kind of place, and its code in the registry."""
        asked = (rule, key, subject, zone)
        # Two threads may ask, see `replay.play`.
        text = self._texts.get(asked)
        if text is None:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            text = self._texts[asked] = self._key_text(*asked)
        return text

    def _key_text(self, rule: int, key: int, subject: int, zone: int) -> str:
        kind = self.rules[rule][1].key
        number, label = key & 0xFFFFFFFF, ""
        if kind.endswith("+label"):
            # Where the rule knows one label only, its number is not in the key.
            label = LABELS[key >> 40 or self._labels[rule][0]]
        suffix = f"/{label}" if label else ""
        if kind == "city":
            return "city"
        if kind == "subject+zone":
            return f"entry:{subject:016x}/zone:{self.terrain.zone_codes.get(zone, zone)}"
        if kind == "dwelling" or (kind == "home" and key >> 32 & 1):
            return f"dwelling:{self.terrain.dwelling_codes.get(number, number)}{suffix}"
        if kind.startswith("device"):
            return f"device:{self.terrain.device_codes.get(number, number)}{suffix}"
        if kind.startswith("area"):
            return f"area:{self.terrain.area_codes.get(number, number)}{suffix}"
        return f"zone:{self.terrain.zone_codes.get(number, number)}{suffix}"

    def _keyed(self) -> Iterable[tuple[tuple[ModelSpec, Rule], list[int]]]:
        return (pair for pair in zip(self.rules, self._labels, strict=True) if SPACES[pair[0][1].key] != HASHED)

    def _places(self, rule: Rule) -> int:
        t = self.terrain
        return {
            ZONES: len(t.zones), HASHED: len(t.zones), DEVICES: len(t.devices), DWELLINGS: len(t.dwellings),
            HOMES: len(t.dwellings) + len(t.zones), AREAS: len(t.areas), CITY: 1,
        }[SPACES[rule.key]]  # fmt: skip

    def _rule_table(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        table = np.zeros(max(1, len(self.rules)), layout.RULE)
        chunks: list[np.ndarray[Any, Any]] = []
        direct = profiles = 0
        for row, (spec, rule), labels in zip(table, self.rules, self._labels, strict=False):
            space, places = SPACES[rule.key], self._places(rule)
            row["direct"] = -1 if space == HASHED else direct
            direct += 0 if space == HASHED else places * len(labels)
            row["profiles"], row["operator"] = profiles, layout.OPERATOR_CODES[rule.operator]
            row["space"], row["labels"], row["needs_all"] = space, len(labels), rule.inputs == "all"
            row["memory"], row["is_local"] = memory_of(rule), OPERATORS[rule.operator].is_local
            row["zeroed"] = row["memory"] if OPERATORS[rule.operator].begins_at_zero else 0
            chunks.append(self._where_it_fits(rule, space, self._profile_of(spec, rule, space)))
            profiles += len(chunks[-1])
        return table, np.concatenate(chunks).astype(np.int32) if chunks else np.zeros(1, np.int32)

    def _profile_of(self, spec: ModelSpec, rule: Rule, space: int) -> np.ndarray[Any, Any]:
        """(places,) int64: the profile of the rule at each place of its space, -1 where it does not watch."""
        t, settings = self.terrain, self.profiles.by_area(spec, rule)
        by_area: np.ndarray[Any, Any] = np.array(
            [self.profiles.index(rule, settings[number]) for number in t.area_numbers], np.int64
        )
        if space in (CITY, AREAS):
            return by_area
        homes: np.ndarray[Any, Any] = by_area[t.dwellings["area"]]
        zones = self._zones_with_overrides(spec, rule, settings, by_area[t.zones["area"]])
        if rule.consent == "care":
            homes = np.where(t.care_consent, homes, -1)
            zones = np.where((t.zones["dwelling"] == 0) | t.care_consent[t.zones["dwelling"]], zones, -1)
        if space == DWELLINGS:
            return homes
        if space == HOMES:
            return np.concatenate([homes, zones])
        if space == DEVICES:
            at_zone = t.devices["zone"] > 0
            zones = np.where(at_zone, zones[t.devices["zone"]], by_area[t.devices["area"]])
        return zones

    def _where_it_fits(self, rule: Rule, space: int, profiles: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """A rule that compares with a capacity watches only where one is published."""
        if not rule.parameters.keys() & NEEDS_CAPACITY:
            return profiles
        capacity = self.terrain.areas["capacity"] if space == AREAS else self.terrain.zones["capacity"]
        if space == DEVICES:
            capacity = capacity[self.terrain.devices["zone"]]
        return np.where(capacity > 0, profiles, -1)

    def _watched(self, table: np.ndarray[Any, Any], profile_of: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """(rules, zones) bool: whether a rule watches a zone; true where something else than the zone says so."""
        t = self.terrain
        home, zones = t.zones["dwelling"], np.arange(len(t.zones))
        watched = np.ones((len(table), len(zones)), bool)
        for row, rule in zip(watched, table[: len(self.rules)], strict=False):
            if rule["space"] in (ZONES, HASHED):
                places = zones
            elif rule["space"] == DWELLINGS:
                places = home
            elif rule["space"] == HOMES:
                places = np.where(home > 0, home, np.where(zones > 0, len(t.dwellings) + zones, 0))
            else:
                continue
            row[:] = (places > 0) & (profile_of[rule["profiles"] + places] >= 0)
        return watched

    def _zones_with_overrides(
        self, spec: ModelSpec, rule: Rule, settings: dict[int, Setting], zones: np.ndarray[Any, Any]
    ) -> np.ndarray[Any, Any]:
        zones = zones.copy()
        for number, overrides in self.profiles.by_zone(spec, rule).items():
            z = self.terrain.zone_index[number] if number < len(self.terrain.zone_index) else 0
            if z:
                setting = settings[self.terrain.area_numbers[self.terrain.zones["area"][z]]]
                zones[z] = self.profiles.index(rule, setting, overrides)
        return zones

    def _label_index(self) -> np.ndarray[Any, Any]:
        index = np.full((max(1, len(self.rules)), len(LABELS)), -1, np.int64)
        for row, labels in zip(index, self._labels, strict=False):
            row[labels] = np.arange(len(labels))
        return index

    def _numbers(self) -> np.ndarray[Any, Any]:
        numbers = np.zeros(3, np.int64)
        numbers[layout.OFFLINE_RULE] = self.rule_index(UPKEEP, "offline")
        numbers[layout.UNSEEN_RULE] = self.rule_index(UPKEEP, "unseen")
        # One row or timer shows itself to each rule once, or ends all labels of a place, or turns one device.
        families = np.bincount(self.terrain.devices["parent"], minlength=1)[1:].max(initial=0)
        numbers[layout.ROOM] = 4 * sum(len(labels) for labels in self._labels) + int(families) + 64
        return numbers


def memory_of(rule: Rule) -> int:
    """How many integers a key of the rule keeps in the pool."""
    operator = OPERATORS[rule.operator]
    return operator.memory * (math.ceil(rule.parameters[operator.per].max) if operator.per else 1)


def _labels(rule: Rule) -> list[int]:
    """Codes of the labels that make keys of their own; one key for all where the rule's key says nothing of labels."""
    if not rule.key.endswith("+label"):
        return [0]
    named = {LABEL_CODES[label] for signal in rule.signals if not signal.means for label in signal.labels}
    return sorted(named) or list(range(len(LABELS)))


def _says() -> np.ndarray[Any, Any]:
    """(kinds, labels): what a row says of its device."""
    says = np.full((len(KINDS), len(LABELS)), layout.ALIVE, np.uint8)
    says[KIND_CODES["device_heartbeat"], LABEL_CODES["offline"]] = layout.GONE
    fault = KIND_CODES["device_fault"]
    says[fault, [LABEL_CODES[label] for label in _SIGHTLESS]] = layout.SIGHTLESS
    says[fault, [LABEL_CODES[label] for label in _ALL_WELL]] = layout.ALL_WELL
    says[fault, [LABEL_CODES[label] for label in _AILING]] = layout.AILING
    return says
