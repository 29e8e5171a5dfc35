"""The live show: the past is hurried through, then the town lives on with the clock, and people work."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from anlin.cli.failure import CouldNotRun
from anlin.cli.played.home import Home
from anlin.cli.played.platform import Platform

if TYPE_CHECKING:
    import httpx

    from anlin.demo.staff import PlayedPerson
    from anlin.demo.terminal import Terminal
    from anlin.demo.world import World
    from anlin.observations.clock import ClockFile

EARLY_STEP_S = 60
HURRY_S = 6
"""About how long the past takes to play; the story's present lies that far ahead of the start."""


class Show:
    """One performance in one home. `speed`: how fast the world's time passes once the past is played."""

    def __init__(
        self, home: Home, world: "World", clock: "ClockFile", terminal: "Terminal", speed: float, begun: float
    ) -> None:
        self.home, self.world, self.clock, self.terminal, self.speed = home, world, clock, terminal, speed
        self.begun = begun
        self.stopped = asyncio.Event()
        self.platform = Platform(
            home,
            lambda name, status: terminal.trouble(f"进程 {name} 结束，重新启动", f"{name} ended ({status}), again"),
        )

    def _lost(self, name: str, status: object) -> None:
        self.terminal.trouble(f"进程 {name} 结束，重新启动", f"process {name} ended ({status}); starting it again")

    async def perform(self) -> None:
        """Until SIGINT or SIGTERM; the platform has ended when this does. Raises `CouldNotRun`."""
        from anlin.demo.devices import Refusal

        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.stopped.set)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._each(0.1, self.platform.look_after))
                group.create_task(self._announce())
                group.create_task(self._play())
        except* Refusal as refused:
            raise CouldNotRun(f"{refused.exceptions[0]} See {self.home.log}") from None
        except* CouldNotRun as failed:
            raise CouldNotRun(str(failed.exceptions[0])) from None
        finally:
            self.platform.stop()

    async def _announce(self) -> None:
        await self.platform.until_ready("web", self.stopped)
        home = self.home
        if not self.stopped.is_set():
            self.terminal.opened(home.address, home.door, str(home.log), time.monotonic() - self.begun)

    async def _play(self) -> None:
        from anlin.demo.devices import Fleet, HttpLine
        from anlin.demo.play import Play
        from anlin.demo.world.kernel import SECOND
        from anlin.demo.world.story import begin_story
        from anlin.observations.clock import system_clock

        await self.platform.until_ready("gateway", self.stopped)
        # Time passes meanwhile, or the door would have no instant to tell the engine of.
        self.clock.set(self.clock.now(), speed=1.0)
        with self.terminal.step("引擎就绪（首次启动要编译）", "engine ready (compiled at the first start)"):
            await self.platform.until_looking(self.stopped)
        self.clock.set(self.clock.now())
        self.world.advance(self.clock.now())
        await self._play_early()
        story = begin_story(self.world, system_clock() + HURRY_S * SECOND)
        fleet = Fleet(self.world.town, lambda: HttpLine(self.home.door), story.outages)
        play = Play(self.world, fleet, self.clock)
        begun = self.world.now
        async with contextlib.aclosing(fleet), contextlib.AsyncExitStack() as doors:
            with self.terminal.bar("补演刚过去的十分钟", "playing the last ten minutes", system_clock() - begun) as bar:
                # A stop is a present that comes at once.
                await play.hurry(lambda: 0 if self.stopped.is_set() else system_clock(), lambda now: bar(now - begun))
            self.terminal.caught_up(time.monotonic() - self.begun)
            told = len(self.world.incidents)
            areas = {area.code: area for area in self.world.town.areas}

            def tell() -> None:
                nonlocal told
                for incident in self.world.incidents[told:]:
                    # What concerns a home is told of its compound.
                    place = self.world.zones.get(incident.zone) or areas[incident.area]
                    self.terminal.happens(self.world.now, incident.model, place.name, place.name_en)
                told = len(self.world.incidents)

            async with asyncio.TaskGroup() as group:
                for person in await self._crew(doors):
                    group.create_task(person.work(self.stopped))
                group.create_task(self._each(1.0, tell))
                group.create_task(play.live(self.stopped, self.speed))

    async def _play_early(self) -> None:
        """The hours in which only one quiet home is told of, a minute at a time."""
        from anlin.demo.devices import Fleet, HttpLine
        from anlin.demo.play import Play
        from anlin.demo.world.kernel import SECOND
        from anlin.demo.world.story import PRELUDE_S, begin_early
        from anlin.observations.clock import system_clock

        present = system_clock() + 2 * HURRY_S * SECOND
        begin_early(self.world, present)
        begun, end = self.world.now, present - PRELUDE_S * SECOND
        async with contextlib.aclosing(Fleet(self.world.town, lambda: HttpLine(self.home.door))) as fleet:
            with self.terminal.bar("补演之前几小时", "playing the hours before", end - begun) as bar:
                play = Play(self.world, fleet, self.clock, EARLY_STEP_S * SECOND)
                await play.hurry(lambda: 0 if self.stopped.is_set() else end, lambda now: bar(now - begun))

    async def _crew(self, doors: contextlib.AsyncExitStack) -> "list[PlayedPerson]":
        """Everybody who works here, each with a browser of their own."""
        from anlin.demo.staff import PLAYED, crew

        browsers = {role: await doors.enter_async_context(_http(self.home)) for role in PLAYED}
        return crew(
            browsers,
            self.world,
            lambda role, action, alert: self.terminal.acts(self.world.now, role, action, alert),
            self.speed,
        )

    async def _each(self, seconds: float, act: Callable[[], None]) -> None:
        while not self.stopped.is_set():
            act()
            await asyncio.sleep(seconds)


def _http(home: Home) -> "httpx.AsyncClient":
    import httpx

    # Loopback only: a proxy of the environment has no business here.
    return httpx.AsyncClient(base_url=home.address, timeout=10, trust_env=False)
