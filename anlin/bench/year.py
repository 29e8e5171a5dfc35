"""`anlin bench year`: a year of the reference city on disk, replayed through all models as an operator would."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from anlin.bench.city import reference_city
from anlin.bench.city_archive import write_days
from anlin.bench.city_rows import DAY_0
from anlin.engine import load_models
from anlin.engine.layout import RowArrays
from anlin.engine.replay import Tape, play
from anlin.models import folders
from anlin.observations.instants import DAY, iso

AIMS = {"seconds": 30, "peak_mib": 3072, "growth": 2.1}
GROWTH = (1, 2, 4, 8)
"""Weeks that are timed one after the other: twice the data, at most 2.1 times the time."""
SECOND_BATCH = 7_000
"""Rows of a batch in the second run; in the first they are as large as the archive's row groups."""

Say = Callable[[str], None]
TapeOf = Callable[[Path], Tape]


class BenchFailed(Exception):
    """A replay failed; the figures would be worth nothing."""


def measure(weeks: int, compounds: int, seed: int, folder: str, tape_of: TapeOf, say: Say) -> dict[str, Any]:
    """{"observations", "seconds", "peak_mib", "weeks": {"<n>": seconds}, …}.

    Writes about 40 bytes an observation below `folder` and removes them.
    `tape_of`: how `anlin replay` reads an archive.

    Raises `BenchFailed`, OSError when the disk is full.
    """
    with tempfile.TemporaryDirectory(prefix="anlin-year-", dir=folder or None) as home:
        archive, days = Path(home), 7 * weeks if weeks != 52 else 365
        began = time.monotonic()
        observations = write_days(archive, reference_city(compounds), days, seed, say)
        written_s = time.monotonic() - began
        say(f"{observations:,} observations written in {written_s:.0f} s; now the replays, each a process of its own")
        _replay(archive, 1)  # Kernels compiled, files in the system's cache: what follows is alike.
        by_weeks = {n: _replay(archive, 7 * n) for n in GROWTH if n < weeks}
        for n, figures in by_weeks.items():
            say(f"{n} weeks: {figures['seconds']} s")
        whole = _replay(archive, days)
        say(f"all: {whole['seconds']} s, {whole['peak_mib']} MiB")
        times = {n: each["seconds"] for n, each in by_weeks.items()} | {weeks: whole["seconds"]}
        doubled = [times[2 * n] / times[n] for n in GROWTH if n in times and 2 * n in times]
        return {
            "observations": whole["observations"], "seconds": whole["seconds"], "peak_mib": whole["peak_mib"],
            "observations_per_s": round(whole["observations"] / whole["seconds"]),
            "weeks": {str(n): seconds for n, seconds in times.items() if n in GROWTH},
            "growth": round(max(doubled), 3) if doubled else None,
            "conditions_equal": conditions_of(tape_of(archive), 0) == conditions_of(tape_of(archive), SECOND_BATCH),
            "alerts": sum(whole["alerts"].values()), "written_s": round(written_s, 1), "seed": seed,
            "cores": len(os.sched_getaffinity(0)), "load": round(os.getloadavg()[0], 1), "aims": AIMS,
        }  # fmt: skip


def conditions_of(tape: Tape, batch: int) -> str:
    """A digest of every condition, field by field, that the tape gives in batches of so many rows; 0: as it is."""
    digest = hashlib.blake2b(digest_size=16)
    for condition in play((part for item in tape for part in _cut(item, batch)), load_models(folders())):
        digest.update(repr(condition).encode())
    return digest.hexdigest()


def _cut(item: Any, batch: int) -> Iterator[Any]:
    if not batch or not isinstance(item, RowArrays):
        yield item
        return
    for start in range(0, len(item.id), batch):
        yield RowArrays._make(column[start : start + batch] for column in item)


def _replay(archive: Path, days: int) -> dict[str, Any]:
    """What `anlin replay` prints for the first `days` days."""
    last_day = iso(DAY_0 + (days - 1) * DAY)[:10]
    command = [sys.executable, "-m", "anlin", "replay", str(archive), "--to", last_day, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BenchFailed(f"anlin replay ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
