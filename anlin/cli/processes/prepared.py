"""A process that runs alone finds its database ready, or waits a little and then says in one line what is missing."""

import time
import traceback
from collections.abc import Callable
from pathlib import Path

from anlin.cli.failure import CouldNotRun

WAIT_S = 20.0
"""Another machine may be preparing the database just now, or PostgreSQL be about to answer."""
LOOK_EVERY_S = 0.5
_MIGRATE = "Remedy: anlin serve --only migrate"


def wait_until_prepared(within_s: float = WAIT_S) -> None:
    """Returns when the database answers and is of this version. Raises `CouldNotRun` after `within_s`."""
    from anlin.site.config import config

    database = config().database
    missing = why_not(database)
    if missing:
        import structlog

        structlog.get_logger("anlin").warning("waiting for the database", why=missing, for_s=within_s)
    deadline = time.monotonic() + within_s
    while missing:
        if time.monotonic() >= deadline:
            raise CouldNotRun(f"database {place_of(database)}: {missing}")
        time.sleep(LOOK_EVERY_S)
        missing = why_not(database)


def why_not(database: str) -> str:
    """What keeps this version of the platform from using the database, and the remedy; "" if nothing does."""
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    # SQLite would make an empty file by looking.
    if database.startswith("sqlite:///") and not Path(database.removeprefix("sqlite:///")).is_file():
        return f"there is none yet. {_MIGRATE}"
    try:
        executor = MigrationExecutor(connection)
        lacking = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        connection.close()
        return f"{first_line(error)}. Remedy: anlin check"
    return f"{len(lacking)} of its migrations are not applied. {_MIGRATE}" if lacking else ""


def run_plainly(name: str, run: Callable[[], None]) -> None:
    """Run a process; what keeps it from running outside of itself is said in one line. Raises `CouldNotRun`."""
    from django.db import Error

    from anlin.journal import JournalDamaged, JournalUnavailable

    try:
        run()
    except (OSError, Error, JournalUnavailable, JournalDamaged) as error:
        raise CouldNotRun(f"{name}: {first_line(error)} ({_where(error)}). Remedy: anlin check") from error


def _where(error: Exception) -> str:
    """The line of our own code that met the error, for whoever looks into it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "anlin" in Path(f.filename).parts]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else type(error).__name__


def place_of(url: str) -> str:
    """The URL without user and password."""
    return url.split("@")[-1] if "@" in url else url


def first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
