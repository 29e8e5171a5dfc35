"""`rare`: something happens at an hour of the day at which it hardly ever did."""

from typing import Any

from anlin.engine.kernel import kernel, outlined
from anlin.engine.layout import NEVER, Out
from anlin.engine.operators.telling import CLEARED, forget, remember, rise, say

DAYS_MOST = 30
TODAY, USED, KNOWN = 0, 1, 2
HOURS = KNOWN + 2
MEMORY = HOURS + 2 * 24
# Number of the local day, its hours with a row (a bit each); then for working days and for weekends: how many days are
# known, and of each hour on which of the last DAYS_MOST days there was a row (a bit each, the latest first).
_HOUR, _DAY = 3_600_000_000, 86_400_000_000
_HAS_MEMORY = 1  # slot.phase


@outlined
def rare_row(s: Any, p: Any, m: Any, row: Any, out: Out) -> None:
    """Remember at which hours of the local day a key has rows, and compare each row with the days before.

    s: the key's slot: known (since when the engine watches), ahead (of UTC, microseconds); aux, as `episode`.
    p: days, least (days), one_in; clear, escalate, escalate_2 (microseconds). m: see above.

    A row is rare if of the last `days` days of its kind (Monday to Friday, or Saturday and Sunday) at most one in
    `one_in` had a row in its hour or in one of the two beside it. While fewer than `least` days of that kind are known,
    both kinds count together; while these are fewer, nothing is rare. It opens at a rare row and clears when none came
    for `clear`. Whole days on which the engine watched and no row came count; one at whose end nobody saw does not.
    Weak rows, and rows of a day that is over, say nothing. It knows neither cards nor persons.
    State is one slot and 52 integers per key with a row in 30 days.
    """
    if row.weak:
        return
    now = max(row.observed_at, s.last)
    if s.phase == 0:
        _begin(s, m, now)
    _roll(s, m, now)
    hour = int((now + s.ahead) // _HOUR % 24)
    if _day(s, now) < m[TODAY]:
        return
    m[USED] |= 1 << hour
    if s.resting or not _is_rare(p, m, _kind(m[TODAY]), hour):
        return
    over = max(s.last, s.mark) + p.clear
    if s.opened != NEVER and now > over and not s.unknown:
        # The row is a sign of life of its own: what waited for one is over since then.
        _end(s, over, out)
    s.aux = NEVER
    remember(s, row, now)
    s.value = s.seen
    rise(s, p, now, s.firm > 0, out)


@kernel
def _is_rare(p: Any, m: Any, kind: int, hour: int) -> bool:
    days, used = min(m[KNOWN + kind], p.days), _days_used(p, m, kind, hour)
    if days < p.least:
        days += min(m[KNOWN + 1 - kind], p.days)
        used += _days_used(p, m, 1 - kind, hour)
    return bool(days >= p.least and used * p.one_in <= days)


@kernel
def _days_used(p: Any, m: Any, kind: int, hour: int) -> int:
    """On how many of the last days of a kind there was a row in the hour or beside it."""
    bits, used = 0, 0
    for near in (23, 0, 1):
        bits |= m[HOURS + 24 * kind + (hour + near) % 24]
    for day in range(min(p.days, DAYS_MOST)):
        used += (bits >> day) & 1
    return int(used)


@kernel
def _day(s: Any, at: int) -> int:
    """Number of the local day of an instant."""
    return int((at + s.ahead) // _DAY)


@kernel
def _kind(day: int) -> int:
    """0 for Monday to Friday, 1 for the weekend; 1970-01-01 was a Thursday."""
    return int((day + 3) % 7 >= 5)


@kernel
def _begin(s: Any, m: Any, now: int) -> None:
    """A key without a row so far: on the days since the engine began to watch there was none."""
    for i in range(MEMORY):
        m[i] = 0
    m[TODAY] = _day(s, now)
    for day in range(max(_day(s, s.known) + 1, m[TODAY] - 7 * DAYS_MOST), m[TODAY]):
        m[KNOWN + _kind(day)] = min(m[KNOWN + _kind(day)] + 1, DAYS_MOST)
    s.phase = _HAS_MEMORY


@kernel
def _roll(s: Any, m: Any, now: int) -> None:
    """Put all days that have ended by `now` beside those before."""
    while m[TODAY] < _day(s, now):
        if not s.blind:
            kind = _kind(m[TODAY])
            m[KNOWN + kind] = min(m[KNOWN + kind] + 1, DAYS_MOST)
            for hour in range(24):
                i = HOURS + 24 * kind + hour
                m[i] = (m[i] << 1 | (m[USED] >> hour & 1)) & ((1 << DAYS_MOST) - 1)
        m[TODAY] += 1
        m[USED] = 0


@kernel
def _end(s: Any, at: int, out: Out) -> None:
    """Clear what is open; what is known of the days stays."""
    s.unknown = 0
    say(s, CLEARED, at, out)
    s.opened, s.level, s.doubt, s.seen, s.firm, s.aux = NEVER, 0, 0, 0, 0, NEVER


@outlined
def rare_due(s: Any, p: Any, m: Any, heard: int, pulse: int, out: Out) -> None:
    """A day has ended, or nothing rare came for `clear`: over, if its watchers were alive to see that."""
    _roll(s, m, s.due)
    if s.opened == NEVER:
        if _is_empty(m):
            forget(s)
    elif s.due >= max(s.last, s.mark) + p.clear and not s.blind:
        if heard < max(s.last, s.mark) + p.clear:
            s.aux = s.due + max(pulse // 4, 1)
        else:
            _end(s, s.due, out)


@kernel
def _is_empty(m: Any) -> bool:
    some = m[USED]
    for i in range(HOURS, MEMORY):
        some |= m[i]
    return bool(some == 0)


@outlined
def rare_next(s: Any, p: Any, m: Any) -> int:
    """The end of the day, or sooner to clear."""
    due = max((m[TODAY] + 1) * _DAY - s.ahead, s.mark)
    if s.opened != NEVER and not s.blind:
        due = min(due, max(max(s.last, s.mark) + p.clear, s.aux))
    return int(due)
