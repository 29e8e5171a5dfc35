"""Conditions meet alerts: one open alert per (model, key), whatever comes and in whichever batches. No database here.

The rules, in words (each has a test):
1. OPENED goes to the open alert of (model, key) as a repeat, else to a new alert. Within `cooldown_s` of its archiving
   the last alert takes the repeat quietly, unless the condition is critical or graver than that alert.
2. ESCALATED raises level and severity of the open alert; where the work is archived it opens a new one.
3. UNKNOWN marks the condition on the alert that holds it; where none does, the place is unseen.
4. CLEARED takes the condition from the alert that holds it, open or archived; the work stays where people have it.
   Only where the person themselves was asked and nobody else yet, the end is the answer: the work is archived.
What is graver than the alert so far calls those whom its rule asks, and gives the alert its words; numbers are always
those of the rule that gave the words.
An alert is active while one of its conditions is, else unknown while one is, else clear.
"""

from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from anlin.alerts.facts import RuleFacts
from anlin.alerts.lifecycle import ARCHIVED, DISPATCHED, OPEN_STATES, SUPPRESSED, TRIAGE
from anlin.alerts.models import ACTIVE, CLEAR, UNKNOWN, Alert
from anlin.alerts.words import Severity
from anlin.engine import Condition, What

Key = tuple[str, str, bool]


@dataclass
class Touched:
    """What one batch did to one alert beside its columns: which calls go out, and which rows it must copy."""

    alert: Alert
    facts: RuleFacts
    is_new: bool = False
    calls: list[str] = field(default_factory=list)
    ladder: list[str] = field(default_factory=list)
    first: int | None = None
    last: int | None = None
    closed: bool = False
    reworded: bool = False

    @property
    def explanation(self) -> dict[str, Any]:
        """The words of the rule that is told; whoever was on the ladder stays on it."""
        stored = self.facts.stored
        return {**stored, "ladder": list(dict.fromkeys([*self.ladder, *stored["ladder"]]))}


@dataclass
class Merged:
    """The result of a batch; `unseen` maps (model, key) to the condition, or None where the place is seen again."""

    touched: dict[int, Touched] = field(default_factory=dict)
    log: list[tuple[Condition, Alert | None]] = field(default_factory=list)
    unseen: dict[tuple[str, str], Condition | None] = field(default_factory=dict)

    def touch(self, alert: Alert, facts: RuleFacts, *, is_new: bool = False) -> Touched:
        entry = self.touched.get(id(alert))
        if entry is None:
            entry = self.touched[id(alert)] = Touched(alert, facts, is_new)
        return entry


class Book:
    """The alerts of the batch's keys: the open one, and closed ones that still matter, oldest first."""

    def __init__(self, alerts: list[Alert]) -> None:
        self._by_key: dict[Key, list[Alert]] = {}
        for alert in sorted(alerts, key=lambda alert: alert.pk):
            self.add(alert)

    def add(self, alert: Alert) -> None:
        self._by_key.setdefault((alert.model, alert.key, alert.shadow), []).append(alert)

    def open_one(self, key: Key) -> Alert | None:
        return next((a for a in reversed(self._by_key.get(key, ())) if a.work_state in OPEN_STATES), None)

    def latest(self, key: Key) -> Alert | None:
        alerts = self._by_key.get(key)
        return alerts[-1] if alerts else None

    def holder(self, model: str, key: str, condition: int) -> Alert | None:
        """The alert that still carries this condition, open or closed, shadow or not."""
        name = str(condition)
        for shadow in (False, True):
            for alert in reversed(self._by_key.get((model, key, shadow), ())):
                if name in alert.conditions:
                    return alert
        return None


def merge(book: Book, conditions: list[tuple[Condition, RuleFacts]], now: int) -> Merged:
    """Attach every condition, in order; changes the alerts of `book` and adds new ones."""
    merged = Merged()
    alert: Alert | None
    for condition, facts in conditions:
        match condition.what:
            case What.OPENED:
                alert = _opened(book, merged, condition, facts, now)
            case What.ESCALATED:
                alert = _escalated(book, merged, condition, facts, now)
            case What.UNKNOWN:
                alert = _became_unknown(book, merged, condition, facts)
            case _:
                alert = _cleared(book, merged, condition, facts, now)
        merged.log.append((condition, alert))
    return merged


def _opened(book: Book, merged: Merged, c: Condition, facts: RuleFacts, now: int) -> Alert:
    merged.unseen[c.model, c.key] = None
    holder = book.holder(c.model, c.key, c.id)
    if holder is not None and holder.shadow != c.shadow:
        _let_go(merged, holder, c, facts)
        holder = None
    key = (c.model, c.key, c.shadow)
    alert = holder or book.open_one(key) or _resting(book.latest(key), c, facts)
    if alert is None:
        return _new(book, merged, c, facts, now)
    touched = merged.touch(alert, facts)
    if holder is None:
        alert.repeat_count += 1
        if alert.work_state in OPEN_STATES and c.at - alert.last_seen_at > facts.cooldown_us:
            touched.calls.append("again")
    if alert.suspected and not c.suspected:
        alert.suspected = False
        touched.calls.append("confirmed")
    _see(touched, c, facts)
    return alert


