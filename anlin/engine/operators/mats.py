"""Which mats of a home are occupied: what says nothing while someone rests on it."""

from typing import Any

from anlin.engine.kernel import kernel
from anlin.engine.operators.home import BED, CONTEXT, MATS, MATS_KEPT, MINUTE, SEAT

_DEVICE, _SINCE, _CONTEXT, _DOUBTS, _SIZE = range(5)
_ALONE = 10 * MINUTE
"""Signs elsewhere that come so long after a mat was taken are not of the one who took it."""
_TOO_MANY = 3


@kernel
def find_mat(m: Any, device: int) -> int:
    """Place in the memory of an occupied mat; -1 if it is free."""
    for i in range(MATS, MATS + _SIZE * MATS_KEPT, _SIZE):
        if m[i + _DEVICE] == device:
            return i
    return -1


@kernel
def taken_at(m: Any, mat: int) -> int:
    """Since when the mat at that place in the memory is occupied."""
    return int(m[mat + _SINCE])


@kernel
def mat_context(m: Any, mat: int) -> int:
    """What the mat at that place lies on: BED or SEAT."""
    return int(m[mat + _CONTEXT])


@kernel
def take_mat(m: Any, device: int, now: int, context: int) -> None:
    """Someone is on the mat from now on; beyond `MATS_KEPT` of them it is not remembered."""
    i = find_mat(m, 0)
    if i >= 0:
        m[i + _DEVICE], m[i + _SINCE], m[i + _CONTEXT], m[i + _DOUBTS] = device, now, context, 0


@kernel
def leave_mat(m: Any, device: int) -> bool:
    """The mat is free; False if it was not known to be occupied."""
    i = find_mat(m, device)
    if i < 0:
        return False
    m[i + _DEVICE] = 0
    return True


@kernel
def doubt_mats(m: Any, now: int) -> None:
    """Someone moves elsewhere: after a while of that, an occupied mat bears a thing, or is stuck."""
    for i in range(MATS, MATS + _SIZE * MATS_KEPT, _SIZE):
        if m[i + _DEVICE] != 0 and now - m[i + _SINCE] > _ALONE:
            m[i + _DOUBTS] += 1


@kernel
def context_now(m: Any) -> int:
    """Where the person rests, as far as mats and the last sign say."""
    context = m[CONTEXT]
    for i in range(MATS, MATS + _SIZE * MATS_KEPT, _SIZE):
        if m[i + _DEVICE] != 0 and m[i + _DOUBTS] < _TOO_MANY:
            if m[i + _CONTEXT] == BED:
                return BED
            context = SEAT
    return int(context)


def occupied_mats(pool: Any) -> bool:
    """Whether any home of a pool of memories has an occupied mat."""
    devices = range(MATS, MATS + _SIZE * MATS_KEPT, _SIZE)
    return pool.shape[1] > MATS and bool((pool[:, list(devices)] != 0).any())
