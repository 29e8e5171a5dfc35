"""`baseline`: a key's count of this week is beyond what its own past weeks let expect."""

import math
from typing import Any

import numpy as np

from anlin.engine.kernel import kernel, outlined
from anlin.engine.layout import NEVER, Out
from anlin.engine.operators.telling import CLEARED, forget, rise, say

WEEKS_MOST = 26
WEEK, COUNT, KNOWN, NORMAL, PAST = range(5)
RECORDS = PAST + WEEKS_MOST
RECORDS_MOST = 8
MEMORY = RECORDS + RECORDS_MOST
# Number of the local week, its count, how many past weeks are known, how many in a row were normal, then their counts,
# the latest first; then the numbers of the records counted last.
_WEEK = 604_800_000_000
_THURSDAY = 259_200_000_000
"""1970-01-01 was a Thursday; the local week begins on Monday."""
_ONLY_LATE = 8 | 16 | 256
"""`Quality.REPLAYED | UNREGISTERED_DEVICE | TEST`: a weak row with none of these is just late."""
_EXACT_UP_TO = 200
_Z = 1.6448536269514722
"""95 % of a normal distribution lie below so many standard deviations."""
_POSITIVE: Any = np.uint64(0x7FFF_FFFF_FFFF_FFFF)
_HAS_MEMORY = 1  # slot.phase


@outlined
def baseline_row(s: Any, p: Any, m: Any, row: Any, out: Out) -> None:
    """Count rows per key and local week, Monday to Sunday, and compare the week with the key's own past weeks.

    s: the key's slot: known (since when the engine watches), ahead (of UTC, microseconds), firm (rows without doubt).
    p: weeks, normal_weeks, least (rows); escalate, escalate_2 (microseconds). m: see above.

    It opens at the first row by which the week's count is at least `least` and above the upper 95 % bound of what
    the last `weeks` weeks let expect (`upper_bound`); suspected if rows without doubt alone would not do. Weeks in
    which the engine watched and no row came count as 0; a week at whose end nobody could see does not count. It
    clears at the end of the last of `normal_weeks` weeks in a row that were not above their own bound. Its value is
    the count of the worst week. A record that two feeds bring (the same `track`, not 0) counts once. Late rows are
    counted in the week they belong to and open nothing; other weak rows are left out. State is one slot, 26 weeks
    and 8 records per key with a row in them. Source: docs/domain.md section 6, model 14.
    """
    if row.weak and row.quality & _ONLY_LATE:
        return
    now = row.observed_at if row.weak else max(row.observed_at, s.last)
    if s.phase == 0:
        _begin(s, p, m, now)
    _roll(s, p, m, now, out)
    if row.track != 0 and _is_copy(m, row.track & _POSITIVE):
        return
    ago = m[WEEK] - _week(s, now)
    if ago > 0:
        if ago <= WEEKS_MOST:
            m[PAST + ago - 1] += 1
        return
    m[COUNT] += 1
    if row.weak:
        return
    if s.opened == NEVER and s.seen == 0:
        s.start, s.first = now, row.place
        s.zone_no, s.area_no, s.device_no = row.zone_no, row.area_no, row.device_no
    s.last, s.final = now, row.place
    s.seen += 1
    s.firm += 0 if row.doubt else 1
    s.value = max(s.value, m[COUNT]) if s.opened != NEVER else m[COUNT]
    if not s.resting and (_is_beyond(p, m, m[COUNT]) or (s.opened != NEVER and s.unknown)):
        rise(s, p, now, _is_beyond(p, m, s.firm), out)


@kernel
def _is_copy(m: Any, number: Any) -> bool:
    """Whether the record of this number is one of those counted last; it is remembered if not."""
    record = np.int64(number)
    for i in range(RECORDS, MEMORY):
        if m[i] == record:
            return True
    for i in range(MEMORY - 1, RECORDS, -1):
        m[i] = m[i - 1]
    m[RECORDS] = record
    return False


@kernel
def _week(s: Any, at: int) -> int:
    """Number of the local week of an instant."""
    return int((at + s.ahead + _THURSDAY) // _WEEK)


@kernel
def _begin(s: Any, p: Any, m: Any, now: int) -> None:
    """A key without a row so far: its weeks since the engine began to watch were all 0."""
    for i in range(MEMORY):
        m[i] = 0
    m[WEEK] = _week(s, now)
    m[KNOWN] = min(max(m[WEEK] - _week(s, s.known) - 1, 0), WEEKS_MOST)
    s.phase = _HAS_MEMORY


@kernel
def _roll(s: Any, p: Any, m: Any, now: int, out: Out) -> None:
    """Close all weeks that have ended by `now`."""
    while m[WEEK] < _week(s, now):
        m[WEEK] += 1
        ended = m[WEEK] * _WEEK - _THURSDAY - s.ahead
        if not s.blind:
            m[NORMAL] = 0 if _is_beyond(p, m, m[COUNT]) else m[NORMAL] + 1
            for i in range(RECORDS - 1, PAST, -1):
                m[i] = m[i - 1]
            m[PAST] = m[COUNT]
            m[KNOWN] = min(m[KNOWN] + 1, WEEKS_MOST)
        m[COUNT], s.firm = 0, 0
        if s.opened != NEVER and m[NORMAL] >= p.normal_weeks and not s.blind:
            s.unknown = 0
            say(s, CLEARED, ended, out)
            s.opened, s.level, s.doubt = NEVER, 0, 0
        if s.opened == NEVER:
            s.seen = 0


@kernel
def _is_beyond(p: Any, m: Any, count: int) -> bool:
    """Whether a week's count is above what the weeks before it let expect."""
    if count < p.least:
        return False
    total, weeks = 0, min(m[KNOWN], p.weeks)
    for i in range(PAST, PAST + weeks):
        total += m[i]
    return bool(count > upper_bound(total, weeks))


@kernel
def upper_bound(total: int, weeks: int) -> int:
    """The smallest number that a week's count does not exceed in 95 of 100 weeks, after `total` rows in `weeks` weeks.

    Counts are Poisson with a rate drawn from a Gamma(1, 1) distribution, so the next week's is negative binomial with
    r = 1 + total and p = (1 + weeks) / (2 + weeks): with little past the bound is high, with much it is that of the
    rate. Above 200 rows by the normal approximation with its skewness (Cornish and Fisher 1938), at most 1 off.
    Only + - * / and square root: the same to the last bit everywhere.
    """
    b = 1.0 + weeks
    p, q = b / (b + 1.0), 1.0 / (b + 1.0)
    if total > _EXACT_UP_TO:
        deviation = math.sqrt((1.0 + total) * q) / p
        return math.ceil((1.0 + total) / b + _Z * deviation + (_Z * _Z - 1.0) / 6.0 * (1.0 + q) / p - 0.5)
    at_k = 1.0
    for _ in range(total + 1):
        at_k *= p
    k, so_far = 0, at_k
    while so_far < 0.95:
        k += 1
        at_k *= (total + k) * q / k
        so_far += at_k
    return k


@outlined
def baseline_due(s: Any, p: Any, m: Any, out: Out) -> None:
    """A week has ended."""
    _roll(s, p, m, s.due, out)
    if s.opened == NEVER and _is_empty(m):
        forget(s)


@kernel
def _is_empty(m: Any) -> bool:
    some = m[COUNT]
    for i in range(PAST, RECORDS):
        some |= m[i]
    return bool(some == 0)


@outlined
def baseline_next(s: Any, m: Any) -> int:
    """The end of the week."""
    return int(max((m[WEEK] + 1) * _WEEK - _THURSDAY - s.ahead, s.mark))
