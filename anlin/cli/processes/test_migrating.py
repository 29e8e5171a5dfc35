"""A start that is stopped in the middle leaves a database that the next start goes on with."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection as default
from django.db import connections
from django.db.utils import ConnectionHandler
from pytest_django.plugin import DjangoDbBlocker

from anlin.access.models import AuditRecord
from anlin.cli.processes.migrating import WholeMigrations, bring_up_to_date

ACCOUNTS = ("people", "0001_initial")  # It makes indexes, so that Django notes it after its transaction.


class Killed(BaseException):
    """What a process sees of its end, or rather does not."""


class KilledBeforeTheNote(WholeMigrations):
    def record_migration(self, migration: Any) -> None:
        if (migration.app_label, migration.name) == ACCOUNTS:
            raise Killed
        super().record_migration(migration)


@pytest.fixture
def empty(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """A connection to a new SQLite file, beside the one of the tests."""
    file = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "anlin.sqlite3")}
    connections.settings["empty"] = ConnectionHandler({"default": file}).settings["default"]
    with django_db_blocker.unblock():
        yield connections["empty"]
        connections["empty"].close()
    del connections["empty"], connections.settings["empty"]


def test_a_migration_and_its_note_are_made_together_or_not_at_all(empty: Any) -> None:
    with pytest.raises(Killed):
        KilledBeforeTheNote(empty).migrate([ACCOUNTS])
    assert "people_user" not in empty.introspection.table_names()

    again = WholeMigrations(empty)
    again.migrate([ACCOUNTS])

    assert "people_user" in empty.introspection.table_names()
    assert ACCOUNTS in WholeMigrations(empty).loader.applied_migrations


def test_references_are_checked_again_after_a_migration(empty: Any) -> None:
    WholeMigrations(empty).migrate([ACCOUNTS])

    with empty.cursor() as cursor:
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_lu_50_what_was_changed_of_the_database_is_on_record_once() -> None:
    before = AuditRecord.objects.count()
    bring_up_to_date()
    assert AuditRecord.objects.count() == before
    undone = WholeMigrations(default)
    *_, last_but_one, last = undone.loader.graph.forwards_plan(undone.loader.graph.leaf_nodes("tuning")[0])
    undone.migrate([last_but_one])
    bring_up_to_date()
    bring_up_to_date()
    assert AuditRecord.objects.count() == before + 1
    body = json.loads(AuditRecord.objects.order_by("-position")[0].body)
    assert (body["operation"], body["roles"]) == ("database.migrate", ["system"])
    assert body["subjects"] == [f"migration:{'.'.join(last)}"]
