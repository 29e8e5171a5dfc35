"""Runs models over the past: the same `step` as live, from a tape of rows, registries and clock instants."""

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import msgspec
import numpy as np

from anlin.engine.conditions import Condition, What
from anlin.engine.intake import NOT_READ, read_ahead
from anlin.engine.layout import NEVER, RowArrays
from anlin.engine.plan import Plan
from anlin.engine.rows import no_rows
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State, adopt
from anlin.engine.steps import step
from anlin.engine.variants import base_model
from anlin.observations import Override, Registry
from anlin.observations.instants import SECOND, iso

Tape = Iterable[RowArrays | Registry | int]
"""Rows in journal order; a registry from when it was in force; a clock instant. No rows before the first registry."""

AHEAD = 4
"""Items that a thread may be ahead of the one that takes them."""

SEVERITIES = ("low", "medium", "high", "critical")


class BadTape(ValueError):
    """The source cannot be replayed; the message says what is missing."""


@dataclass(frozen=True)
class Setting:
    """One parameter set otherwise for this replay: `model.parameter` everywhere, or `model.rule.parameter`."""

    model: str
    parameter: str
    value: float
    rule: str = ""

    def override(self) -> Override:
        return Override(model=self.model, parameter=self.parameter, value=self.value, rule=self.rule)


@dataclass
class Played:
    """How much was played; `registry` is the last one in force."""

    observations: int = 0
    registry: Registry = field(default_factory=Registry)


class Read(NamedTuple):
    """Rows of a tape with what `intake.read_ahead` found of them under the last plan before them: a part of memory that
    is used again."""

    rows: RowArrays
    read: np.ndarray[Any, Any]


@dataclass
class Run:
    """A replay between two items of its tape: `step` with what it needs. `plan` is None before the first registry.

    Its items may be prepared by another thread (`prepared`): plans instead of registries, rows that were read ahead.
    """

    specs: Sequence[ModelSpec]
    settings: Sequence[Setting] = ()
    plan: Plan | None = None
    state: State | None = None
    clock: int = NEVER
    spare: "deque[np.ndarray[Any, Any]]" = field(default_factory=deque)
    """Memory of rows that were read ahead and are done with."""

    def take(self, item: "RowArrays | Registry | int | Plan | Read") -> Sequence[Condition]:
        """What becomes so with this item of the tape. Raises `BadTape` if rows come before a registry."""
        if isinstance(item, Registry):
            item = self._plan_of(item)
        if isinstance(item, Plan):
            return self._take_plan(item)
        if self.plan is None or self.state is None:
            if isinstance(item, int):
                return []
            raise BadTape("the tape has rows before any registry, so places and devices have no meaning")
        rows, read, until = no_rows(), NOT_READ, NEVER
        if isinstance(item, int):
            until = item
        elif isinstance(item, Read):
            rows, read = item
        else:
            rows = item
        self.state, conditions = step(self.plan, self.state, rows, until, read=read)
        self.clock = max(self.clock, until, int(rows.received_at.max(initial=NEVER)))
        if isinstance(item, Read):
            self.spare.append(read if read.base is None else read.base)
        return conditions

    def prepared(self, tape: Tape) -> "Generator[RowArrays | int | Plan | Read]":
        """The tape with all done that does not depend on what came before."""
        plan = self.plan
        for item in tape:
            if isinstance(item, Registry):
                plan = self._plan_of(item)
                assert plan.address  # Laid out once, before two threads want it.
                yield plan
            elif isinstance(item, int) or plan is None:
                yield item
            else:
                yield Read(item, read_ahead(plan, item, self.spare.pop() if self.spare else None))

    def release(self) -> Sequence[Condition]:
        """What the rows that still wait bring, as the clock goes on until none is left."""
        if self.plan is None or self.state is None or self.clock == NEVER:
            return []
        budget = max((device.lateness_ms for device in self.plan.registry.devices), default=0) * 1000
        self.state, conditions = step(self.plan, self.state, no_rows(), self.clock + budget + 1)
        return conditions

    def _plan_of(self, registry: Registry) -> Plan:
        return Plan(self.specs, with_settings(registry, self.settings))

    def _take_plan(self, plan: Plan) -> list[Condition]:
        old, self.plan = self.plan, plan
        if old is None or self.state is None:
            self.state = State.fresh(plan)
            return []
        return adopt(self.state, old, plan, self.clock)


def play(
    tape: Tape, specs: Sequence[ModelSpec], settings: Sequence[Setting] = (), played: Played | None = None
) -> Iterator[Condition]:
    """Conditions in order of release. At the tape's end the clock goes on until every row has been released.

    One thread reads the tape and finds what it can of its rows, one steps, and whoever reads the conditions puts them
    into words; `played` is complete at the end. Raises `BadTape` if rows come before a registry.
    """
    run = Run(specs, settings)
    with closing(_ahead(run.prepared(tape), _give_way)) as items:
        steps = _steps(items, run, played if played is not None else Played())
        with closing(_ahead(steps)) as everything:
            for told in everything:
                yield from told


_Item = TypeVar("_Item")


def _give_way() -> None:
    """Let this thread, and those it starts, run where others leave time: it is ahead of them anyway."""
    if sys.platform == "linux":  # Elsewhere only a whole process has a priority.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)


