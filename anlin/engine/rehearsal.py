"""A small registered place, and rows as its devices would send them: for tests of the engine and of models.

A model's author tries a folder with it before it goes live; docs/guide/a-model-of-your-own.md shows how.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from anlin.engine.advance import advance
from anlin.engine.catalogue import NEVER_S, OPERATORS
from anlin.engine.conditions import Condition, What
from anlin.engine.kernel import uncompiled
from anlin.engine.layout import RowArrays
from anlin.engine.liveness import attend
from anlin.engine.plan import Plan
from anlin.engine.rows import rows_of
from anlin.engine.spec import ModelSpec, Parameter, Rule, Signal, Text
from anlin.engine.state import State
from anlin.engine.steps import COMPILED, Kernels, step
from anlin.observations import AreaRow, DeviceRow, DwellingRow, Registry, ZoneRow, batch_of, kind_code, label_code
from anlin.observations.instants import SECOND

T0 = 1_767_571_200 * SECOND
"""2026-01-05 00:00:00 UTC, a Monday; 08:00 in Shanghai. All seconds here count from it."""

_advance_plainly = uncompiled(advance)


def _plain(plan: Plan, state: State, rows: RowArrays, read: np.ndarray[Any, Any], clock: int) -> int:
    return int(_advance_plainly(plan.arrays, state.arrays, rows, read, clock, state.out))


PLAIN = Kernels(_plain, uncompiled(attend))
ENGINES = {"plain": PLAIN, "compiled": COMPILED}

PLACE = Registry(
    version=1,
    areas=(
        AreaRow(1, "town", kind="town", edition="plus"),
        AreaRow(2, "furong", parent=1),
        AreaRow(3, "qinghe", parent=1),
    ),
    dwellings=(DwellingRow(1, "3-201", 2, care_consent=True), DwellingRow(2, "3-202", 2)),
    zones=(
        ZoneRow(1, "lift-1", "lift", 2),
        ZoneRow(2, "lane-1", "fire_lane", 2),
        ZoneRow(3, "door-1", "door", 2),
        ZoneRow(4, "kitchen-201", "kitchen", 2, dwelling=1),
        ZoneRow(5, "kitchen-202", "kitchen", 2, dwelling=2),
        ZoneRow(6, "lift-2", "lift", 3),
        ZoneRow(7, "lane-2", "fire_lane", 2),
    ),
    devices=(
        DeviceRow(1, "recorder", 0, 2, kind="gateway", heartbeat_s=60),
        DeviceRow(2, "cam-lift-1", 1, 2, parent=1, heartbeat_s=0),
        DeviceRow(3, "cam-lane-1", 2, 2, parent=1, heartbeat_s=0),
        DeviceRow(4, "magnet-door-1", 3, 2, kind="door", heartbeat_s=0),
        DeviceRow(5, "cam-lift-2", 6, 3, heartbeat_s=0, lateness_ms=0),
        DeviceRow(6, "magnet-lane-2", 7, 2, kind="parking_magnet", heartbeat_s=0),
    ),
)
"""Two compounds. A recorder with two cameras behind it sends a sign of life a minute; the rest sends none."""


def at(seconds: float) -> int:
    return T0 + round(seconds * SECOND)


def row(registry: Registry, device: str, what: str, seconds: float, **columns: Any) -> dict[str, Any]:
    """One row of a device, by its code: `what` is "kind" or "kind/label". Received when it happened, unless said.

    Other columns by name; `received` in seconds like `seconds`, `zone` by code.
    """
    found = next(each for each in registry.devices if each.code == device)
    zone = columns.pop("zone", None)
    number = found.zone if zone is None else next(each.number for each in registry.zones if each.code == zone)
    area = next((each.area for each in registry.zones if each.number == number), found.area)
    kind, _, label = what.partition("/")
    return {
        "observed_at": at(seconds),
        "received_at": at(columns.pop("received", seconds)),
        "device": found.number,
        "zone": number,
        "area": area,
        "kind": kind_code(kind),
        "label": label_code(label),
        **columns,
    }


def rows(given: Sequence[Mapping[str, Any]], position: int = 1) -> RowArrays:
    """Rows in journal order, as one entry at `position`; ids count from 1 unless given."""
    names = {name for each in given for name in each} | {"id", "observed_at"}
    usual = {"confidence": 1.0}
    columns = {name: [each.get(name, usual.get(name, 0)) for each in given] for name in names}
    columns["id"] = [each.get("id", position * 1000 + i) for i, each in enumerate(given)]
    return rows_of(batch_of(columns), position)


class Rehearsal:
    """Models on a registered place: let devices say something, let time go on, read what the engine says."""

    def __init__(self, specs: Iterable[ModelSpec], registry: Registry = PLACE, by: Kernels = COMPILED) -> None:
        self.registry, self._by = registry, by
        self.plan = Plan(list(specs), registry)
        self._given: list[dict[str, Any]] = []

    def says(self, device: str, what: str, *instants: float, **columns: Any) -> "Rehearsal":
        """The device says the same at each of these seconds."""
        self._given += [row(self.registry, device, what, each, **columns) for each in instants]
        return self

    def until(self, seconds: float) -> list[Condition]:
        """What the engine has said when the clock has passed `seconds`, in its order."""
        received = sorted(self._given, key=lambda each: each["received_at"])
        _, conditions = step(self.plan, State.fresh(self.plan), rows(received), at(seconds) + 1, by=self._by)
        return list(conditions)

    def told(self, seconds: float) -> list[tuple[str, str, str, float]]:
        """(rule, key, what became so, second), as a reader checks it by hand."""
        return [told(condition) for condition in self.until(seconds)]


def told(condition: Condition) -> tuple[str, str, str, float]:
    level = str(condition.level) if condition.what == What.ESCALATED else ""
    suspected = "?" if condition.suspected else ""
    what = f"{condition.what.name}{level}{suspected}"
    return condition.rule, condition.key, what, (condition.at - T0) / SECOND


_SAYS_NOTHING = Text("", "")
_ABOUT = ("inputs", "schedule", "suspected_labels")


def specimen(operator: str, key: str, signals: Mapping[str, str], *, name: str = "", **parameters: Any) -> ModelSpec:
    """A model of one rule that tries an operator: `signals` is "kind/label" to what such a row means to it.

    Parameters by name; `inputs`, `schedule` and `suspected_labels` are fields of the rule.
    """
    about = {field: parameters.pop(field) for field in _ABOUT if field in parameters}
    known = OPERATORS[operator]
    numbers = {}
    for each, value in parameters.items():
        least, most = known.bounds.get(each, (min(value, 0), max(value, NEVER_S)))
        numbers[each] = Parameter(_SAYS_NOTHING, value, least, most, _SAYS_NOTHING)
    rule = Rule(
        name="rule", title=_SAYS_NOTHING, key=key, operator=operator, severity="low", recipients=(), parameters=numbers,
        signals=tuple(_signal(what, means) for what, means in signals.items()),
        line=_SAYS_NOTHING, because=_SAYS_NOTHING, clear=_SAYS_NOTHING, unknown=_SAYS_NOTHING, **about,
    )  # fmt: skip
    named = name or f"a_{operator}"
    return ModelSpec(
        name=named, number=99, group="other", purpose="alert_handling", title=_SAYS_NOTHING, question=_SAYS_NOTHING,
        editions=("standard", "plus"), rules=(rule,),
    )  # fmt: skip


def _signal(what: str, means: str) -> Signal:
    kind, _, label = what.partition("/")
    return Signal((kind,), (label,) if label else (), means=means)


def with_devices(registry: Registry, **changes: dict[str, Any]) -> Registry:
    """The registry with some devices changed: `with_devices(PLACE, recorder={"heartbeat_s": 30})`; `-` is `_`."""
    devices = tuple(
        msgspec.structs.replace(device, **changes.get(device.code.replace("-", "_"), {})) for device in registry.devices
    )
    return msgspec.structs.replace(registry, devices=devices)


def with_watcher(registry: Registry, device: str, zone: str, kind: str, **columns: Any) -> Registry:
    """The registry with one device more, which sends no signs of life and watches the zone of this code and kind.

    The zone is made if there is none; `columns` are the zone's: `area` (2 unless said), `dwelling`, `capacity`, ….
    """
    found = next((each for each in registry.zones if each.code == zone), None)
    if found is None:
        found = ZoneRow(len(registry.zones) + 1, zone, kind, **{"area": 2, **columns})
    watcher = DeviceRow(len(registry.devices) + 1, device, found.number, found.area, heartbeat_s=0)
    zones = (*(each for each in registry.zones if each != found), found)
    return msgspec.structs.replace(registry, zones=zones, devices=(*registry.devices, watcher))
