"""`surge`: `count` rows of one key within `window`, and for at least `lasting`."""

from typing import Any

from anlin.engine.kernel import inlined, kernel
from anlin.engine.layout import FAR, NEVER, Out
from anlin.engine.operators.telling import IDLE, finish, forget, remember, rise

HOLDS, TURNS, ENDS, TURNS_BACK = range(4)
_TURNED = 1  # slot.phase: a TURNS row counted, and nothing has turned back since.
_EACH = 3  # Integers of memory for each of the last `count` rows: its instant, its place, and a firm row's instant.


@inlined
def surge_row(s: Any, p: Any, m: Any, row: Any, means: int, out: Out) -> None:
    """Count rows per key in a window that slides with them.

    s:    the key's slot: start, last (microseconds); seen (rows), aux (when it waits for a sign of life, else NEVER).
    p:    window, lasting, clear, escalate, escalate_2 (microseconds); count (rows).
    row:  `means` HOLDS; or TURNS, which counts once until a TURNS_BACK row came (a door that says again that it is open
          was opened once); or ENDS.
    m:    for i from 0: instant and place of the i-th newest row, instant of the i-th newest row without doubt.

    It opens at the first row that is one of `count` within `window`: a row exactly one window old no longer counts.
    Where `lasting` is more than 0, rows must also have come for that long, no two neighbours a window apart. It is
    suspected if rows without doubt alone would not do. It escalates at the first row by which it has lasted `escalate`,
    then `escalate_2`, from the oldest row that counted. It clears when none came for `clear`, or a row says that it is
    over; what came before does not count again. Its value is the number of rows. Weak rows can only end.
    State is one slot and `count` rows per key with a row in the window, or a minute before it.
    Source: docs/domain.md section 6, models 1, 4, 6 and 10.
    """
    if means == ENDS:
        if s.seen > 0 and row.observed_at >= s.last:
            finish(s, row.observed_at, out)
        return
    if means == TURNS_BACK and row.observed_at >= s.last:
        s.phase = 0
    if means == TURNS_BACK or row.weak or s.phase == _TURNED:
        return
    now = max(row.observed_at, s.last)
    if s.seen > 0 and s.opened == NEVER and now - s.last >= p.window:
        forget(s)
    elif s.opened != NEVER and now > max(s.last, s.mark) + p.clear and not s.unknown:
        # The row is a sign of life of its own: what waited for one is over since then.
        finish(s, max(s.last, s.mark) + p.clear, out)
    if s.seen == 0:
        for i in range(_EACH * p.count):
            m[i] = NEVER
    _note(m, min(p.count - 1, s.seen), now, row)
    s.aux = NEVER
    remember(s, row, now)
    s.value, s.phase = s.seen, _TURNED if means == TURNS else 0
    oldest = _EACH * (p.count - 1)
    if s.opened == NEVER:
        if m[oldest] <= now - p.window or now - s.start < p.lasting:
            return
        if p.lasting == 0:
            s.start, s.first, s.seen, s.value = m[oldest], m[oldest + 1], p.count, p.count
    rise(s, p, now, m[oldest + 2] > now - p.window, out)


@inlined
def _note(m: Any, kept: int, now: int, row: Any) -> None:
    """Put the row before the `kept` newest; an older one drops out."""
    for i in range(_EACH * kept, 0, -_EACH):
        m[i], m[i + 1] = m[i - _EACH], m[i + 1 - _EACH]
        if not row.doubt:
            m[i + 2] = m[i + 2 - _EACH]
    m[0], m[1] = now, row.place
    if not row.doubt:
        m[2] = now


@kernel
def surge_changed(s: Any, before: Any, m: Any, at: int) -> None:
    """From `at` on others than the parameters `before` are in force: what no longer counted then never will, and beyond
    as many rows as were counted nothing is remembered."""
    if s.seen > 0 and s.opened == NEVER and s.last + before.window + s.lag < at:
        forget(s)
    for i in range(_EACH * before.count, len(m)):
        m[i] = NEVER


@kernel
def surge_due(s: Any, p: Any, heard: int, pulse: int, out: Out) -> None:
    """None came for `clear`: it is over, if its watchers were alive to see that; else look again soon, as `episode`."""
    if s.opened != NEVER and heard < max(s.last, s.mark) + p.clear:
        s.aux = s.due + max(pulse // 4, 1)
    else:
        finish(s, s.due, out)


@inlined
def surge_next(s: Any, p: Any) -> int:
    """When the operator looks again without a row: to clear, or to forget rows that no longer count."""
    if s.seen == 0:
        return FAR
    if s.opened == NEVER:
        return int(s.last + p.window + IDLE)
    if s.blind:
        return FAR
    return int(max(max(s.last, s.mark) + p.clear, s.aux))
