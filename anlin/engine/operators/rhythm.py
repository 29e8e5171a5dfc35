"""What `inactivity` learns of a home, from its own past only, and the limits that follow.

Learned are the longest usual pauses per context and hour of the local day, the bed times and risings of the last
fourteen nights, and whether the person sleeps at other hours than the set window. All integers; microseconds.
"""

from typing import Any

from anlin.engine.kernel import inlined, kernel, outlined
from anlin.engine.operators.home import (
    AHEAD,
    AT_DOOR,
    BED,
    BEDS,
    DAY,
    DECAYED,
    EARLIEST_BED,
    HAS_BED,
    HOUR,
    KEPT,
    LATEST_RISE,
    LIES_SINCE,
    NIGHT,
    NIGHT_BED,
    NIGHT_RISE,
    NIGHTS,
    PAUSES,
    QUIET_FROM,
    QUIET_TO,
    RISES,
    SEAT,
    SHIFT,
    SLEPT,
    STATES,
    USUAL_BED,
    VAIN,
    WATCHED,
)

_LONGEST = 12 * HOUR
_AN_HOUR = 64
"""Weight of one slept hour; an eighth of it is lost each day."""
_TWO_DAYS = 10 * _AN_HOUR
_ASKED = 64
"""Weight of one question in vain; a thirty-second of it is lost each day."""
_TWICE, _OFTEN = 100, 230
"""Two of them within two weeks, and five."""
_FEW = 3
"""Nights below which bed times and risings are given more room."""
_ENOUGH = 7
"""Nights from which on one outlier no longer counts, …"""
_SOME, _FAR = 4, 90 * 60_000_000
"""… and from which on one rising that was so much later than all others does not."""


