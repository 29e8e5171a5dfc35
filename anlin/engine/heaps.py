"""Rows that wait for their release, in a sorted run and a heap; timers in a heap. All are arrays, saved as they are."""

from typing import Any

from anlin.engine.kernel import kernel
from anlin.engine.layout import FAR, RUN_FIRST, RUN_USED, TIMERS_USED, WAITING_USED, StateArrays

_NEAR = 12
"""Most rows of the run that one more may move."""


@kernel
def _row_before(a: Any, b: Any) -> bool:
    """Order of rows: release, then observed_at, then id; the same row twice by its place in the journal."""
    if a.release != b.release:
        return bool(a.release < b.release)
    if a.observed_at != b.observed_at:
        return bool(a.observed_at < b.observed_at)
    if a.id != b.id:
        return bool(a.id < b.id)
    return bool(a.place < b.place)


@kernel
def push_row(st: StateArrays, row: Any, k: int) -> None:
    """Let the row in `held[k]` wait for its release; the caller has made sure that there is room.

    Rows mostly come in the order of their release, or a few places off: those go to the end of a sorted run. A row that
    would move more than `_NEAR` others goes to the heap.
    """
    run, used = st.run, st.head[RUN_USED]
    mask = len(run) - 1
    at = (st.head[RUN_FIRST] + used) & mask
    back = 0
    while back < used and back <= _NEAR and _row_before(row, run[(at - back - 1) & mask]):
        back += 1
    if back > _NEAR:
        _push_far(st, row, k)
        return
    for each in range(back):
        run[(at - each) & mask] = run[(at - each - 1) & mask]
    _write(run[(at - back) & mask], row, k)
    st.head[RUN_USED] = used + 1


@kernel
def _write(w: Any, row: Any, k: int) -> None:
    w.release, w.observed_at, w.id, w.place, w.row = row.release, row.observed_at, row.id, row.place, k


@kernel
def _push_far(st: StateArrays, row: Any, k: int) -> None:
    heap = st.waiting
    i = st.head[WAITING_USED]
    st.head[WAITING_USED] = i + 1
    while i > 0:
        up = (i - 1) >> 1
        if not _row_before(row, heap[up]):
            break
        heap[i] = heap[up]
        i = up
    _write(heap[i], row, k)


@kernel
def _is_in_run(st: StateArrays) -> bool:
    """Whether the first of all waiting rows is in the run; there must be one."""
    if st.head[WAITING_USED] == 0:
        return True
    return bool(st.head[RUN_USED] > 0 and _row_before(st.run[st.head[RUN_FIRST]], st.waiting[0]))


@kernel
def first_row(st: StateArrays) -> int:
    """Place in `held` of the first waiting row; there must be one."""
    return int(st.run[st.head[RUN_FIRST]].row if _is_in_run(st) else st.waiting[0].row)


@kernel
def pop_row(st: StateArrays) -> None:
    """Take the first waiting row out; there must be one."""
    if _is_in_run(st):
        st.head[RUN_FIRST] = (st.head[RUN_FIRST] + 1) & (len(st.run) - 1)
        st.head[RUN_USED] -= 1
    else:
        _pop_far(st)


@kernel
def _pop_far(st: StateArrays) -> None:
    heap = st.waiting
    n = st.head[WAITING_USED] - 1
    st.head[WAITING_USED] = n
    i = 0
    while True:
        down = 2 * i + 1
        if down >= n:
            break
        if down + 1 < n and _row_before(heap[down + 1], heap[down]):
            down += 1
        if not _row_before(heap[down], heap[n]):
            break
        heap[i] = heap[down]
        i = down
    heap[i] = heap[n]


@kernel
def next_release(st: StateArrays) -> int:
    """Release instant of the first waiting row; FAR if none waits."""
    release = FAR
    if st.head[RUN_USED] > 0:
        release = st.run[st.head[RUN_FIRST]].release
    if st.head[WAITING_USED] > 0:
        release = min(release, st.waiting[0].release)
    return int(release)


@kernel
def _timer_before(t: Any, release: int, rule: int, key: Any) -> bool:
    if t.release != release:
        return bool(t.release < release)
    if t.rule != rule:
        return bool(t.rule < rule)
    return bool(t.key < key)


@kernel
def push_timer(st: StateArrays, release: int, rule: int, key: Any, slot: int) -> None:
    """Set a timer; order is (release, rule, key), which does not depend on where things lie in memory."""
    heap = st.timers
    i = st.head[TIMERS_USED]
    st.head[TIMERS_USED] = i + 1
    while i > 0:
        up = (i - 1) >> 1
        if _timer_before(heap[up], release, rule, key) or (
            heap[up].release == release and heap[up].rule == rule and heap[up].key == key
        ):
            break
        heap[i] = heap[up]
        i = up
    h = heap[i]
    h.release, h.rule, h.key, h.slot = release, rule, key, slot


@kernel
def pop_timer(st: StateArrays) -> None:
    """Take the first timer out; the heap must not be empty."""
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


@kernel
def next_timer(st: StateArrays) -> int:
    return int(st.timers[0].release) if st.head[TIMERS_USED] > 0 else FAR
