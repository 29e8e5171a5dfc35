"""`standing`: a key's last state stays the same for `lasting` (a door left open, a lane kept occupied)."""

from typing import Any

from anlin.engine.kernel import inlined, kernel
from anlin.engine.layout import FAR, NEVER, Out
from anlin.engine.operators.telling import finish, forget, may_end, remember, rise

HOLDS, ENDS, ENDS_OWN = range(3)
_ENDING = 1  # slot.phase: a row said that the state is over, since slot.aux.


@inlined
def standing_row(s: Any, p: Any, row: Any, means: int, out: Out) -> None:
    """Follow the state of one key: a HOLDS row begins or repeats it, an ENDS row ends it.

    An ENDS_OWN row does so only if its device also spoke for it last.

    s: the key's slot: start (since when the state stands), aux (since when it is over, while `clear` runs).
    p: lasting, clear, expire, escalate, escalate_2 (microseconds).

    It opens at the instant by which the state has stood for `lasting`, without waiting for a row; after `escalate` and
    `escalate_2` it rises a level. It clears when the state has been over for `clear`, or when it was not repeated for
    `expire`. A new HOLDS within `clear` goes on with the same condition. Weak rows can only end.
    State is one slot per key in the state. Source: docs/domain.md section 6, models 2, 6 and 10.
    """
    if means != HOLDS:
        if s.seen == 0 or s.phase == _ENDING or not may_end(s, row, means == ENDS_OWN):
            return
        if s.opened == NEVER:
            forget(s)
        elif p.clear == 0:
            finish(s, row.observed_at, out)
        else:
            s.phase, s.aux = _ENDING, row.observed_at
        return
    if row.weak:
        return
    now = max(row.observed_at, s.last)
    s.phase = 0
    remember(s, row, now)
    if s.unknown or s.doubt:
        rise(s, p, now, s.firm > 0, out)


@kernel
def standing_due(s: Any, p: Any, out: Out) -> None:
    """What is due at `s.due`: the end of a state that is over or was not repeated, else the next rise."""
    if s.phase == _ENDING or s.due >= max(s.last, s.mark) + p.expire:
        finish(s, s.due, out)
    else:
        rise(s, p, s.due, s.firm > 0, out)


@inlined
def standing_next(s: Any, p: Any) -> int:
    """When the operator looks again without a row."""
    if s.seen == 0 or s.blind:
        return FAR
    if s.phase == _ENDING:
        return int(s.aux + p.clear)
    over = max(s.last, s.mark) + p.expire
    if s.opened == NEVER or s.unknown:
        return int(min(over, max(s.start, s.mark) + p.lasting))
    if s.level == 0:
        return int(min(over, s.start + p.escalate))
    if s.level == 1:
        return int(min(over, s.start + p.escalate_2))
    return int(over)
