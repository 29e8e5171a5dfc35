"""`anlin bench engine`: the loop on the reference city, and on three rules beside a plain loop and other programs."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from anlin.bench.city import reference_city
from anlin.bench.city_rows import rows_of_day
from anlin.bench.three_rules import registry, rules, stream
from anlin.engine import load_models
from anlin.engine.conditions import Condition, What
from anlin.engine.layout import RowArrays
from anlin.engine.plan import Plan
from anlin.engine.rows import no_rows, rows_of
from anlin.engine.state import State
from anlin.engine.steps import step
from anlin.models import folders
from anlin.observations import batch_of
from anlin.observations.instants import SECOND

BATCHES = (500, 50_000)
AIMS = {"500": 6_000_000, "50000": 10_000_000, "ratio_to_best_peer": 8}
PEERS = {
    "plain_python": "", "polars_windows": "", "bytewax_stock": ".env-bytewax", "bytewax_tuned": ".env-bytewax",
    "duckdb_windows": ".env-duckdb", "pyspark_streaming": ".env-pyspark", "pathway_windows": ".env-pathway",
}  # fmt: skip
"""Scripts of `bench/peers/` and the environment beside them each needs; none: Anlin's own has what it imports."""
PEER_MOST_S = 900
"""A peer that takes longer for one run is left out."""
BATCH_REFERENCES = ("polars_windows", "duckdb_windows")
"""They read all before they say anything; no peers, but what the machine can do."""
_HOME = Path(__file__).resolve().parents[2] / "bench"

Say = Callable[[str], None]


def measure(days: int, rows: int, runs: int, seed: int, say: Say) -> dict[str, Any]:
    """{"batches": {"<size>": {"observations_per_s", …}}, "peers": {"<name>": …}, "ratio_to_best_peer", …}.

    Each figure is the median of `runs`, with the spread beside it.

    `days` of the reference city through all models; `rows` of the three rules' stream through Anlin and its peers.
    """
    specs, city = load_models(folders()), reference_city()
    parts = [rows_of_day(city, day, seed) for day in range(days)]
    whole = rows_of(batch_of({name: np.concatenate([part[name] for part in parts]) for name in parts[0]}), 1)
    plan = Plan(specs, city.registry)
    _run(plan, _cut(whole, 50_000)[:1], [])
    batches = {}
    for size in BATCHES:
        seconds = [_run(plan, _cut(whole, size), []) for _ in range(runs)]
        batches[str(size)] = _figure(len(whole.id), seconds)
        say(f"all models, batches of {size:,}: {batches[str(size)]['observations_per_s']:,} observations/s")
    three, peers = _three_rules(rows, runs, seed, say)
    rivals = [each["observations_per_s"] for name, each in peers.items() if _is_rival(name, each)]
    return {
        "batches": batches, "models": len(specs), "observations": len(whole.id), "three_rules": three, "peers": peers,
        "ratio_to_best_peer": round(three["observations_per_s"] / max(rivals), 2) if rivals else None,
        "limit_observations_per_s": _limit(whole, runs), "runs": runs, "seed": seed, "aims": AIMS,
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _is_rival(name: str, figures: dict[str, Any]) -> bool:
    return name not in BATCH_REFERENCES and "observations_per_s" in figures


def _three_rules(rows: int, runs: int, seed: int, say: Say) -> tuple[dict[str, Any], dict[str, Any]]:
    batch = batch_of(stream(rows, seed))
    plan = Plan(rules(), registry())
    cut = _cut(rows_of(batch, 1), 50_000)
    seconds, said = [], list[Condition]()
    for _ in range(runs):
        said.clear()
        seconds.append(_run(plan, cut, said))
    told = {model: sum((c.model, c.what) == (model, what) for c in said) for model, what in _COUNTS.items()}
    three = _figure(batch.num_rows, seconds) | {"told": told}
    say(f"three rules: Anlin {three['observations_per_s']:,} observations/s, told {told}")
    peers: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="anlin-bench-") as home:
        file = Path(home) / "stream.parquet"
        pq.write_table(pa.Table.from_batches([batch]), file)
        for name, environment in PEERS.items():
            peers[name] = _peer(name, environment, file, runs)
            figure = peers[name].get("observations_per_s")
            say(f"  {name}: {peers[name].get('missing') if figure is None else f'{figure:,}'}")
    return three, peers


_COUNTS = {"dwell": What.OPENED, "absence": What.CLEARED, "surge": What.OPENED}


def _peer(name: str, environment: str, file: Path, runs: int) -> dict[str, Any]:
    python = str(_HOME / environment / "bin" / "python") if environment else sys.executable
    if not Path(python).exists():
        return {"missing": f"{environment} is not installed; python bench/install_peers.py"}
    results = []
    for _ in range(runs):
        command = [python, str(_HOME / "peers" / f"{name}.py"), str(file)]
        one_core = {**os.environ, "POLARS_MAX_THREADS": "1"}
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, env=one_core, timeout=PEER_MOST_S
            )
        except subprocess.TimeoutExpired:
            return {"missing": f"took longer than {PEER_MOST_S} s; choose fewer --rows"}
        if done.returncode:
            return {"missing": f"ended with {done.returncode}: {done.stderr.strip()[-200:]}"}
        results.append(json.loads(done.stdout.splitlines()[-1]))
    return _figure(results[0]["rows"], [each["seconds"] for each in results]) | {"told": results[0]["told"]}


def _cut(rows: RowArrays, size: int) -> list[RowArrays]:
    return [RowArrays._make(column[start : start + size] for column in rows) for start in range(0, len(rows.id), size)]


def _run(plan: Plan, batches: Sequence[RowArrays], said: list[Condition]) -> float:
    """Processor seconds for these batches from a fresh state; what it told is then put in `said`."""
    state, told = State.fresh(plan), list[Sequence[Condition]]()
    began = time.process_time()
    for batch in batches:
        state, more = step(plan, state, batch)
        told.append(more)
    last = int(batches[-1].received_at.max())
    told.append(step(plan, state, no_rows(), last + 2 * SECOND + 1)[1])
    seconds = time.process_time() - began
    for more in told:
        said += more
    return seconds


def _limit(rows: RowArrays, runs: int) -> int:
    """Rows a second if the columns were only read once from memory."""
    columns = [np.array(column) for column in rows]
    seconds = []
    for _ in range(runs):
        began = time.process_time()
        for column in columns:
            column.view(np.uint8).view(np.uint64 if column.nbytes % 8 == 0 else np.uint8).max()
        seconds.append(time.process_time() - began)
    return round(len(rows.id) / statistics.median(seconds))


def _figure(rows: int, seconds: Sequence[float]) -> dict[str, Any]:
    per_s = sorted(rows / each for each in seconds)
    return {"observations_per_s": round(statistics.median(per_s)), "spread": [round(per_s[0]), round(per_s[-1])]}
