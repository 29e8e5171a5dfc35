"""`anlin bench live`: from a device's request to the alert on an open live stream, under sustained load.

A whole platform of its own (`anlin serve`, SQLite) on loopback; senders as devices, one listener as a browser.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import httpx

from anlin.bench.live_crowd import DOORS, Sender

AIMS = {"p50_ms": 60, "p99_ms": 300}
ALARMS_EVERY_S = 0.25
"""A gas detector raises an alarm that often, each detector once; its alert is what is timed."""
AGENT = "anlin-bench-live"
READY_WITHIN_S = 300.0
"""The first start of a version compiles the engine's loop."""

Say = Callable[[str], None]


class BenchFailed(Exception):
    """The platform did not start, or an alert did not come."""


def measure(seconds: float, rate: int, say: Say) -> dict[str, Any]:
    """Latencies in milliseconds. Raises `BenchFailed`."""
    alarms = int(seconds / ALARMS_EVERY_S)
    with (
        tempfile.TemporaryDirectory(prefix="anlin-live-") as folder,
        _platform(Path(folder)) as (web, gateway, run, spent),
        nullcontext(json.loads(run("-m", "anlin.bench.live_town", str(DOORS), str(alarms + 1)))) as town,
        closing(Sender(gateway, town["token"], 0)) as sender,
    ):
        listener = Listener(web)
        listener.start()
        if not listener.greeted.wait(30):
            raise BenchFailed("the live stream did not answer")
        detectors = list(town["zones"])
        say("waiting for the engine's first alert")
        deadline = time.monotonic() + READY_WITHIN_S
        while not sender.is_known():
            if time.monotonic() > deadline:
                raise BenchFailed("the door does not know the senders' token")
            time.sleep(0.1)
        sender.alarm(detectors[0])
        while town["zones"][detectors[0]] not in listener.came:
            if time.monotonic() > deadline:
                raise BenchFailed("the engine told of nothing: see serve.log")
            time.sleep(0.05)
        say(f"{rate} observations/s for {seconds:.0f} s, {alarms} alarms among them")
        crowd = subprocess.Popen(
            [sys.executable, "-m", "anlin.bench.live_crowd", gateway, town["token"], str(rate), str(seconds)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        began, sent, before = time.monotonic(), dict[int, float](), spent()
        for nth, detector in enumerate(detectors[1:]):
            time.sleep(max(0.0, began + nth * ALARMS_EVERY_S - time.monotonic()))
            sent[town["zones"][detector]] = time.monotonic()
            sender.alarm(detector)
        said, _ = crowd.communicate()
        if crowd.returncode:
            raise BenchFailed(f"the doors' sender ended with {crowd.returncode}")
        doors = json.loads(said)
        took, limit, after = time.monotonic() - began, time.monotonic() + 20, spent()
        while not sent.keys() <= listener.came.keys() and time.monotonic() < limit:
            time.sleep(0.05)
        listener.is_over = True
        waited = sorted(1000 * (listener.came[zone] - at) for zone, at in sent.items() if zone in listener.came)
    if len(waited) < len(sent):
        raise BenchFailed(f"{len(sent) - len(waited)} of {len(sent)} alerts did not come within 20 s")
    return {
        "seconds": round(took, 1), "observations": doors["sent"] + len(sent),
        "observations_per_s": round((doors["sent"] + len(sent)) / took), "alerts": len(waited),
        "p50_ms": round(_at(waited, 0.5), 1), "p99_ms": round(_at(waited, 0.99), 1), "max_ms": round(waited[-1], 1),
        "processor_share": {
            "senders": round(doors["processor_s"] / took, 2),
            **{name: round((after[name] - at) / took, 2) for name, at in before.items() if name in after},
        },
        "load": round(os.getloadavg()[0], 1), "cores": len(os.sched_getaffinity(0)), "aims": AIMS,
    }  # fmt: skip


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Listener(threading.Thread):
    """A guard's browser on the live stream: when the first alert of each zone came."""

    def __init__(self, web: str) -> None:
        super().__init__(daemon=True)
        self.came: dict[int, float] = {}
        self.greeted = threading.Event()
        self.is_over = False
        self._web = web

    def run(self) -> None:
        try:
            self._listen()
        except httpx.HTTPError:
            # The platform ends before its listeners do.
            if not self.is_over:
                raise

    def _listen(self) -> None:
        with httpx.Client(base_url=self._web, timeout=60, headers={"user-agent": AGENT}, trust_env=False) as client:
            client.get("/api/session")
            csrf = {"x-csrftoken": client.cookies.get("csrftoken") or ""}
            client.post("/api/demo/sign-in", json={"role": "property_guard"}, headers=csrf).raise_for_status()
            with client.stream("GET", "/api/stream") as answer:
                event = ""
                for line in answer.iter_lines():
                    if line.startswith("event: "):
                        event = line.removeprefix("event: ")
                    elif line.startswith("data: ") and event == "hello":
                        self.greeted.set()
                    elif line.startswith("data: ") and event == "alert":
                        zone = json.loads(line.removeprefix("data: "))["zone"] or {}
                        self.came.setdefault(zone.get("id", 0), time.monotonic())


def processor_s(supervisor: int) -> dict[str, float]:
    """Processor seconds so far of a platform's processes by name, and of this one, which listens."""
    spent, tick = {"listener": time.process_time()}, os.sysconf("SC_CLK_TCK")
    below = [supervisor]
    while below:
        pid = below.pop()
        try:
            below += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
            name, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        name, fields = name.removeprefix("anlin-"), rest.split()
        spent[name] = spent.get(name, 0.0) + (int(fields[11]) + int(fields[12])) / tick
    return spent


@contextmanager
def _platform(home: Path) -> Iterator[tuple[str, str, Callable[..., str], Callable[[], dict[str, float]]]]:
    """(web, gateway, a way to run a process of this platform, processor seconds of its processes so far)."""
    ports = _free_ports(2)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLIN_")} | {
        "ANLIN_HOME": str(home), "ANLIN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "anlin.site.settings",
        "ANLIN_PORT": str(ports[0]), "ANLIN_GATEWAY_PORT": str(ports[1]),
    }  # fmt: skip

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, check=True, text=True, stdout=subprocess.PIPE).stdout

    run("-m", "django", "migrate", "--verbosity", "0")
    with (home / "serve.log").open("w") as log:
        serving = subprocess.Popen([sys.executable, "-m", "anlin", "serve"], env=environment, stderr=log)
    web, gateway = (f"http://127.0.0.1:{port}" for port in ports)
    try:
        for url in (web, gateway):
            _wait_for(f"{url}/healthz")
        yield web, gateway, run, lambda: processor_s(serving.pid)
    finally:
        serving.terminate()
        serving.wait(30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=2, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise BenchFailed(f"{url} does not answer")


def _free_ports(many: int) -> list[int]:
    found = [socket.socket() for _ in range(many)]
    try:
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in found]
    finally:
        for each in found:
            each.close()
