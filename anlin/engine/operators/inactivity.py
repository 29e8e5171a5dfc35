"""`inactivity`: someone is home and nothing moved for the limit of this hour in this home."""

from typing import Any

import numpy as np

from anlin.engine.kernel import inlined, kernel, outlined
from anlin.engine.layout import FAR, NEVER, Out, PlanArrays
from anlin.engine.localtime import ahead_of_utc
from anlin.engine.operators.home import (
    AHEAD,
    ARRIVED,
    AT_DOOR,
    BED,
    BLIP_AT,
    BLIP_BY,
    BLIPS,
    CAME_BY,
    CONTEXT,
    COUNTS,
    DAY,
    DOOR_AT,
    HAS_BED,
    HAS_DOOR,
    HOUR,
    IS_STUCK,
    LIES_SINCE,
    LIT,
    LIT_SINCE,
    PLACE,
    QUIET_FROM,
    QUIET_TO,
    RAN,
    REPEATED,
    ROOM,
    SAYS_OFF,
    SEAT,
    SENSED,
    SHIFT,
    SICK,
    STATES,
    STATES_KEPT,
    TOLD,
    WAIT,
    WATCHED,
)
from anlin.engine.operators.mats import context_now, doubt_mats, find_mat, leave_mat, mat_context, take_mat, taken_at
from anlin.engine.operators.rhythm import deadline, is_night, learn_pause
from anlin.engine.operators.telling import CLEARED, ESCALATED, OPENED, UNKNOWN, is_removed, say
from anlin.observations import KIND_CODES, LABEL_CODES

MOVES, MOVES_BEDROOM, MOVES_BESIDE, MOVES_DOOR, STILL, TOUCHES, SITS, LIES, RISES = range(9)
DOOR, RUNS, FINE, LEAVES, RETURNS, ELSEWHERE, RESTS, FAILS, STICKS, HEALS = range(9, 19)
IN, OUT = 0, 1
"""`m[PLACE]`: someone is home; or nobody is, or (for a rule of one room) not in the room."""
_NEVER_OPENED = 1  # slot.phase: what is UNKNOWN was not open before.
_SURE_OF_OFF = 20
"""So many more signs that ended with `off` than were said again without it: the home's sensors say `off`."""
_DOOR_STATE, _LOCK_EVENT, _WATER_USE = (KIND_CODES[kind] for kind in ("door_state", "lock_event", "water_use"))
_CLOSED, _LOCKED, _OFF, _NORMAL = (LABEL_CODES[label] for label in ("closed", "locked", "off", "normal"))
_TURNS, _ONE_MORE, _REPEATS = 0x100, 0x200, 0xE00
"""Bits beside a device's last label: whether it ever said two states; how much more it repeated than changed it."""
_APART = 10_000_000
"""Microseconds by which two signs must be apart to be two."""
_STAY = 60_000_000
"""Who leaves a mat sooner has stirred on it, or nobody was there: a draught, a cat, a cushion."""
_ENOUGH = 5
"""So many signs of one and the same sensor in an empty home are somebody, not its own noise."""


