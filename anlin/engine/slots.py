"""Slots: one record per live key of a rule, found by place (a table) or by number (a hash), reclaimed when fresh."""

from typing import Any

import numpy as np

from anlin.engine.kernel import entry, inlined, kernel, outlined
from anlin.engine.layout import (
    AREAS,
    CITY,
    DEVICES,
    DWELLINGS,
    FAR,
    HASHED_USED,
    HOMES,
    POOL_FREE,
    SLOTS_FREE,
    PlanArrays,
    StateArrays,
)
from anlin.engine.operators.telling import forget

_A, _B, _C = np.uint64(13), np.uint64(7), np.uint64(17)


@inlined
def _stirred(h: Any) -> Any:
    # Shifts only: a multiplication that overflows is silent when compiled and a warning in plain Python.
    h = h ^ (h << _A)
    h = h ^ (h >> _B)
    return h ^ (h << _C)


@inlined
def mixed(a: Any, b: Any) -> Any:
    """One u64 for two: equal pairs give equal numbers, and different ones practically never do."""
    return _stirred(_stirred(_stirred(np.uint64(a)) ^ np.uint64(b)))


@inlined
def _home(hashed: Any, rule: int, key: Any) -> int:
    return np.int64(mixed(key, rule) & np.uint64(len(hashed) - 1))  # type: ignore[return-value]


@outlined
def find(st: StateArrays, rule: int, key: Any) -> int:
    """Slot of a key that is found by its number, -1 if it has none."""
    mask = len(st.hashed) - 1
    i = _home(st.hashed, rule, key)
    while st.hashed[i] >= 0:
        s = st.slots[st.hashed[i]]
        if s.key == key and s.rule == rule:
            return int(st.hashed[i])
        i = (i + 1) & mask
    return -1


@inlined
def take(plan: PlanArrays, st: StateArrays, rule: int, place: int, label: int, key: Any) -> int:
    """A fresh slot for a key that has none; the caller has made sure that one is free."""
    n = st.head[SLOTS_FREE] - 1
    st.head[SLOTS_FREE] = n
    k = st.slots_free[n]
    s = st.slots[k]
    forget(s)
    s.key, s.rule, s.place, s.label = key, rule, place, label
    s.armed, s.blind, s.pool = FAR, 0, -1
    if plan.rules[rule].memory > 0:
        st.head[POOL_FREE] -= 1
        s.pool = st.pool_free[st.head[POOL_FREE]]
        for i in range(plan.rules[rule].zeroed):
            st.pool[s.pool, i] = 0
    put(plan, st, k)
    return int(k)


@inlined
def put(plan: PlanArrays, st: StateArrays, k: int) -> None:
    """Enter a slot into the table or the hash."""
    s = st.slots[k]
    r = plan.rules[s.rule]
    if r.direct >= 0:
        st.direct[r.direct + s.place * r.labels + s.label] = k
        return
    _enter(st.slots, k, st.hashed)
    st.head[HASHED_USED] += 1


@kernel
def _enter(slots: Any, k: int, hashed: Any) -> None:
    mask = len(hashed) - 1
    i = _home(hashed, slots[k].rule, slots[k].key)
    while hashed[i] >= 0:
        i = (i + 1) & mask
    hashed[i] = k


@entry
def enter(slots: Any, live: Any, hashed: Any) -> None:
    """Enter the slots named in `live` into an empty hash table of at least twice their number."""
    for k in live:
        _enter(slots, k, hashed)


@inlined
def give_back(plan: PlanArrays, st: StateArrays, k: int) -> None:
    """Reclaim a slot that equals a fresh one and has no timer."""
    s = st.slots[k]
    r = plan.rules[s.rule]
    if r.direct >= 0:
        st.direct[r.direct + s.place * r.labels + s.label] = -1
    else:
        _remove(st, s.rule, s.key)
    if s.pool >= 0:
        # At once, not when it is used again: what was learned of a home goes with its consent (LU-37).
        for i in range(r.zeroed):
            st.pool[s.pool, i] = 0
        st.pool_free[st.head[POOL_FREE]] = s.pool
        st.head[POOL_FREE] += 1
    s.rule, s.pool = -1, -1
    st.slots_free[st.head[SLOTS_FREE]] = k
    st.head[SLOTS_FREE] += 1


@outlined
def _remove(st: StateArrays, rule: int, key: Any) -> None:
    """Take a key out of the hash and close the gap, so that no search ends too early."""
    mask = len(st.hashed) - 1
    i = _home(st.hashed, rule, key)
    while True:
        s = st.slots[st.hashed[i]]
        if s.key == key and s.rule == rule:
            break
        i = (i + 1) & mask
    j = i
    while True:
        j = (j + 1) & mask
        if st.hashed[j] < 0:
            break
        t = st.slots[st.hashed[j]]
        home = _home(st.hashed, t.rule, t.key)
        if ((j - home) & mask) >= ((j - i) & mask):
            st.hashed[i] = st.hashed[j]
            i = j
    st.hashed[i] = -1
    st.head[HASHED_USED] -= 1


@inlined
def capacity_of(plan: PlanArrays, space: int, place: int, z: int) -> int:
    """People a key's place holds: an area's, or else its zone's; 0 where none is published."""
    return int(plan.areas[place].capacity if space == AREAS else plan.zones[z].capacity)


@inlined
def lag_of(plan: PlanArrays, space: int, place: int, z: int) -> int:
    """Lateness budget of a key: how much later than on the clock of what was observed its deadlines are judged."""
    if space == DWELLINGS or (space == HOMES and place < len(plan.dwellings)):
        return int(plan.dwellings[place].lag)
    if space == AREAS:
        return int(plan.areas[place].lag)
    if space == CITY:
        return int(plan.areas[0].lag)
    if space == DEVICES and z == 0:
        return int(plan.devices[place].lag)
    return int(plan.zones[z].lag)
