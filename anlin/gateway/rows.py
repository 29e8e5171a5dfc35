"""Rows on their way from decoded items to columns: each is packed once into bytes, a group becomes columns at once."""

import struct
from typing import Any

import numpy as np
import pyarrow as pa

from anlin.observations import batch_of

_FIELDS = (
    ("id", "Q", "<u8"), ("observed_at", "q", "<i8"), ("received_at", "q", "<i8"), ("track", "Q", "<u8"),
    ("subject", "Q", "<u8"), ("device", "i", "<i4"), ("zone", "i", "<i4"), ("area", "i", "<i4"),
    ("shard", "i", "<i4"), ("value", "f", "<f4"), ("confidence", "f", "<f4"), ("kind", "h", "<i2"),
    ("label", "h", "<i2"), ("quality", "H", "<u2"),
)  # fmt: skip

ROW = np.dtype([(name, code) for name, _, code in _FIELDS])
"""A packed row: the columns of an observation but `evidence`, and its shard."""

pack_row = struct.Struct("<" + "".join(letter for _, letter, _ in _FIELDS)).pack
"""(id, observed_at, received_at, track, subject, device, zone, area, shard, value, confidence, kind, label, quality)
as one packed row. Raises struct.error or OverflowError for a number that its column cannot hold."""


def unpacked(rows: bytes) -> np.ndarray[Any, Any]:
    return np.frombuffer(rows, ROW)


def batches_of(rows: np.ndarray[Any, Any], evidence: dict[int, str]) -> dict[int, pa.RecordBatch]:
    """One batch per shard in the order of the rows; `evidence` by row."""
    shards = np.unique(rows["shard"])
    if len(shards) == 1:
        return {int(shards[0]): _batch(rows, evidence, range(len(rows)))} if len(rows) else {}
    batches = {}
    for shard in shards:
        chosen = np.flatnonzero(rows["shard"] == shard)
        batches[int(shard)] = _batch(rows[chosen], evidence, chosen)
    return batches


def _batch(rows: np.ndarray[Any, Any], evidence: dict[int, str], numbers: Any) -> pa.RecordBatch:
    columns: dict[str, Any] = {name: np.ascontiguousarray(rows[name]) for name, _, _ in _FIELDS if name != "shard"}
    if evidence:
        columns["evidence"] = [evidence.get(int(number)) for number in numbers]
    return batch_of(columns)
