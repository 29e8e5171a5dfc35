"""`agree`: `sensors` different devices of one key say so within `window`, or one persists for `lasting`."""

from typing import Any

from anlin.engine.kernel import kernel, outlined
from anlin.engine.layout import FAR, NEVER, Out
from anlin.engine.operators.telling import finish, is_removed, remember, rise

HOLDS, ENDS = 0, 1
DEVICES_MOST = 8
"""Devices of one key that are followed; of further ones, the first that can be let go makes room."""
_EACH = 5
_WHO, _SINCE, _LAST, _OVER, _FIRM = range(_EACH)
# Of one device: its number + 1 (0: none), since when it says so, when it last did, when it said that it ended (NEVER
# while it says so), whether a row of it was without doubt.


@outlined
def agree_row(s: Any, p: Any, m: Any, row: Any, means: int, out: Out) -> None:
    """Follow which devices of one key say so: a HOLDS row begins or repeats it, the device's own ENDS row ends it.

    s: the key's slot. p: sensors (devices); window, lasting, clear, expire, escalate, escalate_2 (microseconds).
    m: `_EACH` integers for each of up to DEVICES_MOST devices.

    It opens when `sensors` different devices say so, each still or less than `window` ago, or when one has said so for
    `lasting`, without waiting for a row. It is suspected if devices without doubt alone would not do. It clears when no
    device says so any more for `clear`; a device that does not repeat it for `expire` has ended. It rises a level after
    `escalate` and `escalate_2`. Its value is the most devices that said so together. Weak rows can only end.
    State is one slot and 8 devices per key. Source: docs/domain.md section 6, model 13.
    """
    if means == ENDS:
        i = _find(m, row.device_no) if s.seen > 0 else -1
        if i >= 0 and m[i + _OVER] == NEVER and row.observed_at >= m[i + _LAST]:
            m[i + _OVER] = row.observed_at
            if s.opened != NEVER and p.clear == 0 and not s.blind and _ended(m) != NEVER:
                finish(s, _ended(m), out)
        return
    if row.weak:
        return
    now = max(row.observed_at, s.last)
    if s.seen == 0:
        for i in range(len(m)):
            m[i] = 0
    _note(m, now, row)
    remember(s, row, now)
    _judge(s, p, m, now, out)


@kernel
def _find(m: Any, device_no: int) -> int:
    """Where a device is remembered, -1 if it is not."""
    for i in range(0, _EACH * DEVICES_MOST, _EACH):
        if m[i + _WHO] == device_no + 1:
            return i
    return -1


@kernel
def _note(m: Any, now: int, row: Any) -> None:
    """Remember that a device says so; where all places are taken, in that of the device that was silent longest."""
    at = _find(m, row.device_no)
    if at < 0:
        at = 0
        for i in range(0, _EACH * DEVICES_MOST, _EACH):
            if m[at + _WHO] != 0 and (m[i + _WHO] == 0 or _goes_before(m, i, at)):
                at = i
        m[at + _WHO], m[at + _OVER] = row.device_no + 1, now
    if m[at + _OVER] != NEVER:
        m[at + _SINCE], m[at + _FIRM], m[at + _OVER] = now, 0, NEVER
    m[at + _LAST] = now
    if not row.doubt:
        m[at + _FIRM] = 1


@kernel
def _goes_before(m: Any, i: int, j: int) -> bool:
    """Whether device `i` makes room rather than device `j`: ended before saying so, then the one silent longer."""
    if (m[i + _OVER] == NEVER) != (m[j + _OVER] == NEVER):
        return bool(m[i + _OVER] != NEVER)
    return bool(m[i + _LAST] < m[j + _LAST])


