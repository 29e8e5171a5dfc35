"""The platform's processes, supervised as `anlin serve` does, beside a world that is played in this one."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from anlin.cli.failure import CouldNotRun
from anlin.cli.played.home import Home
from anlin.cli.serve import SUPERVISED, Process

READY_WITHIN_S = 60
LOOKS_WITHIN_S = 900
"""The first start compiles the engine's kernels: half a minute of one core, which a busy machine may not give soon."""


class Platform:
    """Runs from its making until `stop`. `trouble(name, status)` hears of a process that ended by itself."""

    def __init__(
        self, home: Home, trouble: Callable[[str, object], None], wanted: Sequence[Process] = SUPERVISED
    ) -> None:
        from anlin.cli.processes.supervisor import Program, Supervisor
        from anlin.cli.serve import run_of

        self._home = home
        self._trouble = trouble
        self._ready: set[str] = set()
        self._is_stopping = False
        programs = [Program(str(name), run_of(name), home.log) for name in wanted]
        self._supervisor = Supervisor(programs, self._tell)
        self._supervisor.start()

    async def until_ready(self, name: str, stopped: asyncio.Event) -> None:
        """Raises `CouldNotRun` when it cannot run, or is not there in time."""
        await self._until(lambda: name in self._ready, f"{name} is not ready", READY_WITHIN_S, stopped)

    async def until_looking(self, stopped: asyncio.Event) -> None:
        """Until the engine has taken its first step. Raises `CouldNotRun`."""
        applied = 0

        def has_looked() -> bool:
            return applied > 0

        async def ask() -> None:
            nonlocal applied
            while not has_looked() and not stopped.is_set():
                applied = await asyncio.to_thread(applied_position)
                await asyncio.sleep(0.2)

        asking = asyncio.create_task(ask())
        try:
            await self._until(has_looked, "the engine does not look", LOOKS_WITHIN_S, stopped)
        finally:
            asking.cancel()

    def look_after(self) -> None:
        """Hear what the processes say. Raises `CouldNotRun` when the platform cannot run at all."""
        if self._supervisor.watch(0) is not None:
            raise CouldNotRun(f"the platform could not start. Last words: {self._last_words()}")

    def processor_s(self) -> dict[str, float]:
        """Processor time that each process has taken so far, by name; empty where the system does not tell."""
        taken = {name: _processor_s_of(pid) for name, pid in self._supervisor.pids().items()}
        return {name: seconds for name, seconds in taken.items() if seconds is not None}

    def stop(self) -> None:
        # Who has to be killed because it does not end in time is no trouble any more.
        self._is_stopping = True
        self._supervisor.stop()

    async def _until(self, done: Callable[[], bool], what: str, seconds: float, stopped: asyncio.Event) -> None:
        deadline = time.monotonic() + seconds
        while not done() and not stopped.is_set():
            self.look_after()
            if time.monotonic() > deadline:
                raise CouldNotRun(f"{what} after {seconds} s. Last words: {self._last_words()}")
            await asyncio.sleep(0.05)

    def _tell(self, event: str, name: str, **facts: object) -> None:
        if event == "ready":
            self._ready.add(name)
        elif event in ("ended", "killed") and not self._is_stopping:
            self._trouble(name, facts.get("status"))

    def _last_words(self) -> str:
        log = self._home.log
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        return lines[-1] if lines else "none"


def _processor_s_of(pid: int) -> float | None:
    """Seconds of a process in its own code and in the system's; None where there is no `/proc`, or it has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def applied_position() -> int:
    """How far the engine has come in its journal."""
    from django.db import connection

    from anlin.alerts.models import Progress

    try:
        return Progress.objects.order_by("-position").values_list("position", flat=True).first() or 0
    finally:
        # Each thread has a connection of its own, and nobody else would close this one.
        connection.close()
