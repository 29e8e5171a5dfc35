"""Keeps a few processes running: starts them, starts a dead one again after a pause, stops all of them together.

Knows nothing of what they do. A process is stopped with SIGTERM and killed if it has not ended within `GRACE_S`; when
the supervisor itself is killed, the processes see their lifeline close and stop by themselves.
"""

import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from anlin.cli.processes.lifeline import GRACE_S, READY, VARIABLE

PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Before the first, second, … restart in a row; the last one repeats."""

STEADY_S = 60.0
"""A process that ran that long begins with the first pause again."""

COULD_NOT_RUN = 2
"""A process that ends with this before it was ever ready said itself what is wrong: trying again is useless."""


@dataclass(frozen=True)
class Program:
    """What to run under which name; `environment` is added to our own."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Running:
    program: Program
    process: subprocess.Popen[bytes]
    tie: socket.socket
    started_at: float
    is_ready: bool = False


class Supervisor:
    """`tell(event, name, **facts)` hears what happens: started, ready, ended, restarting, killed."""

    def __init__(self, programs: Sequence[Program], tell: Callable[..., None], grace_s: float = GRACE_S) -> None:
        self._programs = programs
        self._grace_s = grace_s
        self._tell = tell
        self._running: dict[str, _Running] = {}
        self._due: dict[str, float] = {}
        self._restarts = dict.fromkeys((program.name for program in programs), 0)
        self._was_ready: set[str] = set()
        self._selector = selectors.DefaultSelector()

    def start(self) -> None:
        for program in self._programs:
            self._start(program)

    @property
    def is_ready(self) -> bool:
        """Whether every process runs and has said that it is ready."""
        return len(self._running) == len(self._programs) and all(one.is_ready for one in self._running.values())

    def pids(self) -> dict[str, int]:
        return {name: running.process.pid for name, running in self._running.items()}

    def watch(self, seconds: float) -> int | None:
        """Look after the processes for a while. A number when the platform cannot run at all: the exit status."""
        for key, _ in self._selector.select(timeout=seconds):
            status = self._heard_from(self._running[key.data])
            if status is not None:
                return status
        for program in self._programs:
            if self._due.get(program.name, float("inf")) <= time.monotonic():
                self._start(program)
        return None

    def stop(self) -> None:
        """End every process: politely, and after `grace_s` for certain. Returns when all are gone."""
        self._due.clear()
        for running in self._running.values():
            running.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + self._grace_s
        for running in self._running.values():
            try:
                running.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._tell("killed", running.program.name)
                running.process.kill()
                running.process.wait()
            running.tie.close()
        self._running.clear()
        self._selector.close()

    def _start(self, program: Program) -> None:
        self._due.pop(program.name, None)
        ours, theirs = socket.socketpair()
        process = subprocess.Popen(
            program.command,
            env={**os.environ, **program.environment, VARIABLE: str(theirs.fileno())},
            stdin=subprocess.DEVNULL,
            pass_fds=(theirs.fileno(),),
            # A group of its own: Ctrl-C reaches the supervisor only, which then stops all in order.
            process_group=0,
        )
        theirs.close()
        self._running[program.name] = _Running(program, process, ours, time.monotonic())
        self._selector.register(ours, selectors.EVENT_READ, program.name)
        self._tell("started", program.name, pid=process.pid)

    def _heard_from(self, running: _Running) -> int | None:
        name = running.program.name
        try:
            said = running.tie.recv(len(READY))
        except OSError:
            said = b""
        if said:
            running.is_ready = True
            self._was_ready.add(name)
            self._tell("ready", name, after_s=round(time.monotonic() - running.started_at, 1))
            return None
        # The tie closes only when the process ends; a moment later it can be collected.
        self._selector.unregister(running.tie)
        running.tie.close()
        status = _ended(running.process)
        del self._running[name]
        self._tell("ended", name, status=status)
        if status == COULD_NOT_RUN and name not in self._was_ready:
            return COULD_NOT_RUN
        self._restart_later(running)
        return None

    def _restart_later(self, running: _Running) -> None:
        name = running.program.name
        if time.monotonic() - running.started_at >= STEADY_S:
            self._restarts[name] = 0
        pause = PAUSES_S[min(self._restarts[name], len(PAUSES_S) - 1)]
        self._restarts[name] += 1
        self._due[name] = time.monotonic() + pause
        self._tell("restarting", name, in_s=pause)


def _ended(process: subprocess.Popen[bytes]) -> int:
    try:
        return process.wait(timeout=1.0)
    except subprocess.TimeoutExpired:
        # It closed its lifeline and lives: it would outlive us unnoticed.
        process.kill()
        return process.wait()


def run(programs: Sequence[Program], tell: Callable[..., None], ready: Callable[[], None]) -> int:
    """Run the programs until SIGTERM or SIGINT; `ready` is called once, when all are. The exit status."""
    wanted_end: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda which, frame: wanted_end.append(which))
    supervisor = Supervisor(programs, tell)
    was_ready = False
    try:
        supervisor.start()
        while not wanted_end:
            status = supervisor.watch(0.2)
            if status is not None:
                return status
            if supervisor.is_ready and not was_ready:
                was_ready = True
                ready()
        return 0
    finally:
        supervisor.stop()


def anlin(*arguments: str) -> list[str]:
    """The command line of this very Anlin."""
    return [sys.executable, "-m", "anlin", *arguments]
