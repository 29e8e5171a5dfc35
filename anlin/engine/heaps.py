"""Two binary heaps: rows that wait for their release, and timers. Both are arrays, saved as they are."""

from typing import Any

from anlin.engine.kernel import kernel
from anlin.engine.layout import FAR, TIMERS_USED, WAITING_USED, StateArrays


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
    """Let the row in `held[k]` wait for its release; the caller has made sure that there is room."""
    heap = st.waiting
    i = st.head[WAITING_USED]
    st.head[WAITING_USED] = i + 1
    while i > 0:
        up = (i - 1) >> 1
        if not _row_before(row, heap[up]):
            break
        heap[i] = heap[up]
        i = up
    h = heap[i]
    h.release, h.observed_at, h.id, h.place, h.row = row.release, row.observed_at, row.id, row.place, k


@kernel
def pop_row(st: StateArrays) -> int:
    """Take the first waiting row out; gives its place in `held`. The heap must not be empty."""
    heap = st.waiting
    first = heap[0].row
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
    return int(first)


@kernel
def next_release(st: StateArrays) -> int:
    return int(st.waiting[0].release) if st.head[WAITING_USED] > 0 else FAR


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
