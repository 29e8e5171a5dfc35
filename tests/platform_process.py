"""`anlin serve` as one starts it, and a hand that kills its processes at random."""

import os
import random
import re
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import httpx
from homes import Home

_STARTED = re.compile(r'"name": "(\w+)", "pid": (\d+)')
_READY = re.compile(r'"name": "(\w+)", "after_s": [\d.]+, "event": "ready"')


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Platform:
    """A running platform in `home`. `pids` and `readies` are read from its own log."""

    def __init__(self, home: Home, **settings: str) -> None:
        self.home = home
        self.port, self.gateway_port = free_port(), free_port()
        home.environment |= {"ANLIN_PORT": str(self.port), "ANLIN_GATEWAY_PORT": str(self.gateway_port), **settings}
        self.log = home.path / "serve.log"
        self.pids: dict[str, int] = {}
        self.readies: dict[str, int] = {}
        self._process: subprocess.Popen[str] | None = None

    @property
    def gateway(self) -> str:
        return f"http://127.0.0.1:{self.gateway_port}"

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, names: tuple[str, ...]) -> None:
        file = self.log.open("a")
        self._process = self.home.start("-m", "anlin", "serve", stderr=file)
        file.close()
        threading.Thread(target=self._follow, daemon=True).start()
        wait_for(lambda: set(names) <= set(self.readies), 150, f"{names} to be ready", self.tail)

    def kill(self, name: str) -> None:
        """kill -9, and wait until the supervisor has it running again."""
        before = self.readies[name]
        os.kill(self.pids[name], signal.SIGKILL)
        wait_for(lambda: self.readies[name] > before, 90, f"{name} to come back", self.tail)

    def stop(self) -> float:
        """SIGTERM; how many seconds the end took."""
        assert self._process is not None
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(60)
        took = time.monotonic() - begun
        assert status == 0, self.tail()
        return took

    def end(self) -> None:
        """Whatever happened in the test: nothing stays running."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def tail(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-40:])

    def _follow(self) -> None:
        """Reads the log as it grows, for pids and readiness."""
        with self.log.open(encoding="utf-8") as file:
            part = ""
            while self._process is not None and self._process.poll() is None:
                part += file.read()
                *lines, part = part.split("\n")
                for line in lines:
                    if '"process": "serve"' not in line:
                        continue
                    if started := _STARTED.search(line):
                        self.pids[started[1]] = int(started[2])
                    if ready := _READY.search(line):
                        self.readies[ready[1]] = self.readies.get(ready[1], 0) + 1
                time.sleep(0.02)


def kill_at_random(platform: Platform, names: list[str], times: int, seed: int) -> dict[str, int]:
    """Kills each of the processes `times` times at random moments under load; how often each was really killed.

    Every process has a killer of its own, so that one also dies while another is only just coming back.
    """
    killed = dict.fromkeys(names, 0)
    troubles: list[str] = []

    def kill_often(name: str, chance: random.Random) -> None:
        try:
            for _ in range(times):
                time.sleep(chance.uniform(0.0, 0.6))
                platform.kill(name)
                killed[name] += 1
        except AssertionError as error:
            troubles.append(str(error))

    killers = [
        threading.Thread(target=kill_often, args=(name, random.Random(f"{seed} {name}")), daemon=True) for name in names
    ]
    for killer in killers:
        killer.start()
    for killer in killers:
        killer.join()
    assert troubles == []
    return killed


def wait_for(condition, seconds: float, what: str, tail) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}\n{tail()}"
        time.sleep(0.02)


def is_answering(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def no_process_is_left(home: Path) -> bool:
    """Whether no process on this machine has this home in its environment."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"ANLIN_HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0"):
                return False
        except (OSError, PermissionError):
            continue
    return True
