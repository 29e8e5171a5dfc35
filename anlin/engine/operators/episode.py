"""`episode`: matching rows of one key, with no gap over `quiet`, have lasted `lasting` and counted `count`."""

from typing import Any

from anlin.engine.kernel import inlined, kernel
from anlin.engine.layout import FAR, NEVER, Out
from anlin.engine.operators.telling import IDLE, finish, forget, may_end, remember, rise

HOLDS, ENDS, ENDS_OWN = range(3)


@inlined
def episode_row(s: Any, p: Any, row: Any, means: int, out: Out) -> None:
    """Follow runs of rows per key; a run ends when nothing comes for `quiet`, or a row says that it has ended.

    s:    the key's slot: start, last (microseconds), seen and firm (rows, and those without doubt).
    p:    quiet, lasting, escalate, escalate_2 (microseconds); count (rows).
    row:  the row, `means` HOLDS, ENDS, or ENDS_OWN, which ends it only if its device also spoke for it last.

    A run opens at the first row by which it has lasted `lasting` and counted `count`; suspected if rows without doubt
    alone would not do. It escalates at the first row by which it has lasted `escalate`, then `escalate_2`.
    A row older than the last of its key counts as of that one's instant. Weak rows can only end.
    State is one slot per key whose run has not ended, or not for a minute. Source: docs/domain.md, models 1 to 6.
    """
    if means != HOLDS:
        if s.seen > 0 and may_end(s, row, means == ENDS_OWN):
            finish(s, row.observed_at, out)
        return
    if row.weak:
        return
    now = max(row.observed_at, s.last)
    over = max(s.last, s.mark) + p.quiet
    if s.seen > 0 and now > over and not s.unknown:
        # The row is a sign of life of its own: what waited for one is over since then.
        finish(s, over, out)
    s.aux = NEVER
    remember(s, row, now)
    if now - s.start >= p.lasting and s.seen >= p.count:
        rise(s, p, now, s.firm >= p.count, out)


@kernel
def episode_due(s: Any, p: Any, heard: int, pulse: int, out: Out) -> None:
    """Nothing came for `quiet`: the run is over, if its watchers were alive to see that; else look again soon.

    heard, pulse: last sign of life of what watches the key, and the time between them. An open run without proof is
    ended after the next sign of life, or becomes UNKNOWN when the watcher is found dead (P5).
    """
    if s.opened != NEVER and heard < max(s.last, s.mark) + p.quiet:
        s.aux = s.due + max(pulse // 4, 1)
    else:
        finish(s, s.due, out)


@inlined
def episode_next(s: Any, p: Any) -> int:
    """When the operator looks again without a row. `aux`: when it waits for a sign of life, else NEVER."""
    if s.seen == 0 or s.blind:
        return FAR
    over = max(max(s.last, s.mark) + p.quiet, s.aux)
    return int(over if s.opened != NEVER else over + IDLE)


@kernel
def episode_changed(s: Any, before: Any, at: int) -> None:
    """From `at` on others than the parameters `before` are in force: a run that was over stays so."""
    if s.seen > 0 and s.opened == NEVER and max(s.last, s.mark) + before.quiet + s.lag < at:
        forget(s)
