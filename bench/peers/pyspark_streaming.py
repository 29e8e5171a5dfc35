"""Spark Structured Streaming: watermark, repeats dropped within it, and one stateful pandas function a key.

The file is landed in parts of 50,000 rows and each is one micro-batch, on one core. Rows of a key are put in order
within a micro-batch, as the tuned Bytewax does; a last part closes the keys. The session starts before the clock.
"""

import json
import os
import sys
import tempfile
import time
import warnings
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

S = 1_000_000
QUIET, LASTING, ABSENT, WINDOW, COUNT = 30 * S, 60 * S, 90 * S, 10 * S, 5
PART = 50_000
CLOSING = 0
"""The id of the row that closes a key at the end of the stream; no row has it."""
os.environ["PYSPARK_PYTHON"] = sys.executable
os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"


def rules(key, frames, state):
    """What the rows of one key in this micro-batch tell. State: run began, last row, dwell told, last rows, surge."""
    import pandas as pd

    start, last, dwell, near, surge = state.get if state.exists else (0, 0, False, "[]", False)
    rows, told = json.loads(near), {"dwell": 0, "absence": 0, "surge": 0}
    frame = pd.concat(frames)
    for at, row in sorted(zip(frame["at"].tolist(), frame["id"].tolist(), strict=True)):
        gap = at - last if last else QUIET + 1
        if row == CLOSING:
            told["absence"] += gap >= ABSENT and last > 0
            continue
        if gap > QUIET:
            told["absence"] += last > 0 and gap > ABSENT
            start, dwell = at, False
        if gap >= WINDOW + surge:
            rows, surge = [], False
        last = at
        if not dwell and at - start >= LASTING:
            dwell = True
            told["dwell"] += 1
        rows = [*rows[1 - COUNT :], at]
        if not surge and len(rows) == COUNT and at - rows[0] < WINDOW:
            surge = True
            told["surge"] += 1
    state.update((start, last, dwell, json.dumps(rows), surge))
    yield pd.DataFrame([told])


def land(file: str, folder: Path) -> int:
    """The stream in parts, in order of receipt, and the part that closes every key."""
    table = pq.read_table(file, columns=["id", "observed_at", "received_at", "zone"])
    plain = pa.table(
        {"id": table["id"].cast(pa.int64()), "at": table["observed_at"].cast(pa.int64()), "seen": table["observed_at"],
         "zone": table["zone"]}
    )  # fmt: skip
    for nth, start in enumerate(range(0, len(plain), PART)):
        pq.write_table(plain.slice(start, PART), folder / f"{nth:06d}.parquet")
        os.utime(folder / f"{nth:06d}.parquet", (1_700_000_000 + nth, 1_700_000_000 + nth))
    zones = pc.unique(plain["zone"])
    end = pc.max(table["received_at"])
    closing = {
        "id": pa.array([CLOSING] * len(zones), pa.int64()), "at": pa.array([end.cast(pa.int64())] * len(zones)),
        "seen": pa.array([end.as_py()] * len(zones), plain["seen"].type), "zone": zones,
    }  # fmt: skip
    pq.write_table(pa.table(closing), folder / "999999.parquet")
    return len(plain)


def main() -> None:
    warnings.simplefilter("ignore")
    from pyspark.sql import SparkSession
    from pyspark.sql import functions as f

    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "OFF")
        .config("spark.sql.shuffle.partitions", "1")
        .config(
            "spark.sql.streaming.stateStore.providerClass",
            "org.apache.spark.sql.execution.streaming.state.RocksDBStateStoreProvider",
        )
        .getOrCreate()
    )
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "rows"
        folder.mkdir()
        rows = land(sys.argv[1], folder)
        told = {"dwell": 0, "absence": 0, "surge": 0}

        def count(frame, _):
            sums = frame.agg(*(f.sum(name).alias(name) for name in told)).first()
            for name in told:
                told[name] += sums[name] or 0

        stream = (
            spark.readStream.schema("id bigint, at bigint, seen timestamp, zone int")
            .option("maxFilesPerTrigger", 1)
            .parquet(str(folder))
            .withWatermark("seen", "2 seconds")
        )
        once = stream.where(f"id <> {CLOSING}").dropDuplicatesWithinWatermark(["id"])
        together = once.unionByName(stream.where(f"id = {CLOSING}"))
        answers = together.groupBy("zone").applyInPandasWithState(
            rules, "dwell bigint, absence bigint, surge bigint",
            "start bigint, last bigint, dwell boolean, near string, surge boolean", "update", "NoTimeout",
        )  # fmt: skip
        began = time.perf_counter()
        query = answers.writeStream.outputMode("update").foreachBatch(count)
        query.option("checkpointLocation", f"{home}/checkpoint").trigger(availableNow=True).start().awaitTermination()
        seconds = time.perf_counter() - began
    spark.stop()
    print(json.dumps({"seconds": seconds, "rows": rows, "told": told}))


if __name__ == "__main__":
    main()
