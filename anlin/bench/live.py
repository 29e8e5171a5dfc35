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
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

AIMS = {"p50_ms": 60, "p99_ms": 300}
SENDERS, IN_A_BODY, DOORS = 2, 100, 2000
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
    ):
        town = json.loads(run("-m", "anlin.bench.live_town", str(DOORS), str(alarms + 1)))
        listener = Listener(web)
        listener.start()
        if not listener.greeted.wait(30):
            raise BenchFailed("the live stream did not answer")
        detectors = list(town["zones"])
        sender = Sender(gateway, town["token"], 0)
        say("waiting for the engine's first alert")
        deadline = time.monotonic() + READY_WITHIN_S
        sender.alarm(detectors[0])
        while town["zones"][detectors[0]] not in listener.came:
            if time.monotonic() > deadline:
                raise BenchFailed("the engine told of nothing: see serve.log")
            time.sleep(0.05)
        say(f"{rate} observations/s for {seconds:.0f} s, {alarms} alarms among them")
        crowd = [Crowd(gateway, town["token"], n, rate / SENDERS, seconds) for n in range(SENDERS)]
        for each in crowd:
            each.start()
        began, sent, before = time.monotonic(), dict[int, float](), spent()
        for nth, detector in enumerate(detectors[1:]):
            time.sleep(max(0.0, began + nth * ALARMS_EVERY_S - time.monotonic()))
            sent[town["zones"][detector]] = time.monotonic()
            sender.alarm(detector)
        for each in crowd:
            each.join()
        took, limit, after = time.monotonic() - began, time.monotonic() + 20, spent()
        while not sent.keys() <= listener.came.keys() and time.monotonic() < limit:
            time.sleep(0.05)
        listener.is_over = True
        waited = sorted(1000 * (listener.came[zone] - at) for zone, at in sent.items() if zone in listener.came)
    if len(waited) < len(sent):
        raise BenchFailed(f"{len(sent) - len(waited)} of {len(sent)} alerts did not come within 20 s")
    return {
        "seconds": round(took, 1), "observations": sum(each.sent for each in crowd) + len(sent),
        "observations_per_s": round((sum(each.sent for each in crowd) + len(sent)) / took), "alerts": len(waited),
        "p50_ms": round(_at(waited, 0.5), 1), "p99_ms": round(_at(waited, 0.99), 1), "max_ms": round(waited[-1], 1),
        "processor_share": {name: round((after[name] - at) / took, 2) for name, at in before.items() if name in after},
        "load": round(os.getloadavg()[0], 1), "cores": len(os.sched_getaffinity(0)), "aims": AIMS,
    }  # fmt: skip


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Sender:
    """A source with a connection of its own."""

    def __init__(self, gateway: str, token: str, number: int) -> None:
        self.sent, self._number = 0, number
        self._client = httpx.Client(
            base_url=gateway, timeout=30, headers={"Authorization": f"Bearer {token}"}, trust_env=False
        )

    def send(self, items: list[dict[str, Any]]) -> None:
        for each in items:
            self.sent += 1
            each["event"] = f"{self._number}-{self.sent}"
        answer = self._client.post("/api/observations", json={"observations": items})
        answer.raise_for_status()

    def alarm(self, detector: str) -> None:
        self.send([{"device": detector, "kind": "gas", "label": "alarm"}])


class Crowd(threading.Thread):
    """Doors that open and close, at `rate` observations a second; late ones are caught up with."""

    def __init__(self, gateway: str, token: str, number: int, rate: float, seconds: float) -> None:
        super().__init__(daemon=True)
        self._sender = Sender(gateway, token, number + 1)
        self._number, self._rate, self._seconds = number, rate, seconds

    @property
    def sent(self) -> int:
        return self._sender.sent

    def run(self) -> None:
        began, mine = time.monotonic(), range(self._number, DOORS, SENDERS)
        for nth in range(int(self._rate * self._seconds / IN_A_BODY)):
            time.sleep(max(0.0, began + nth * IN_A_BODY / self._rate - time.monotonic()))
            first = nth * IN_A_BODY
            self._sender.send([
                {
                    "device": f"door_sensor-{mine[n % len(mine)]}", "kind": "door_state",
                    "label": ("open", "closed")[n // len(mine) % 2],
                }
                for n in range(first, first + IN_A_BODY)
            ])  # fmt: skip


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
    """Processor seconds so far of a platform's processes by name, and of this one, the senders and the listener."""
    spent = {"senders": time.process_time()}
    tick = os.sysconf("SC_CLK_TCK")
    for child in Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split():
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        name = words[words.index("--only") + 1] if "--only" in words else child
        spent[name] = (int(fields[11]) + int(fields[12])) / tick
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
