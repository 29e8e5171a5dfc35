"""The engine's one loop: rows and timers in the order of their release (docs/architecture.md, "Time, exactly")."""

from typing import Any

import numpy as np

from anlin.engine.deadlines import next_timer, pop_timer, start_wheel
from anlin.engine.heaps import first_row, next_release, pop_row, push_row
from anlin.engine.intake import AHEAD, look_ahead, read_row
from anlin.engine.kernel import entry, inlined, outlined
from anlin.engine.layout import (
    AREAS,
    AT_ONCE,
    ATTEND,
    BATCH_ROW,
    BEGAN,
    CITY,
    CLOCK,
    DEVICES,
    DONE,
    DWELLINGS,
    FAR,
    HASHED,
    HASHED_USED,
    HELD_FREE,
    HOMES,
    LAST_RELEASE,
    NEEDS_ATTENTION,
    NEEDS_ROOM,
    NEVER,
    NOW,
    POOL_FREE,
    REPLAY,
    ROOM,
    SLOTS_FREE,
    STAGED_USED,
    STARTED,
    TIMERS_USED,
    ZONES,
    Out,
    PlanArrays,
    RowArrays,
    StateArrays,
)
from anlin.engine.liveness import DEVICE_TIMER, hear, is_blind, is_unseen, overdue, proof, wait_for
from anlin.engine.localtime import ahead_of_utc
from anlin.engine.operators.dispatch import lose, may_begin, outlives_schedule, regain, take_row
from anlin.engine.reference import at_address, by_reference, prefetch
from anlin.engine.slots import capacity_of, find, lag_of, mixed, take
from anlin.engine.timers import act, arm, due_of, watches

_TOLERANCE = 2_000_000
"""How far, in microseconds, an immediate row may be behind the clock without being late."""
_NEVER_PAGES = 1 | 8 | 16 | 256
"""`Quality.LATE | REPLAYED | UNREGISTERED_DEVICE | TEST`; a test holds it against `NEVER_PAGES`."""


@entry
def advance(plan: PlanArrays, st: StateArrays, rows: RowArrays, read: Any, clock: int, out: Out) -> int:
    """Take in the rows of a batch, carry the clock on to `clock`, and handle all that it has passed; DONE at the end.

    `read`: the rows as `intake.read_ahead` found them, or none.
    NEEDS_ROOM: the caller grows what is short (`State.grow`). NEEDS_ATTENTION: the caller calls `attend`. Then it calls
    again with the same arguments; `head[BATCH_ROW]` remembers how far the batch is taken in. Nothing is done twice.
    """
    plan, st, out = at_address(plan, PlanArrays), at_address(st, StateArrays), at_address(out, Out)
    rows, is_read = by_reference(rows), len(read) > 0
    while True:
        outcome = _handle_due(plan, st, out)
        if outcome != DONE:
            return outcome
        first, end = st.head[BATCH_ROW], min(st.head[BATCH_ROW] + AT_ONCE, len(rows.id))
        if first == end:
            if clock <= st.head[CLOCK]:
                return DONE
            _carry(plan, st, clock)
        elif st.head[HELD_FREE] < end - first:
            return NEEDS_ROOM
        else:
            if not st.head[STARTED]:
                _carry(plan, st, rows.received_at[first])
            free = st.head[HELD_FREE] - (end - first)
            for i in range(first, end):
                k = st.held_free[free + end - 1 - i]
                if is_read:
                    st.held[k] = read[i]
                else:
                    look_ahead(plan, rows, i + AHEAD)
                    read_row(plan, rows, i, st.held[k])
                prefetch(st.life, st.held[k].device_at)
                _let_wait(st, st.held[k], k, rows.received_at[i])
            st.head[HELD_FREE] = free
            for i in range(free, free + end - first):
                _look_up(plan, st, st.held[st.held_free[i]])
            st.head[BATCH_ROW] = end


@inlined
def _handle_due(plan: PlanArrays, st: StateArrays, out: Out) -> int:
    """Handle, in order, the rows and timers that the clock has passed; DONE, or what is needed to go on."""
    clock = st.head[CLOCK]
    while True:
        if not _has_room(plan, st, out):
            return NEEDS_ROOM
        row_at, timer_at = next_release(st), next_timer(st)
        if timer_at < row_at:
            if timer_at >= clock:
                return DONE
            st.head[NOW] = timer_at
            if not _tick(plan, st, out):
                return NEEDS_ATTENTION
            continue
        if row_at > clock:
            return DONE
        k = first_row(st)
        row = st.held[k]
        if row_at == clock and not row.immediate:
            return DONE
        st.head[NOW] = row_at
        if row.hears != REPLAY and row.device_at > 0 and not hear(plan, st, row):
            st.head[ATTEND] = k
            return NEEDS_ATTENTION
        if _take_out(st, row, k, row_at):
            _handle(plan, st, row, out)


