"""The live demo's prefecture, registered once: a ready-made home is kept between starts and copied into each new one.

Registering 10,000 houses and 20,000 devices takes longer than starting the platform. What a home holds of its own
(keys, sealed names, lists) is never kept.
"""

import gc
import hashlib
import os
import pickle
import shutil
import sqlite3
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from anlin.cli.collector import without_collector
from anlin.cli.played.home import Home

if TYPE_CHECKING:
    from anlin.demo.town import Town

PACKAGE = Path(__file__).resolve().parents[2]
SOURCES = ("demo/town/*.py", "demo/load.py", "demo/city.py", "places/*.py", "people/*.py", "*/migrations/*.py")
"""Whatever of these changes, the ready-made home is made anew."""
REGISTERED_AT = 1_735_689_600_000_000
"""2025-01-01: since then posts are held and cameras are filed; before any day that is played."""
DATABASE = "anlin.sqlite3"
TOWN = "town.pickle"


def furnish(home: Home, seed: int) -> "Town":
    """The prefecture, registered in the empty home. The first time it is built, which takes some 20 s."""
    ready = _cache() / f"demo-{_key(seed)}"
    if not (ready / TOWN).is_file():
        with without_collector():
            _make(home, seed, ready)
        _forget_others(ready)
    for path in (DATABASE, "map"):
        _copy(ready / path, home.folder / path)
    with without_collector():
        town: Town = pickle.loads((ready / TOWN).read_bytes())
        gc.freeze()  # They stay.
    return town


def settle(home: Home, town: "Town", at: int) -> None:
    """What the home holds of its own, sealed by its keys: lists in force from `at` (µs since 1970 UTC), residents."""
    import django
    from django.db import connections

    django.setup()
    from anlin.demo.load_lists import load_lists
    from anlin.demo.load_registers import load_registers

    load_lists(town, at)
    load_registers(town, at)
    connections.close_all()


def _make(home: Home, seed: int, ready: Path) -> None:
    """Register in the given home, and put by what was made under its name once it is whole."""
    from django.db import connections

    from anlin.cli.played.home import register
    from anlin.demo.city import QUIET
    from anlin.demo.town import city, is_told

    town = city(seed)
    register(town, home, REGISTERED_AT, QUIET)
    from anlin.demo.load import beat_as_usual  # Its models exist from here on.

    beat_as_usual(town, is_told)
    # A connection that stays open would go on writing into the file that is put by: the first demo had no residents.
    connections.close_all()
    ready.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ready.parent, prefix="making-") as folder:
        made = Path(folder) / "whole"
        made.mkdir()
        _closed(home.folder / DATABASE)
        for path in (DATABASE, "map"):
            shutil.move(home.folder / path, made / path)
        (made / TOWN).write_bytes(pickle.dumps(town, pickle.HIGHEST_PROTOCOL))
        # Another demo may have been first; both made the same.
        with suppress(OSError):
            made.rename(ready)


def _closed(database: Path) -> None:
    """One file with everything in it, none of it in the journal beside it."""
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for beside in ("-wal", "-shm"):
        database.with_name(database.name + beside).unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "anlin"


def _key(seed: int) -> str:
    digest = hashlib.sha256(f"{seed} {sys.version_info[:2]}".encode())
    for pattern in SOURCES:
        for path in sorted(PACKAGE.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _forget_others(ready: Path) -> None:
    """One is kept: that of the last start."""
    for other in ready.parent.glob("demo-*"):
        if other != ready:
            shutil.rmtree(other, ignore_errors=True)