@inlined
def hour_of(m: Any, at: int) -> int:
    return int((at + m[AHEAD]) // HOUR % 24)


@inlined
def in_night(m: Any, at: int) -> int:
    """The instant on the clock of the night: microseconds from the middle of the set sleep window, ±12 h."""
    middle = m[QUIET_FROM] + ((m[QUIET_TO] - m[QUIET_FROM]) % DAY) // 2
    return int((at + m[AHEAD] - middle + DAY // 2) % DAY - DAY // 2)


@inlined
def half_window(m: Any) -> int:
    return int(((m[QUIET_TO] - m[QUIET_FROM]) % DAY) // 2)


@inlined
def usual_pause(m: Any, context: int, at: int) -> int:
    """The longest usual pause that begins at this hour or a neighbour's, in this context."""
    hour, longest = hour_of(m, at), 0
    for near in (23, 0, 1):
        longest = max(longest, m[PAUSES + 24 * context + (hour + near) % 24])
    return int(longest)


@kernel
def asked_in_vain(m: Any, at: int) -> bool:
    """Whether the person was lately asked twice about pauses that began within two hours of this hour of the day, or
    five times at any hour, and was well."""
    hour, near, ever = hour_of(m, at), 0, 0
    for away in range(24):
        weight = m[VAIN + (hour + away) % 24]
        ever += weight
        if away <= 2 or away >= 22:
            near += weight
    return bool(near >= _TWICE or ever >= _OFTEN)


@kernel
def limit_of(p: Any, m: Any, context: int, at: int) -> int:
    """How long a pause that begins at `at` may last: a quarter more than usual and the slack, within bounds.

    Where the person is asked in vain again and again something of the home is not seen: then only what is learned
    bounds it.
    """
    limit = usual_pause(m, context, at) * 5 // 4 + p.slack
    if p.stay != 0 and m[WATCHED] == 0:
        # Who was last seen in that room may sit where nothing sees it.
        limit = max(limit, p.floor * 3 // 2)
    if p.stay != 0 and m[HAS_BED] == 0 and -half_window(m) - HOUR <= in_night(m, at) <= half_window(m):
        # … or lie there; the silence of the whole home is followed by another rule.
        return int(max(limit, p.lying_ceiling))
    if asked_in_vain(m, at):
        return int(max(p.floor, min(limit, p.lying_ceiling)))
    if context in (BED, AT_DOOR):
        return int(max(p.floor, min(limit, p.lying_ceiling)))
    if context == SEAT:
        return int(max(p.sitting_floor, min(limit, p.sitting_ceiling)))
    return int(max(p.floor, min(limit, p.watched_ceiling if m[WATCHED] else p.ceiling)))


@kernel
def is_night(p: Any, m: Any, context: int, at: int) -> bool:
    """Whether who falls silent at `at` is taken to be asleep: in the bedroom between the usual earliest bed time and
    the usual latest rising; where no bedroom is watched, anywhere between the mean bed time and the latest rising; in
    the set window in any case, alone while no night is known, and in the bedroom an hour sooner while few are."""
    if p.asleep == 0 or (context != BED and m[HAS_BED]):
        return False
    early, late = -half_window(m), half_window(m)
    if m[NIGHTS] > 0:
        late = m[LATEST_RISE]
        is_sure = m[HAS_BED] != 0 or asked_in_vain(m, at)
        early = min(early, m[EARLIEST_BED] if is_sure else m[USUAL_BED])
    if m[NIGHTS] < _FEW and m[HAS_BED]:
        early = min(early, -half_window(m) - HOUR)
    return bool(early <= in_night(m, at) <= late)


@kernel
def wake_by(p: Any, m: Any, context: int, at: int) -> int:
    """The instant by which who fell asleep at `at` has usually been heard, with its allowance."""
    middle = at - in_night(m, at)
    if m[NIGHTS] == 0:
        # The first night: the field's nine hours, but not before the window's end nor long after it.
        end = middle + half_window(m)
        return int(max(min(max(at + p.asleep, end + HOUR), end + 4 * HOUR), at + p.floor))
    allowed = p.late if m[NIGHTS] >= _FEW else p.late * 3 // 2
    by = max(middle + m[LATEST_RISE] + allowed, at + HOUR)
    if context == BED and m[HAS_BED] and m[NIGHTS] >= _ENOUGH:
        longest = 0
        for hour in range(-7, 8):
            longest = max(longest, m[PAUSES + 24 * BED + hour_of(m, middle + hour * HOUR)])
        by = min(by, at + max(p.restless_floor, longest * 5 // 4 + 2 * p.slack))
    if context != BED:
        by = max(by, at + limit_of(p, m, context, at))
    return int(by)


@outlined
def deadline(p: Any, m: Any, context: int, at: int) -> int:
    """When a pause that began at `at` becomes an inactivity."""
    if is_night(p, m, context, at):
        return wake_by(p, m, context, at)
    return int(at + limit_of(p, m, context, at))


@outlined
def learn_pause(p: Any, m: Any, context: int, begun: int, ended: int, was_told: bool) -> None:
    """Remember a pause that activity ended; one that was told counts for half more than its limit at most."""
    _learn_night(p, m, context, begun, ended)
    pause = min(ended - begun, _LONGEST)
    if was_told:
        pause = min(pause, (deadline(p, m, context, begun) - begun) * 3 // 2)
        m[VAIN + hour_of(m, begun)] += _ASKED
    place = PAUSES + 24 * context + hour_of(m, begun)
    m[place] = max(m[place], pause)
    today = (ended + m[AHEAD]) // DAY
    if today != m[DECAYED]:
        m[DECAYED] = today
        for i in range(PAUSES, SLEPT):
            m[i] -= m[i] // 32
        for i in range(SLEPT, STATES):
            m[i] -= m[i] // 8
        _turn_window(m)


@kernel
def _learn_night(p: Any, m: Any, context: int, begun: int, ended: int) -> None:
    """A long pause in bed is part of a night: its first begins the night, the end of its last is the rising.

    A night counts once it is over, half a day after its middle.
    """
    if p.asleep == 0:
        return
    if m[NIGHT] != 0 and ended >= m[NIGHT] + 12 * HOUR:
        _keep_night(m)
    # Whoever stirs on the bed's mat all night long has lain there since they lay down.
    lain = m[LIES_SINCE] if context == BED and m[LIES_SINCE] != 0 else begun
    lay, rose = in_night(m, lain), in_night(m, lain) + ended - lain
    if (context != BED and m[HAS_BED]) or ended - lain < 2 * HOUR:
        return
    for hour in range(min(ended - begun, _LONGEST) // HOUR):
        m[SLEPT + hour_of(m, begun + hour * HOUR)] += _AN_HOUR
    if rose >= 12 * HOUR:
        return
    if not -half_window(m) - 4 * HOUR <= lay <= half_window(m) + 3 * HOUR:
        return
    if m[NIGHT] == 0:
        m[NIGHT], m[NIGHT_BED], m[NIGHT_RISE] = lain - lay, lay, rose
    else:
        m[NIGHT_RISE] = max(m[NIGHT_RISE], rose)


@kernel
def _turn_window(m: Any) -> None:
    """Turn the set sleep window to where the person sleeps, if that is at least twice as much as inside it.

    So somebody who works at night is known after two or three days; nights learned before no longer count.
    """
    first, length = m[QUIET_FROM] // HOUR, 2 * half_window(m) // HOUR
    inside, most, best = 0, 0, 0
    for turn in range(24):
        slept = 0
        for hour in range(length):
            slept += m[SLEPT + (first + turn + hour) % 24]
        if turn == 0:
            inside = slept
        if slept > most:
            most, best = slept, turn
    if most >= _TWO_DAYS and most > 2 * inside:
        m[SHIFT] = (m[SHIFT] + best * HOUR) % DAY
        m[NIGHTS], m[NIGHT] = 0, 0


@kernel
def _keep_night(m: Any) -> None:
    """Put the night that is over beside the last ones; from seven on, one earlier or later than all others is left."""
    place = m[NIGHTS] % KEPT
    m[RISES + place], m[BEDS + place] = m[NIGHT_RISE], m[NIGHT_BED]
    m[NIGHTS] += 1
    m[NIGHT] = 0
    kept = min(m[NIGHTS], KEPT)
    first, second, early, earlier, together = -DAY, -DAY, DAY, DAY, 0
    for i in range(kept):
        rise, bed = m[RISES + i], m[BEDS + i]
        second = max(second, min(first, rise))
        first = max(first, rise)
        together += bed
        earlier = min(earlier, max(early, bed))
        early = min(early, bed)
    m[LATEST_RISE] = second if kept >= _ENOUGH or (kept >= _SOME and first - second > _FAR) else first
    m[EARLIEST_BED] = earlier if kept >= _ENOUGH else early
    m[USUAL_BED] = together // kept
