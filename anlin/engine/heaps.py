"""Rows that wait for their release, in a sorted run and a heap: arrays, saved as they are."""

from typing import Any

from anlin.engine.kernel import inlined, outlined
from anlin.engine.layout import FAR, RUN_FIRST, RUN_USED, WAITING_USED, StateArrays

_NEAR = 12
"""Most rows of the run that one more may move."""


@inlined
def _comes_before(release: int, observed_at: int, number: Any, place: int, w: Any) -> bool:
    """Order of rows: release, then observed_at, then id; the same row twice by its place in the journal."""
    if release != w.release:
        return bool(release < w.release)
    if observed_at != w.observed_at:
        return bool(observed_at < w.observed_at)
    if number != w.id:
        return bool(number < w.id)
    return bool(place < w.place)


@inlined
def _row_before(a: Any, b: Any) -> bool:
    return _comes_before(a.release, a.observed_at, a.id, a.place, b)


@inlined
def push_row(st: StateArrays, release: int, observed_at: int, number: Any, place: int, k: int) -> None:
    """Let the row in `held[k]` wait for its release; the caller has made sure that there is room.

    Rows mostly come in the order of their release, or a few places off: those go to the end of a sorted run. A row that
    would move more than `_NEAR` others goes to the heap.
    """
    run, used = st.run, st.head[RUN_USED]
    mask = len(run) - 1
    at = (st.head[RUN_FIRST] + used) & mask
    back = 0
    while (
        back < used
        and back <= _NEAR
        and _comes_before(release, observed_at, number, place, run[(at - back - 1) & mask])
    ):
        back += 1
    if back > _NEAR:
        _push_far(st, release, observed_at, number, place, k)
        return
    for each in range(back):
        run[(at - each) & mask] = run[(at - each - 1) & mask]
    _write(run[(at - back) & mask], release, observed_at, number, place, k)
    st.head[RUN_USED] = used + 1


@inlined
def _write(w: Any, release: int, observed_at: int, number: Any, place: int, k: int) -> None:
    w.release, w.observed_at, w.id, w.place, w.row = release, observed_at, number, place, k


@outlined
def _push_far(st: StateArrays, release: int, observed_at: int, number: Any, place: int, k: int) -> None:
    heap = st.waiting
    i = st.head[WAITING_USED]
    st.head[WAITING_USED] = i + 1
    while i > 0:
        up = (i - 1) >> 1
        if not _comes_before(release, observed_at, number, place, heap[up]):
            break
        heap[i] = heap[up]
        i = up
    _write(heap[i], release, observed_at, number, place, k)


@inlined
def _is_in_run(st: StateArrays) -> bool:
    """Whether the first of all waiting rows is in the run; there must be one."""
    if st.head[WAITING_USED] == 0:
        return True
    return bool(st.head[RUN_USED] > 0 and _row_before(st.run[st.head[RUN_FIRST]], st.waiting[0]))


@inlined
def first_row(st: StateArrays) -> int:
    """Place in `held` of the first waiting row; there must be one."""
    return int(st.run[st.head[RUN_FIRST]].row if _is_in_run(st) else st.waiting[0].row)


@inlined
def pop_row(st: StateArrays) -> None:
    """Take the first waiting row out; there must be one."""
    if _is_in_run(st):
        st.head[RUN_FIRST] = (st.head[RUN_FIRST] + 1) & (len(st.run) - 1)
        st.head[RUN_USED] -= 1
    else:
        _pop_far(st)


@outlined
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


@inlined
def next_release(st: StateArrays) -> int:
    """Release instant of the first waiting row; FAR if none waits."""
    release = FAR
    if st.head[RUN_USED] > 0:
        release = st.run[st.head[RUN_FIRST]].release
    if st.head[WAITING_USED] > 0:
        release = min(release, st.waiting[0].release)
    return int(release)