@outlined
def _carry(plan: PlanArrays, st: StateArrays, instant: int) -> None:
    """Carry the clock on; at its first instant all devices that send signs of life have their grace from there."""
    st.head[CLOCK] = instant
    if not st.head[STARTED]:
        st.head[STARTED] = 1
        st.head[BEGAN] = instant
        st.head[NOW] = instant
        start_wheel(st, instant)
        for d in range(1, len(plan.devices)):
            st.life[d].heard = max(st.life[d].heard, instant)
            wait_for(plan, st, d)


@inlined
def _let_wait(st: StateArrays, row: Any, k: int, received_at: int) -> None:
    """Let a row that was read into `held[k]` wait for its turn; the clock is carried on to its receipt."""
    clock = max(st.head[CLOCK], received_at)
    st.head[CLOCK] = clock
    at, release = row.observed_at, row.release
    late = release < clock if release > at else at + _TOLERANCE < clock
    row.weak = late or (row.quality & _NEVER_PAGES) != 0
    row.immediate = late or release == at
    if row.immediate:
        # Before all that is scheduled at the clock's instant, in the order of the journal.
        push_row(st, clock, NEVER, np.uint64(0), row.place, k)
    else:
        push_row(st, release, at, row.id, row.place, k)


@inlined
def _look_up(plan: PlanArrays, st: StateArrays, row: Any) -> None:
    """Have the tables and slots of the rules that a row concerns brought near."""
    at = row.concerns
    for i in range(at + 1, at + 1 + plan.lists[at]):
        rule = plan.lists[i] >> 8
        r = plan.rules[rule]
        place = _place(plan, r.space, row)
        if place < 0 or r.direct < 0:
            continue
        label = max(plan.label_index[rule, row.label], 0) if r.labels > 1 else 0
        k = st.direct[r.direct + place * r.labels + label]
        if k >= 0:
            prefetch(st.slots, k)
            prefetch(st.slots, k, 1)
            prefetch(st.slots, k, 2)
        else:
            prefetch(plan.profile_of, r.profiles + place)
            if r.space == ZONES:
                prefetch(st.zone_seen, place)


@inlined
def _take_out(st: StateArrays, row: Any, k: int, release: int) -> bool:
    """Take the first row out of the queue; False if it is the same scheduled row once more."""
    pop_row(st)
    st.held_free[st.head[HELD_FREE]] = k
    st.head[HELD_FREE] += 1
    if row.immediate:
        return True
    # A row and its repeat stand side by side in this order: the journal's first is handled.
    is_new = row.id != st.last_id[0] or release != st.head[LAST_RELEASE]
    st.last_id[0], st.head[LAST_RELEASE] = row.id, release
    return bool(is_new)


@inlined
def _has_room(plan: PlanArrays, st: StateArrays, out: Out) -> bool:
    """Whether one more row or timer can be handled whatever it causes: `ROOM` bounds that."""
    room = plan.numbers[ROOM]
    return bool(
        out.used[0] + room <= len(out.events)
        and st.head[SLOTS_FREE] >= room
        and st.head[TIMERS_USED] + st.head[STAGED_USED] + room <= len(st.timers)
        and st.head[POOL_FREE] >= room
        and 2 * (st.head[HASHED_USED] + room) <= len(st.hashed)
    )


@inlined
def _tick(plan: PlanArrays, st: StateArrays, out: Out) -> bool:
    """Handle the first timer: a device's, a slot's, or one no longer valid; False if `attend` must see to it."""
    timer = st.timers[0]
    release, rule, key, k = timer.release, timer.rule, timer.key, timer.slot
    if rule == DEVICE_TIMER:
        if overdue(plan, st, k):
            st.head[ATTEND] = -1
            return False
        pop_timer(st)
        if st.life[k].armed == release:
            st.life[k].armed = FAR
            wait_for(plan, st, k)
        return True
    pop_timer(st)
    s = st.slots[k]
    if s.rule == rule and s.key == key and s.armed == release:
        at = due_of(plan, st, s)
        if at + s.lag <= st.head[NOW]:
            if plan.rules[rule].space == HASHED:
                _look_up_sight(plan, st, s, rule, out)
            heard, pulse = proof(plan, st, s)
            act(plan, st, s, heard, pulse, out)
        s.armed = FAR
        arm(plan, st, k, at)
    return True


@outlined
def _look_up_sight(plan: PlanArrays, st: StateArrays, s: Any, rule: int, out: Out) -> None:
    """Whether the zone of a key of a subject can be seen. Such keys are not found by their zone when it turns, so it is
    looked up when they are due."""
    z = plan.zone_index[s.zone_no] if 0 <= s.zone_no < len(plan.zone_index) else 0
    unseen = z > 0 and is_unseen(plan, st, z)
    if unseen and not s.blind:
        lose(s, plan.rules[rule].operator, s.due, out)
    elif s.blind and not unseen:
        regain(s, plan.rules[rule].operator, s.due, out)


