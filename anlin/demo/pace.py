"""How fast the live show goes; whoever watches may pause it, hurry it or jump ahead at any moment."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from anlin.demo.world.kernel import SECOND

STEP = SECOND
"""The longest step. Shorter than any feed's lateness budget, so hurrying makes nothing late."""
LIVE_STEP = SECOND // 10
DEBT_S = 2.0
"""So much the show catches up when the door was slow for a moment; what is more it lets go."""
NAP_S, LEAST_NAP_S = 0.05, 0.001


@dataclass
class Pace:
    """`speed`: seconds of the world for one of ours. `until`: a jump's end, µs since 1970 UTC; 0 is no jump."""

    speed: float = 1.0
    is_paused: bool = False
    until: int = 0


class Stepper:
    """Says how far the world may go now. It goes in steps at every speed: within one the platform's clock stands."""

    def __init__(
        self,
        pace: Pace,
        real: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.pace, self._real, self._sleep = pace, real, sleep
        self._last = real()
        self._owed = 0.0

    async def next(self, now: int) -> int:
        """µs that the world may go on from `now`, or 0 after a nap: ask again."""
        pace, real = self.pace, self._real()
        passed, self._last = real - self._last, real
        if pace.is_paused:
            self._owed = 0.0
            await self._sleep(NAP_S)
            return 0
        if pace.until > now:
            self._owed = 0.0
            return min(STEP, pace.until - now)
        pace.until = 0
        self._owed = min(self._owed + passed * SECOND * pace.speed, DEBT_S * SECOND * max(1.0, pace.speed))
        if self._owed < LIVE_STEP:
            await self._sleep(max(LEAST_NAP_S, min(NAP_S, (LIVE_STEP - self._owed) / SECOND / pace.speed)))
            return 0
        step = min(STEP, int(self._owed))
        self._owed -= step
        return step
