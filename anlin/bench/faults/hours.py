"""An event loop whose time is played: nothing waits; what is due next happens at once, in an order the seed decides.

Everything runs in one thread. What a program hands to another thread runs when its turn comes, or never if its process
is killed before. https://apple.github.io/foundationdb/testing.html tells of the method.
"""

import asyncio
import random
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from anlin.bench.faults.pages import Owner

process: ContextVar[Owner | None] = ContextVar("process", default=None)
"""The simulated process that the running task belongs to."""


class _Waiting:
    """Stands where a loop waits for sockets: time goes on to what is due next."""

    def __init__(self, loop: "PlayedLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("nothing is due: every task waits for something that never comes")
        self._loop.played += timeout
        return []

    def close(self) -> None: ...


class PlayedLoop(asyncio.BaseEventLoop):
    """`played`: seconds since the beginning. `disk_s`: how long work in another thread takes at most."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.played = 0.0
        self.disk_s = 0.01
        self._chance = chance
        self._selector = _Waiting(self)
        self._clock_resolution = 1e-9

    def time(self) -> float:
        return self.played

    def _process_events(self, _events: Any) -> None: ...

    def _write_to_self(self) -> None: ...

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> Any:  # type: ignore[override]
        """Runs it after a while and tells after another one: a process may die before, between and after."""
        owner = process.get()
        future: asyncio.Future[Any] = self.create_future()
        before, after = self._chance.uniform(0, self.disk_s), self._chance.uniform(0, self.disk_s)

        def tell(outcome: Any, error: BaseException | None) -> None:
            if future.done() or (owner is not None and not owner.is_alive):
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(outcome)

        def work() -> None:
            if owner is not None and not owner.is_alive:
                return
            outcome, failure = None, None
            try:
                outcome = func(*args)
            except Exception as error:  # noqa: BLE001 - as an executor does.
                failure = error
            self.call_later(after, tell, outcome, failure)

        self.call_later(before, work)
        return future
