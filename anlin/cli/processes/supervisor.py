"""Keeps a few processes running: starts them, starts a dead one again after a pause, stops all of them together.

Knows nothing of what they do. A process is stopped with SIGTERM and killed if it has not ended within `GRACE_S`; when
the supervisor itself is killed, the processes see their lifeline close and stop by themselves.
"""

import contextlib
import multiprocessing
import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.lifeline import GRACE_S, READY, hold_lifeline
from anlin.site.config import BadSetting

MINUTE_S = 60.0
PAUSES_S = ((10, 0.2), (20, 1.0))
"""(ends within a minute, pause before the next start). At first at once, so that devices hardly notice."""
LONGEST_PAUSE_S = 10.0

COULD_NOT_RUN = 2
"""A process that ends with this before it was ever ready said itself what is wrong: trying again is useless."""


FORKS = multiprocessing.get_context("forkserver")
"""One process imports what all need and forks the others from itself: together they start as fast as one alone."""


@dataclass(frozen=True)
class Program:
    """What to run under which name: a function of a module, which returns when it is told to stop (SIGTERM).

    What it prints goes where the supervisor prints, or to the end of the file `output`.
    """

    name: str
    run: Callable[[], None]
    output: Path | None = None


@dataclass
class _Running:
    program: Program
    process: ForkServerProcess
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
        self._ends: dict[str, list[float]] = {program.name: [] for program in programs}
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
        return {name: running.process.pid or 0 for name, running in self._running.items()}

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
            running.process.terminate()
        deadline = time.monotonic() + self._grace_s
        for running in self._running.values():
            running.process.join(max(0.0, deadline - time.monotonic()))
            if running.process.exitcode is None:
                self._tell("killed", running.program.name)
                running.process.kill()
                running.process.join()
            running.tie.close()
        self._running.clear()
        self._selector.close()

    def _start(self, program: Program) -> None:
        self._due.pop(program.name, None)
        ours, process = _started(program)
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
        self._restart_later(name)
        return None

    def _restart_later(self, name: str) -> None:
        now = time.monotonic()
        self._ends[name] = [*(end for end in self._ends[name] if now - end < MINUTE_S), now]
        pause_s = pause_after(len(self._ends[name]))
        self._due[name] = now + pause_s
        self._tell("restarting", name, in_s=pause_s)


def pause_after(ends: int) -> float:
    """Seconds before the next start of a process that ended so often within the last minute."""
    return next((pause_s for upto, pause_s in PAUSES_S if ends <= upto), LONGEST_PAUSE_S)


def _ended(process: ForkServerProcess) -> int:
    process.join(1.0)
    if process.exitcode is None:
        # It closed its lifeline and lives: it would outlive us unnoticed.
        process.kill()
        process.join()
    return process.exitcode or 0


def _started(program: Program) -> tuple[socket.socket, ForkServerProcess]:
    """Our end of its lifeline, and the process."""
    ours, theirs = socket.socketpair()
    process = FORKS.Process(target=_run, args=(program, theirs), name=str(program.name))
    process.start()
    theirs.close()
    return ours, process


def _run(program: Program, tie: socket.socket) -> None:
    """The whole life of a process of the supervisor's."""
    if program.output is not None:
        with program.output.open("ab") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
    # A group of its own: Ctrl-C reaches the supervisor only, which then stops all in order.
    with contextlib.suppress(OSError):
        os.setpgid(0, 0)
        # What `ps` shows; only Linux lets a process name itself like this.
        Path("/proc/self/comm").write_text(f"anlin-{program.name}"[:15])
    hold_lifeline(tie)
    sys.exit(exit_status(program.run))


def exit_status(program: Callable[[], None]) -> int:
    """0, or 2 if the program could not run, which is then said in one line."""
    try:
        program()
    except (CouldNotRun, BadSetting) as error:
        print(f"anlin: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    return 0


def run_once(program: Program) -> int:
    """Run a program that ends by itself; its exit status."""
    ours, process = _started(program)
    process.join()
    ours.close()
    return process.exitcode or 0


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
