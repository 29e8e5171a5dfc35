"""`anlin demo`: the platform with a played town, its devices at the real door, and people at work."""

import asyncio
import json
import signal
import tempfile
import time
from pathlib import Path

import typer

from anlin.cli.failure import CouldNotRun
from anlin.cli.played.home import USUAL_PORT


def add_to(app: typer.Typer) -> None:
    app.command()(demo)


def demo(
    port: int = typer.Option(
        0, min=0, max=65535, help=f"Port of the pages on this machine; {USUAL_PORT} or the next free one."
    ),
    speed: float = typer.Option(1.0, min=0.1, max=60, help="How fast the world's time passes."),
    seed: int = typer.Option(1, help="Another number, another neighbourhood and day."),
    once: bool = typer.Option(False, help="Play one labelled day of a whole prefecture, print the figures, end."),
    keep: Path | None = typer.Option(
        None, help="With --once: a folder for truth.jsonl and alerts.jsonl, as `anlin score` reads them."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print JSON: what happens line by line, or the figures."),
) -> None:
    """Show the platform with a demo town: devices speak the real protocols, alerts rise and are handled."""
    if keep is not None and not once:
        raise CouldNotRun(f"--keep {keep}: only a labelled day is kept; add --once, or leave --keep out")
    if keep is not None:
        _make_folder(keep)
    end_as_by_hand()
    try:
        if once:
            _examine(seed, as_json, keep)
        else:
            _show(port, speed, seed, as_json)
    except KeyboardInterrupt:
        return  # Stopped while it was still being set up.


def end_as_by_hand() -> None:
    """A closed terminal and a polite kill end the demo as Ctrl-C does: nothing of it stays on the disk."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def _make_folder(keep: Path) -> None:
    """Before the run: it takes minutes, and what it found would be lost. Raises `CouldNotRun`."""
    try:
        keep.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=keep).close()
    except OSError as error:
        raise CouldNotRun(f"--keep {keep}: {error.strerror}. Name a folder that can be written") from None


def _examine(seed: int, as_json: bool, keep: Path | None) -> None:
    """One labelled day at full speed, and how right the platform was. Raises `CouldNotRun`."""
    from anlin.cli.played.exam import examine
    from anlin.demo.terminal import Terminal

    terminal = Terminal(as_json)
    result = examine(seed, terminal, keep)
    if as_json:
        print(json.dumps(result))
    else:
        terminal.figures(result)


def _show(port: int, speed: float, seed: int, as_json: bool) -> None:
    """Everything from an empty home to Ctrl-C. Raises `CouldNotRun`."""
    from anlin.cli.played.home import bring_history, import_ahead, new_home
    from anlin.cli.played.ready import furnish, settle
    from anlin.cli.played.show import Show
    from anlin.demo.terminal import Terminal
    from anlin.demo.town import is_told, part_of
    from anlin.demo.world.kernel import SECOND
    from anlin.demo.world.story import EARLY_S, morning
    from anlin.observations.clock import ClockFile, system_clock
    from anlin.site.config import given_settings

    begun = time.monotonic()
    terminal = Terminal(as_json)
    terminal.unheeded(given_settings())
    present = morning(system_clock())
    start = present - EARLY_S * SECOND
    with new_home(port) as home:
        import_ahead()
        with terminal.step("取出全市的登记（首次要建起）", "taking out the prefecture (built at the first start)"):
            town = furnish(home, seed)
            clock = ClockFile.create(home.clock, start)
        with terminal.step("名单与居民入册", "entering lists and residents"):
            settle(home, town, start)
            bring_history(town, part_of(town, is_told), home, present)

        async def perform() -> None:
            await Show(home, town, start, clock, terminal, present, speed, begun).perform()

        asyncio.run(perform())
