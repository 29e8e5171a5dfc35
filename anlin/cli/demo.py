"""`anlin demo`: the platform with a played town, its devices at the real door, and people at work."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from anlin.cli.failure import CouldNotRun

if TYPE_CHECKING:
    import httpx

    from anlin.demo.play import Play
    from anlin.demo.staff import PlayedPerson
    from anlin.demo.terminal import Terminal
    from anlin.demo.town import Town
    from anlin.demo.world import World
    from anlin.observations.clock import ClockFile

USUAL_PORT = 8400
HURRY_S = 6
"""About how long the past takes to play; the story's present lies that far ahead of the start."""
OPEN_WITHIN_S = 60


@dataclass(frozen=True)
class Options:
    port: int
    speed: float
    seed: int
    as_json: bool
    home: Path


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    port: int = typer.Option(0, help=f"Port of the pages on this machine; {USUAL_PORT} or the next free one."),
    speed: float = typer.Option(1.0, min=0.1, max=60, help="How fast the world's time passes."),
    seed: int = typer.Option(1, help="Another number, another neighbourhood and day."),
    as_json: bool = typer.Option(False, "--json", help="Print what happens as JSON lines."),
) -> None:
    """Show the platform with a demo town: devices speak the real protocols, alerts rise and are handled."""
    home = Path(tempfile.mkdtemp(prefix="anlin-demo-"))
    try:
        _show(Options(port or _free_port(USUAL_PORT), speed, seed, as_json, home))
    except KeyboardInterrupt:
        pass  # Stopped while it was still being set up.
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _show(options: Options) -> None:
    """Everything from the empty home to Ctrl-C. Raises `CouldNotRun`."""
    from anlin.demo.terminal import Terminal
    from anlin.demo.town import furong
    from anlin.demo.world import World
    from anlin.demo.world.kernel import SECOND
    from anlin.demo.world.story import PRELUDE_S
    from anlin.observations.clock import ClockFile, system_clock

    begun = time.monotonic()
    terminal = Terminal(options.as_json)
    start = system_clock() - PRELUDE_S * SECOND
    door_port = _free_port(0)
    _set_environment(options, door_port)
    _import_ahead()
    with terminal.step("建起小城", "building the town"):
        town = furong(options.seed)
        clock = ClockFile.create(options.home / "clock", start)
    with terminal.step("准备数据库，登记场所与设备", "preparing the database, registering places and devices"):
        _prepare(town, options.home, start)
    platform = _Platform(options.home, terminal)
    try:
        asyncio.run(_perform(options, door_port, World(town, start), clock, platform, terminal, begun))
    finally:
        platform.stop()


async def _perform(
    options: Options, door_port: int, world: "World", clock: "ClockFile", platform: "_Platform", terminal: "Terminal",
    begun: float,
) -> None:  # fmt: skip
    from anlin.demo.devices import Fleet, HttpLine
    from anlin.demo.play import Play
    from anlin.demo.world.kernel import SECOND
    from anlin.demo.world.story import begin_story
    from anlin.observations.clock import system_clock

    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    with terminal.step("启动平台", "starting the platform"):
        await platform.until_ready("gateway", stopped)
    story = begin_story(world, system_clock() + HURRY_S * SECOND)
    address, door = f"http://127.0.0.1:{options.port}/", f"http://127.0.0.1:{door_port}"
    fleet = Fleet(world.town, lambda: HttpLine(door), story.outages)
    async with _http(address) as guard, _http(address) as manager, contextlib.aclosing(fleet):
        play = Play(world, fleet, clock)
        staff = _staff(guard, manager, world, terminal)
        await _run(play, staff, platform, terminal, stopped, options.speed, (address, door, str(platform.log), begun))


async def _run(
    play: "Play", staff: "list[PlayedPerson]", platform: "_Platform", terminal: "Terminal", stopped: asyncio.Event,
    speed: float, opened: tuple[str, str, str, float],
) -> None:  # fmt: skip
    """Hurry to the present, then live on; whatever ends one task ends all."""
    from anlin.demo.devices import Refusal
    from anlin.observations.clock import system_clock

    def told(world: "World", seen: list[int]) -> None:
        for incident in world.incidents[len(seen) :]:
            zone = world.zones[incident.zone]
            terminal.happens(world.now, incident.model, zone.name, zone.name_en)
            seen.append(incident.start)

    async def announce() -> None:
        await platform.until_ready("web", stopped)
        address, door, log, since = opened
        terminal.opened(address, door, log, time.monotonic() - since)

    async def devices() -> None:
        begun = play.world.now
        with terminal.bar("补演刚过去的十分钟", "playing the last ten minutes", system_clock() - begun) as bar:
            # A stop is a present that comes at once.
            await play.hurry(lambda: 0 if stopped.is_set() else system_clock(), lambda now: bar(now - begun))
        terminal.caught_up(time.monotonic() - opened[3])
        seen = [incident.start for incident in play.world.incidents]
        async with asyncio.TaskGroup() as group:
            for person in staff:
                group.create_task(person.work(stopped))
            group.create_task(_each(1.0, lambda: told(play.world, seen), stopped))
            group.create_task(play.live(stopped, speed))

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(announce())
            group.create_task(devices())
            group.create_task(_each(0.1, platform.look_after, stopped))
    except* Refusal as refused:
        raise CouldNotRun(f"{refused.exceptions[0]}. See {platform.log}") from None
    except* CouldNotRun as failed:
        raise CouldNotRun(str(failed.exceptions[0])) from None


