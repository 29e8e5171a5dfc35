"""`step`: all the engine is. Live loop, replay, back-test and Spark call it."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from anlin.engine.advance import advance
from anlin.engine.conditions import Condition
from anlin.engine.intake import NOT_READ
from anlin.engine.layout import BATCH_ROW, DONE, NEEDS_ROOM, NEVER, Out, PlanArrays, RowArrays, StateArrays
from anlin.engine.liveness import attend
from anlin.engine.plan import Plan
from anlin.engine.state import State
from anlin.engine.wording import Conditions


class Kernels(NamedTuple):
    """The entries of one step, compiled or as plain Python."""

    advance: Callable[[Plan, State, RowArrays, np.ndarray[Any, Any], int], int]
    attend: Callable[[PlanArrays, StateArrays, Out], None]


def _compiled(plan: Plan, state: State, rows: RowArrays, read: np.ndarray[Any, Any], clock: int) -> int:
    # Addresses stand for the arrays there, which type checks cannot know.
    addresses: tuple[Any, ...] = plan.address, state.address, rows, read, clock, state.out_address
    return advance(*addresses)


COMPILED = Kernels(_compiled, attend)


def step(
    plan: Plan,
    state: State,
    rows: RowArrays,
    clock: int = NEVER,
    *,
    read: np.ndarray[Any, Any] = NOT_READ,
    by: Kernels = COMPILED,
) -> tuple[State, Sequence[Condition]]:
    """Take in rows in journal order, carry the clock on to `clock`; gives the state and what became so, in order.

    `read`: these rows as `intake.read_ahead` found them under this plan, where another thread did so meanwhile.

    Pure but for `state`, which is used up: go on with the one returned. Cutting rows and clock into other calls gives
    the same conditions, field by field (P2).
    """
    state.arrays.head[BATCH_ROW] = 0
    while True:
        outcome = by.advance(plan, state, rows, read, clock)
        if outcome == DONE:
            # Most small batches bring none, and then looking would cost more than the rows.
            return state, Conditions(plan, state.take_events()) if state.has_events else []
        if outcome == NEEDS_ROOM:
            state.grow(plan)
        else:
            by.attend(plan.arrays, state.arrays, state.out)