@inlined
def inactivity_row(plan: PlanArrays, s: Any, p: Any, m: Any, row: Any, means: int, out: Out) -> None:
    """Follow the signs of life of one home; silence of someone who is home opens it.

    s:    the key's slot: last (the last sign), mark (seen again from here on), opened, level. `value` stays 0: what
          was learned leaves the memory in no condition (LU-37).
    p:    durations in microseconds, see `catalogue.py`.
    m:    what is remembered of the home, see `rhythm.py`.
    row:  the row; `means` is one of the names above.

    It opens at the instant by which a pause has lasted for its limit (`rhythm.deadline`): by hour of the day, and by
    where the person was last heard: in a room, in the bedroom, on a seat's mat; at night, by the usual latest rising.
    After `escalate` and, from there, `escalate_2` it rises a level. Any sign of life clears it.

    Who leaves is away: after a row of the outside door nothing opens until someone is heard inside. A sign later than
    `settle` and within `gone` after the door is proof, also the first one after a door that opened on an empty home,
    and what only a person does. Else a sign proves nothing (a heater, a beam of sun) until another sensor's follows
    within `confirm`, or the fifth of the same one. Who takes a mat is there, unless it is free again within a minute
    and nothing else spoke for anybody; by night, who leaves the bed's mat within a minute has stirred and sleeps on.
    In a rule of one room that holds where nothing but the outside door was heard last.
    Where the outside door has no contact, silence after a movement at it has a limit of its own.
    A rule of one room (`stay`) waits half as long again where the room in which one sits by day is not watched.
    A sensor that was not followed by `off`, in a home whose sensors say it, proves nothing after `stuck`; a mat on
    which someone sits while the other rooms are walked through is a thing on a mat.

    A contact, bolt or tap that is closed when it is first heard was not used. Many repeat their state each hour: where
    one did so lately, that is no use. Else it is taken for one, since `open` may have been lost; and one that never
    says anything but `open` is used each time.

    A sensor that reported itself stuck proves nothing until it is well; while one is, or has reported a flat battery
    and was not heard since, what opens is only suspected.

    Late rows newer than the last sign count as signs, and teach nothing. One slot and one row of the pool per home
    with consent; neither is reclaimed while the home is watched. Source: docs/domain.md, model 7.
    """
    now = row.observed_at
    m[AHEAD] = ahead_of_utc(plan, now)
    home = plan.dwellings[s.place]
    m[QUIET_FROM], m[QUIET_TO] = (home.quiet_from + m[SHIFT]) % DAY, (home.quiet_to + m[SHIFT]) % DAY
    if s.seen == 0 and p.stay != 0:
        m[PLACE] = OUT
    if _is_of_sick(m, row, means):
        return
    if means != RUNS and (p.least_m3 == 0 or means >= ELSEWHERE):
        m[SENSED] = 1
    if s.seen > 0 and now < s.last:
        if means == RISES:
            leave_mat(m, row.device_no)
        return
    if means == DOOR:
        m[HAS_DOOR] = 1
    if row.label != 0 and row.kind in (_DOOR_STATE, _LOCK_EVENT, _WATER_USE) and not _is_new_state(m, row):
        return
    if means in (DOOR, LEAVES):
        # A rule of one room knows that nobody is home by hearing nothing since the door.
        was_empty = (s.last == m[DOOR_AT] if p.stay != 0 else m[PLACE] == OUT) and now - m[DOOR_AT] > p.gone
        _heard(s, p, m, row, ROOM, out)
        m[PLACE], m[DOOR_AT], m[BLIP_AT], m[LIT], m[LIES_SINCE] = OUT, now, NEVER, 0, 0
        m[ARRIVED] = was_empty and means == DOOR
    elif means in (RETURNS, FINE):
        if means == RETURNS:
            _come_in(s, m, now)
        _heard(s, p, m, row, m[CONTEXT], out)
    elif means in (ELSEWHERE, RESTS) or (p.stay != 0 and means == MOVES_BEDROOM):
        if means == RESTS:
            m[WATCHED] = 1
        if means == MOVES_BEDROOM:
            m[HAS_BED] = 1
        _heard(s, p, m, row, ROOM, out)
        m[PLACE] = OUT
    elif means == STILL:
        if m[LIT] == row.device_no:
            m[LIT], m[SAYS_OFF] = 0, min(m[SAYS_OFF] + 1, _SURE_OF_OFF + 40)
            if m[PLACE] == IN:
                _heard(s, p, m, row, m[CONTEXT], out)
    elif means in (SITS, LIES, RISES):
        _mat(s, p, m, row, means, out)
    elif p.stay != 0:
        was_left = m[HAS_DOOR] != 0 and s.seen > 0 and s.last == m[DOOR_AT]
        if m[PLACE] == OUT and (not was_left or _is_home(s, p, m, row, False)):
            _come_in(s, m, now)
            _heard(s, p, m, row, ROOM, out)
    else:
        _sign(s, p, m, row, means, out)


@inlined
def _is_of_sick(m: Any, row: Any, means: int) -> bool:
    """Whether the row is about a sensor's health, or of a stuck one, and so no sign; one such sensor is remembered."""
    if means in (FAILS, STICKS):
        # A weak battery makes no stuck sensor well, and takes the place of none.
        if means == STICKS or m[SICK] == 0 or not m[IS_STUCK]:
            m[SICK], m[IS_STUCK] = row.device_no, means == STICKS
        return True
    if means != HEALS and (m[SICK] != row.device_no or m[IS_STUCK]):
        return bool(m[SICK] == row.device_no)
    if m[SICK] == row.device_no:
        m[SICK] = 0
    return bool(means == HEALS)


