"""`anlin bench state`: a live engine with very many keys: memory, a checkpoint beside it, restart, slots reclaimed."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from anlin.bench.city import City, reference_city
from anlin.bench.city_rows import DAY_0
from anlin.engine import Condition, load_models
from anlin.engine.checkpoint import Checkpoints
from anlin.engine.live import Loop, Shard
from anlin.engine.warming import compile_kernels
from anlin.journal import Commit, Control, Journal, open_journal
from anlin.models import folders
from anlin.observations import batch_of, kind_code, label_code
from anlin.observations.instants import MINUTE, SECOND

AIMS = {"state_mib": 1024, "checkpoint_s": 2.0, "longest_stop_ms": 50, "restart_s": 5.0}
AT_ONCE = 50_000
LABEL = "stolen_vehicle"
LIVE_ROWS, LIVE_EVERY_S = 500, 0.05
"""What comes in while the checkpoint is written: 10,000 observations a second."""

Say = Callable[[str], None]


class Silent:
    """Takes every batch, as a database that costs nothing: what is measured is the engine."""

    fencing = 1

    def __init__(self, applied: int = 0) -> None:
        self._applied = applied

    def applied(self, shard: int) -> int:
        return self._applied

    def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
        self._applied = position

    def acquire(self) -> bool:
        return True

    def renew(self) -> None: ...
    def release(self) -> None: ...


def measure(keys: int, say: Say) -> dict[str, Any]:
    """All models on the reference city; each key is one of the watch-list's (subject, zone), open and with a timer."""
    compile_kernels()
    with tempfile.TemporaryDirectory(prefix="anlin-state-") as folder:
        home, city = Path(folder), reference_city()
        journal = open_journal(f"sqlite:///{home / 'journal.sqlite3'}")
        engine, loop = _engine(journal, home, 0)
        journal.append_control(Control(1, "registry", DAY_0, city.registry))
        began = time.perf_counter()
        for first in range(0, keys, AT_ONCE):
            _append(journal, city, first, min(AT_ONCE, keys - first), DAY_0 + first // AT_ONCE * 5 * SECOND)
            while loop.turn() == 0.0:
                pass
        assert engine.state is not None
        live, nbytes = engine.state.live_slots(), engine.state.nbytes()
        say(f"{live:,} live keys after {time.perf_counter() - began:.0f} s, {nbytes / 2**20:.0f} MiB of arrays")
        figures: dict[str, Any] = {
            "keys": live, "state_mib": round(nbytes / 2**20), "bytes_a_key": round(nbytes / max(live, 1)),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }  # fmt: skip
        figures |= _with_checkpoint(journal, city, engine, loop, home, keys)
        say(f"checkpoint on disk after {figures['checkpoint_s']} s; longest stop {figures['longest_stop_ms']} ms")
        figures |= _restarted(home, engine.progress.position)
        say(f"live again after {figures['restart_s']} s")
        for minute in range(10, 60, 10):
            # A run ends by silence only while its watcher is known to be alive.
            _append(journal, city, 0, 1, DAY_0 + minute * MINUTE, "device_heartbeat", "online")
        while loop.turn() == 0.0:
            pass
        figures["keys_when_all_is_over"] = engine.state.live_slots()
        journal.close()
    return figures | {"load": round(os.getloadavg()[0], 1), "cores": len(os.sched_getaffinity(0)), "aims": AIMS}


def _engine(journal: Journal, home: Path, applied: int) -> tuple[Shard, Loop]:
    silent = Silent(applied)
    engine = Shard(journal, 1, load_models(folders()), silent)
    checkpoints = Checkpoints(home / "checkpoints")
    engine.resume(checkpoints)
    return engine, Loop(engine, silent, checkpoints.begin, checkpoint_every=1000 * SECOND)


def _append(
    journal: Journal, city: City, first: int, many: int, at: int, kind: str = "match_candidate", label: str = LABEL
) -> None:
    """Candidates of the subjects from `first` on, all seen at `at` by the first gate's camera."""
    device = city.devices["gate"][0] if kind == "match_candidate" else city.recorders
    number = np.arange(first + 1, first + many + 1, dtype=np.uint64)
    columns = {
        "id": number + np.uint64(at % 2**40) * np.uint64(10**6), "observed_at": np.full(many, at),
        "received_at": np.full(many, at + SECOND), "device": np.full(many, device),
        "zone": np.full(many, city.zones["gate"]), "area": np.full(many, 2),
        "kind": np.full(many, kind_code(kind)), "label": np.full(many, label_code(label)),
        "subject": number, "confidence": np.ones(many),
    }  # fmt: skip
    journal.append(Commit(batches={1: batch_of(columns)}))
    journal.append_control(Control(1, "tick", at + 4 * SECOND))


def _with_checkpoint(journal: Journal, city: City, engine: Shard, loop: Loop, home: Path, keys: int) -> dict[str, Any]:
    """Turns go on under load: first without, then with a checkpoint being written."""
    stop = threading.Event()

    def send() -> None:
        nth = 0
        while not stop.wait(LIVE_EVERY_S):
            nth += 1
            _append(journal, city, nth * LIVE_ROWS % keys, LIVE_ROWS, DAY_0 + 3 * MINUTE + nth * 50_000)

    sender = threading.Thread(target=send, daemon=True)
    sender.start()
    before = _longest_turn(loop, lambda began: time.perf_counter() - began > 3.0)
    loop.checkpoint_every = 0
    engine.progress.checkpointed = 0
    began = time.perf_counter()
    begun = _turn(loop)
    loop.checkpoint_every = 1000 * SECOND
    while not loop.is_saving:
        loop.checkpoint_every = 0
        began, begun = time.perf_counter(), _turn(loop)
        loop.checkpoint_every = 1000 * SECOND
    after = _longest_turn(loop, lambda _: not loop.is_saving)
    took = time.perf_counter() - began
    stop.set()
    sender.join()
    file = home / "checkpoints" / "shard-1.checkpoint"
    return {
        "checkpoint_s": round(took, 2), "checkpoint_mib": file.stat().st_size >> 20,
        "longest_stop_ms": round(1000 * max(begun, after), 1), "begun_in_ms": round(1000 * begun, 1),
        "longest_turn_before_ms": round(1000 * before, 1),
    }  # fmt: skip


def _turn(loop: Loop) -> float:
    began = time.perf_counter()
    loop.turn()
    return time.perf_counter() - began


def _longest_turn(loop: Loop, is_over: Callable[[float], bool]) -> float:
    began, longest = time.perf_counter(), 0.0
    while not is_over(began):
        longest = max(longest, _turn(loop))
        time.sleep(0.005)
    return longest


def _restarted(home: Path, applied: int) -> dict[str, Any]:
    """Seconds from the start of a process to the turn in which it has read all there is."""
    command = [sys.executable, "-m", "anlin.bench.state", str(home), str(applied)]
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "restart_s": round(time.perf_counter() - began, 2),
        "restart_cpu_s": round(used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, 2),
        "of_it": json.loads(done.stdout.splitlines()[-1]),
    }


def _restart(home: Path, applied: int) -> None:
    began = time.perf_counter()
    compile_kernels()
    warmed = time.perf_counter()
    engine, loop = _engine(open_journal(f"sqlite:///{home / 'journal.sqlite3'}"), home, applied)
    loaded = time.perf_counter()
    while loop.turn() == 0.0:
        pass
    assert engine.state is not None
    parts = {"kernels_s": warmed - began, "checkpoint_s": loaded - warmed, "journal_s": time.perf_counter() - loaded}
    sys.stdout.write(json.dumps({name: round(s, 2) for name, s in parts.items()}) + "\n")


if __name__ == "__main__":
    _restart(Path(sys.argv[1]), int(sys.argv[2]))
