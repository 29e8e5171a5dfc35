"""The live show: a morning is hurried through up to its present, then the town lives on and the tour tells of it."""

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

    from anlin.demo.city import City
    from anlin.demo.narrator import Narrator
    from anlin.demo.play import Play
    from anlin.demo.staff import PlayedPerson
    from anlin.demo.terminal import Terminal
    from anlin.demo.town import Town
    from anlin.observations.clock import ClockFile

EARLY_STEP_S = 60
PATROLS_SAY_S = 2.0
REST_S = 1.5
"""The notify process looks at what is due once a second."""


class Show:
    """One performance in one home, from `start`. `present`: when the visitor comes in, both µs since 1970 UTC; `speed`:
    how fast the world's time passes from then on, until a page wishes otherwise. The story has a world of its own; the
    rest of the town lives beside it."""

    def __init__(
        self, home: Home, town: "Town", start: int, clock: "ClockFile", terminal: "Terminal", present: int,
        speed: float, begun: float,
    ) -> None:  # fmt: skip
        from anlin.demo.town import is_told, part_of
        from anlin.demo.world import World

        self.home, self.clock, self.terminal = home, clock, terminal
        self.world = World(part_of(town, is_told), start)
        self.rest = part_of(town, lambda area: not is_told(area))
        self.present, self.speed, self.begun = present, speed, begun
        self.stopped = asyncio.Event()
        self.platform = Platform(
            home,
            lambda name, status: terminal.trouble(f"进程 {name} 结束，重新启动", f"{name} ended ({status}), again"),
        )

    def _lost(self, name: str, status: object) -> None:
        self.terminal.trouble(f"进程 {name} 结束，重新启动", f"process {name} ended ({status}); starting it again")

    async def perform(self) -> None:
        """Until SIGINT, SIGTERM or SIGHUP; the platform has ended when this does. Raises `CouldNotRun`."""
        from anlin.demo.board import Board, opening
        from anlin.demo.devices import Refusal

        # Whoever opens a page while the past is still played sees the demo's clock already.
        Board(self.home.folder).tell(opening(self.clock.now()))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
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
        from anlin.demo.city import City
        from anlin.demo.devices import Fleet, HttpLine
        from anlin.demo.play import Play
        from anlin.demo.world.story import FAMILY_ASKED_S, begin_story

        await self.platform.until_ready("gateway", self.stopped)
        # Time passes meanwhile, or the door would have no instant to tell the engine of.
        begun = self.clock.now()
        self.clock.set(begun, speed=1.0)
        with self.terminal.step("引擎就绪（首次启动要编译）", "engine ready (compiled at the first start)"):
            await self.platform.until_looking(self.stopped)
        self.clock.set(self.clock.now())
        self.world.advance(self.clock.now())
        await self._play_early()
        story = begin_story(self.world, self.present)
        fleet = Fleet(self.world.town, lambda: HttpLine(self.home.door), story.outages)
        city = City(self.rest, self.world.now, story.present, lambda: HttpLine(self.home.door))
        play = Play(self.world, fleet, self.clock, beside=city.go)
        begun = self.world.now
        async with contextlib.aclosing(fleet), contextlib.aclosing(city), contextlib.AsyncExitStack() as doors:
            with self.terminal.bar("补演刚过去的十分钟", "playing the last ten minutes", self.present - begun) as bar:
                await self._hurry(play, FAMILY_ASKED_S, lambda now: bar(now - begun))
                await self._hurry(play, 0, lambda now: bar(now - begun))
            self.terminal.caught_up(time.monotonic() - self.begun)
            await self._perform_live(play, doors, city)

    async def _perform_live(self, play: "Play", doors: contextlib.AsyncExitStack, city: "City") -> None:
        from anlin.cli.played.tour import Tour, first_visitor
        from anlin.demo.board import Board
        from anlin.demo.chapters import chapters_of
        from anlin.demo.narrator import Narrator
        from anlin.demo.pace import Pace
        from anlin.demo.patrol import Patrol
        from anlin.demo.town import is_told

        board, pace = Board(self.home.folder), Pace(self.speed)
        board.wish(speed=self.speed)
        narrator = Narrator(self.present, chapters_of(self.world.town))

        async def live() -> None:
            # Who opens the page as soon as it can be opened has not missed the beginning; the clock stands meanwhile.
            await first_visitor(board, self.stopped)
            await play.live(self.stopped, pace)

        async with asyncio.TaskGroup() as group:
            for person in self._crew(doors):
                group.create_task(person.work(self.stopped))
            told = [area.name for area in self.world.town.areas if is_told(area.code)]
            group.create_task(Patrol(city.world, told, lambda: self._browser(doors)).work(self.stopped))
            group.create_task(self._each(1.0, self._teller(narrator)))
            group.create_task(Tour(self.world, pace, narrator, board).run(self.stopped))
            group.create_task(self._patrol())
            group.create_task(live())

    def _teller(self, narrator: "Narrator") -> Callable[[], None]:
        """Says on the terminal, and on the tour once its story is over, what began in the world since the last call."""
        told = len(self.world.incidents)
        areas = {area.code: area for area in self.world.town.areas}

        def tell() -> None:
            nonlocal told
            for incident in self.world.incidents[told:]:
                # What concerns a home is told of its compound.
                place = self.world.zones.get(incident.zone) or areas[incident.area]
                narrator.chance(self.terminal.happens(self.world.now, incident.model, place.name, place.name_en))
            told = len(self.world.incidents)

        return tell

    async def _patrol(self) -> None:
        """Cars, boats and people on foot say where they are, at the demo's pace."""
        from django.db import connection

        from anlin.demo.load_rounds import Rounds
        from anlin.demo.rounds import rounds_of

        rounds: list[Rounds] = []

        def turn(now: int) -> None:
            try:
                if not rounds:
                    rounds.append(Rounds(rounds_of(self.rest, self.rest.seed)))
                rounds[0].go(now)
            finally:
                # Each thread has a connection of its own, and nobody else would close this one.
                connection.close()

        before = 0
        while not self.stopped.is_set():
            now = self.clock.now()
            if now != before:
                await asyncio.to_thread(turn, now)
            before = now
            await asyncio.sleep(PATROLS_SAY_S)

    async def _play_early(self) -> None:
        """The hours in which only one quiet home is told of, a minute at a time."""
        from anlin.demo.devices import Fleet, HttpLine
        from anlin.demo.play import Play
        from anlin.demo.world.kernel import SECOND
        from anlin.demo.world.story import ASKED_S, PRELUDE_S, begin_early

        begin_early(self.world, self.present)
        begun, end = self.world.now, self.present - PRELUDE_S * SECOND
        async with contextlib.aclosing(Fleet(self.world.town, lambda: HttpLine(self.home.door))) as fleet:
            with self.terminal.bar("补演之前几小时", "playing the hours before", end - begun) as bar:
                play = Play(self.world, fleet, self.clock, EARLY_STEP_S * SECOND, stops_at_each=True)
                await self._hurry(play, ASKED_S, lambda now: bar(now - begun))
                await self._hurry(play, -PRELUDE_S, lambda now: bar(now - begun))

    async def _hurry(self, play: "Play", until_s: int, told: Callable[[int], None]) -> None:
        """Through the past up to so many seconds from the present, and a moment's rest there: everybody catches up."""
        from anlin.demo.world.kernel import SECOND

        end = self.present + until_s * SECOND
        # A stop is a present that comes at once.
        await play.hurry(lambda: 0 if self.stopped.is_set() else end, told)
        if not self.stopped.is_set():
            await asyncio.sleep(REST_S)

    def _browser(self, doors: contextlib.AsyncExitStack) -> "httpx.AsyncClient":
        """A new one, closed with `doors`."""
        opened = _http(self.home)
        doors.push_async_callback(opened.aclose)
        return opened

    def _crew(self, doors: contextlib.AsyncExitStack) -> "list[PlayedPerson]":
        """Everybody who works here, each with a browser of their own."""
        from anlin.demo.staff import PLAYED, crew

        browsers = {role: self._browser(doors) for role in PLAYED}
        return crew(
            browsers,
            self.world,
            lambda role, action, alert: self.terminal.acts(self.world.now, role, action, alert),
        )

    async def _each(self, seconds: float, act: Callable[[], None]) -> None:
        while not self.stopped.is_set():
            act()
            await asyncio.sleep(seconds)


def _http(home: Home) -> "httpx.AsyncClient":
    import httpx

    # Loopback only: a proxy of the environment has no business here, and reading certificates takes 80 ms a browser.
    return httpx.AsyncClient(base_url=home.address, timeout=10, trust_env=False, verify=False)
