"""Rows on their way from decoded items to columns: each is packed once into bytes, a group becomes columns at once."""

import struct
from typing import Any

import numpy as np
import pyarrow as pa

from anlin.observations import SCHEMA

_FIELDS = (
    ("id", "8s", "<u8"), ("observed_at", "q", "<i8"), ("received_at", "q", "<i8"), ("track", "Q", "<u8"),
    ("subject", "Q", "<u8"), ("device", "i", "<i4"), ("zone", "i", "<i4"), ("area", "i", "<i4"),
    ("shard", "i", "<i4"), ("value", "f", "<f4"), ("confidence", "f", "<f4"), ("kind", "h", "<i2"),
    ("label", "h", "<i2"), ("quality", "H", "<u2"),
)  # fmt: skip

ROW = np.dtype([(name, code) for name, _, code in _FIELDS])
"""A packed row: the columns of an observation but `evidence`, and its shard."""

pack_row = struct.Struct("<" + "".join(letter for _, letter, _ in _FIELDS)).pack
"""(id as 8 bytes, observed_at, received_at, track, subject, device, zone, area, shard, value, confidence, kind, label,
quality) as one packed row. Raises struct.error or OverflowError for a number that its column cannot hold."""

Rows = np.ndarray[Any, Any]

_COLUMNS = [(field.name, field.type) for field in SCHEMA]


def unpacked(rows: list[bytes]) -> Rows:
    return np.frombuffer(b"".join(rows), ROW)


def batches_of(rows: Rows, evidence: dict[int, str]) -> dict[int, pa.RecordBatch]:
    """One batch per shard in the order of the rows; `evidence` by row."""
    if not len(rows):
        return {}
    first = int(rows["shard"][0])
    if (rows["shard"] == first).all():
        return {first: _batch(rows, evidence, range(len(rows)))}
    batches = {}
    for shard in np.unique(rows["shard"]).tolist():
        chosen = np.flatnonzero(rows["shard"] == shard)
        batches[shard] = _batch(rows[chosen], evidence, chosen.tolist())
    return batches


def _batch(rows: Rows, evidence: dict[int, str], numbers: Any) -> pa.RecordBatch:
    """Columns over NumPy's own memory: the usual conversions cost more than the rest of a small group's way."""
    count = len(rows)
    arrays = []
    for name, its_type in _COLUMNS:
        if name == "evidence":
            keys = pa.array([evidence.get(number) for number in numbers], its_type) if evidence else None
            arrays.append(pa.nulls(count, its_type) if keys is None else keys)
        else:
            column = pa.py_buffer(np.ascontiguousarray(rows[name]))
            arrays.append(pa.Array.from_buffers(its_type, count, [None, column]))
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)
