"""What is alive: devices by their signs of life, and whether a place can be seen (P5).

A device is down when it was silent for its grace, said that it is offline or sees nothing, or sits behind one that is
down. Only the topmost dead device is told: a parent hides its children. Each step touches one device; its children
follow as timers of the same instant, so the work of one step is bounded.
"""

from typing import Any

import numpy as np

from anlin.engine.deadlines import pop_timer, push_timer
from anlin.engine.kernel import entry, inlined, kernel
from anlin.engine.layout import (
    AILING,
    ALIVE,
    ALL_WELL,
    AREAS,
    ATTEND,
    DEVICES,
    DWELLINGS,
    FAR,
    GONE,
    HOMES,
    NEVER,
    NOW,
    OFFLINE_RULE,
    SIGHTLESS,
    UNSEEN_RULE,
    ZONES,
    Out,
    PlanArrays,
    StateArrays,
)
from anlin.engine.operators.dispatch import lose, regain
from anlin.engine.operators.telling import CLEARED, OPENED, UNKNOWN
from anlin.engine.reference import by_reference
from anlin.engine.timers import arm

_AILS: Any = np.int64(86_400_000_000)
"""How long its word that it ails (weak battery, tampered with) holds: makers repeat such a fault at least daily."""
DEVICE_TIMER: Any = np.int64(-1)
"""`rule` of a device's timer; sorts before all rules of its instant."""


@inlined
def hear(plan: PlanArrays, st: StateArrays, row: Any) -> bool:
    """Take a row as a sign of life of its device and of what that lives behind; False if `attend` must see it first."""
    a, at = st.life[row.device_at], row.observed_at
    a.heard = max(a.heard, at)
    if a.silent and at > a.down_at:
        return False
    if row.hears != ALIVE:
        if row.hears == GONE and not a.silent and at >= a.heard:
            return False
        if row.hears == AILING and not row.weak:
            a.ails_until = at + _AILS
        elif row.hears != GONE and not row.weak:
            if row.hears == ALL_WELL:
                a.ails_until = NEVER
            if (row.hears == SIGHTLESS) != (a.faulty != 0):
                return False
    if row.weak or row.parent_at == 0:
        return True
    b = st.life[row.parent_at]
    b.heard = max(b.heard, at)
    return bool(not b.silent or at <= b.down_at)


@inlined
def overdue(plan: PlanArrays, st: StateArrays, d: int) -> bool:
    """Whether a device's timer, now due, is more than a reminder to look again later."""
    device, a = plan.devices[d], st.life[d]
    behind = device.parent > 0 and st.life[device.parent].down != 0
    if behind != (a.behind != 0):
        return True
    return bool(device.pulse > 0 and not a.silent and st.head[NOW] - device.lag >= a.heard + device.grace)


@entry
def attend(plan: PlanArrays, st: StateArrays, out: Out) -> None:
    """See to what `advance` left: a row that changes what is alive (`head[ATTEND]`), or else the first timer."""
    plan, st, out = by_reference(plan), by_reference(st), by_reference(out)
    k = st.head[ATTEND]
    if k >= 0:
        row = st.held[k]
        _attend_row(plan, st, row, out)
    else:
        d = st.timers[0].slot
        pop_timer(st)
        _attend_timer(plan, st, d, out)


@kernel
def _attend_row(plan: PlanArrays, st: StateArrays, row: Any, out: Out) -> None:
    d, parent, at = row.device_at, row.parent_at, row.observed_at
    a = st.life[d]
    if parent > 0 and not row.weak and st.life[parent].silent and at > st.life[parent].down_at:
        st.life[parent].silent = 0
        wait_for(plan, st, parent)
        settle(plan, st, parent, at, out)
    if row.hears == GONE and at >= a.heard:
        # Its word stands until it says or shows otherwise later than this.
        a.silent, a.down_at = 1, max(a.down_at, at)
    elif a.silent and at > a.down_at:
        a.silent = 0
        wait_for(plan, st, d)
    if not row.weak and row.hears in (SIGHTLESS, ALL_WELL):
        a.faulty = row.hears == SIGHTLESS
    settle(plan, st, d, at, out)


@inlined
def wait_for(plan: PlanArrays, st: StateArrays, d: int) -> None:
    """Set the timer by which a device that sends signs of life must have sent its next one."""
    device, a = plan.devices[d], st.life[d]
    release = max(a.heard + device.grace + device.lag, st.head[NOW])
    if device.pulse > 0 and not a.silent and release < a.armed:
        a.armed = release
        push_timer(st, release, DEVICE_TIMER, np.uint64(device.number), d)


