"""The one record: what a device noticed, as Arrow columns.

From the door on there are only whole columns. Design: docs/architecture.md, "The one record".
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

SCHEMA = pa.schema(
    [
        pa.field("id", pa.uint64(), nullable=False),
        pa.field("observed_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("received_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("device", pa.int32(), nullable=False),
        pa.field("zone", pa.int32(), nullable=False),
        pa.field("area", pa.int32(), nullable=False),
        pa.field("kind", pa.int16(), nullable=False),
        pa.field("label", pa.int16(), nullable=False),
        pa.field("track", pa.uint64(), nullable=False),
        pa.field("subject", pa.uint64(), nullable=False),
        pa.field("value", pa.float32(), nullable=False),
        pa.field("confidence", pa.float32(), nullable=False),
        pa.field("quality", pa.uint16(), nullable=False),
        pa.field("evidence", pa.string(), nullable=True),
    ]
)
"""Columns of an observation; units and meanings are in docs/architecture.md. Registry numbers are 0 for "none"."""

DTYPES: dict[str, np.dtype[Any]] = {
    field.name: np.dtype("int64") if pa.types.is_timestamp(field.type) else np.dtype(field.type.to_pandas_dtype())
    for field in SCHEMA
    if field.name != "evidence"
}
"""NumPy types of the columns; instants are int64 microseconds since 1970 UTC."""


def batch_of(columns: Mapping[str, Sequence[Any] | np.ndarray[Any, Any]]) -> pa.RecordBatch:
    """A record batch from columns of equal length; instants as microseconds since 1970 UTC.

    Missing columns become 0 (`confidence` 1.0, `evidence` null); `id` and `observed_at` must be given.
    Raises KeyError for a column the record does not have, ValueError for unequal lengths.
    """
    unknown = set(columns) - set(SCHEMA.names)
    if unknown:
        raise KeyError(f"no such column: {sorted(unknown)}")
    rows = len(columns["id"])
    arrays = []
    for field in SCHEMA:
        given = columns.get(field.name)
        if field.name == "evidence":
            arrays.append(pa.nulls(rows, pa.string()) if given is None else pa.array(given, pa.string()))
            continue
        if given is None:
            if field.name == "observed_at":
                raise KeyError("observed_at")
            given = np.full(rows, 1.0 if field.name == "confidence" else 0, DTYPES[field.name])
        if len(given) != rows:
            raise ValueError(f"{field.name}: {len(given)} rows, id has {rows}")
        array = pa.array(np.asarray(given, DTYPES[field.name]))
        arrays.append(array.cast(field.type) if array.type != field.type else array)
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def empty_batch() -> pa.RecordBatch:
    return batch_of({"id": [], "observed_at": []})


def arrays_of(batch: pa.RecordBatch) -> dict[str, np.ndarray[Any, Any]]:
    """The batch's columns as NumPy arrays without copying; `evidence` is left out (kernels never read it)."""
    return {
        name: batch.column(name).cast(pa.int64()).to_numpy() if pa.types.is_timestamp(batch.schema.field(name).type)
        else batch.column(name).to_numpy()
        for name in DTYPES
    }  # fmt: skip


_BEGIN = SCHEMA.serialize().to_pybytes()
_END = b"\xff\xff\xff\xff\0\0\0\0"


def to_bytes(batch: pa.RecordBatch) -> bytes:
    """The batch as one Arrow IPC stream: what a journal entry holds."""
    # Message by message: Arrow's stream writer costs four times as much as a small batch.
    return b"".join((batch.schema.serialize(), batch.serialize(), _END))


def from_bytes(payload: bytes) -> pa.RecordBatch:
    """The batch of one journal entry. Raises `pa.ArrowInvalid` if the bytes are damaged."""
    if payload.startswith(_BEGIN):
        # The schema need not be read again and again, which takes longer than a small batch.
        return pa.ipc.read_record_batch(pa.py_buffer(payload).slice(len(_BEGIN)), SCHEMA)
    with pa.ipc.open_stream(pa.py_buffer(payload)) as reader:
        batch = reader.read_next_batch()
    if batch.schema != SCHEMA:
        raise pa.ArrowInvalid(f"not an observation batch: {batch.schema}")
    return batch
