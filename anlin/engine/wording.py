"""Kernel events as conditions: numbers become names, and openings become ids."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from anlin.engine.conditions import Condition, What
from anlin.engine.plan import Plan
from anlin.observations import condition_id

_WHAT = {int(what): what for what in What}


def conditions_of(plan: Plan, events: np.ndarray[Any, Any]) -> list[Condition]:
    """The conditions of `layout.EVENT` records, in their order."""
    if len(events) == 0:
        return []
    shadow = plan.arrays.profiles["shadow"].tolist()
    # As plain tuples: reading a record field by field costs ten times as much.
    columns = [events[name].tolist() for name in _FIELDS]
    return [_condition(plan, shadow, event) for event in zip(*columns, strict=True)]


_FIELDS = (
    "rule", "profile", "key", "subject", "zone_no", "what", "level", "at", "opened", "start", "count", "value",
    "first", "last", "area_no", "device_no", "doubt",
)  # fmt: skip


def _condition(plan: Plan, shadow: list[int], event: tuple[Any, ...]) -> Condition:
    rule_no, profile, number, subject, zone, what, level, at, opened_at, start, count, value = event[:12]
    first, last, area, device, doubt = event[12:]
    model, rule = plan.rules[rule_no]
    key = plan.key_text(rule_no, number, subject, zone)
    return Condition(
        id=condition_id(model.name, rule.name, key, opened_at),
        model=model.name,
        rule=rule.name,
        key=key,
        what=_WHAT[what],
        level=level,
        at=at,
        opened_at=opened_at,
        start=start,
        count=count,
        value=value,
        first=first,
        last=last,
        area=area,
        zone=zone,
        device=device,
        suspected=bool(doubt),
        shadow=profile >= 0 and bool(shadow[profile]),
    )


def severity_of(plan: Plan, condition: Condition) -> str:
    """How grave the condition is at its level."""
    rule = plan.rules[plan.rule_index(condition.model, condition.rule)][1]
    steps: Iterable[Any] = (step for step in rule.escalation if step.level == condition.level)
    return str(next((step.severity for step in steps), rule.severity))
