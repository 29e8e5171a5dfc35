"""Reading the audit log: in a transaction that cannot write, whoever reads (LU-53)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def read_only() -> Iterator[None]:
    """Inside, the database refuses every change, also one of our own making."""
    is_postgresql = connection.vendor == "postgresql"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY" if is_postgresql else "PRAGMA query_only = ON")
        try:
            yield
        finally:
            if not is_postgresql:
                cursor.execute("PRAGMA query_only = OFF")
            # Nothing was written; rolling back also takes the setting back where this is part of a larger transaction.
            transaction.set_rollback(True)
