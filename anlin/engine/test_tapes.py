"""A part of a tape: what was received in a period, under the registry that held then."""

import numpy as np
import pytest

from anlin.engine.rehearsal import PLACE
from anlin.engine.rows import rows_of
from anlin.engine.tapes import between
from anlin.observations import batch_of


def rows(*received: int):
    return rows_of(batch_of({"id": list(received), "observed_at": list(received), "received_at": list(received)}), 1)


def told(tape):
    """Instants of the clock as they are, rows as lists of when they were received."""
    for item in tape:
        yield item if item is PLACE or isinstance(item, int) else item.received_at.tolist()


@pytest.mark.parametrize(
    ("begins", "ends", "left"),
    [
        (0, 99, [5, PLACE, [6, 7], 8, [8, 12], 20, PLACE]),
        (7, 12, [7, PLACE, [7], 8, [8]]),
        (7, 13, [7, PLACE, [7], 8, [8, 12]]),
        (9, 20, [9, PLACE, 9, [12]]),
        (30, 40, [30, PLACE, 30, 30, PLACE]),
        (0, 5, []),
    ],
)
def test_what_was_received_in_the_period_is_left_under_the_registry_of_then(begins, ends, left):
    tape = [5, PLACE, rows(6, 7), 8, rows(8, 12), 20, PLACE]
    assert list(told(between(tape, begins, ends))) == left


def test_rows_that_are_cut_need_no_kernels_of_their_own():
    (cut,) = between([rows(1, 2, 3)], 2, 3)
    assert not any(column.flags.writeable for column in cut)
    assert np.array_equal(cut.id, [2])
