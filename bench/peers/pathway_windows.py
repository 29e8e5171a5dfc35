"""Pathway with the windows it comes with: sessions for dwell and absence, tumbling windows for surge, counted only.

Rows come in batches of 5,000; repeats are dropped by their id. Pathway keeps every window to correct it later, which is
more than the rules ask.
"""

import json
import os
import sys
import time

os.environ.setdefault("PATHWAY_THREADS", "1")

import pandas as pd
import pathway as pw
import pyarrow.parquet as pq

S = 1_000_000
BATCH = 5_000


def main() -> None:
    table = pq.read_table(sys.argv[1], columns=["id", "observed_at", "received_at", "zone"])
    columns = {name: table[name].cast("int64").to_numpy() for name in table.column_names}
    frame = pd.DataFrame({"row": columns["id"], "at": columns["observed_at"], "zone": columns["zone"]})
    frame["_time"] = 2 * (frame.index // BATCH)
    frame["_diff"] = 1
    rows = pw.debug.table_from_pandas(frame)
    once = rows.groupby(pw.this.row).reduce(at=pw.reducers.min(pw.this.at), zone=pw.reducers.min(pw.this.zone))
    found: dict[str, dict] = {"dwell": {}, "absence": {}, "surge": {}}

    def keep(name: str):
        def on_change(key, row, time, is_addition):
            if is_addition:
                found[name][key] = row
            else:
                found[name].pop(key, None)

        return on_change

    for name, gap in (("dwell", 30 * S), ("absence", 90 * S)):
        window = pw.temporal.session(max_gap=gap + 1)
        runs = once.windowby(once.at, window=window, instance=once.zone).reduce(
            first=pw.reducers.min(pw.this.at), last=pw.reducers.max(pw.this.at)
        )
        pw.io.subscribe(runs, on_change=keep(name))
    tens = once.windowby(once.at, window=pw.temporal.tumbling(10 * S), instance=once.zone)
    pw.io.subscribe(tens.reduce(n=pw.reducers.count()), on_change=keep("surge"))
    began = time.process_time()
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)
    seconds = time.process_time() - began
    end = int(columns["received_at"].max())
    told = {
        "dwell": sum(row["last"] - row["first"] >= 60 * S for row in found["dwell"].values()),
        "absence": sum(row["last"] + 90 * S <= end for row in found["absence"].values()),
    }
    print(json.dumps({"seconds": seconds, "rows": len(frame), "told": told}))


if __name__ == "__main__":
    main()