@kernel
def _attend_timer(plan: PlanArrays, st: StateArrays, d: int, out: Out) -> None:
    """A device's timer: what it lives behind has turned, or its own sign of life is overdue."""
    device, a = plan.devices[d], st.life[d]
    release = st.head[NOW]
    at = release - device.lag
    if release == a.armed:
        a.armed = FAR
    behind = device.parent > 0 and st.life[device.parent].down != 0
    if behind != (a.behind != 0):
        at = st.life[device.parent].turned_at
        if not behind and not a.said:
            # What it lived behind is back: it has its grace again before its own silence is told.
            a.silent, a.heard = 0, max(a.heard, at)
    if device.pulse > 0 and not a.silent:
        if at < a.heard + device.grace:
            wait_for(plan, st, d)
        elif not behind and _parent_in_doubt(plan, st, d, at):
            a.armed = release + plan.devices[device.parent].pulse
            push_timer(st, a.armed, DEVICE_TIMER, np.uint64(device.number), d)
        else:
            a.silent = 1
    settle(plan, st, d, at, out)


@kernel
def _parent_in_doubt(plan: PlanArrays, st: StateArrays, d: int, at: int) -> bool:
    """Whether a child's silence may still turn out to be its parent's, which is not yet overdue itself."""
    parent = plan.devices[d].parent
    return bool(
        parent > 0 and plan.devices[parent].pulse > 0 and st.life[parent].heard < at - plan.devices[parent].pulse
    )


@kernel
def settle(plan: PlanArrays, st: StateArrays, d: int, at: int, out: Out) -> None:
    """Bring `down` of one device, its telling, its place and its children's turn in line with what is known."""
    device, a = plan.devices[d], st.life[d]
    behind = device.parent > 0 and st.life[device.parent].down != 0
    a.behind = behind
    if a.silent and not behind and not a.said:
        a.said, a.down_at = 1, max(a.down_at, at)
        _tell_device(plan, st, d, OPENED, at, out)
    elif a.said and not a.silent:
        a.said = 0
        _tell_device(plan, st, d, CLEARED, at, out)
    mute = a.silent != 0 or behind
    if mute != (a.mute != 0):
        a.mute = mute
        for r in range(len(plan.rules)):
            if plan.rules[r].space == DEVICES:
                _turn(plan, st, r, d, not mute, at, out)
    down = mute or a.faulty != 0
    if down == (a.down != 0):
        return
    a.down, a.turned_at = down, at
    if down and not a.said:
        a.down_at = at
    _shift(plan, st, d, at, 1 if down else -1, out)
    for i in range(device.children, device.children_end):
        child = plan.children[i]
        push_timer(st, st.head[NOW], DEVICE_TIMER, np.uint64(plan.devices[child].number), child)


@kernel
def _tell_device(plan: PlanArrays, st: StateArrays, d: int, what: int, at: int, out: Out) -> None:
    rule = plan.numbers[OFFLINE_RULE]
    if rule < 0:
        return
    device, a = plan.devices[d], st.life[d]
    e = out.events[out.used[0]]
    out.used[0] += 1
    e.what, e.at, e.opened, e.start = what, at, a.down_at, a.heard
    e.count, e.value, e.first, e.last, e.key, e.subject = 0, 0.0, 0, 0, device.number, 0
    e.rule, e.profile, e.label, e.level, e.doubt = rule, -1, 0, 0, 0
    e.device_no, e.zone_no, e.area_no = device.number, plan.zones[device.zone].number, plan.areas[device.area].number


@kernel
def tell_zone(plan: PlanArrays, st: StateArrays, z: int, d: int, what: int, at: int, out: Out) -> None:
    """Say that a zone is unseen (UNKNOWN) because of device `d` or what that lives behind, or seen again (CLEARED)."""
    rule = plan.numbers[UNSEEN_RULE]
    if what == UNKNOWN:
        st.zone_seen[z].unseen_at = at
    if rule >= 0:
        cause = d
        while plan.devices[cause].parent > 0 and st.life[plan.devices[cause].parent].down:
            cause = plan.devices[cause].parent
        e = out.events[out.used[0]]
        out.used[0] += 1
        e.what, e.at, e.opened, e.start = what, at, st.zone_seen[z].unseen_at, st.zone_seen[z].unseen_at
        e.count, e.value, e.first, e.last, e.key, e.subject = 0, 0.0, 0, 0, plan.zones[z].number, 0
        e.rule, e.profile, e.label, e.level, e.doubt = rule, -1, 0, 0, 0
        e.device_no, e.zone_no = plan.devices[cause].number, plan.zones[z].number
        e.area_no = plan.areas[plan.zones[z].area].number
    if what == CLEARED:
        st.zone_seen[z].unseen_at = NEVER


