"""`anlin bench ingest`: the gateway on one core, the load generator on another, a plain Django view in the same run."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import uvloop

from anlin.bench.ingest_town import CAMERAS, requests
from anlin.bench.load import Load, put_under_load

PATH = "/VIID/MotorVehicles"
BATCH = 20
AIMS = {"requests_per_s": 5_000, "objects_per_s": 60_000, "p99_ms": 50.0}

Say = Callable[[str], None]


class BenchFailed(Exception):
    """A server did not start or did not take what it was sent; the figures would be worth nothing."""


def measure(seconds: float, say: Say, folder: str | None = None) -> dict[str, Any]:
    """{"single": {"requests_per_s", "p99_ms"}, "batched": {"objects_per_s", "p99_ms"}, "peers": {"<name>": …}, …}.

    Raises `BenchFailed`.
    """
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise BenchFailed("two cores are needed: one for the server, one for the load")
    figures: dict[str, Any] = {"cores": {"server": cores[-1], "load": cores[0]}, "seconds": seconds, "peers": {}}
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {cores[0]})
    try:
        for name in ("gateway", "django"):
            with tempfile.TemporaryDirectory(dir=folder) as place, _server(name, Path(place), cores[-1]) as (port, pid):
                say(f"{name}: one object a request")
                single = _run(port, pid, 1, seconds if name == "gateway" else seconds / 2)
                say(f"{name}: {BATCH} objects a request")
                batched = _run(port, pid, BATCH, seconds if name == "gateway" else seconds / 2)
                if name == "gateway":
                    figures |= _figures(single, batched)
                    figures["journalled"] = _figure_of(port, "anlin_gateway_rows_total")
                else:
                    figures["peers"]["django_view"] = _figures(single, batched)
    finally:
        os.sched_setaffinity(0, before)
    peer = figures["peers"]["django_view"]
    figures["ratio_to_peer"] = {
        "single": round(figures["single"]["requests_per_s"] / peer["single"]["requests_per_s"], 2),
        "batched": round(figures["batched"]["objects_per_s"] / peer["batched"]["objects_per_s"], 2),
    }
    figures["aims"] = AIMS
    return figures


def _run(port: int, pid: int, objects: int, seconds: float) -> Load:
    makers = [requests(camera, objects, PATH, time.time_ns()) for camera in range(1, CAMERAS + 1)]
    load = uvloop.run(put_under_load(port, makers, seconds, 1.0, lambda: _cpu_s(pid)))
    if load.failures or not load.answers:
        raise BenchFailed(f"answers other than 200: {load.failures or 'none at all'}")
    return load


def _figures(single: Load, batched: Load) -> dict[str, Any]:
    return {
        "single": {
            "requests_per_s": round(single.per_second),
            "requests_per_core_s": round(single.per_core_second),
            "p50_ms": round(single.percentile_ms(50), 2),
            "p99_ms": round(single.percentile_ms(99), 2),
        },
        "batched": {
            "objects_per_s": round(batched.per_second * BATCH),
            "objects_per_core_s": round(batched.per_core_second * BATCH),
            "p50_ms": round(batched.percentile_ms(50), 2),
            "p99_ms": round(batched.percentile_ms(99), 2),
        },
    }


@contextlib.contextmanager
def _server(name: str, folder: Path, core: int) -> Iterator[tuple[int, int]]:
    """A server process on one core; its port and process number once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "anlin.bench.ingest_servers", name, str(port), str(folder)]
    process = subprocess.Popen(command)
    try:
        os.sched_setaffinity(process.pid, {core})
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _cpu_s(pid: int) -> float:
    """Processor time of a process so far, its own and the system's for it, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise BenchFailed(f"the server ended with status {process.returncode} before it answered")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise BenchFailed("the server did not answer within a minute")


def _figure_of(port: int, name: str) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": "Bearer bench"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith(f"{name} "):
                return int(float(line.split()[1]))
    raise BenchFailed(f"the gateway's metrics have no {name}")
