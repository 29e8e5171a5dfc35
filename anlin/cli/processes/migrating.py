"""The migrations of the database, each with the note that it was made in one transaction.

Django makes the note after the change, where a change has indexes of its own. Killed in between, as when somebody
stops a first start, the database would say "table already exists" at every start from then on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection as default
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor

from anlin.access.audit import Entry, Notes, record
from anlin.cli.collector import without_collector


def bring_up_to_date() -> None:
    """Apply what is missing, and put on record what was (LU-50). Killed at any moment, the next call goes on.

    Raises Django's database errors, and `AuditBroken`.
    """
    executor = WholeMigrations(default)
    executor.loader.check_consistent_history(default)
    newest = executor.loader.graph.leaf_nodes()
    missing = [f"migration:{step.app_label}.{step.name}" for step, _ in executor.migration_plan(newest)]
    # Django makes the classes of all tables many times over.
    with without_collector():
        state = executor.migrate(newest)
    if missing:
        record(Entry("database.migrate", "", "operations", "allowed", 200, roles=("system",), notes=Notes(missing)))
    emit_post_migrate_signal(verbosity=0, interactive=False, db=default.alias, apps=state.apps)


def give_rights(database: str) -> None:
    """As the owner: let the role that `database` names work with the tables as they are now (LU-53).

    Roles that were made for it are put on record. Raises Django's database errors, and `AuditBroken`.
    """
    from anlin.access.database_roles import prepare_roles

    works = urlsplit(database)
    with transaction.atomic():
        made = prepare_roles(unquote(works.username or ""), unquote(works.password or ""))
        if made:
            record(Entry("database.roles", "", "operations", "allowed", 200, roles=("system",), notes=Notes(made)))


class WholeMigrations(MigrationExecutor):
    """Applies a migration and its note together or not at all."""

    def apply_migration(self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False) -> Any:
        with _references_unchecked(self.connection), transaction.atomic(self.connection.alias):
            return super().apply_migration(state, migration, fake, fake_initial)


@contextmanager
def _references_unchecked(connection: Any) -> Iterator[None]:
    """SQLite remakes tables to change them, and can switch this only outside of a transaction; Django checks after."""
    connection.disable_constraint_checking()
    try:
        yield
    finally:
        connection.enable_constraint_checking()
