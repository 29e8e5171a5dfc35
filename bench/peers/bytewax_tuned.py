"""Bytewax with one stateful step a key and whole batches of values: as fast as it lets Python be.

It promises less than the others: rows of a key are put in order within one batch only, silence is told by event time.
"""

import json
import sys
import time
from datetime import timedelta

import bytewax.operators as op
import pyarrow.parquet as pq
from bytewax.dataflow import Dataflow
from bytewax.operators import StatefulBatchLogic
from bytewax.testing import TestingSink, TestingSource, run_main

S = 1_000_000
QUIET, LASTING, ABSENT, WINDOW, COUNT = 30 * S, 60 * S, 90 * S, 10 * S, 5
LAST = [0]


class Rules(StatefulBatchLogic):
    """The three rules of one key."""

    def __init__(self, state: list | None) -> None:
        self.state = state if state is not None else [0, 0, False, [], False, set()]

    def on_batch(self, values):
        s, told = self.state, []
        for at, id_ in sorted(values):
            if id_ in s[5]:
                continue
            s[5] = {id_} if len(s[5]) > 64 else s[5] | {id_}
            gap = at - s[1] if s[1] else QUIET + 1
            if gap > QUIET:
                if s[1] and gap > ABSENT:
                    told.append("absence")
                s[0], s[2] = at, False
            if gap >= WINDOW + s[4]:
                s[3].clear()
                s[4] = False
            s[1] = at
            if not s[2] and at - s[0] >= LASTING:
                s[2] = True
                told.append("dwell")
            s[3] = [*s[3][1 - COUNT :], at]
            if not s[4] and len(s[3]) == COUNT and at - s[3][0] < WINDOW:
                s[4] = True
                told.append("surge")
        return told, StatefulBatchLogic.RETAIN

    def on_eof(self):
        # What the others learn from the clock: when the last row was received.
        is_silent = self.state[1] and self.state[1] + ABSENT <= LAST[0]
        return ["absence"] if is_silent else [], StatefulBatchLogic.RETAIN

    def snapshot(self):
        return self.state


def main() -> None:
    table = pq.read_table(sys.argv[1])
    columns = [table.column(name).cast("int64").to_pylist() for name in ("observed_at", "id", "zone", "received_at")]
    items = [(str(zone), (at, id_)) for at, id_, zone in zip(*columns[:3], strict=True)]
    LAST[0] = max(columns[3])
    out: list[tuple[str, str]] = []
    flow = Dataflow("rules")
    rows = op.input("rows", flow, TestingSource(items, batch_size=5_000))
    op.output("out", op.stateful_batch("rules", rows, Rules), TestingSink(out))
    began = time.process_time()
    run_main(flow, epoch_interval=timedelta(seconds=10))
    seconds = time.process_time() - began
    told = {name: sum(1 for _, what in out if what == name) for name in ("dwell", "absence", "surge")}
    print(json.dumps({"seconds": seconds, "rows": len(items), "told": told}))


if __name__ == "__main__":
    main()