def _ahead(items: Generator[_Item], first: Callable[[], None] | None = None) -> Generator[_Item]:
    """The same items, made by a thread of its own that is a few ahead of whoever takes them; `first` begins it."""
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="replay", initializer=first)
    try:
        waiting = deque(pool.submit(next, items, None) for _ in range(AHEAD))
        while (item := waiting.popleft().result()) is not None:
            waiting.append(pool.submit(next, items, None))
            yield item
    finally:
        pool.shutdown(cancel_futures=True)
        items.close()


def _steps(
    items: "Iterable[RowArrays | int | Plan | Read]", run: Run, played: Played
) -> Generator[Sequence[Condition]]:
    """What each item told, not yet put into words."""
    for item in items:
        told = run.take(item)
        if run.plan is not None:
            played.registry = run.plan.registry
        if isinstance(item, Read):
            played.observations += len(item.read)
        yield told
    yield run.release()


def with_settings(registry: Registry, settings: Sequence[Setting]) -> Registry:
    """The registry with these parameters instead of its own, in every area and zone."""
    if not settings:
        return registry
    kept = tuple(
        override
        for override in registry.overrides
        if not any(
            override.model == setting.model
            and override.parameter == setting.parameter
            and setting.rule in ("", override.rule)
            for setting in settings
        )
    )
    return msgspec.structs.replace(registry, overrides=(*kept, *(setting.override() for setting in settings)))


@dataclass(slots=True)
class ReplayedAlert:
    """What people would have got, had nobody acted: conditions of one (model, key) closer than its cool-down."""

    first: Condition
    cleared_at: int | None = None
    conditions: int = 0
    open: int = 0  # Of its conditions, those not cleared yet.
    graveness: int = 0  # The place of its worst level's severity in `SEVERITIES`.
    level: int = 0
    is_suspected: bool = False
    was_unknown: bool = False

    def line(self, registry: Registry, names: "Names") -> dict[str, Any]:
        """One line of `--alerts`; instants ISO 8601 UTC, places by code."""
        c = self.first
        return {
            "id": f"{c.id:016x}",
            "model": c.model,
            "rule": c.rule,
            "key": c.key,
            "area": names.areas.get(c.area, ""),
            "zone": names.zones.get(c.zone, ""),
            "severity": SEVERITIES[self.graveness],
            "opened_at": iso(c.opened_at),
            "cleared_at": None if self.cleared_at is None else iso(self.cleared_at),
            "suspected": self.is_suspected,
            "shadow": c.shadow,
            "explanation": {
                "began_at": iso(c.start),
                "device": names.devices.get(c.device, ""),
                "observations": c.count,
                "value": round(c.value, 4),
                "level": self.level,
                "conditions": self.conditions,
                "was_unknown": self.was_unknown,
            },
        }


@dataclass(frozen=True)
class Names:
    """Codes of the registry by number."""

    areas: Mapping[int, str]
    zones: Mapping[int, str]
    devices: Mapping[int, str]

    @classmethod
    def of(cls, registry: Registry) -> "Names":
        return cls(
            {area.number: area.code for area in registry.areas},
            {zone.number: zone.code for zone in registry.zones},
            {device.number: device.code for device in registry.devices},
        )


def alerts_of(conditions: Iterable[Condition], specs: Sequence[ModelSpec]) -> list[ReplayedAlert]:
    """Alerts in order of opening; a condition that opens within `cooldown_s` after the last cleared belongs to it."""
    cooldowns = {spec.name: round(spec.cooldown_s * SECOND) for spec in specs}
    graveness = _Graveness(specs)
    latest: dict[tuple[str, str], ReplayedAlert] = {}
    of_condition: dict[int, ReplayedAlert] = {}
    alerts: list[ReplayedAlert] = []
    opened, unknown, cleared = What.OPENED, What.UNKNOWN, What.CLEARED  # A year of a city has a million conditions.
    for c in conditions:
        alert = of_condition.get(c.id)
        if alert is None:
            if c.what is not opened:
                continue
            key = (c.model, c.key)
            alert = latest.get(key)
            if alert is None or (
                alert.cleared_at is not None and c.opened_at - alert.cleared_at > cooldowns[base_model(c.model)]
            ):
                alert = latest[key] = ReplayedAlert(c, is_suspected=c.suspected)
                alerts.append(alert)
            alert.conditions += 1
            alert.open += 1
            alert.cleared_at = None
            of_condition[c.id] = alert
        alert.graveness = max(alert.graveness, graveness[c.model, c.rule, c.level])
        alert.level = max(alert.level, c.level)
        if c.what is opened:
            alert.is_suspected = alert.is_suspected and c.suspected
        elif c.what is unknown:
            alert.was_unknown = True
        elif c.what is cleared:
            del of_condition[c.id]
            alert.open -= 1
            if not alert.open:
                alert.cleared_at = c.at
    return sorted(alerts, key=lambda alert: (alert.first.opened_at, alert.first.model, alert.first.key))


class _Graveness(dict[tuple[str, str, int], int]):
    """Of (model or variant, rule, level), the place in `SEVERITIES`."""

    def __init__(self, specs: Sequence[ModelSpec]) -> None:
        self._models = {spec.name: spec for spec in specs}

    def __missing__(self, asked: tuple[str, str, int]) -> int:
        model, name, level = asked
        rule = self._models[base_model(model)].rule(name)
        severity = next((step.severity for step in rule.escalation if step.level == level), rule.severity)
        self[asked] = place = SEVERITIES.index(severity)
        return place
