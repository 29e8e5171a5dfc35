"""Deadlines of slots, and the hours in which a rule watches."""

from typing import Any

from anlin.engine.deadlines import push_timer
from anlin.engine.kernel import inlined, kernel
from anlin.engine.layout import FAR, FOREVER, HASHED, NOW, Out, PlanArrays, StateArrays
from anlin.engine.localtime import ahead_of_utc
from anlin.engine.operators.dispatch import come_due, next_due, not_before, rest, resume
from anlin.engine.operators.telling import is_fresh
from anlin.engine.slots import give_back

_MINUTE = 60_000_000
_WEEK = 7 * 24 * 60
_THURSDAY = 3 * 24 * 60
"""1970-01-01 was a Thursday; the local week begins on Monday."""


@inlined
def _local(plan: PlanArrays, at: int) -> int:
    """Microseconds since 1970 on the site's clock."""
    return int(at + ahead_of_utc(plan, at))


@inlined
def watches(plan: PlanArrays, p: Any, at: int) -> bool:
    """Whether a profile's hours include the instant `at`."""
    if p.schedule < 0:
        return True
    minute = (_local(plan, at) // _MINUTE + _THURSDAY) % _WEEK
    return bool(plan.armed[p.schedule, minute])


@kernel
def _next_change(plan: PlanArrays, p: Any, at: int) -> int:
    """Instant, after `at`, at which a profile's hours begin or end; FAR if they never do."""
    local = _local(plan, at) // _MINUTE
    ahead = plan.change[p.schedule, (local + _THURSDAY) % _WEEK]
    if ahead < 0:
        return FAR
    return int((local + ahead) * _MINUTE - (_local(plan, at) - at))


@inlined
def arm(plan: PlanArrays, st: StateArrays, k: int, at: int) -> None:
    """Find the slot's next deadline as of `at` and set its timer; reclaim it if it equals a fresh one and has none.

    A slot has one valid timer. One that turns out to be early is set again when it fires, so rows that only postpone
    a deadline cost nothing here.
    """
    s = st.slots[k]
    p = plan.profiles[s.profile]
    operator = plan.rules[s.rule].operator
    if _is_lazy(plan, s, p) and s.armed <= not_before(operator, s, p) + s.lag:
        return
    due = next_due(operator, s, p, st.pool[s.pool])
    if p.schedule >= 0 and not is_fresh(s):
        change = _next_change(plan, p, at)
        due = change if s.resting else min(due, change)
    if s.blind and plan.rules[s.rule].space == HASHED:
        due = at + _MINUTE  # Nobody tells such a key when its zone is seen again.
    s.due = due
    if due < FOREVER:
        release = max(due + s.lag, st.head[NOW])
        if release < s.armed:
            s.armed = release
            push_timer(st, release, s.rule, s.key, k)
    elif s.armed == FAR and is_fresh(s):
        give_back(plan, st, k)


@inlined
def _is_lazy(plan: PlanArrays, s: Any, p: Any) -> bool:
    """Whether the slot's deadline follows from its memory alone, so that it may be found when its timer fires."""
    return bool(p.schedule < 0 and plan.rules[s.rule].space != HASHED)


@inlined
def due_of(plan: PlanArrays, st: StateArrays, s: Any) -> int:
    """The deadline of a slot whose timer has come."""
    p = plan.profiles[s.profile]
    if _is_lazy(plan, s, p):
        s.due = next_due(plan.rules[s.rule].operator, s, p, st.pool[s.pool])
    return int(s.due)


@kernel
def act(plan: PlanArrays, st: StateArrays, s: Any, heard: int, pulse: int, out: Out) -> None:
    """Act on a slot whose deadline is there: its hours begin or end, or its operator wants to."""
    at, p = s.due, plan.profiles[s.profile]
    operator = plan.rules[s.rule].operator
    is_on = watches(plan, p, at)
    if is_on == (s.resting != 0):
        s.resting = not is_on
        if is_on:
            resume(s, at)
        else:
            rest(s, operator, at, out)
    elif is_on and next_due(operator, s, p, st.pool[s.pool]) <= at:
        if plan.rules[s.rule].is_local:
            s.ahead = ahead_of_utc(plan, at)
        come_due(operator, s, p, st.pool[s.pool], heard, pulse, out)