@outlined
def _is_new_state(m: Any, row: Any) -> bool:
    """Whether a device's word for its state says that it was used; the word is remembered."""
    who = np.int64(row.device_no) << 8 | row.kind
    at, said = STATES + row.device_no % STATES_KEPT, 0
    # None is ever taken out, so the first free place ends the search.
    for i in range(row.device_no, row.device_no + STATES_KEPT):
        place = STATES + i % STATES_KEPT
        if m[place] == 0 or m[place] >> 12 == who:
            at, said = place, m[place]
            break
    is_shut = row.label in (_CLOSED, _LOCKED, _OFF, _NORMAL)
    is_same = said != 0 and (said & 255) == row.label
    turns = said & _TURNS
    repeats = (said & _REPEATS) // _ONE_MORE
    if said != 0 and not is_same:
        turns, repeats = _TURNS, max(repeats - 1, 0)
    elif is_same or is_shut:
        repeats = min(repeats + 1, _REPEATS // _ONE_MORE)
    m[at] = who << 12 | repeats * _ONE_MORE | turns | row.label
    if said == 0:
        return not is_shut
    return not (is_same and repeats > 1 and (turns or is_shut))


@inlined
def _sign(s: Any, p: Any, m: Any, row: Any, means: int, out: Out) -> None:
    """A sensor has noticed something inside."""
    now = row.observed_at
    if means in (MOVES, MOVES_BEDROOM, MOVES_BESIDE):
        if row.label == 0 and p.least_m3 == 0:
            # Without a label the value counts movements, in homes where it ever did.
            m[COUNTS] = max(m[COUNTS], int(row.value > 0))
            if m[COUNTS] and row.value <= 0:
                return
        if m[LIT] == row.device_no:
            if m[REPEATED] == 0:
                m[REPEATED], m[SAYS_OFF] = 1, max(m[SAYS_OFF] - 2, 0)
            if m[SAYS_OFF] >= _SURE_OF_OFF and now - m[LIT_SINCE] > p.stuck:
                return
        else:
            m[LIT], m[LIT_SINCE], m[REPEATED] = row.device_no, now, 0
        if means != MOVES_BESIDE:
            m[WATCHED] = 1
        if means == MOVES_BEDROOM:
            m[HAS_BED] = 1
    if p.least_m3 > 0:
        # In cubic centimetres, so that sums are of integers.
        m[RAN] += int(np.float64(row.value) * 1_000_000)
        if m[RAN] < int(p.least_m3 * 1_000_000) and s.seen > 0:
            return
        m[RAN] = 0
    if means == RUNS and (row.value <= 0 or m[SENSED] == 0):
        return
    if means == MOVES_DOOR:
        if m[PLACE] == IN:
            _heard(s, p, m, row, ROOM if m[HAS_DOOR] else AT_DOOR, out)
        return
    doubt_mats(m, now)
    if _is_home(s, p, m, row, means in (TOUCHES, RUNS)):
        context = BED if means == MOVES_BEDROOM else m[CONTEXT] if means == RUNS else ROOM
        _heard(s, p, m, row, context, out)
        if context == ROOM:
            m[LIES_SINCE] = 0


@outlined
def _mat(s: Any, p: Any, m: Any, row: Any, means: int, out: Out) -> None:
    """A bed's or seat's mat is taken or left; saying it again says nothing new."""
    if means == LIES:
        m[HAS_BED] = 1
    if means == RISES:
        mat = find_mat(m, row.device_no)
        stirred = mat >= 0 and row.observed_at - taken_at(m, mat) < _STAY
        if stirred and m[CAME_BY] == row.device_no:
            # Nothing else spoke for anybody.
            m[PLACE], m[BLIP_AT], m[BLIP_BY], m[BLIPS] = OUT, row.observed_at, row.device_no, 1
        elif mat >= 0 and _is_home(s, p, m, row, True):
            lies = stirred and mat_context(m, mat) == BED and is_night(p, m, BED, row.observed_at)
            _heard(s, p, m, row, BED if lies else ROOM, out)
        leave_mat(m, row.device_no)
    else:
        was_out = m[PLACE] == OUT and not m[ARRIVED] and row.observed_at - m[DOOR_AT] > p.gone
        if find_mat(m, row.device_no) < 0 and _is_home(s, p, m, row, True):
            _heard(s, p, m, row, ROOM, out)
            take_mat(m, row.device_no, row.observed_at, BED if means == LIES else SEAT)
            m[CAME_BY] = row.device_no if was_out else 0
            if means == SITS:
                m[LIES_SINCE] = 0
            elif m[LIES_SINCE] == 0:
                m[LIES_SINCE] = row.observed_at


@inlined
def _is_home(s: Any, p: Any, m: Any, row: Any, is_sure: bool) -> bool:
    """Whether a sign inside says that someone is home."""
    now = row.observed_at
    if m[PLACE] == IN:
        return True
    since = now - m[DOOR_AT]
    if since < p.settle:
        return False
    if is_sure or m[ARRIVED] or since <= p.gone:
        _come_in(s, m, now)
        return True
    if m[BLIP_AT] == NEVER or now - m[BLIP_AT] > p.confirm:
        m[BLIP_AT], m[BLIP_BY], m[BLIPS] = now, row.device_no, 1
        return False
    if now - m[BLIP_AT] < _APART:
        return False
    m[BLIPS] += 1
    if m[BLIP_BY] == row.device_no and m[BLIPS] < _ENOUGH:
        m[BLIP_AT] = now
        return False
    _come_in(s, m, now)
    return True


@inlined
def _come_in(s: Any, m: Any, now: int) -> None:
    """Someone is home; what was before is no pause of theirs."""
    if m[PLACE] == OUT:
        m[PLACE] = IN
        s.mark = now


@outlined
def _heard(s: Any, p: Any, m: Any, row: Any, context: int, out: Out) -> None:
    """A sign of life: what is open is over, the pause is learned, and silence counts anew."""
    now = row.observed_at
    if s.seen > 0 and m[PLACE] == IN and s.mark <= s.last and not row.weak:
        learn_pause(p, m, context_now(m), s.last, now, s.opened != NEVER)
    if s.opened != NEVER:
        s.unknown = 0
        say(s, CLEARED, max(now, s.opened), out)
        s.opened, s.level, s.phase, s.doubt = NEVER, 0, 0, 0
    s.seen, s.firm, s.start, s.last, s.first, s.final = 1, 1, now, now, row.place, row.place
    s.mark = min(s.mark, now)
    s.zone_no, s.area_no, s.device_no = row.zone_no, row.area_no, row.device_no
    m[CONTEXT], m[WAIT], m[CAME_BY] = context, NEVER, 0


@outlined
def inactivity_due(s: Any, p: Any, m: Any, heard: int, pulse: int, out: Out) -> None:
    """The limit is reached: tell it, if what watches the room was alive to see; else look again soon.

    heard, pulse: last sign of life of what watches the room that was last heard, and the time between them. Without
    proof it waits for the next sign, or for the watcher to be found dead: no heartbeats is UNKNOWN, not "no activity".
    """
    if s.opened == NEVER or s.unknown:
        if pulse > 0 and heard < s.due - pulse * 5 // 4:
            m[WAIT] = s.due + max(pulse // 4, 1)
            return
        if s.opened == NEVER:
            s.opened = s.due
        s.unknown, s.doubt, m[TOLD] = 0, m[SICK] != 0, s.due
        say(s, OPENED, s.due, out)
    else:
        s.level += 1
        m[TOLD] = s.due
        say(s, ESCALATED, s.due, out)


@inlined
def inactivity_next(s: Any, p: Any, m: Any) -> int:
    """When the operator looks again without a row."""
    if s.seen == 0 or s.blind or m[PLACE] == OUT or (m[SENSED] != 0) == (p.alone != 0):
        return FAR
    if s.opened == NEVER or s.unknown:
        return int(max(deadline(p, m, context_now(m), max(s.last, s.mark)), m[WAIT]))
    if s.level == 0:
        return int(m[TOLD] + p.escalate)
    if s.level == 1:
        return int(m[TOLD] + p.escalate_2)
    return FAR


@inlined
def inactivity_not_before(s: Any, p: Any) -> int:
    """The least that `rhythm.deadline` may give, where nothing is open."""
    if s.opened != NEVER:
        return NEVER
    return int(max(s.last, s.mark) + min(p.floor, p.sitting_floor, p.restless_floor, HOUR))


@kernel
def inactivity_lost(s: Any, at: int, out: Out) -> None:
    """Nothing that watches the home is alive: UNKNOWN, whether or not something was open (P5)."""
    if s.seen == 0 or s.unknown:
        return
    if s.opened == NEVER:
        s.opened, s.phase = at, _NEVER_OPENED
    s.unknown = 1
    say(s, UNKNOWN, at, out)


@kernel
def inactivity_regained(s: Any, at: int, out: Out) -> None:
    """The home is watched again: what was not open before is well until its limit, counted from here, is reached."""
    if s.phase == _NEVER_OPENED:
        say(s, CLEARED, at, out)
        s.opened, s.unknown, s.phase = NEVER, 0, 0


@kernel
def inactivity_without(m: Any, before: Any, after: Any) -> None:
    """A sensor that has been removed is no longer one that is not well."""
    if is_removed(before, after, m[SICK]):
        m[SICK] = 0
