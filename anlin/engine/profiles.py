"""Which numbers are in force where: defaults, then edition, areas from the top down, and the zone itself."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np

from anlin.engine.catalogue import NEVER_S, OPERATORS
from anlin.engine.layout import FOREVER, INTEGERS, PROFILE, THOUSANDTHS, field_of
from anlin.engine.schedules import Pairs, daily, minutes_to_change, week_table
from anlin.engine.spec import ModelSpec, Rule
from anlin.observations import AreaRow, Arming, Override, Registry


class Setting(msgspec.Struct, frozen=True):
    """What one rule follows at one place."""

    values: tuple[tuple[str, float], ...]
    watches: bool
    shadow: bool
    hours: Pairs | None  # None: always.


class Profiles:
    """Settings met so far, each once, as rows of the kernels' table."""

    def __init__(self, specs: Iterable[ModelSpec], registry: Registry) -> None:
        self._known: dict[tuple[str, Setting], int] = {}
        self._settings: list[tuple[str, Setting]] = []
        self._weeks: dict[Pairs, int] = {}
        self._registry = registry
        self._overrides: dict[str, list[Override]] = defaultdict(list)
        for override in registry.overrides:
            self._overrides[override.model].append(override)
        self._arming: dict[str, dict[int, Arming]] = defaultdict(dict)
        for arming in registry.arming:
            self._arming[arming.model][arming.area] = arming
        self._ordered = top_down(registry.areas)
        self._editions = _editions(self._ordered)

    def by_area(self, spec: ModelSpec, rule: Rule) -> dict[int, Setting]:
        """The setting of every area by its number; 0 is everywhere else."""
        mine = [o for o in self._overrides[spec.name] if o.rule in ("", rule.name) and not o.zone]
        arming = self._arming[spec.name]
        hours = daily(rule.schedule) if rule.schedule else None
        first = Setting(_values(rule), spec.enabled, False, hours)
        first = _armed(overridden(first, rule, [o for o in mine if not o.area and not o.edition]), arming.get(0), hours)
        settings = {0: first}
        of_areas = {o.area for o in mine}
        for area in self._ordered:
            setting = settings.get(area.parent, first)
            edition = self._editions[area.number]
            if edition != self._editions.get(area.parent, "") or not area.parent:
                setting = overridden(setting, rule, [o for o in mine if o.edition == edition and not o.area])
            if area.number in of_areas:
                setting = overridden(setting, rule, [o for o in mine if o.area == area.number])
            settings[area.number] = _armed(setting, arming.get(area.number), hours)
        if spec.group == "upkeep":
            return settings
        return {
            number: setting
            if not number or self._editions[number] in spec.editions
            else msgspec.structs.replace(setting, watches=False)
            for number, setting in settings.items()
        }

    def by_zone(self, spec: ModelSpec, rule: Rule) -> dict[int, list[Override]]:
        """Overrides of single zones, by the zone's number."""
        found: dict[int, list[Override]] = defaultdict(list)
        for override in self._overrides[spec.name]:
            if override.zone and override.rule in ("", rule.name):
                found[override.zone].append(override)
        return found

    def index(self, rule: Rule, setting: Setting, overrides: Iterable[Override] = ()) -> int:
        """Row of the setting in the kernels' table; -1 where the rule does not watch."""
        setting = overridden(setting, rule, overrides)
        if not setting.watches:
            return -1
        key = (rule.operator, setting)
        if key not in self._known:
            self._known[key] = len(self._settings)
            self._settings.append(key)
            if setting.hours is not None:
                self._weeks.setdefault(setting.hours, len(self._weeks))
        return self._known[key]

    def equals_of(self, others: "Profiles") -> np.ndarray[Any, Any]:
        """(others' rows,) int64: the row here that sets the same, -1 if there is none."""
        return np.array([self._known.get(setting, -1) for setting in others._settings] or [-1], np.int64)

    def values(self, index: int) -> dict[str, float]:
        return dict(self._settings[index][1].values)

    def table(self) -> np.ndarray[Any, Any]:
        table = np.zeros(max(1, len(self._settings)), PROFILE)
        for row, (operator, setting) in zip(table, self._settings, strict=False):
            given = dict(setting.values)
            for name, default in OPERATORS[operator].parameters.items():
                row[field_of(name)] = stored(name, given.get(name, default or 0.0))
            row["schedule"] = -1 if setting.hours is None else self._weeks[setting.hours]
            row["shadow"] = setting.shadow
        return table

    def weeks(self) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """(armed, minutes to change) of every schedule in use."""
        tables = [week_table(pairs) for pairs in self._weeks] or [np.ones(7 * 24 * 60, np.uint8)]
        return np.stack(tables), np.stack([minutes_to_change(table) for table in tables])


def stored(name: str, value: float) -> float | int:
    """A parameter as kernels keep it: seconds as integer microseconds, "never" as longer than all time."""
    if name.endswith("_s"):
        return FOREVER if value >= NEVER_S else round(value * 1_000_000)
    if name in THOUSANDTHS:
        return round(value * 1000)
    # What devices measure is kept as float32: a bound of 0.7 must let a measured 0.7 pass.
    return round(value) if name in INTEGERS else float(np.float32(value))


def top_down(areas: Iterable[AreaRow]) -> list[AreaRow]:
    """The areas with parents before children; one whose parent is missing or circular counts as a root."""
    by_number = {area.number: area for area in areas}
    done: dict[int, AreaRow] = {}

    def visit(area: AreaRow, below: frozenset[int]) -> None:
        if area.number in done:
            return
        parent = by_number.get(area.parent)
        if parent is not None and parent.number not in below:
            visit(parent, below | {area.number})
        done[area.number] = area

    for area in by_number.values():
        visit(area, frozenset({area.number}))
    return list(done.values())


def _editions(ordered: Iterable[AreaRow]) -> dict[int, str]:
    """The edition in force in each area: what is below a `plus` area is `plus` too."""
    found: dict[int, str] = {}
    for area in ordered:
        found[area.number] = "plus" if found.get(area.parent) == "plus" else area.edition
    return found


def _values(rule: Rule) -> tuple[tuple[str, float], ...]:
    return tuple((name, parameter.default) for name, parameter in rule.parameters.items())


def overridden(setting: Setting, rule: Rule, overrides: Iterable[Override]) -> Setting:
    """The setting with these numbers instead, the later ones over the earlier, within their bounds."""
    mine = [override for override in overrides if override.parameter in rule.parameters]
    if not mine:
        return setting
    values = dict(setting.values)
    for override in mine:
        parameter = rule.parameters[override.parameter]
        # Forms and commands refuse what is out of bounds; a register that holds it anyway must not stop the engine.
        values[override.parameter] = min(max(override.value, parameter.min), parameter.max)
    return msgspec.structs.replace(setting, values=tuple(values.items()))


def _armed(setting: Setting, arming: Arming | None, hours: Pairs | None) -> Setting:
    if arming is None:
        return setting
    if arming.schedule:
        hours = arming.schedule
    return msgspec.structs.replace(setting, watches=arming.enabled, shadow=arming.shadow, hours=hours)
