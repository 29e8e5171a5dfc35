"""Reading the audit log: in a transaction that cannot write, and on PostgreSQL as a role of its own (LU-53)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_AS_AUDITOR = (
    "SELECT set_config('role', rolname::text, true) FROM pg_roles"
    " WHERE rolname = current_user || '_auditor' AND pg_has_role(oid, 'MEMBER')"
)
"""Takes the auditors' role on until the transaction ends, where there is one; `anlin check` says when there is none."""


@contextmanager
def read_only() -> Iterator[None]:
    """Inside, the database refuses every change, also one of our own making; with roles, all but the log as well."""
    is_postgresql = connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY" if is_postgresql else "PRAGMA query_only = ON")
        if is_postgresql:
            cursor.execute(_AS_AUDITOR)
        try:
            yield
        finally:
            if not is_postgresql:
                cursor.execute("PRAGMA query_only = OFF")
            # Nothing was written; rolling back also takes setting and role back where this is part of a larger
            # transaction.
            transaction.set_rollback(True)
