"""Compiling all kernels before they are needed: an engine that holds a shard must not stop to compile."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import numpy as np

from anlin.engine.adopt import drop_unwatched, resettle
from anlin.engine.homes import look
from anlin.engine.intake import NOT_READ, read_ahead
from anlin.engine.kernel import CACHE, is_compiled
from anlin.engine.layout import ATTEND, BATCH_ROW, NEVER, TIMERS_USED
from anlin.engine.liveness import DEVICE_TIMER, attend
from anlin.engine.plan import Plan
from anlin.engine.rows import no_rows
from anlin.engine.slots import enter
from anlin.engine.state import State
from anlin.engine.steps import COMPILED
from anlin.observations import AreaRow, DeviceRow, Registry, ZoneRow

Progress = Callable[[str, int, int], None]
"""Told before each part: its name, how many are done, how many there are."""

_PLACE = Registry(
    areas=(AreaRow(1, "area"),), zones=(ZoneRow(1, "zone", "", 1),), devices=(DeviceRow(1, "device", 1, 1),)
)


def compile_kernels(progress: Progress = lambda *_: None) -> None:
    """Compile every entry, or load it from disk: some 40 s of processor time the first time, 2 s later (docs/speed.md).

    The first time another process compiles all but the first; they share the folder of compiled kernels. Whoever
    begins meanwhile waits for what is being compiled.
    """
    with _one_at_a_time():
        _compile(progress)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Held by one process of those that share the folder; the system frees it whatever ends its holder."""
    with (CACHE / "compiling").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _compile(progress: Progress) -> None:
    helper = None
    if not is_compiled():
        others = "from anlin.engine.warming import compile_others; compile_others()"
        helper = subprocess.Popen([sys.executable, "-c", others], stdin=subprocess.PIPE)
    try:
        parts = entries()
        for done, (name, compiled) in enumerate(parts):
            progress(name, done, len(parts))
            if done == 1 and helper is not None:
                # If it failed, what it has not left on disk is compiled here.
                helper.wait()
            compiled()
        progress("", len(parts), len(parts))
    finally:
        if helper is not None:
            helper.kill()
            helper.communicate()


def compile_others() -> None:
    """What the helper of `compile_kernels` does. It ends with who started it: then its input closes."""

    def ends_with_its_parent() -> None:
        sys.stdin.read()
        os._exit(1)

    Thread(target=ends_with_its_parent, daemon=True).start()
    for _, compiled in entries()[1:]:
        compiled()


def entries() -> list[tuple[str, Callable[[], object]]]:
    """What is compiled, with its name: each a call on an empty plan that does nothing else."""
    plan = Plan([], _PLACE)
    state = State.fresh(plan)
    a, out, rules = state.arrays, state.out, np.full(1, -1, np.int64)
    homes, waits = plan.terrain.dwelling_index, np.zeros(len(plan.terrain.devices), np.bool_)

    def timer() -> None:
        a.head[TIMERS_USED], a.timers[0]["rule"], a.timers[0]["slot"] = 1, DEVICE_TIMER, 1
        attend(plan.arrays, a, out)

    def resettled() -> None:
        resettle(plan.arrays, plan.arrays, a, rules, rules, homes, waits, 0, out)

    a.head[ATTEND], a.head[BATCH_ROW] = -1, 0
    return [
        ("rows and timers", lambda: COMPILED.advance(plan, state, no_rows(), NOT_READ, NEVER)),
        ("rows read ahead", lambda: read_ahead(plan, no_rows())),
        ("devices", timer),
        ("slots", lambda: enter(a.slots, np.zeros(0, np.int64), a.hashed)),
        ("changes of the registry", lambda: drop_unwatched(plan.arrays, plan.arrays, a, rules, homes, 0, out)),
        ("homes", lambda: look(plan.arrays, a, -2, 0, np.zeros((1, 5), np.int64))),
        ("changes of parameters", resettled),
    ]
