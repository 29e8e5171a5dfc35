"""A demo's own home: settings, ports, database, registers. No real platform's reach it, and it is gone afterwards."""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from anlin.cli.failure import CouldNotRun

if TYPE_CHECKING:
    from anlin.demo.town import Manners, Town

USUAL_PORT = 8400


@dataclass(frozen=True)
class Home:
    """Where a demo lives while it runs. `address` is for people, `door` for devices; both on loopback."""

    folder: Path
    port: int
    door_port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def door(self) -> str:
        return f"http://127.0.0.1:{self.door_port}"

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    @property
    def log(self) -> Path:
        return self.folder / "platform.log"


@contextmanager
def new_home(port: int = 0) -> Iterator[Home]:
    """An empty home with its settings in force; removed at the end. `port` 0 means the usual one or the next free."""
    folder = Path(tempfile.mkdtemp(prefix="anlin-demo-"))
    try:
        home = Home(folder, port or free_port(USUAL_PORT), free_port(0))
        _put_in_force(home)
        yield home
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_force(home: Home) -> None:
    from anlin.site.config import config

    for name in [name for name in os.environ if name.startswith("ANLIN_")]:
        del os.environ[name]
    os.environ.update(
        ANLIN_HOME=str(home.folder),
        ANLIN_DEMO="1",
        ANLIN_CLOCK=str(home.clock),
        ANLIN_PORT=str(home.port),
        ANLIN_GATEWAY_PORT=str(home.door_port),
        # A visitor who tries a model on the past should not wait five minutes for a past.
        ANLIN_ARCHIVE_EVERY_S="20",
        DJANGO_SETTINGS_MODULE="anlin.site.settings",
    )
    config.cache_clear()


WARM = """
from anlin.engine.kernel import is_compiled
if not is_compiled():
    from anlin.engine.warming import compile_kernels
    compile_kernels()
"""


def import_ahead() -> None:
    """Begin to import what the platform's processes need, and to compile at the first start, beside everything else
    that has to be done before."""
    import subprocess
    import sys
    from multiprocessing import forkserver

    from anlin.cli.processes.supervisor import FORKS

    FORKS.set_forkserver_preload(["anlin.cli.processes.preload"])
    forkserver.ensure_running()
    subprocess.Popen([sys.executable, "-c", WARM], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def register(town: "Town", home: Home, at: int, manners: "Manners | None" = None, feeds_only: bool = False) -> None:
    """Database and registers of places and people of the home, with the town in them from `at` (µs since 1970 UTC)."""
    import django
    from django.db import connections

    django.setup()
    from anlin.cli.processes.migrating import bring_up_to_date
    from anlin.demo.load import load_town, write_ground
    from anlin.demo.town import USUAL
    from anlin.site.config import config

    bring_up_to_date()
    load_town(town, config().realm, at, manners or USUAL, feeds_only)
    write_ground(town, home.folder)
    connections.close_all()


def bring_history(town: "Town", told: "Town", home: Home, until: int) -> None:
    """What was counted before, up to `until` (µs since 1970 UTC), as `anlin import` reads it: people in the part of the
    town that is told of, cases in all of it."""
    from anlin.demo.history import write_cases, write_counts
    from anlin.tables import import_tables, load_mapping

    for written in (write_counts(told, until, home.folder), write_cases(town, until, home.folder)):
        if written is not None:
            table, mapping = written
            import_tables([table], load_mapping(mapping), home.folder / "history" / f"{table.stem}.parquet")


def free_port(wanted: int) -> int:
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
