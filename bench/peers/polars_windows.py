"""A batch reference: the three rules as window expressions over the whole table, sorted and without repeats."""

import json
import sys
import time

import polars as pl

S = 1_000_000


def main() -> None:
    table = pl.read_parquet(sys.argv[1], columns=["id", "observed_at", "received_at", "zone"])
    began = time.process_time()
    gap = (pl.col("at") - pl.col("at").shift().over("zone")).fill_null(1 << 60)
    rows = (
        table.lazy()
        .unique("id")
        .with_columns(at=pl.col("observed_at").cast(pl.Int64))
        .sort("zone", "at")
        .with_columns(gap=gap)
        .with_columns(run=(pl.col("gap") > 30 * S).cum_sum(), calm=(pl.col("gap") > 10 * S).cum_sum())
        .collect()
    )
    dwell = rows.group_by("run").agg(first=pl.col("at").min(), last=pl.col("at").max())
    crowded = rows.with_columns(near=pl.col("at") - pl.col("at").shift(4).over("calm") < 10 * S)
    # What a clock would have reached when the last row was received.
    end = table["received_at"].cast(pl.Int64).max()
    last = rows.group_by("zone").agg(last=pl.col("at").max())
    told = {
        "dwell": dwell.filter(pl.col("last") - pl.col("first") >= 60 * S).height,
        "absence": rows.filter((pl.col("gap") > 90 * S) & (pl.col("gap") < 1 << 59)).height
        + last.filter(pl.col("last") + 90 * S <= end).height,
        "surge": crowded.filter(pl.col("near")).select(pl.col("calm").n_unique()).item(),
    }
    print(json.dumps({"seconds": time.process_time() - began, "rows": table.height, "told": told}))


if __name__ == "__main__":
    main()
