"""A platform of its own for the browser tests: a fresh home, the web process, and the hand that plays the engine."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from homes import copy_migrated

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
START_S = 90


class World:
    """Starts on entering, stops on leaving. `address` is where people go; `tell` speaks to the hand."""

    def __init__(self, home: Path, *, is_demo: bool = True, settled: bool = True) -> None:
        self.home, self.is_settled = home, settled
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {
            # Not the test run's own settings: this is a platform as people run it.
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "ANLIN_"))},
            "ANLIN_HOME": str(home),
            "ANLIN_DEMO": "1" if is_demo else "0",
            "ANLIN_PORT": str(self.port),
        }
        self._programs: list[subprocess.Popen[str]] = []

    def __enter__(self) -> "World":
        self.home.mkdir(parents=True, exist_ok=True)
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self) -> None:
        if self.is_settled:
            copy_migrated(self.home)
            self._hand = self.start(str(HERE / "played_hand.py"), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._answer()
        else:
            subprocess.run(
                [sys.executable, "-m", "anlin", "serve", "--only", "migrate"],
                env=self.environment, cwd=ROOT, check=True, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        self.start_web()

    def __exit__(self, *error: object) -> None:
        for program in reversed(self._programs):
            _stop(program)

    def tell(self, do: str, **more: Any) -> dict[str, Any]:
        """Ask the hand for something and wait until it is stored."""
        assert self._hand.stdin is not None
        self._hand.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._hand.stdin.flush()
        return self._answer()

    def start_web(self) -> None:
        self._web = self.start("-m", "anlin", "serve", "--only", "web")
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=2).close()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise TimeoutError(f"the web process did not answer within {START_S} s")

    def stop_web(self) -> None:
        self._programs.remove(self._web)
        _stop(self._web)

    def start(self, *arguments: str, **pipes: Any) -> subprocess.Popen[str]:
        """A Python program in this home, ended with it."""
        program = subprocess.Popen([sys.executable, *arguments], env=self.environment, cwd=ROOT, text=True, **pipes)
        self._programs.append(program)
        return program

    def _answer(self) -> dict[str, Any]:
        assert self._hand.stdout is not None
        line = self._hand.stdout.readline()
        if not line:
            raise RuntimeError("the hand stopped; see its words above")
        answer: dict[str, Any] = json.loads(line)
        return answer


def _stop(program: subprocess.Popen[str]) -> None:
    program.terminate()
    try:
        program.wait(10)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
    for pipe in (program.stdin, program.stdout):
        if pipe:
            pipe.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
