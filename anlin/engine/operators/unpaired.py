"""`unpaired`: more went through than were let through (somebody follows through a door that opened for another)."""

from typing import Any

import numpy as np

from anlin.engine.kernel import kernel, outlined
from anlin.engine.layout import FAR, NEVER, Out
from anlin.engine.operators.telling import finish, remember, rise

HOLDS, ALLOWS = 0, 1
ALLOWED_MOST = 16
"""Permissions of one key that wait for somebody at a time; a further one takes the place of the oldest."""
_WAITS = 1  # slot.phase: permissions are waiting.


@outlined
def unpaired_row(s: Any, p: Any, m: Any, row: Any, means: int, out: Out) -> None:
    """Hold who went through a place (HOLDS rows; their value is how many, at least one) against who was let (ALLOWS).

    s: the key's slot: value (how many too many), aux (when it waits for a sign of life, else NEVER).
    p: window, clear, escalate, escalate_2 (microseconds).
    m: instants of permissions that nobody used yet; 0 is none.

    One permission lets one through, once, and until `window` after it. It opens at the first row with more than were
    let through, and clears when none came for `clear`. Weak rows say nothing. It knows neither cards nor persons.
    State is one slot and 16 instants per key with a row in the window.
    """
    if row.weak:
        return
    if means == ALLOWS:
        m[_oldest(m)] = row.observed_at
        s.phase = _WAITS
        return
    now = max(row.observed_at, s.last)
    too_many = max(1, round(min(np.float64(row.value), 1e6))) - _use(m, p.window, row.observed_at, row.value)
    if too_many <= 0:
        return
    if s.opened != NEVER and now > max(s.last, s.mark) + p.clear and not s.unknown:
        # The row is a sign of life of its own: what waited for one is over since then.
        _over(s, max(s.last, s.mark) + p.clear, out)
    s.aux = NEVER
    before = s.value if s.seen > 0 else 0.0
    remember(s, row, now)
    s.value = before + too_many
    rise(s, p, now, s.firm > 0, out)


@kernel
def _oldest(m: Any) -> int:
    """A free place, else that of the permission given first."""
    at = 0
    for i in range(ALLOWED_MOST):
        if m[i] < m[at]:
            at = i
    return at


@kernel
def _use(m: Any, window: int, now: int, value: Any) -> int:
    """Take away as many permissions as went through, the oldest in force first; how many there were."""
    wanted, used = max(1, round(min(np.float64(value), 1e6))), 0
    while used < wanted:
        at = -1
        for i in range(ALLOWED_MOST):
            if m[i] != 0 and m[i] <= now <= m[i] + window and (at < 0 or m[i] < m[at]):
                at = i
        if at < 0:
            break
        m[at] = 0
        used += 1
    return used


@kernel
def _over(s: Any, at: int, out: Out) -> None:
    """What is open is over; permissions go on waiting."""
    phase = s.phase
    finish(s, at, out)
    s.phase = phase


@outlined
def unpaired_due(s: Any, p: Any, m: Any, heard: int, pulse: int, out: Out) -> None:
    """None too many came for `clear`: over, if its watchers were alive to see that; and permissions run out."""
    s.phase = 0
    for i in range(ALLOWED_MOST):
        if m[i] != 0 and m[i] + p.window < s.due:
            m[i] = 0
        if m[i] != 0:
            s.phase = _WAITS
    if s.opened == NEVER or s.due < max(s.last, s.mark) + p.clear or s.blind:
        return
    if heard < max(s.last, s.mark) + p.clear:
        s.aux = s.due + max(pulse // 4, 1)
    else:
        _over(s, s.due, out)


@outlined
def unpaired_next(s: Any, p: Any, m: Any) -> int:
    """When the operator looks again without a row: to clear, or to forget permissions that nobody used."""
    due = FAR
    if s.phase == _WAITS:
        for i in range(ALLOWED_MOST):
            if m[i] != 0:
                due = min(due, m[i] + p.window + 1)
    if s.opened != NEVER and not s.blind:
        due = min(due, max(max(s.last, s.mark) + p.clear, s.aux))
    return int(due)
