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
    return [_condition(plan, event) for event in events] if len(events) else []


def _condition(plan: Plan, e: Any) -> Condition:
    model, rule = plan.rules[e["rule"]]
    opened_at, profile, subject = int(e["opened"]), int(e["profile"]), int(e["subject"])
    key = plan.key_text(int(e["rule"]), int(e["key"]), subject, int(e["zone_no"]))
    return Condition(
        id=condition_id(model.name, rule.name, key, opened_at),
        model=model.name,
        rule=rule.name,
        key=key,
        what=_WHAT[int(e["what"])],
        level=int(e["level"]),
        at=int(e["at"]),
        opened_at=opened_at,
        start=int(e["start"]),
        count=int(e["count"]),
        value=float(e["value"]),
        first=int(e["first"]),
        last=int(e["last"]),
        area=int(e["area_no"]),
        zone=int(e["zone_no"]),
        device=int(e["device_no"]),
        suspected=bool(e["doubt"]),
        shadow=bool(profile >= 0 and plan.arrays.profiles["shadow"][profile]),
    )


def severity_of(plan: Plan, condition: Condition) -> str:
    """How grave the condition is at its level."""
    rule = plan.rules[plan.rule_index(condition.model, condition.rule)][1]
    steps: Iterable[Any] = (step for step in rule.escalation if step.level == condition.level)
    return str(next((step.severity for step in steps), rule.severity))
