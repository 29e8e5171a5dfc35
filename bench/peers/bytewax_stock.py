"""Bytewax with the windows it comes with: one session window a key for dwell, one for absence, tumbling for surge.

Surge is counted in fixed windows of 10 s: its own sliding windows keep a copy of each row for each window it lies in.
"""

import json
import sys
import time
from datetime import UTC, datetime, timedelta

import bytewax.operators as op
import bytewax.operators.windowing as win
import pyarrow.parquet as pq
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main

S = 1_000_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def main() -> None:
    table = pq.read_table(sys.argv[1])
    columns = [table.column(name).cast("int64").to_pylist() for name in ("observed_at", "zone")]
    items = [(str(zone), EPOCH + timedelta(microseconds=at)) for at, zone in zip(*columns, strict=True)]
    clock = win.EventClock(lambda at: at, wait_for_system_duration=timedelta(seconds=2))
    pairs = win.EventClock(lambda item: item[1], wait_for_system_duration=timedelta(seconds=2))
    out: dict[str, list] = {"dwell": [], "absence": [], "surge": []}
    flow = Dataflow("rules")
    rows = op.input("rows", flow, TestingSource(items, batch_size=5_000))
    span = lambda seen, at: (min(seen[0], at), max(seen[1], at))  # noqa: E731
    far = (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))
    for name, gap in (("dwell", 30), ("absence", 90)):
        sessions = win.SessionWindower(gap=timedelta(seconds=gap))
        folded = win.fold_window(
            name, rows, clock, sessions, lambda: far, span, lambda a, b: (min(a[0], b[0]), max(a[1], b[1]))
        )
        op.output(f"{name}_out", folded.down, TestingSink(out[name]))
    tens = win.TumblingWindower(length=timedelta(seconds=10), align_to=EPOCH)
    op.output("surge_out", win.count_window("surge", rows, pairs, tens, lambda item: item[0]).down, TestingSink([]))
    began = time.process_time()
    run_main(flow, epoch_interval=timedelta(seconds=10))
    seconds = time.process_time() - began
    dwell = sum(1 for _, (_, (first, last)) in out["dwell"] if last - first >= timedelta(seconds=60))
    print(
        json.dumps({"seconds": seconds, "rows": len(items), "told": {"dwell": dwell, "absence": len(out["absence"])}})
    )


if __name__ == "__main__":
    main()
