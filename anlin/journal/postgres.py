"""The journal in PostgreSQL: one appender per shard at a time, by a lock that ends with the transaction."""

import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from anlin.journal.records import JournalUnavailable
from anlin.journal.sql import TABLES, Execute, Row, SqlJournal

# "anli" in ASCII: the first half of the advisory lock's key, so that nobody else's locks are ours.
_LOCK_SPACE = 0x616E6C69
_TABLES_LOCK = -1

_OPTIONS = "-c synchronous_commit=on -c lock_timeout=5000 -c statement_timeout=60000 -c TimeZone=UTC"


class PostgresJournal(SqlJournal):
    """One connection writes and one reads, each under a lock; a broken one is replaced at its next use."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._writer = _Link(url)
        self._reader = _Link(url)
        try:
            self._make_tables()
        except BaseException:
            self.close()
            raise

    def _make_tables(self) -> None:
        with self._appending([_TABLES_LOCK]) as execute:
            tables = TABLES.format(
                blob="BYTEA",
                serial="BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                double="DOUBLE PRECISION",
            )
            for statement in tables.split(";\n"):
                # Asked for first: IF NOT EXISTS takes the right to create, which a role that only works here lacks.
                named = re.search(r"IF NOT EXISTS (\w+)", statement)
                if named and execute("SELECT to_regclass(?) IS NULL", (named[1],))[0][0]:
                    execute(statement, ())
            self._check_version(execute)

    @contextmanager
    def _appending(self, shards: Sequence[int]) -> Iterator[Execute]:
        with self._writer.connection() as connection, connection.transaction():
            cursor = connection.cursor(binary=True)

            def execute(sql: str, values: Sequence[Any]) -> list[Row]:
                cursor.execute(sql.replace("?", "%s"), values, prepare=True)
                return cursor.fetchall() if cursor.description else []

            for shard in sorted(shards):
                # Serial ids alone commit out of order and a reader would skip rows; the lock makes position order
                # commit order.
                execute("SELECT pg_advisory_xact_lock(?, ?)", (_LOCK_SPACE, shard))
            yield execute

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        had_connection = self._reader.is_open
        try:
            return self._read(sql, values)
        except JournalUnavailable:
            # Reading again is harmless, and the server may only have dropped a connection that was long at rest.
            if not had_connection:
                raise
            return self._read(sql, values)

    def _read(self, sql: str, values: Sequence[Any]) -> list[Row]:
        with self._reader.connection() as connection:
            return connection.cursor(binary=True).execute(sql.replace("?", "%s"), values).fetchall()

    def _rows_of(self, types: Sequence[str]) -> str:
        columns = ", ".join(f"(value ->> {nth})::{kind}" for nth, kind in enumerate(types))
        return f"SELECT {columns} FROM jsonb_array_elements(?::jsonb)"

    def close(self) -> None:
        self._writer.close()
        self._reader.close()


class _Link:
    """A connection that is opened when needed and dropped when it broke."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.RLock()
        self._connection: psycopg.Connection[Row] | None = None

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Row]]:
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = psycopg.connect(
                        self._url,
                        autocommit=True,
                        connect_timeout=3,
                        options=_OPTIONS,
                        application_name="anlin journal",
                    )
                yield self._connection
            except psycopg.Error as error:
                self.close()
                # The text of an error may hold values of the row; the class and code say enough.
                raise JournalUnavailable(
                    f"PostgreSQL: {type(error).__name__} {error.sqlstate or 'no answer'}"
                ) from error

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
