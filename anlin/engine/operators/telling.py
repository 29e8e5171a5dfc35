"""What every operator does the same way: remember a row, tell what became of a slot, forget."""

from typing import Any

import numpy as np

from anlin.engine.conditions import What
from anlin.engine.kernel import inlined, kernel
from anlin.engine.layout import FAR, NEVER, Out

OPENED: Any = np.int64(What.OPENED)
ESCALATED: Any = np.int64(What.ESCALATED)
UNKNOWN: Any = np.int64(What.UNKNOWN)
CLEARED: Any = np.int64(What.CLEARED)
# As int64: Numba would compile each caller's plain number as a function of its own.


IDLE: Any = np.int64(60_000_000)
"""How much longer, in microseconds, a slot stays that nothing counts in any more. Most keys speak again soon: then no
timer has to fire, nothing is given back and taken anew. Nobody can tell, for the key's next row begins afresh."""


@inlined
def say(s: Any, what: int, at: int, out: Out) -> None:
    """Append one condition about slot `s`; the caller has made sure that there is room."""
    e = out.events[out.used[0]]
    out.used[0] += 1
    e.what, e.at, e.opened, e.start = what, at, s.opened, s.start
    e.count, e.value, e.first, e.last = s.seen, s.value, s.first, s.final
    e.key, e.subject, e.rule, e.profile, e.label = s.key, s.subject, s.rule, s.profile, s.label
    e.area_no, e.zone_no, e.device_no, e.level, e.doubt = s.area_no, s.zone_no, s.device_no, s.level, s.doubt


@inlined
def remember(s: Any, row: Any, now: int) -> None:
    """Count one more row that speaks for what the slot follows; the first sets where it began."""
    if s.seen == 0:
        s.start, s.first, s.mark, s.value = now, row.place, now, row.value
        s.zone_no, s.area_no, s.device_no = row.zone_no, row.area_no, row.device_no
    s.last, s.final, s.spoke = now, row.place, row.device_no
    s.value = max(s.value, row.value)
    s.seen += 1
    if not row.doubt:
        s.firm += 1


@kernel
def rise(s: Any, p: Any, now: int, firm: bool, out: Out) -> None:
    """Tell at `now` what holds: for the first time, again after UNKNOWN, firmly after doubt, or a level higher."""
    if s.opened == NEVER:
        s.opened, s.doubt = now, not firm
        say(s, OPENED, now, out)
    elif s.unknown or (s.doubt and firm):
        s.unknown, s.doubt = 0, s.doubt and not firm
        say(s, OPENED, now, out)
    if s.level == 0 and now - s.start >= p.escalate:
        s.level = 1
        say(s, ESCALATED, now, out)
    if s.level == 1 and now - s.start >= p.escalate_2:
        s.level = 2
        say(s, ESCALATED, now, out)


@inlined
def forget(s: Any) -> None:
    """Make the slot equal to a fresh one, so that it can be reclaimed."""
    s.opened, s.start, s.last, s.mark, s.aux = NEVER, NEVER, NEVER, NEVER, NEVER
    s.first, s.final, s.seen, s.firm, s.value = 0, 0, 0, 0, 0.0
    s.level, s.phase, s.doubt, s.unknown = 0, 0, 0, 0
    s.due = FAR


@inlined
def finish(s: Any, at: int, out: Out) -> None:
    """End what the slot follows at `at`, told if it was open."""
    if s.opened != NEVER:
        s.unknown = 0
        say(s, CLEARED, at, out)
    forget(s)


@inlined
def may_end(s: Any, row: Any, is_own: bool) -> bool:
    """Whether a row ends what the slot follows: not one older than its last, nor the word of another device where each
    ends its own only."""
    return bool(row.observed_at >= s.last and (not is_own or s.spoke == row.device_no or s.spoke == -1))


@kernel
def is_removed(before: Any, after: Any, number: int) -> bool:
    """Whether a device was registered before and is no longer. `before`, `after`: `device_index` of the two plans."""
    was = 0 < number < len(before) and before[number] > 0
    return bool(was and not (number < len(after) and after[number] > 0))


@inlined
def is_fresh(s: Any) -> bool:
    return bool(s.seen == 0 and s.opened == NEVER and s.phase == 0 and not s.blind)
