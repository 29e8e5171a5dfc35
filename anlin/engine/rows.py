"""Batches as the kernels read them: columns without copying, and each row's place in the journal."""

from typing import Any

import numpy as np
import pyarrow as pa

from anlin.engine.conditions import place
from anlin.engine.layout import RowArrays
from anlin.observations import DTYPES, SCHEMA

_COLUMNS = [(name, SCHEMA.get_field_index(name), DTYPES[name]) for name in RowArrays._fields if name != "place"]
_EMPTY = {name: np.zeros(0, dtype) for name, _, dtype in _COLUMNS}


def rows_of(batch: pa.RecordBatch, position: int) -> RowArrays:
    """The rows of one journal entry, or of a file read from `position` on; instants in microseconds."""
    rows = batch.num_rows
    columns: list[np.ndarray[Any, Any]] = []
    for name, index, dtype in _COLUMNS:
        column = batch.column(index)
        # Straight from the buffer: a cast of an instant costs more than a kernel's work on 500 rows.
        buffer = column.buffers()[1]
        columns.append(np.frombuffer(buffer, dtype, rows, column.offset * dtype.itemsize) if rows else _EMPTY[name])
    first = place(position, 0)
    return RowArrays._make([*columns, np.arange(first, first + rows)])


def no_rows() -> RowArrays:
    return RowArrays._make([*(_EMPTY[name] for name, _, _ in _COLUMNS), np.zeros(0, np.int64)])


def together(parts: list[RowArrays]) -> RowArrays:
    """Several batches as one, in the order given."""
    if len(parts) == 1:
        return parts[0]
    return RowArrays(*(np.concatenate(columns) for columns in zip(*parts, strict=True))) if parts else no_rows()
