"""Anlin and a plain Python loop tell the same of the three rules."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from anlin.bench.engine import _three_rules
from anlin.bench.three_rules import stream
from anlin.observations import batch_of

PLAIN = Path(__file__).resolve().parents[2] / "bench" / "peers" / "plain_python.py"


def test_anlin_tells_what_a_plain_loop_tells(tmp_path: Path) -> None:
    file = tmp_path / "stream.parquet"
    pq.write_table(pa.Table.from_batches([batch_of(stream(30_000))]), file)
    plain = json.loads(subprocess.run([sys.executable, PLAIN, file], capture_output=True, check=True).stdout)
    assert plain["rows"] == 30_300
    assert min(plain["told"].values()) > 100
    three, peers = _three_rules(30_000, 1, 1, lambda _: None)
    # At this stream's end some keys have been silent for 90 s by the clock, and not yet by its last row's own time.
    assert three["told"] == plain["told"] == peers["plain_python"]["told"] == peers["polars_windows"]["told"]
