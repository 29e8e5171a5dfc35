"""Carry what is remembered over to a new plan: the kernels of `State.adopt`."""

from typing import Any

import numpy as np

from anlin.engine.deadlines import clear_timers, is_at_hand, push_timer
from anlin.engine.intake import locate
from anlin.engine.kernel import entry, kernel
from anlin.engine.layout import (
    AREAS,
    CITY,
    DEVICES,
    DWELLINGS,
    FAR,
    HASHED,
    HASHED_USED,
    HOMES,
    NEVER,
    STARTED,
    TIMERS_USED,
    ZONES,
    Out,
    PlanArrays,
    StateArrays,
)
from anlin.engine.liveness import DEVICE_TIMER, devices_at, is_blind, is_unseen, tell_zone, wait_for
from anlin.engine.operators.dispatch import change_parameters, judge_anew, let_go, lose, regain, rest, resume, unwatch
from anlin.engine.operators.telling import CLEARED, UNKNOWN, finish
from anlin.engine.reference import by_reference
from anlin.engine.slots import capacity_of, give_back, lag_of, put
from anlin.engine.timers import arm, watches


@kernel
def _place_of(new: PlanArrays, rule: int, key: Any, zone: int, dwellings: Any) -> int:
    """Index of a key's place in the new plan; -1 if it is no longer there. `dwellings`: number to index."""
    space = new.rules[rule].space
    number = np.int64(key & np.uint64(0xFFFFFFFF))
    place = 0
    if space == HASHED:
        place = new.zone_index[zone] if zone < len(new.zone_index) else 0
    elif space == ZONES:
        place = new.zone_index[number] if number < len(new.zone_index) else 0
    elif space == DEVICES:
        place = new.device_index[number] if number < len(new.device_index) else 0
    elif space == AREAS:
        place = new.area_index[number] if number < len(new.area_index) else 0
    elif space == DWELLINGS or (space == HOMES and (key >> np.uint64(32)) & np.uint64(1)):
        place = dwellings[number] if number < len(dwellings) else 0
    elif space == HOMES:
        place = new.zone_index[number] if number < len(new.zone_index) else 0
        if place > 0:
            place = place + len(new.dwellings)
    elif space == CITY:
        return 0
    return int(place) if place > 0 else -1


@kernel
def _label_of(new: PlanArrays, rule: int, key: Any) -> int:
    if new.rules[rule].labels == 1:
        return 0
    return int(new.label_index[rule, np.int64(key >> np.uint64(40))])


@entry
def drop_unwatched(
    old: PlanArrays, new: PlanArrays, st: StateArrays, rules: Any, dwellings: Any, at: int, out: Out
) -> None:
    """Clear and reclaim, at `at`, every slot whose key the new plan does not watch. `rules`: old number to new, or -1.

    What is open where no device is left is cleared too.

    Still under the old plan, whose names the conditions bear.
    """
    old, new, st, out = by_reference(old), by_reference(new), by_reference(st), by_reference(out)
    for k in range(len(st.slots)):
        s = st.slots[k]
        if s.rule < 0:
            continue
        rule, place = rules[s.rule], -1
        stays = False
        if rule >= 0:
            place, label = _place_of(new, rule, s.key, s.zone_no, dwellings), _label_of(new, rule, s.key)
            stays = place >= 0 and label >= 0 and new.profile_of[new.rules[rule].profiles + place] >= 0
        if not stays:
            finish(s, at, out)
            give_back(old, st, k)
        elif devices_at(old, s.rule, s.place) > 0 and devices_at(new, rule, place) == 0:
            unwatch(old.rules[s.rule].operator, s, at, out)


@entry
def resettle(
    old: PlanArrays,
    new: PlanArrays,
    st: StateArrays,
    rules: Any,
    profiles: Any,
    dwellings: Any,
    waits: Any,
    at: int,
    out: Out,
) -> None:
    """Enter devices, places, slots and waiting rows into the new plan's tables; timers stay where nothing they follow
    has changed.

    Expects `life`, `zone_seen`, … of the new plan with nothing counted yet, `direct` and `hashed` empty. `profiles`: a
    profile's old number to that of its equal in the new plan, or -1. `waits`: (devices,) of the new plan, written here.
    """
    old, new, st, out = by_reference(old), by_reference(new), by_reference(st), by_reference(out)
    st.head[HASHED_USED] = 0
    for k in range(len(st.held)):
        row = st.held[k]
        locate(new, row, row.zone_no, row.device_no, row.kind, row.label, row.quality)
    _keep_timers_of_devices(new, st)
    for d in range(1, len(new.devices)):
        waits[d] = _turn_waits(old, new, st, d)
    _count_down(new, st, waits, at)
    if st.head[STARTED]:
        for d in range(1, len(new.devices)):
            if not _pulses_as_before(old, new, d):
                st.life[d].armed = FAR
                wait_for(new, st, d)
    for z in range(1, len(new.zones)):
        unseen = is_unseen(new, st, z)
        if unseen != (st.zone_seen[z].unseen_at != NEVER):
            tell_zone(new, st, z, 0, UNKNOWN if unseen else CLEARED, at, out)
    for k in range(len(st.slots)):
        s = st.slots[k]
        if s.rule >= 0:
            s.rule = rules[s.rule]
            r = new.rules[s.rule]
            change_parameters(r.operator, s, old.profiles[s.profile], st.pool[s.pool, : r.memory], at)
            gone = let_go(r.operator, s, st.pool[s.pool], old.device_index, new.device_index, at)
            _move(new, st, k, profiles, dwellings, gone, at, out)


