"""What `level` measures: the latest word of several devices, a running balance of in and out, and how fast it fills.

All in thousandths as integers, so that sums do not depend on their order.
"""

import math
from typing import Any

import numpy as np

from anlin.engine.kernel import kernel
from anlin.engine.layout import NEVER
from anlin.engine.operators.telling import is_removed

VALUE, COUNT, IN, OUT = 0, 1, 2, 3
"""What a row means: a value that stands alone, a count that is summed over devices, people in, people out."""
COUNTERS_MOST = 32
"""Devices of one key that are told apart; of further ones, that which was silent longest makes room."""
SINCE, UNDER, BALANCE, DAY, OLD_AT, OLD, NEW_AT, NEW = 0, 3, 4, 5, 6, 7, 8, 9
COUNTERS, _EACH = 10, 3
MEMORY = COUNTERS + _EACH * COUNTERS_MOST
# SINCE + level: since when the level is reached, UNDER: since when it is past the clear line, else NEVER; the balance;
# the local day last reset; two marks of the trend; then of each device what follows.
_WHO, _LATEST, _AT = range(_EACH)
_DOUBTFUL, _STALE, _ALONE = 1, 2, 4  # Bits of _WHO beside the device's number + 1.
_DAY = 86_400_000_000
_MINUTE = 60_000_000
LARGEST = 10**15
"""Stands for no bound and for "never full"."""


@kernel
def thousandths(value: Any) -> int:
    return math.floor(np.float64(value) * 1000.0 + 0.5)


@kernel
def is_countable(value: Any) -> bool:
    """A number, and not a senseless one; a row with another is left out."""
    return bool(-1e9 < value < 1e9)


@kernel
def start_counting(s: Any, p: Any, m: Any, now: int) -> None:
    for i in range(MEMORY):
        m[i] = 0
    for i in range(SINCE, SINCE + 4):
        m[i] = NEVER
    m[DAY] = _day(s, p, now)
    m[OLD_AT] = m[NEW_AT] = NEVER