@kernel
def is_unseen(plan: PlanArrays, st: StateArrays, z: int) -> bool:
    return bool(plan.zones[z].devices > 0 and st.zone_seen[z].down == plan.zones[z].devices)


@kernel
def _shift(plan: PlanArrays, st: StateArrays, d: int, at: int, change: int, out: Out) -> None:
    """Count one more or one fewer device that is down at its zone, dwelling and area; tell what that makes unseen."""
    z, area = plan.devices[d].zone, plan.devices[d].area
    home = plan.zones[z].dwelling
    was_down = change < 0
    zone_any = zone_all = home_any = home_all = area_any = area_all = False
    if z > 0:
        st.zone_seen[z].down += change
        left = plan.zones[z].devices - st.zone_seen[z].down - (1 if was_down else 0)
        zone_any, zone_all = left == 0, st.zone_seen[z].down + (1 if was_down else 0) == 1
        if zone_any:
            tell_zone(plan, st, z, d, CLEARED if was_down else UNKNOWN, at, out)
    if home > 0:
        st.dwelling_seen[home].down += change
        left = plan.dwellings[home].devices - st.dwelling_seen[home].down - (1 if was_down else 0)
        home_any, home_all = left == 0, st.dwelling_seen[home].down + (1 if was_down else 0) == 1
    if area > 0:
        st.area_seen[area].down += change
        left = plan.areas[area].devices - st.area_seen[area].down - (1 if was_down else 0)
        area_any, area_all = left == 0, st.area_seen[area].down + (1 if was_down else 0) == 1
    for r in range(len(plan.rules)):
        space, strict = plan.rules[r].space, plan.rules[r].needs_all != 0
        if space == ZONES and (zone_all if strict else zone_any):
            _turn(plan, st, r, z, was_down, at, out)
        elif space in (DWELLINGS, HOMES) and home > 0 and (home_all if strict else home_any):
            _turn(plan, st, r, home, was_down, at, out)
        elif space == HOMES and home == 0 and (zone_all if strict else zone_any):
            _turn(plan, st, r, len(plan.dwellings) + z, was_down, at, out)
        elif space == AREAS and (area_all if strict else area_any):
            _turn(plan, st, r, area, was_down, at, out)


@kernel
def _turn(plan: PlanArrays, st: StateArrays, r: int, place: int, is_seen: bool, at: int, out: Out) -> None:
    """All slots of a rule at a place lose their sight, or have it again."""
    rule = plan.rules[r]
    for label in range(rule.labels):
        k = st.direct[rule.direct + place * rule.labels + label]
        if k < 0:
            continue
        s = st.slots[k]
        if is_seen:
            regain(s, rule.operator, at, out)
        else:
            lose(s, rule.operator, at, out)
        arm(plan, st, k, at)


@kernel
def devices_at(plan: PlanArrays, r: int, place: int) -> int:
    """How many devices are registered at a place of a rule's keys; 1 where that is not asked."""
    space = plan.rules[r].space
    if space == ZONES or (space == HOMES and place >= len(plan.dwellings)):
        return int(plan.zones[place if space == ZONES else place - len(plan.dwellings)].devices)
    if space in (DWELLINGS, HOMES):
        return int(plan.dwellings[place].devices)
    return 1


@inlined
def is_blind(plan: PlanArrays, st: StateArrays, r: int, place: int) -> bool:
    """Whether a place cannot be seen by a rule at this moment."""
    rule = plan.rules[r]
    total = down = 0
    if rule.space == DEVICES:
        return bool(st.life[place].mute)
    if rule.space == ZONES or (rule.space == HOMES and place >= len(plan.dwellings)):
        z = place if rule.space == ZONES else place - len(plan.dwellings)
        total, down = plan.zones[z].devices, st.zone_seen[z].down
    elif rule.space in (DWELLINGS, HOMES):
        total, down = plan.dwellings[place].devices, st.dwelling_seen[place].down
    elif rule.space == AREAS:
        total, down = plan.areas[place].devices, st.area_seen[place].down
    return bool(down > 0 and (rule.needs_all or down == total))


@inlined
def proof(plan: PlanArrays, st: StateArrays, s: Any) -> tuple[int, int]:
    """(last sign of life, time between them) of what watches a slot's zone; (FAR, 0) where none is to be expected."""
    z = plan.zone_index[s.zone_no] if 0 <= s.zone_no < len(plan.zone_index) else 0
    w = plan.zones[z].watcher
    if w == 0 or st.life[w].down:
        return FAR, 0
    return int(st.life[w].heard), int(plan.devices[w].pulse)