@kernel
def _judge(s: Any, p: Any, m: Any, now: int, out: Out) -> None:
    """Open, or tell again, what the devices say at `now`."""
    n = firm = 0
    start, lasts, lasts_firmly = FAR, False, False
    for i in range(0, _EACH * DEVICES_MOST, _EACH):
        holds = m[i + _OVER] == NEVER
        if m[i + _WHO] == 0 or not (holds or m[i + _LAST] > now - p.window):
            continue
        n, firm, start = n + 1, firm + m[i + _FIRM], min(start, m[i + _SINCE])
        if holds and not s.blind and now - max(m[i + _SINCE], s.mark) >= p.lasting:
            lasts = True
            lasts_firmly = lasts_firmly or m[i + _FIRM] != 0
    if s.opened == NEVER:
        s.value = n
        if s.resting or not (lasts or n >= p.sensors):
            return
        s.start = max(start, s.mark)
    s.value = max(s.value, n)
    rise(s, p, now, lasts_firmly or firm >= p.sensors, out)


@kernel
def _ended(m: Any) -> int:
    """When the last device ended; NEVER if one still says so."""
    over = NEVER
    for i in range(0, _EACH * DEVICES_MOST, _EACH):
        if m[i + _WHO] != 0:
            if m[i + _OVER] == NEVER:
                return NEVER
            over = max(over, m[i + _OVER])
    return int(over)


@outlined
def agree_due(s: Any, p: Any, m: Any, out: Out) -> None:
    """What is due at `s.due`: a device that did not repeat it has ended, all is over, or one has persisted."""
    at, left = s.due, False
    for i in range(0, _EACH * DEVICES_MOST, _EACH):
        expired = max(m[i + _LAST], s.mark) + p.expire
        if m[i + _WHO] != 0 and m[i + _OVER] == NEVER and expired <= at:
            m[i + _OVER] = expired
        left = left or (m[i + _WHO] != 0 and (m[i + _OVER] == NEVER or m[i + _LAST] > at - p.window))
    over = _ended(m)
    if over == NEVER:
        _judge(s, p, m, at, out)
    elif (s.opened == NEVER and not left) or (s.opened != NEVER and max(over, s.mark) + p.clear <= at):
        finish(s, at, out)


@outlined
def agree_next(s: Any, p: Any, m: Any) -> int:
    """When the operator looks again without a row."""
    if s.seen == 0:
        return FAR
    over = _ended(m)
    if over != NEVER:
        return _over_next(s, p, m, over)
    if s.blind:
        return FAR
    due, n = FAR, 0
    for i in range(0, _EACH * DEVICES_MOST, _EACH):
        if m[i + _WHO] != 0 and m[i + _OVER] == NEVER:
            n += 1
            due = min(due, max(m[i + _LAST], s.mark) + p.expire)
            if s.opened == NEVER or s.unknown:
                due = min(due, max(m[i + _SINCE], s.mark) + p.lasting)
    if s.opened == NEVER and n >= p.sensors:
        # They agreed outside the rule's hours and still do.
        due = s.mark
    if s.opened != NEVER and not s.unknown and s.level < 2:
        due = min(due, s.start + (p.escalate if s.level == 0 else p.escalate_2))
    return int(due)


@kernel
def _over_next(s: Any, p: Any, m: Any, over: int) -> int:
    """When what no device says any more is cleared, or forgotten."""
    if s.opened != NEVER:
        return FAR if s.blind else int(max(over, s.mark) + p.clear)
    last = NEVER
    for i in range(0, _EACH * DEVICES_MOST, _EACH):
        if m[i + _WHO] != 0:
            last = max(last, m[i + _LAST])
    # Not before the hours that have just begun, or their beginning would be undone.
    return int(max(last + p.window, s.mark))


@kernel
def agree_without(m: Any, before: Any, after: Any, at: int) -> bool:
    """End at `at` what devices said that have been removed; whether there were any."""
    found = False
    for i in range(0, _EACH * DEVICES_MOST, _EACH):
        if m[i + _WHO] != 0 and m[i + _OVER] == NEVER and is_removed(before, after, m[i + _WHO] - 1):
            m[i + _OVER], found = at, True
    return found
