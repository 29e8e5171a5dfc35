"""Plays the world through its devices: hurried, step by step, up to the present; then on at the pace of the pages."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from anlin.demo.devices import Fleet
from anlin.demo.pace import STEP, Pace, Stepper
from anlin.demo.world import Sighting, World
from anlin.demo.world.kernel import SECOND
from anlin.observations.clock import ClockFile

NEAR = SECOND // 5
"""A moving present is reached when the world is this close to it: it goes on while the last step is played."""


class Play:
    """One world, its fleet, and the clock that the platform reads.

    `step` (µs) is how far one hurried step goes: at most as far as the feeds' lateness allows, unless `stops_at_each`
    thing that happens, so that nothing is told late. `seen` hears of everything that was noticed, in order. `beside`
    plays what goes on elsewhere up to an instant, while this world's messages are sent.
    """

    def __init__(
        self,
        world: World,
        fleet: Fleet,
        clock: ClockFile,
        step: int = STEP,
        seen: Callable[[list[Sighting]], None] = lambda noticed: None,
        stops_at_each: bool = False,
        beside: Callable[[int], Awaitable[None]] | None = None,
    ) -> None:
        self.world = world
        self.fleet = fleet
        self.clock = clock
        self._step = step
        self._seen = seen
        self._stops_at_each = stops_at_each
        self._beside = beside

    async def hurry(self, until: Callable[[], int], told: Callable[[int], None] = lambda now: None) -> int:
        """Step through everything up to about `until()`, which may itself move on; the instant reached.

        The platform's clock stands still within a step and moves on only when every message of the step is answered.
        Raises what `Fleet.tick` raises.
        """
        for now in self._steps(until):
            await self._go(now)
            told(now)
        return self.world.now

    async def live(self, stopped: asyncio.Event, pace: Pace) -> None:
        """From where the world is, on at `pace`, until `stopped`. A door slower than the pace slows the world down."""
        stepper = Stepper(pace)
        while not stopped.is_set():
            if step := await stepper.next(self.world.now):
                await self._go(self.world.now + step)

    async def _go(self, now: int) -> None:
        self.world.advance(now)
        self.clock.set(now)
        noticed = self.world.drain()
        self._seen(noticed)
        await self._send(now, noticed)

    async def _send(self, now: int, noticed: list[Sighting]) -> None:
        if self._beside is None:
            await self.fleet.tick(now, noticed)
        else:
            await asyncio.gather(self.fleet.tick(now, noticed), self._beside(now))

    def _steps(self, until: Callable[[], int]) -> Iterator[int]:
        now = self.world.now
        while (end := until()) - now > NEAR:
            step_end = min(now + self._step, end)
            if self._stops_at_each and (due := self.world.next_at()) is not None:
                step_end = min(step_end, max(due, now + 1))
            now = step_end
            yield now
