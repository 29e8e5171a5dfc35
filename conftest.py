"""What every test may use: a real PostgreSQL without root, and whole platforms in a home of their own."""

import gc
import os
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from homes import MIGRATED, Home, already_migrated, copy_migrated, migrated_postgres, start_postgres
from hypothesis import settings

if "CI" not in os.environ:  # There hypothesis has a profile of its own.
    # How long one example takes says more of who else uses the machine than of the code.
    settings.register_profile("anlin", deadline=None)
    settings.load_profile("anlin")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first in each half: two workers begin at the front and in the middle.

    So none is left alone with it at the end. Tests of one file stay together, as they share what is made once.
    """
    long = [item for item in items if item.get_closest_marker("long")]
    groups = [list(group) for _, group in groupby(long, _shares)]
    first, second = ([item for group in groups[side::2] for item in group] for side in (0, 1))
    quick = [item for item in items if item.get_closest_marker("long") is None]
    place = max(0, len(items) // 2 - len(first))
    items[:] = [*first, *quick[:place], *second, *quick[place:]]


def _shares(item: pytest.Item) -> tuple[Path, object]:
    """Its file and the store it runs on."""
    values = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return item.path, values.get("home")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through all of it again after every few objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL of this test run, without root."""
    # Not below pytest's own folder: each pytest that starts closes that to other users again, and where the tests run
    # as root the server is another user, who then loses sight of its files.
    folder = Path(tempfile.mkdtemp(prefix="anlin-postgres-"))
    made = migrated_postgres()
    if made is not None:
        subprocess.run(["cp", "-a", f"{made / 'server'}/.", folder], check=True)  # With the owner of each file.
    server = start_postgres(folder)
    yield server.get_uri()
    # At once: nobody needs what is in it, and an orderly end would first write all of it to disk.
    postmaster = int((folder / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGQUIT)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def own_database(postgres_url: str) -> Callable[..., str]:
    """Makes a fresh database in it, or a copy of the one at an address, and gives its address."""
    import psycopg

    def make(like: str = "") -> str:
        name = f"test_{uuid.uuid4().hex}"
        template = urlsplit(like).path.strip("/") if like else "template1"
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return postgres_url.replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether the database of Django's own tests has its tables before they begin."""
    from django.conf import settings

    if os.environ.get("TESTS_DATABASE") == "made":
        return True  # Whoever started this pytest hands it a database with tables.
    name, made = settings.DATABASES["default"]["TEST"].get("NAME"), already_migrated()
    if made is None or not name:
        return False
    shutil.copy(made / "anlin.sqlite3", name)
    return True


@pytest.fixture(scope="session")
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Home]:
    """Gives an empty, migrated platform on a store, made once: to be copied, not to be used."""
    made: dict[str, Home] = {}

    def on(store: str) -> Home:
        if store not in made:
            folder = tmp_path_factory.mktemp(store)
            environment = {name: value for name, value in os.environ.items() if not name.startswith("ANLIN_")}
            environment |= {"ANLIN_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "anlin.site.settings"}
            made[store] = Home(folder, environment, store)
            if store == "postgres":
                if migrated_postgres() is not None:
                    environment["ANLIN_DATABASE"] = request.getfixturevalue("postgres_url").replace(
                        "/postgres?", f"/{MIGRATED}?"
                    )
                else:
                    environment["ANLIN_DATABASE"] = request.getfixturevalue("own_database")()
            if not copy_migrated(folder, store):
                made[store].run("-m", "django", "migrate", "--verbosity", "0")
        return made[store]

    return on


@pytest.fixture(params=["sqlite", "postgres"])
def home(request: pytest.FixtureRequest, migrated: Callable[[str], Home], tmp_path: Path) -> Home:
    """An empty, migrated platform on each store."""
    empty = migrated(request.param)
    shutil.copytree(empty.path, tmp_path, dirs_exist_ok=True)
    environment = {**empty.environment, "ANLIN_HOME": str(tmp_path)}
    if empty.store == "postgres":
        environment["ANLIN_DATABASE"] = request.getfixturevalue("own_database")(empty.environment["ANLIN_DATABASE"])
    return Home(tmp_path, environment, empty.store)