def _resting(alert: Alert | None, c: Condition, facts: RuleFacts) -> Alert | None:
    """The archived alert, while its rest lasts; a critical condition never rests, nor one that is graver."""
    severity = facts.at(c.level).severity
    if alert is None or alert.archived_at is None or severity == Severity.CRITICAL or severity < alert.severity:
        return None
    return alert if c.at - alert.archived_at <= facts.cooldown_us else None


def _escalated(book: Book, merged: Merged, c: Condition, facts: RuleFacts, now: int) -> Alert:
    holder = book.holder(c.model, c.key, c.id)
    alert = book.open_one((c.model, c.key, c.shadow))
    if holder is not None and holder is not alert:
        # Archived work does not hide a condition that gets worse: the condition moves to open work.
        _let_go(merged, holder, c, facts)
    if alert is None:
        return _new(book, merged, c, facts, now)
    touched = merged.touch(alert, facts)
    touched.calls.append("escalated")
    _see(touched, c, facts)
    return alert


def _became_unknown(book: Book, merged: Merged, c: Condition, facts: RuleFacts) -> Alert | None:
    holder = book.holder(c.model, c.key, c.id)
    if holder is None:
        merged.unseen[c.model, c.key] = c
        return None
    merged.touch(holder, facts)
    holder.conditions[str(c.id)][1] = UNKNOWN
    _settle(holder, c.at)
    return holder


def _cleared(book: Book, merged: Merged, c: Condition, facts: RuleFacts, now: int) -> Alert | None:
    merged.unseen[c.model, c.key] = None
    holder = book.holder(c.model, c.key, c.id)
    if holder is None:
        return None
    touched = merged.touch(holder, facts)
    del holder.conditions[str(c.id)]
    holder.last_seen_at = max(holder.last_seen_at, c.at)
    if c.rule == holder.rule:
        holder.observations = c.count
    touched.last = c.last
    _settle(holder, c.at)
    if holder.condition_state == CLEAR and _ends_by_itself(holder):
        holder.work_state, holder.archived_at, touched.closed = ARCHIVED, now, True
    return holder


def _ends_by_itself(alert: Alert) -> bool:
    """Nobody works on a shadow alert; and a person who was asked about themselves has answered by moving."""
    if alert.shadow:
        return alert.work_state == SUPPRESSED
    return alert.work_state == DISPATCHED and alert.assigned_role == "resident"


def _let_go(merged: Merged, holder: Alert, c: Condition, facts: RuleFacts) -> None:
    """The condition moves to another alert."""
    merged.touch(holder, facts)
    del holder.conditions[str(c.id)]
    _settle(holder, c.at)


def _see(touched: Touched, c: Condition, facts: RuleFacts) -> None:
    alert = touched.alert
    # A rule runs once per key: a new run says that the one before is over. So at most one entry per rule.
    for old in [name for name, held in alert.conditions.items() if held[0] == c.rule]:
        del alert.conditions[old]
    alert.conditions[str(c.id)] = [c.rule, ACTIVE, c.level]
    alert.last_seen_at = max(alert.last_seen_at, c.at)
    alert.level = max(alert.level, c.level)
    if facts.at(c.level).severity < alert.severity:
        _reword(touched, c, facts)
    if c.rule == alert.rule:
        alert.observations = c.count
        # Stores keep no NaN, and one odd number must not stop a shard.
        alert.value = c.value if isfinite(c.value) else 0.0
    touched.last = c.last
    _settle(alert, c.at)


def _reword(touched: Touched, c: Condition, facts: RuleFacts) -> None:
    """The condition is graver than the alert so far: its rule is what the alert tells of."""
    alert = touched.alert
    alert.severity = facts.at(c.level).severity
    if c.rule != alert.rule:
        touched.ladder += alert.explanation.get("ladder") or touched.facts.stored["ladder"]
        alert.rule, touched.reworded = c.rule, True
        if alert.work_state in OPEN_STATES and "escalated" not in touched.calls:
            touched.calls.append("escalated")
    touched.facts = facts


def _settle(alert: Alert, at: int) -> None:
    states = {state for _rule, state, _level in alert.conditions.values()}
    before = alert.condition_state
    alert.condition_state = ACTIVE if ACTIVE in states else UNKNOWN if UNKNOWN in states else CLEAR
    if alert.condition_state != CLEAR:
        alert.cleared_at = None
    elif before != CLEAR:
        alert.cleared_at = at


def _new(book: Book, merged: Merged, c: Condition, facts: RuleFacts, now: int) -> Alert:
    alert = Alert(
        model=c.model, rule=c.rule, key=c.key, area_id=c.area or None, zone_id=c.zone or None,
        device_id=c.device or None, severity=facts.at(c.level).severity, level=c.level, suspected=c.suspected,
        shadow=c.shadow, opened_at=c.at, started_at=c.start, last_seen_at=c.at, conditions={},
    )  # fmt: skip
    _place(alert, facts, now)
    book.add(alert)
    touched = merged.touch(alert, facts, is_new=True)
    touched.first = c.first
    if not c.shadow:
        touched.calls.append("opened")
    _see(touched, c, facts)
    return alert


def _place(alert: Alert, facts: RuleFacts, now: int) -> None:
    """Where the work begins: trusted alarms go straight to the first of the ladder, doubtful ones to triage."""
    audience = facts.audience
    if alert.shadow:
        alert.work_state = SUPPRESSED
    elif alert.suspected or audience.triage_first:
        alert.work_state = TRIAGE
    else:
        alert.work_state = DISPATCHED
        alert.assigned_role = audience.ladder[0]
        alert.dispatched_at = now
