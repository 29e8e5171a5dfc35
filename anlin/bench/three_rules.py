"""The stream and the three rules on which the engine is held beside its peers (`bench/peers/`).

Rules per key: *dwell*, seen for 60 s with no pause over 30 s; *absence*, silent for 90 s after it was seen; *surge*,
5 rows within 10 s, over when none came for 10 s. Same guarantees everywhere: each row counts once, in the order of when
it happened, however it came, if it came within 2 s; a result is told when its time has come, not when all is read.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from anlin.engine.rehearsal import T0, specimen
from anlin.engine.spec import ModelSpec
from anlin.observations import AreaRow, DeviceRow, Registry, ZoneRow, kind_code, label_code
from anlin.observations.instants import SECOND

KEYS = 2_000
ROWS_PER_S = 200
BURSTS = 0.5
"""Share of rows that come in runs of one key, a second apart."""
REPEATS = 0.01
LATENESS_S = 2


def stream(rows: int, seed: int = 1) -> dict[str, npt.NDArray[Any]]:
    """Columns of `batch_of` in the order of receipt: disorder below the lateness budget, 1 % repeats."""
    random = np.random.default_rng(seed)
    length = random.choice([4, 12, 90], rows // 20)
    key = random.integers(1, KEYS + 1, len(length))
    begin = random.random(len(length)) * rows / ROWS_PER_S
    nth = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    runs_at, runs_key = np.repeat(begin, length) + nth * random.uniform(0.5, 1.5, len(nth)), np.repeat(key, length)
    kept = random.permutation(len(runs_at))[: int(rows * BURSTS)]
    single = rows - len(kept)
    at_s = np.concatenate([runs_at[kept], random.random(single) * rows / ROWS_PER_S])
    keys = np.concatenate([runs_key[kept], random.integers(1, KEYS + 1, single)])
    at = T0 + (at_s * SECOND).astype(np.int64)
    ids = random.permutation(rows).astype(np.uint64) + np.uint64(1)
    again = random.permutation(rows)[: int(rows * REPEATS)]
    at, keys, ids = (np.concatenate([column, column[again]]) for column in (at, keys, ids))
    received = at + np.minimum(random.exponential(0.2, len(at)) * SECOND, 1.9 * SECOND).astype(np.int64)
    order = np.argsort(received, kind="stable")
    return {
        "id": ids[order], "observed_at": at[order], "received_at": received[order], "device": keys[order],
        "zone": keys[order], "area": np.ones(len(at), np.int64),
        "kind": np.full(len(at), kind_code("presence")), "label": np.full(len(at), label_code("on")),
    }  # fmt: skip


def registry() -> Registry:
    """One device for each key; none sends signs of life, so silence is the key's own."""
    zones = tuple(ZoneRow(n, f"zone-{n}", "room", 1) for n in range(1, KEYS + 1))
    devices = tuple(
        DeviceRow(n, f"device-{n}", n, 1, heartbeat_s=0, lateness_ms=LATENESS_S * 1000) for n in range(1, KEYS + 1)
    )
    return Registry(1, "Asia/Shanghai", (AreaRow(1, "area"),), (), zones, devices)


def rules() -> list[ModelSpec]:
    """The three rules as models; what counts is OPENED of dwell and surge, CLEARED of absence."""
    row = {"presence/on": "holds"}
    return [
        specimen("episode", "zone", row, name="dwell", quiet_s=30, lasting_s=60, count=1),
        specimen("episode", "zone", row, name="absence", quiet_s=90, lasting_s=0, count=1),
        specimen("surge", "zone", row, name="surge", window_s=10, count=5, clear_s=10),
    ]