@kernel
def _keep_timers_of_devices(new: PlanArrays, st: StateArrays) -> None:
    """Take all timers out but those of devices that are still there. Each slot has its own set again by `_move`."""
    used = st.head[TIMERS_USED]
    clear_timers(st)
    for i in range(used):
        # Those put back take no more places than were read.
        release, rule, key = st.timers[i].release, st.timers[i].rule, st.timers[i].key
        d = new.device_index[np.int64(key)] if rule == DEVICE_TIMER and np.int64(key) < len(new.device_index) else 0
        if d > 0:
            push_timer(st, release, rule, key, d)
    for d in range(1, len(new.devices)):
        armed = st.life[d].armed
        if armed < FAR and not is_at_hand(st, armed):
            push_timer(st, armed, DEVICE_TIMER, np.uint64(new.devices[d].number), d)


@kernel
def _before(old: PlanArrays, new: PlanArrays, d: int) -> int:
    """Index in the old plan of a device of the new one; 0 if it was not there."""
    number = new.devices[d].number
    return int(old.device_index[number]) if number < len(old.device_index) else 0


@kernel
def _turn_waits(old: PlanArrays, new: PlanArrays, st: StateArrays, d: int) -> bool:
    """Whether what a device lives behind, as before, has turned at this instant, and a timer is still to tell it.

    It is told as of that turn, not as of the registry that came between.
    """
    parent, before = new.devices[d].parent, _before(old, new, d)
    if parent == 0 or before == 0 or old.devices[old.devices[before].parent].number != new.devices[parent].number:
        return False
    return bool((st.life[d].behind != 0) != (st.life[parent].down != 0))


@kernel
def _pulses_as_before(old: PlanArrays, new: PlanArrays, d: int) -> bool:
    before = _before(old, new, d)
    a, b = old.devices[before], new.devices[d]
    return bool(before > 0 and a.pulse == b.pulse and a.grace == b.grace and a.lag == b.lag)


@kernel
def _count_down(new: PlanArrays, st: StateArrays, waits: Any, at: int) -> None:
    """Find which devices are down under the new tree, parents before children, and count them at their places."""
    changed = True
    while changed:
        changed = False
        for d in range(1, len(new.devices)):
            if waits[d]:
                continue
            a, parent = st.life[d], new.devices[d].parent
            behind = parent > 0 and st.life[parent].down != 0
            a.mute = a.silent != 0 or behind
            down = a.mute != 0 or a.faulty != 0
            if down != (a.down != 0):
                a.down, a.turned_at, changed = down, at, True
            a.behind = behind
    for d in range(1, len(new.devices)):
        if st.life[d].down:
            z = new.devices[d].zone
            st.zone_seen[z].down += 1
            st.dwelling_seen[new.zones[z].dwelling].down += 1
            st.area_seen[new.devices[d].area].down += 1


@kernel
def _move(
    new: PlanArrays, st: StateArrays, k: int, profiles: Any, dwellings: Any, gone: bool, at: int, out: Out
) -> None:
    """Enter a slot under the new plan. What follows the same numbers as before keeps its deadline, unless some of the
    devices that spoke for it are `gone`.

    Its timer may be due and wait for late rows only: what it says, it says as of its deadline.
    """
    s = st.slots[k]
    r = new.rules[s.rule]
    s.place, s.label = _place_of(new, s.rule, s.key, s.zone_no, dwellings), _label_of(new, s.rule, s.key)
    zone = new.zone_index[s.zone_no] if 0 <= s.zone_no < len(new.zone_index) else 0
    profile, lag = new.profile_of[r.profiles + s.place], lag_of(new, r.space, s.place, zone)
    is_same = profiles[s.profile] == profile and lag == s.lag and not gone
    s.profile, s.lag, s.capacity = profile, lag, capacity_of(new, r.space, s.place, zone)
    if not is_same:
        s.armed = FAR
    elif s.armed < FAR:
        push_timer(st, s.armed, s.rule, s.key, k)
    put(new, st, k)
    turned = False
    if r.space < CITY:
        blind = is_blind(new, st, s.rule, s.place)
        turned = blind != (s.blind != 0)
        if turned and blind:
            lose(s, r.operator, at, out)
        elif turned:
            regain(s, r.operator, at, out)
    if is_same:
        if turned:
            arm(new, st, k, at)
        return
    is_on = watches(new, new.profiles[s.profile], at)
    if is_on == (s.resting != 0):
        s.resting = not is_on
        if is_on:
            resume(s, at)
        else:
            rest(s, r.operator, at, out)
    elif gone:
        judge_anew(r.operator, s, new.profiles[s.profile], st.pool[s.pool], at, out)
    arm(new, st, k, at)