@inlined
def _handle(plan: PlanArrays, st: StateArrays, row: Any, out: Out) -> None:
    """Show one row to the rules it concerns."""
    at = row.concerns
    count = plan.lists[at]
    if count == 0:
        return
    doubt = row.doubt != 0 or (row.device_at > 0 and row.observed_at < st.life[row.device_at].ails_until)
    for i in range(at + 1, at + 1 + count):
        concern = plan.lists[i]
        row.doubt = doubt or (concern & 128) != 0
        _show(plan, st, concern >> 8, concern & 127, row, out)


@inlined
def _show(plan: PlanArrays, st: StateArrays, rule: int, means: int, row: Any, out: Out) -> None:
    """Show a row to one rule, if the row's place has a key of it."""
    r = plan.rules[rule]
    place = _place(plan, r.space, row)
    if place < 0:
        return
    label = plan.label_index[rule, row.label] if r.labels > 1 else 0
    first, last = label, label
    if label < 0:
        # A row that ends something without saying which of the labels ends them all.
        first, last = 0, r.labels - 1 if means > 0 else -1
    for each in range(first, last + 1):
        _show_key(plan, st, rule, means, row, place, each, label >= 0 and not row.weak, out)


@inlined
def _show_key(
    plan: PlanArrays, st: StateArrays, rule: int, means: int, row: Any, place: int, label: int, begins: bool, out: Out
) -> None:
    """Show a row to a key: find its slot, or take one where the row may begin something."""
    r = plan.rules[rule]
    if r.direct >= 0:
        k = st.direct[r.direct + place * r.labels + label]
    else:
        k = find(st, rule, _key(plan, r.space, place, r.labels, row))
    if k >= 0:
        profile = st.slots[k].profile
    elif not begins or not may_begin(r.operator, means):
        return
    else:
        profile = plan.profile_of[r.profiles + place]
        if profile < 0:
            return
    p = plan.profiles[profile]
    if means == 0 and (row.confidence < p.min_confidence or row.value <= p.over_value):
        return
    is_on = p.schedule < 0 or watches(plan, p, row.observed_at)
    if not is_on and not outlives_schedule(r.operator):
        return
    if k < 0:
        k = _begin(plan, st, rule, row, place, label, profile)
        st.slots[k].resting = not is_on
    s = st.slots[k]
    if s.resting and is_on and not outlives_schedule(r.operator):
        return
    if r.is_local:
        s.ahead = ahead_of_utc(plan, row.observed_at)
    take_row(plan, r.operator, s, p, st.pool[s.pool, : r.memory], row, means, out)
    arm(plan, st, k, row.observed_at)


@inlined
def _begin(plan: PlanArrays, st: StateArrays, rule: int, row: Any, place: int, label: int, profile: int) -> int:
    """A slot for a key that has none."""
    r = plan.rules[rule]
    k = take(plan, st, rule, place, label, _key(plan, r.space, place, r.labels, row))
    s = st.slots[k]
    s.subject, s.profile, s.lag = row.subject, profile, lag_of(plan, r.space, place, row.zone_at)
    s.zone_no, s.area_no, s.device_no = row.zone_no, row.area_no, row.device_no
    s.capacity, s.known = capacity_of(plan, r.space, place, row.zone_at), st.head[BEGAN]
    s.blind = r.space < CITY and is_blind(plan, st, rule, place)
    return k


@inlined
def _place(plan: PlanArrays, space: int, row: Any) -> int:
    """Index of the row's place in a rule's space of keys; -1 if it has none there."""
    place, z = -1, row.zone_at
    if space == ZONES:
        place = z
    elif space == HASHED:
        place = z if row.subject > 0 else 0
    elif space == DEVICES:
        place = row.device_at
    elif space == DWELLINGS:
        place = plan.zones[z].dwelling
    elif space == HOMES:
        place = plan.zones[z].dwelling
        if place == 0 and z > 0:
            return int(len(plan.dwellings) + z)
    elif space == AREAS:
        place = plan.area_index[row.area_no] if 0 < row.area_no < len(plan.area_index) else plan.zones[z].area
    elif space == CITY:
        return 0
    return int(place) if place > 0 else -1


@inlined
def _key(plan: PlanArrays, space: int, place: int, labels: int, row: Any) -> Any:
    """The number a rule's key is known by, which outlives a change of the registry."""
    number = np.uint64(0)
    if space in (ZONES, HASHED):
        number = np.uint64(row.zone_no)
    elif space == DEVICES:
        number = np.uint64(row.device_no)
    elif space == DWELLINGS:
        number = np.uint64(plan.dwellings[place].number)
    elif space == HOMES:
        number = np.uint64(row.zone_no)
        if place < len(plan.dwellings):
            number = np.uint64(plan.dwellings[place].number) | np.uint64(1 << 32)
    elif space == AREAS:
        number = np.uint64(plan.areas[place].number)
    if space == HASHED:
        return mixed(row.subject, number)
    if labels > 1:
        number = number | (np.uint64(row.label) << np.uint64(40))
    return number
