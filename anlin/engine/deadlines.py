"""Timers in the order (release, rule, key): those due soon in a heap, the others in the buckets of a wheel.

Most timers never tell anything: a door closes, a row postpones. So setting one costs little, and only those of the
second at hand are sorted. The wheel has two rings of buckets: one for each second of the current 18 min, one for each
18 min after those. All are arrays, saved as they are.
"""

from typing import Any

from anlin.engine.kernel import inlined, kernel, outlined
from anlin.engine.layout import (
    CLOCK,
    FAR,
    STAGED_FREE,
    STAGED_NEAR,
    STAGED_USED,
    TIMERS_USED,
    WHEEL_AT,
    StateArrays,
)
from anlin.engine.reference import prefetch

_FINE = 20
"""Microseconds of a bucket of the first ring, as a power of two."""
_RING = 10
"""Buckets of the first ring, as a power of two: together one bucket of the second."""
_COARSE = 256
"""Buckets of the second ring: 3 days. A timer further away waits in the last and is looked at again then."""
BUCKETS = (1 << _RING) + _COARSE


@inlined
def _timer_before(t: Any, release: int, rule: int, key: Any) -> bool:
    if t.release != release:
        return bool(t.release < release)
    if t.rule != rule:
        return bool(t.rule < rule)
    return bool(t.key < key)


@inlined
def is_at_hand(st: StateArrays, release: int) -> bool:
    """Whether a timer of that release is in the heap, not in the wheel."""
    return bool(release >> _FINE <= st.head[WHEEL_AT])


@inlined
def push_timer(st: StateArrays, release: int, rule: int, key: Any, slot: int) -> None:
    """Set a timer; the caller has made sure that there is room. Order does not depend on where things lie in memory."""
    if is_at_hand(st, release):
        _push_near(st, release, rule, key, slot)
        return
    i = st.head[STAGED_FREE]
    t = st.staged[i]
    st.head[STAGED_FREE] = t.next
    st.head[STAGED_USED] += 1
    t.release, t.rule, t.key, t.slot = release, rule, key, slot
    _stage(st, i)


@inlined
def _stage(st: StateArrays, i: int) -> None:
    """Put a timer of a later bucket than the one at hand into the wheel."""
    t = st.staged[i]
    now = st.head[WHEEL_AT]
    bucket = (t.release >> _FINE) & ((1 << _RING) - 1)
    ahead = (t.release >> (_FINE + _RING)) - (now >> _RING)
    if ahead > 0:
        bucket = (1 << _RING) + (((now >> _RING) + min(ahead, _COARSE - 1)) & (_COARSE - 1))
    else:
        st.head[STAGED_NEAR] += 1
    t.next = st.wheel[bucket]
    st.wheel[bucket] = i


@inlined
def _push_near(st: StateArrays, release: int, rule: int, key: Any, slot: int) -> None:
    heap = st.timers
    i = st.head[TIMERS_USED]
    st.head[TIMERS_USED] = i + 1
    while i > 0:
        up = (i - 1) >> 1
        if _timer_before(heap[up], release, rule, key):
            break
        heap[i] = heap[up]
        i = up
    h = heap[i]
    h.release, h.rule, h.key, h.slot = release, rule, key, slot


@inlined
def next_timer(st: StateArrays) -> int:
    """Release instant of the first timer; FAR if the clock has not passed one, though some may wait."""
    if st.head[TIMERS_USED] == 0:
        last = st.head[CLOCK] >> _FINE
        if st.head[WHEEL_AT] < last:
            _turn(st, last)
        if st.head[TIMERS_USED] == 0:
            return FAR
    return int(st.timers[0].release)


@outlined
def _turn(st: StateArrays, last: int) -> None:
    """Turn the wheel on, at most to the bucket `last`, until one has timers; they go to the heap."""
    while st.head[TIMERS_USED] == 0 and st.head[WHEEL_AT] < last:
        if st.head[STAGED_USED] == 0:
            st.head[WHEEL_AT] = last
            return
        if st.head[STAGED_NEAR] == 0:
            st.head[WHEEL_AT] = min(last, st.head[WHEEL_AT] | ((1 << _RING) - 1))
            if st.head[WHEEL_AT] == last:
                return
        at = st.head[WHEEL_AT] + 1
        st.head[WHEEL_AT] = at
        if at & ((1 << _RING) - 1) == 0:
            _open(st, (1 << _RING) + ((at >> _RING) & (_COARSE - 1)), False)
        _open(st, at & ((1 << _RING) - 1), True)


@kernel
def _open(st: StateArrays, bucket: int, is_near: bool) -> None:
    """Take all timers out of a bucket: those at hand to the heap, the others to the buckets they now belong in."""
    i = st.wheel[bucket]
    st.wheel[bucket] = -1
    while i >= 0:
        t = st.staged[i]
        after = t.next
        if is_near:
            st.head[STAGED_NEAR] -= 1
        if is_at_hand(st, t.release):
            _push_near(st, t.release, t.rule, t.key, t.slot)
            t.next = st.head[STAGED_FREE]
            st.head[STAGED_FREE] = i
            st.head[STAGED_USED] -= 1
        else:
            _stage(st, i)
        i = after


@inlined
def pop_timer(st: StateArrays) -> None:
    """Take the first timer out of the heap, which must not be empty."""
    heap = st.timers
    n = st.head[TIMERS_USED] - 1
    st.head[TIMERS_USED] = n
    moved = heap[n]
    release, rule, key, slot = moved.release, moved.rule, moved.key, moved.slot
    i = 0
    while True:
        down = 2 * i + 1
        if down >= n:
            break
        if down + 1 < n:
            other = heap[down]
            if _timer_before(heap[down + 1], other.release, other.rule, other.key):
                down += 1
        if not _timer_before(heap[down], release, rule, key):
            break
        heap[i] = heap[down]
        i = down
    h = heap[i]
    h.release, h.rule, h.key, h.slot = release, rule, key, slot
    prefetch(st.slots, heap[0].slot)


@kernel
def clear_timers(st: StateArrays) -> None:
    """Take all timers out."""
    st.head[TIMERS_USED] = st.head[STAGED_USED] = st.head[STAGED_NEAR] = st.head[STAGED_FREE] = 0
    st.wheel[:] = -1
    for i in range(len(st.staged)):
        st.staged[i].next = i + 1


@kernel
def start_wheel(st: StateArrays, instant: int) -> None:
    """The first instant is there, and no timer yet."""
    st.head[WHEEL_AT] = instant >> _FINE
