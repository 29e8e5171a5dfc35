"""Kernel events as conditions: numbers become names, and openings become ids."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, SupportsIndex, overload

import numpy as np

from anlin.engine.conditions import Condition, What
from anlin.engine.plan import Plan
from anlin.observations import condition_id

_WHAT = {int(what): what for what in What}


class Conditions(Sequence[Condition]):
    """What one step has told, in order: columns, put into words when they are first read.

    A rule that speaks at every sixth row would else spend more time on words than on rows.
    """

    def __init__(self, plan: Plan, events: np.ndarray[Any, Any]) -> None:
        self._plan, self._events = plan, events
        self._told: list[Condition] | None = None

    def _all(self) -> list[Condition]:
        if self._told is None:
            self._told = conditions_of(self._plan, self._events)
        return self._told

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Condition]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: SupportsIndex) -> Condition: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Condition]: ...
    def __getitem__(self, at: Any) -> Any:
        return self._all()[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all() == list(other)

    __hash__ = None  # type: ignore[assignment]


def conditions_of(plan: Plan, events: np.ndarray[Any, Any]) -> list[Condition]:
    """The conditions of `layout.EVENT` records, in their order."""
    if len(events) == 0:
        return []
    shadow = [False, *plan.arrays.profiles["shadow"].astype(bool).tolist()]
    names = [(model.name, rule.name) for model, rule in plan.rules]
    # As plain tuples and by place: reading a record field by field, or naming fields, costs several times as much.
    columns = [events[name].tolist() for name in _FIELDS]
    conditions = []
    for (
        rule_no, number, subject, zone, what, level, at, opened_at, start, count, value, first, last, area, device,
        doubt, profile,
    ) in zip(*columns, strict=True):  # fmt: skip
        model, rule = names[rule_no]
        key = plan.key_text(rule_no, number, subject, zone)
        conditions.append(
            Condition(
                condition_id(model, rule, key, opened_at), model, rule, key, _WHAT[what], level, at, opened_at, start,
                count, value, first, last, area, zone, device, doubt == 1, shadow[max(profile, -1) + 1],
            )
        )  # fmt: skip
    return conditions


_FIELDS = (
    "rule", "key", "subject", "zone_no", "what", "level", "at", "opened", "start", "count", "value", "first", "last",
    "area_no", "device_no", "doubt", "profile",
)  # fmt: skip


def severity_of(plan: Plan, condition: Condition) -> str:
    """How grave the condition is at its level."""
    rule = plan.rules[plan.rule_index(condition.model, condition.rule)][1]
    steps: Iterable[Any] = (step for step in rule.escalation if step.level == condition.level)
    return str(next((step.severity for step in steps), rule.severity))
