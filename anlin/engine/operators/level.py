"""`level`: a value passes a threshold, with hysteresis; also a share of capacity, a running balance, time to full."""

from typing import Any

from anlin.engine.kernel import kernel, outlined
from anlin.engine.layout import FAR, NEVER, Out
from anlin.engine.operators.counting import (
    LARGEST,
    SINCE,
    UNDER,
    VALUE,
    follow_trend,
    has_counts,
    is_countable,
    is_low,
    is_partly_lost,
    keep_up,
    measure,
    next_reset,
    next_stale,
    start_counting,
    take_count,
)
from anlin.engine.operators.telling import CLEARED, ESCALATED, UNKNOWN, forget, rise, say


@outlined
def level_row(s: Any, p: Any, m: Any, row: Any, means: int, out: Out) -> None:
    """Measure a key and compare it with up to three thresholds.

    s: the key's slot: capacity (people), ahead (of UTC, microseconds).
    p: over, over_1, over_2, or below, below_1, below_2, or share, share_1, share_2 (per cent of capacity), or full_min
       (minutes), and clear_by, all in thousandths; lasting, clear, stale, trend (microseconds); reset_min (minute of
       the local day, -1: never).
    row: `means` VALUE, COUNT, IN or OUT. m: see `counting`.

    The measure is the largest value a device of the key said last (the least where `below` is set); or the sum of their
    last counts and of the balance of in and out, which is never negative and begins anew each local day at `reset_min`;
    or the minutes until that sum is the capacity if it grows as in the last `trend` to two `trend`.
    It opens when the measure has been at or past the first threshold for `lasting`, and rises to level 1 and 2 by the
    next ones, or by time. It clears when the measure has been `clear_by` on the other side for `clear`. A device silent
    for `stale` keeps its word, but in doubt: then what opens is suspected, and what is open does not clear; it is
    UNKNOWN once what the others say is on the other side. Its value is the worst measure since it began.
    Weak rows can only bring it back. State is one slot and 32 devices per key.
    Source: docs/domain.md section 6, models 8 and 13.
    """
    if not is_countable(row.value) or (means != VALUE and row.value < 0):
        return
    now = max(row.observed_at, s.last)
    if s.seen == 0:
        start_counting(s, p, m, now)
    elif s.opened != NEVER and m[UNDER] != NEVER and not s.unknown and not is_partly_lost(m) and not s.blind:
        over = max(m[UNDER], s.mark) + p.clear
        if over < now:
            _end(s, over, out)
    keep_up(s, p, m, now)
    if not take_count(p, m, row, means, now):
        return
    if not row.weak:
        if s.opened == NEVER and m[SINCE] == NEVER:
            s.first, s.seen = row.place, 0
            s.zone_no, s.area_no, s.device_no = row.zone_no, row.area_no, row.device_no
        s.last, s.final = now, row.place
        s.seen += 1
        if p.full_min > 0:
            follow_trend(p, m, now)
    _judge(s, p, m, now, row.weak != 0, out)
    _tidy(s, m)


@kernel
def _judge(s: Any, p: Any, m: Any, now: int, is_weak: bool, out: Out) -> None:
    """Compare the measure with all thresholds and tell what became of that at `now`; nothing rises on a weak row."""
    x, sure = measure(s, p, m, now, False), measure(s, p, m, now, True)
    level = _reached(p, x)
    _follow(s, p, m, x, level, now)
    if s.resting:
        return
    is_lost = s.blind != 0 or is_partly_lost(m)
    firm = not s.blind and _reached(p, sure) >= 0
    if s.opened == NEVER:
        if is_weak or level < 0 or now - max(m[SINCE], s.mark) < p.lasting:
            return
        s.start = max(m[SINCE], s.mark)
    elif is_lost and not s.unknown and _is_back(p, sure):
        s.unknown = 1
        say(s, UNKNOWN, now, out)
    if not is_weak and (not s.unknown or firm or (not is_lost and not _is_back(p, x))):
        rise(s, p, now, firm, out)
        for each in range(1, level + 1):
            if s.level < each and now - max(m[SINCE + each], s.mark) >= p.lasting:
                s.level = each
                say(s, ESCALATED, now, out)
    if m[UNDER] != NEVER and not is_lost and now - max(m[UNDER], s.mark) >= p.clear:
        _end(s, now, out)


