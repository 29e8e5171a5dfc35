"""The three rules as one hand-written Python loop: heap for order, dictionaries for state."""

import heapq
import json
import sys
import time

import pyarrow.parquet as pq

S = 1_000_000
LATENESS, QUIET, LASTING, ABSENT, WINDOW, COUNT = 2 * S, 30 * S, 60 * S, 90 * S, 10 * S, 5


class Rules:
    """State of all keys; `told` counts what each rule said."""

    def __init__(self) -> None:
        self.waiting, self.timers, self.state = [], [], {}
        self.told = {"dwell": 0, "absence": 0, "surge": 0}
        self.last = (0, 0)

    def row(self, at: int, received: int, id_: int, key: int) -> None:
        self.clock(received)
        heapq.heappush(self.waiting, (at, id_, key))

    def clock(self, now: int) -> None:
        """Everything that happened more than the lateness budget before `now`, in order."""
        horizon = now - LATENESS
        waiting, timers = self.waiting, self.timers
        while waiting and waiting[0][0] < horizon:
            while timers and timers[0][0] < waiting[0][0]:
                self.fire()
            at, id_, key = heapq.heappop(waiting)
            if (at, id_) != self.last:
                self.last = (at, id_)
                self.take(at, key)
        while timers and timers[0][0] < horizon:
            self.fire()

    def take(self, at: int, key: int) -> None:
        s = self.state.get(key)
        if s is None:
            # start of the run, last row, dwell told, last rows, surge told
            s = self.state[key] = [at, at, False, [], False]
            heapq.heappush(self.timers, (at + ABSENT, key))
        elif at - s[1] > QUIET:
            s[0], s[2] = at, False
        if s[4] and at - s[1] > WINDOW:
            s[4] = False
            s[3].clear()
        if not s[4] and s[3] and at - s[1] >= WINDOW:
            s[3].clear()
        s[1] = at
        if not s[2] and at - s[0] >= LASTING:
            s[2] = True
            self.told["dwell"] += 1
        rows = s[3]
        rows.append(at)
        if len(rows) > COUNT:
            del rows[0]
        if not s[4] and len(rows) == COUNT and at - rows[0] < WINDOW:
            s[4] = True
            self.told["surge"] += 1

    def fire(self) -> None:
        due, key = heapq.heappop(self.timers)
        s = self.state[key]
        if s[1] + ABSENT > due:
            heapq.heappush(self.timers, (s[1] + ABSENT, key))
        else:
            del self.state[key]
            self.told["absence"] += 1


def main() -> None:
    table = pq.read_table(sys.argv[1])
    rows = [table.column(name).cast("int64").to_pylist() for name in ("observed_at", "received_at", "id", "zone")]
    rules = Rules()
    began = time.process_time()
    row = rules.row
    for each in zip(*rows, strict=True):
        row(*each)
    rules.clock(rows[1][-1] + LATENESS + 1)
    print(json.dumps({"seconds": time.process_time() - began, "rows": len(rows[0]), "told": rules.told}))


if __name__ == "__main__":
    main()