async def _each(seconds: float, act: Callable[[], None], stopped: asyncio.Event) -> None:
    while not stopped.is_set():
        act()
        await asyncio.sleep(seconds)


def _staff(
    guard: "httpx.AsyncClient", manager: "httpx.AsyncClient", world: "World", terminal: "Terminal"
) -> "list[PlayedPerson]":
    from anlin.demo.staff import crew

    return crew(guard, manager, world, lambda role, action, alert: terminal.acts(world.now, role, action, alert))


def _http(address: str) -> "httpx.AsyncClient":
    import httpx

    # Loopback only: a proxy of the environment has no business here.
    return httpx.AsyncClient(base_url=address, timeout=10, trust_env=False)


class _Platform:
    """The platform's processes, as `anlin serve` runs them; what they print goes to `log`."""

    def __init__(self, home: Path, terminal: "Terminal") -> None:
        from anlin.cli.processes.supervisor import Program, Supervisor
        from anlin.cli.serve import SUPERVISED, run_of

        self.log = home / "platform.log"
        self._terminal = terminal
        self._ready: set[str] = set()
        programs = [Program(str(name), run_of(name), self.log) for name in SUPERVISED]
        self._supervisor = Supervisor(programs, self._tell)
        self._supervisor.start()

    async def until_ready(self, name: str, stopped: asyncio.Event) -> None:
        """Raises `CouldNotRun` when it cannot run, or is not there in time."""
        deadline = time.monotonic() + OPEN_WITHIN_S
        while name not in self._ready and not stopped.is_set():
            self.look_after()
            if time.monotonic() > deadline:
                raise CouldNotRun(f"{name}: not ready after {OPEN_WITHIN_S} s. Last words: {self._last_words()}")
            await asyncio.sleep(0.05)

    def look_after(self) -> None:
        """Hear what the processes say. Raises `CouldNotRun` when the platform cannot run at all."""
        if self._supervisor.watch(0) is not None:
            raise CouldNotRun(f"the platform could not start. Last words: {self._last_words()}")

    def stop(self) -> None:
        self._supervisor.stop()

    def _tell(self, event: str, name: str, **facts: object) -> None:
        if event == "ready":
            self._ready.add(name)
        elif event in ("ended", "killed"):
            self._terminal.trouble(f"进程 {name} 结束，重新启动", f"process {name} ended ({facts}); starting it again")

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return lines[-1] if lines else "none"


def _prepare(town: "Town", home: Path, at: int) -> None:
    """Database, journal and registers of the demo's own home."""
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    from anlin.demo.load import load_town, write_ground
    from anlin.site.config import config

    call_command("migrate", interactive=False, verbosity=0)
    load_town(town, config().realm, at)
    write_ground(town, home)
    connections.close_all()


def _set_environment(options: Options, door_port: int) -> None:
    """A demo has settings of its own: none of a real platform's reach it."""
    from anlin.site.config import config

    for name in [name for name in os.environ if name.startswith("ANLIN_")]:
        del os.environ[name]
    os.environ.update(
        ANLIN_HOME=str(options.home),
        ANLIN_DEMO="1",
        ANLIN_CLOCK=str(options.home / "clock"),
        ANLIN_PORT=str(options.port),
        ANLIN_GATEWAY_PORT=str(door_port),
        DJANGO_SETTINGS_MODULE="anlin.site.settings",
    )
    config.cache_clear()


def _import_ahead() -> None:
    """Begin to import what the platform's processes need, beside everything else that has to be done first."""
    from multiprocessing import forkserver

    from anlin.cli.processes.supervisor import FORKS

    FORKS.set_forkserver_preload(["anlin.cli.processes.preload"])
    forkserver.ensure_running()


def _free_port(wanted: int) -> int:
    """`wanted` or one of the next twenty on loopback, else any free one."""
    for port in (*range(wanted, wanted + 20), 0) if wanted else (0,):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(tried.getsockname()[1])
    raise CouldNotRun("127.0.0.1: no free port; close something")