@kernel
def _follow(s: Any, p: Any, m: Any, x: int, level: int, now: int) -> None:
    """Remember since when each level is reached and the clear line passed, and the worst measure."""
    worst = x / 1000.0
    if s.opened != NEVER or m[SINCE] != NEVER:
        worst = min(s.value, worst) if is_low(p) else max(s.value, worst)
    s.value = worst
    for each in range(3):
        if each > level:
            m[SINCE + each] = NEVER
        elif m[SINCE + each] == NEVER:
            m[SINCE + each] = now
    if level >= 0 or not _is_back(p, x):
        m[UNDER] = NEVER
    elif m[UNDER] == NEVER:
        m[UNDER] = now


@kernel
def _reached(p: Any, x: int) -> int:
    """The highest level whose threshold is reached, -1 if none is."""
    if p.full_min > 0:
        return 0 if x <= p.full_min else -1
    if p.share < LARGEST:
        return 2 if x >= p.share_2 else 1 if x >= p.share_1 else 0 if x >= p.share else -1
    if p.below > -LARGEST:
        return 2 if x <= p.below_2 else 1 if x <= p.below_1 else 0 if x <= p.below else -1
    return 2 if x >= p.over_2 else 1 if x >= p.over_1 else 0 if x >= p.over else -1


@kernel
def _is_back(p: Any, x: int) -> bool:
    """Whether the measure is on the other side of the first threshold by `clear_by` at least."""
    if p.full_min > 0:
        return bool(x >= p.full_min + p.clear_by and x > p.full_min)
    if p.share < LARGEST:
        return bool(x <= p.share - p.clear_by and x < p.share)
    if p.below > -LARGEST:
        return bool(x >= p.below + p.clear_by and x > p.below)
    return bool(x <= p.over - p.clear_by and x < p.over)


@kernel
def _end(s: Any, at: int, out: Out) -> None:
    """Clear what is open; what was counted goes on counting."""
    s.unknown = 0
    say(s, CLEARED, at, out)
    s.opened, s.level, s.doubt = NEVER, 0, 0


@kernel
def _tidy(s: Any, m: Any) -> None:
    """Let the slot be reclaimed when the next row says all there is to know."""
    if s.opened == NEVER and m[SINCE] == NEVER and not has_counts(m):
        forget(s)


@outlined
def level_due(s: Any, p: Any, m: Any, out: Out) -> None:
    """What is due at `s.due`: a threshold has been passed long enough, or the clear line, a reset, a silent device."""
    keep_up(s, p, m, s.due)
    _judge(s, p, m, s.due, False, out)
    _tidy(s, m)


@outlined
def level_next(s: Any, p: Any, m: Any) -> int:
    """When the operator looks again without a row; never before `mark`, or its hours' beginning would be undone."""
    if s.seen == 0:
        return FAR
    due = FAR
    if p.reset_min >= 0:
        due = max(next_reset(s, p, m), s.mark)
    if s.blind:
        return int(due)
    due = next_stale(s, p, m, due)
    is_lost = is_partly_lost(m)
    if m[SINCE] != NEVER and (s.opened == NEVER or (s.unknown and not is_lost)):
        due = min(due, max(m[SINCE], s.mark) + p.lasting)
    if s.opened != NEVER and not s.unknown and s.level < 2:
        due = min(due, s.start + (p.escalate if s.level == 0 else p.escalate_2))
        for each in range(s.level + 1, 3):
            if m[SINCE + each] != NEVER:
                due = min(due, max(m[SINCE + each], s.mark) + p.lasting)
    if s.opened != NEVER and m[UNDER] != NEVER and not is_lost:
        due = min(due, max(m[UNDER], s.mark) + p.clear)
    return int(due)
