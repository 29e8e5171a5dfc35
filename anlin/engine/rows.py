"""Batches as the kernels read them: columns without copying, and each row's place in the journal."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa

from anlin.engine.conditions import place
from anlin.engine.layout import RowArrays
from anlin.observations import DTYPES, SCHEMA

COLUMNS = tuple(name for name in RowArrays._fields if name != "place")
"""What the engine reads of an observation: all but the picture, which `SCHEMA` has last."""
_COLUMNS = [(name, SCHEMA.get_field_index(name), DTYPES[name]) for name in COLUMNS]


def rows_of(batch: pa.RecordBatch, position: int) -> RowArrays:
    """The rows of one journal entry, or of a file read from `position` on; instants in microseconds."""
    rows, given = batch.num_rows, batch.columns
    columns = []
    for _, index, dtype in _COLUMNS:
        column = given[index]
        # Straight from the buffer: a cast of an instant costs more than a kernel's work on 500 rows.
        buffer = column.buffers()[1]
        columns.append(
            np.frombuffer(buffer, dtype, rows, column.offset * dtype.itemsize) if rows else np.zeros(0, dtype)
        )
    first = place(position, 0)
    return alike([*columns, np.arange(first, first + rows)])


@cache
def no_rows() -> RowArrays:
    return alike([*(np.zeros(0, dtype) for _, _, dtype in _COLUMNS), np.zeros(0, np.int64)])


def together(parts: Sequence[RowArrays]) -> RowArrays:
    """Several batches as one, in the order given."""
    if len(parts) == 1:
        return parts[0]
    return alike(np.concatenate(columns) for columns in zip(*parts, strict=True)) if parts else no_rows()


def alike(columns: Iterable[np.ndarray[Any, Any]]) -> RowArrays:
    """Columns alike in all a compiler sees: a kernel is compiled for one kind of array, here read-only and aligned."""
    fixed = []
    for column in columns:
        flags = column.flags
        aligned = column if flags.aligned and flags.c_contiguous else column.copy()
        aligned.setflags(write=False)
        fixed.append(aligned)
    return RowArrays._make(fixed)
