"""Plays the world through its devices: hurried, step by step, up to the present; then along with the clock."""

import asyncio
from collections.abc import Callable, Iterator

from anlin.demo.devices import Fleet
from anlin.demo.world import Sighting, World
from anlin.demo.world.kernel import SECOND
from anlin.observations.clock import ClockFile

STEP = SECOND
"""One hurried step. Shorter than any feed's lateness budget, so hurrying makes nothing late."""
NEAR = SECOND // 5
"""A moving present is reached when the world is this close to it: it goes on while the last step is played."""
LIVE_PAUSE_S = 0.1


class Play:
    """One world, its fleet, and the clock that the platform reads.

    `step` (µs) is how far one hurried step goes; `seen` hears of everything that was noticed, in order.
    """

    def __init__(
        self,
        world: World,
        fleet: Fleet,
        clock: ClockFile,
        step: int = STEP,
        seen: Callable[[list[Sighting]], None] = lambda noticed: None,
    ) -> None:
        self.world = world
        self.fleet = fleet
        self.clock = clock
        self._step = step
        self._seen = seen

    async def hurry(self, until: Callable[[], int], told: Callable[[int], None] = lambda now: None) -> int:
        """Step through everything up to about `until()`, which may itself move on; the instant reached.

        The platform's clock stands still within a step and moves on only when every message of the step is answered.
        Raises what `Fleet.tick` raises.
        """
        for now in self._steps(until):
            self.world.advance(now)
            self.clock.set(now)
            noticed = self.world.drain()
            self._seen(noticed)
            await self.fleet.tick(now, noticed)
            told(now)
        return self.world.now

    async def live(self, stopped: asyncio.Event, speed: float = 1.0) -> None:
        """From where the world is, on with the system's clock times `speed`, until `stopped`."""
        self.clock.set(self.world.now, speed)
        while not stopped.is_set():
            now = self.clock.now()
            self.world.advance(now)
            await self.fleet.tick(now, self.world.drain())
            await asyncio.sleep(LIVE_PAUSE_S)

    def _steps(self, until: Callable[[], int]) -> Iterator[int]:
        now = self.world.now
        while (end := until()) - now > NEAR:
            now = min(now + self._step, end)
            yield now
