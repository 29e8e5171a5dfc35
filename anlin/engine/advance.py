"""The engine's one loop: rows and timers in the order of their release (docs/architecture.md, "Time, exactly")."""

from typing import Any

import numpy as np

from anlin.engine.heaps import first_row, next_release, next_timer, pop_row, pop_timer, push_row
from anlin.engine.kernel import entry, kernel
from anlin.engine.layout import (
    AREAS,
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
    ROOM,
    SLOTS_FREE,
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
from anlin.engine.timers import arm, fire, watches

_TOLERANCE = 2_000_000
"""How far, in microseconds, an immediate row may be behind the clock without being late."""
_NEVER_PAGES = 1 | 8 | 16 | 256
"""`Quality.LATE | REPLAYED | UNREGISTERED_DEVICE | TEST`; a test holds it against `NEVER_PAGES`."""
_DOUBTFUL = 4 | 32 | 128
"""`Quality.CLOCK_SUSPECT | LOW_CONFIDENCE | UNHEALTHY_DEVICE`."""
_REPLAYED = 8 | 16
_DUE, _FULL, _ALL = -1, -2, -3
"""What `_take_in` gives where it gives no row."""
_AHEAD = 12
"""Rows between asking memory for what one needs and reading it."""


@entry
def advance(plan: PlanArrays, st: StateArrays, rows: RowArrays, clock: int, out: Out) -> int:
    """Take in the rows of a batch, carry the clock on to `clock`, and handle all that it has passed; DONE at the end.

    NEEDS_ROOM: the caller grows what is short (`State.grow`). NEEDS_ATTENTION: the caller calls `attend`. Then it calls
    again with the same arguments; `head[BATCH_ROW]` remembers how far the batch is taken in. Nothing is done twice.
    """
    plan, st, out = at_address(plan, PlanArrays), at_address(st, StateArrays), at_address(out, Out)
    rows = by_reference(rows)
    while True:
        k = _DUE
        if min(next_release(st), next_timer(st)) >= st.head[CLOCK]:
            k = _take_in(plan, st, rows, clock)
            if k == _ALL:
                return DONE
        if k == _FULL or not _has_room(plan, st, out):
            return NEEDS_ROOM
        if k < 0:
            row_at, timer_at = next_release(st), next_timer(st)
            st.head[NOW] = min(row_at, timer_at)
            if timer_at < row_at:
                if not _tick(plan, st, out):
                    return NEEDS_ATTENTION
                continue
            k = first_row(st)
        else:
            st.head[NOW] = st.head[CLOCK]
        row = st.held[k]
        d = plan.device_index[row.device_no] if 0 <= row.device_no < len(plan.device_index) else 0
        if d > 0 and not row.quality & _REPLAYED and not hear(plan, st, d, row):
            st.head[ATTEND] = k
            return NEEDS_ATTENTION
        if _take_out(st, row, k):
            _handle(plan, st, row, d, out)


@kernel
def _take_in(plan: PlanArrays, st: StateArrays, rows: RowArrays, clock: int) -> int:
    """Take in rows of the batch, then the instant `clock`, until something is due.

    Gives _DUE; the place in `held` of a row that is to be handled at once; _FULL if there is no such place; _ALL when
    nothing is left to take in.
    """
    while True:
        i = st.head[BATCH_ROW]
        instant = rows.received_at[i] if i < len(rows.id) else clock
        if instant > st.head[CLOCK]:
            _carry(plan, st, instant)
            if min(next_release(st), next_timer(st)) < st.head[CLOCK]:
                return _DUE
        if i == len(rows.id):
            return _ALL
        if st.head[HELD_FREE] == 0:
            return _FULL
        _look_ahead(plan, st, rows, i + _AHEAD)
        if not _wait(plan, st, rows, i):
            return int(st.held_free[st.head[HELD_FREE] - 1])
        st.head[BATCH_ROW] = i + 1


@kernel
def _carry(plan: PlanArrays, st: StateArrays, instant: int) -> None:
    """Carry the clock on; at its first instant all devices that send signs of life have their grace from there."""
    st.head[CLOCK] = instant
    if not st.head[STARTED]:
        st.head[STARTED] = 1
        st.head[BEGAN] = instant
        st.head[NOW] = instant
        for d in range(1, len(plan.devices)):
            st.life[d].heard = max(st.life[d].heard, instant)
            wait_for(plan, st, d)


@kernel
def _wait(plan: PlanArrays, st: StateArrays, rows: RowArrays, i: int) -> bool:
    """Copy a row of the batch to a free place; True if it waits there for its release, False if it is to be handled."""
    k = st.held_free[st.head[HELD_FREE] - 1]
    row = st.held[k]
    row.id, row.observed_at, row.place = rows.id[i], rows.observed_at[i], rows.place[i]
    row.device_no, row.zone_no, row.area_no = rows.device[i], rows.zone[i], rows.area[i]
    row.kind, row.label = rows.kind[i], rows.label[i]
    row.subject, row.track = rows.subject[i], rows.track[i]
    row.value, row.confidence, row.quality = rows.value[i], rows.confidence[i], rows.quality[i]
    z = plan.zone_index[row.zone_no] if 0 <= row.zone_no < len(plan.zone_index) else 0
    lag = plan.zones[z].lag
    if z == 0 and 0 <= row.device_no < len(plan.device_index):
        lag = plan.devices[plan.device_index[row.device_no]].lag
    clock = st.head[CLOCK]
    row.release = row.observed_at + lag
    late = row.release < clock if lag > 0 else row.observed_at + _TOLERANCE < clock
    row.weak = late or (row.quality & _NEVER_PAGES) != 0
    if lag > 0 and not late:
        _look_up(plan, st, row, z)
        st.head[HELD_FREE] -= 1
        push_row(st, row, k)
        return True
    row.release = NEVER
    return False


@kernel
def _look_ahead(plan: PlanArrays, st: StateArrays, rows: RowArrays, i: int) -> None:
    """Have what is known of a coming row's zone and device brought near: waiting for memory is most of a row's time."""
    if i < len(rows.id):
        zone_no, device_no = rows.zone[i], rows.device[i]
        if 0 <= zone_no < len(plan.zone_index):
            prefetch(plan.zones, plan.zone_index[zone_no])
        if 0 <= device_no < len(plan.device_index):
            prefetch(plan.devices, plan.device_index[device_no])
            prefetch(st.life, plan.device_index[device_no])


@kernel
def _look_up(plan: PlanArrays, st: StateArrays, row: Any, z: int) -> None:
    """Have the tables of the rules that a waiting row concerns brought near."""
    if not (0 <= row.kind < plan.classes.shape[0] and 0 <= row.label < plan.classes.shape[1]):
        return
    at = plan.route[plan.classes[row.kind, row.label], plan.zones[z].kind]
    d = plan.device_index[row.device_no] if 0 <= row.device_no < len(plan.device_index) else 0
    for i in range(at + 1, at + 1 + plan.lists[at]):
        rule = plan.lists[i] >> 8
        r = plan.rules[rule]
        place = _place(plan, r.space, row, z, d)
        if place < 0:
            continue
        prefetch(plan.profile_of, r.profiles + place)
        if r.direct >= 0:
            label = max(plan.label_index[rule, row.label], 0) if r.labels > 1 else 0
            k = st.direct[r.direct + place * r.labels + label]
            if k >= 0:
                prefetch(st.slots, k)
                prefetch(st.slots, k, 1)
                prefetch(st.slots, k, 2)


@kernel
def _take_out(st: StateArrays, row: Any, k: int) -> bool:
    """Take a row that is being handled out of the batch or the queue; False if it is the same row once more."""
    if row.release == NEVER:
        st.head[BATCH_ROW] += 1
        return True
    pop_row(st)
    st.held_free[st.head[HELD_FREE]] = k
    st.head[HELD_FREE] += 1
    # A row and its repeat stand side by side in this order: the journal's first is handled.
    is_new = row.id != st.last_id[0] or row.release != st.head[LAST_RELEASE]
    st.last_id[0], st.head[LAST_RELEASE] = row.id, row.release
    return bool(is_new)


@kernel
def _has_room(plan: PlanArrays, st: StateArrays, out: Out) -> bool:
    """Whether one more row or timer can be handled whatever it causes: `ROOM` bounds that."""
    room = plan.numbers[ROOM]
    return bool(
        out.used[0] + room <= len(out.events)
        and st.head[SLOTS_FREE] >= room
        and st.head[TIMERS_USED] + room <= len(st.timers)
        and st.head[HELD_FREE] >= 1
        and st.head[POOL_FREE] >= room
        and 2 * (st.head[HASHED_USED] + room) <= len(st.hashed)
    )


@kernel
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
        if plan.rules[rule].space == HASHED and s.due + s.lag <= st.head[NOW]:
            _look_up_sight(plan, st, s, rule, out)
        heard, pulse = proof(plan, st, s)
        fire(plan, st, k, heard, pulse, out)
    return True


@kernel
def _look_up_sight(plan: PlanArrays, st: StateArrays, s: Any, rule: int, out: Out) -> None:
    """Whether the zone of a key of a subject can be seen. Such keys are not found by their zone when it turns, so it is
    looked up when they are due."""
    z = plan.zone_index[s.zone_no] if 0 <= s.zone_no < len(plan.zone_index) else 0
    unseen = z > 0 and is_unseen(plan, st, z)
    if unseen and not s.blind:
        lose(s, plan.rules[rule].operator, s.due, out)
    elif s.blind and not unseen:
        regain(s, plan.rules[rule].operator, s.due, out)


@kernel
def _handle(plan: PlanArrays, st: StateArrays, row: Any, d: int, out: Out) -> None:
    """Show one row to the rules it concerns."""
    if not (0 <= row.kind < plan.classes.shape[0] and 0 <= row.label < plan.classes.shape[1]):
        return
    z = plan.zone_index[row.zone_no] if 0 <= row.zone_no < len(plan.zone_index) else 0
    at = plan.route[plan.classes[row.kind, row.label], plan.zones[z].kind]
    doubt = (row.quality & _DOUBTFUL) != 0 or (d > 0 and row.observed_at < st.life[d].ails_until)
    for i in range(at + 1, at + 1 + plan.lists[at]):
        concern = plan.lists[i]
        row.doubt = doubt or (concern & 128) != 0
        _show(plan, st, concern >> 8, concern & 127, row, z, d, out)


@kernel
def _show(plan: PlanArrays, st: StateArrays, rule: int, means: int, row: Any, z: int, d: int, out: Out) -> None:
    """Show a row to one rule: find the key's slot, or take one where the row may begin something."""
    r = plan.rules[rule]
    place = _place(plan, r.space, row, z, d)
    if place < 0:
        return
    profile = plan.profile_of[r.profiles + place]
    if profile < 0:
        return
    p = plan.profiles[profile]
    if means == 0 and (row.confidence < p.min_confidence or row.value <= p.over_value):
        return
    label = plan.label_index[rule, row.label] if r.labels > 1 else 0
    if label >= 0:
        _show_key(plan, st, rule, means, row, place, label, profile, z, out)
    elif means > 0:
        # A row that ends something without saying which of the labels ends them all.
        for each in range(r.labels):
            if st.direct[r.direct + place * r.labels + each] >= 0:
                _show_key(plan, st, rule, means, row, place, each, profile, z, out)


@kernel
def _show_key(
    plan: PlanArrays,
    st: StateArrays,
    rule: int,
    means: int,
    row: Any,
    place: int,
    label: int,
    profile: int,
    z: int,
    out: Out,
) -> None:
    r, p = plan.rules[rule], plan.profiles[profile]
    is_on = watches(plan, p, row.observed_at)
    if not is_on and not outlives_schedule(r.operator):
        return
    key = _key(plan, r.space, place, r.labels, row)
    k = find(plan, st, rule, place, label, key)
    if k < 0:
        if row.weak or not may_begin(r.operator, means):
            return
        k = take(plan, st, rule, place, label, key)
        s = st.slots[k]
        s.subject, s.profile, s.lag = row.subject, profile, lag_of(plan, r.space, place, z)
        s.zone_no, s.area_no, s.device_no = row.zone_no, row.area_no, row.device_no
        s.capacity, s.known = capacity_of(plan, r.space, place, z), st.head[BEGAN]
        s.blind = r.space < CITY and is_blind(plan, st, rule, place)
        s.resting = not is_on
    s = st.slots[k]
    if s.resting and is_on and not outlives_schedule(r.operator):
        return
    if r.is_local:
        s.ahead = ahead_of_utc(plan, row.observed_at)
    take_row(plan, r.operator, s, p, st.pool[s.pool], row, means, out)
    arm(plan, st, k, row.observed_at)


@kernel
def _place(plan: PlanArrays, space: int, row: Any, z: int, d: int) -> int:
    """Index of the row's place in a rule's space of keys; -1 if it has none there."""
    place = -1
    if space == ZONES:
        place = z
    elif space == HASHED:
        place = z if row.subject > 0 else 0
    elif space == DEVICES:
        place = d
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


@kernel
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