@kernel
def _day(s: Any, p: Any, now: int) -> int:
    """Number of the local day, which begins at `reset_min`."""
    return int((now + s.ahead - max(p.reset_min, 0) * _MINUTE) // _DAY)


@kernel
def next_reset(s: Any, p: Any, m: Any) -> int:
    """Instant of the next reset; the caller has made sure that there is one."""
    return int((m[DAY] + 1) * _DAY + p.reset_min * _MINUTE - s.ahead)


@kernel
def keep_up(s: Any, p: Any, m: Any, now: int) -> None:
    """Forget all counts if a new local day has begun; mark devices that were silent for `stale`."""
    if p.reset_min >= 0 and _day(s, p, now) > m[DAY]:
        for i in range(BALANCE, MEMORY):
            m[i] = 0
        m[DAY] = _day(s, p, now)
        m[OLD_AT] = m[NEW_AT] = NEVER
    if s.blind:
        return
    for i in range(COUNTERS, MEMORY, _EACH):
        if m[i + _WHO] != 0 and now - max(m[i + _AT], s.mark) >= p.stale:
            m[i + _WHO] |= _STALE


@kernel
def next_stale(s: Any, p: Any, m: Any, due: int) -> int:
    """`due`, or sooner if a device will have been silent for `stale` before."""
    for i in range(COUNTERS, MEMORY, _EACH):
        if m[i + _WHO] != 0 and not m[i + _WHO] & _STALE:
            due = min(due, max(m[i + _AT], s.mark) + p.stale)
    return int(due)


@kernel
def is_partly_lost(m: Any) -> bool:
    """Whether a device that counts is silent."""
    lost = 0
    for i in range(COUNTERS, MEMORY, _EACH):
        lost |= m[i + _WHO] & _STALE
    return lost != 0


@kernel
def take_count(p: Any, m: Any, row: Any, means: int, now: int) -> bool:
    """Take the row's number in; False if it says nothing new. A weak row can only bring the measure back."""
    value = thousandths(row.value)
    if means in (IN, OUT):
        if row.weak:
            return False
        m[BALANCE] = max(0, m[BALANCE] + (value if means == IN else -value))
        return True
    i = _find(m, row.device_no)
    is_known = m[i + _WHO] >> 3 == row.device_no + 1
    if row.weak and not (is_known and (value > m[i + _LATEST] if is_low(p) else value < m[i + _LATEST])):
        return False
    if is_known and row.observed_at < m[i + _AT]:
        return False
    if not is_known:
        # A counter that joins brings a number, not people who came.
        m[OLD_AT] = m[NEW_AT] = NEVER
    m[i + _WHO] = (row.device_no + 1) << 3 | (_ALONE if means == VALUE else 0) | (_DOUBTFUL if row.doubt else 0)
    m[i + _LATEST], m[i + _AT] = value, now
    return True


@kernel
def _find(m: Any, device_no: int) -> int:
    """Where a device is remembered; else a free place, else that of the device silent longest."""
    at = COUNTERS
    for i in range(COUNTERS, MEMORY, _EACH):
        if m[i + _WHO] >> 3 == device_no + 1:
            return i
        if m[at + _WHO] != 0 and (m[i + _WHO] == 0 or m[i + _AT] < m[at + _AT]):
            at = i
    return at


@kernel
def forget_removed(m: Any, before: Any, after: Any) -> bool:
    """Forget the last words of devices that have been removed; whether there were any."""
    found = False
    for i in range(COUNTERS, MEMORY, _EACH):
        if m[i + _WHO] != 0 and is_removed(before, after, (m[i + _WHO] >> 3) - 1):
            m[i + _WHO], found = 0, True
    if found:
        # As when a counter joins: it takes a number away, not people who left.
        m[OLD_AT] = m[NEW_AT] = NEVER
    return found


@kernel
def is_low(p: Any) -> bool:
    """Whether less is worse: a value under a bound, or the minutes until it is full."""
    return bool(p.below > -LARGEST or p.full_min > 0)


@kernel
def follow_trend(p: Any, m: Any, now: int) -> None:
    """Keep two marks of the sum: the newer is set anew when it is `trend` old, and the older is what it was."""
    if m[NEW_AT] != NEVER and now - m[NEW_AT] < p.trend:
        return
    m[OLD_AT], m[OLD] = m[NEW_AT], m[NEW]
    m[NEW_AT], m[NEW] = now, _total(m, False)


@kernel
def _total(m: Any, is_sure: bool) -> int:
    total = m[BALANCE]
    for i in range(COUNTERS, MEMORY, _EACH):
        if m[i + _WHO] != 0 and not m[i + _WHO] & _ALONE and not (is_sure and m[i + _WHO] & (_STALE | _DOUBTFUL)):
            total += m[i + _LATEST]
    return int(total)


@kernel
def measure(s: Any, p: Any, m: Any, now: int, is_sure: bool) -> int:
    """What is compared with the bounds, in thousandths of value, people, per cent of capacity, or minutes until full.

    is_sure: leave out devices that are silent or whose last word was doubtful.
    """
    if p.full_min > 0:
        return _minutes_to_full(s, m, now, _total(m, is_sure))
    if p.share < LARGEST:
        # In whole tenths of a per cent, as people read them: milli-people / capacity are tenths of a per cent.
        return int(_total(m, is_sure) // max(s.capacity, 1) * 100)
    best, is_alone = -LARGEST, False
    sign = -1 if is_low(p) else 1
    for i in range(COUNTERS, MEMORY, _EACH):
        if m[i + _WHO] & _ALONE:
            is_alone = True
            if not (is_sure and m[i + _WHO] & (_STALE | _DOUBTFUL)):
                best = max(best, sign * m[i + _LATEST])
    return sign * best if is_alone else _total(m, is_sure)


@kernel
def _minutes_to_full(s: Any, m: Any, now: int, total: int) -> int:
    """Thousandths of minutes until the capacity is reached if it goes on as since the older mark; LARGEST: never."""
    room = s.capacity * 1000 - total
    if room <= 0:
        return 0
    if m[OLD_AT] == NEVER or total <= m[OLD]:
        return LARGEST
    seconds = min((now - m[OLD_AT]) // 1_000_000, 1_000_000)
    return int(min(room * seconds // (total - m[OLD]) * 1000 // 60, LARGEST))


@kernel
def has_counts(m: Any) -> bool:
    """Whether anything is remembered that the next row does not say itself."""
    if m[BALANCE] != 0 or m[NEW_AT] != NEVER:
        return True
    for i in range(COUNTERS, MEMORY, _EACH):
        if m[i + _WHO] != 0 and not m[i + _WHO] & _ALONE and m[i + _LATEST] != 0:
            return True
    return False
