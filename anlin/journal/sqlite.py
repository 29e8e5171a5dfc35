"""The journal in one SQLite file: write-ahead log, immediate transactions, synced at every commit."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from anlin.journal.records import JournalDamaged, JournalUnavailable
from anlin.journal.sql import TABLES, Execute, Row, SqlJournal

_AGAIN_S = 0.01


class SqliteJournal(SqlJournal):
    """One connection writes, under a lock; every reading thread has its own and sees only whole commits."""

    def __init__(self, path: str | Path, wait_s: float = 5.0) -> None:
        """`wait_s`: how long another process may hold the file before it counts as unavailable."""
        self.path = Path(path)
        self._wait_s = wait_s
        self._writing = threading.Lock()
        self._reading = threading.local()
        self._opened: list[sqlite3.Connection] = []
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = self._connect()
        except (OSError, sqlite3.OperationalError) as error:
            raise JournalUnavailable(f"{self.path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise JournalDamaged(f"{self.path} is not a journal: {error}; restore it or move it away") from error
        try:
            self._make_tables()
        except BaseException:
            self.close()
            raise

    def _make_tables(self) -> None:
        with self._appending([]) as execute:
            tables = TABLES.format(blob="BLOB", serial="INTEGER PRIMARY KEY AUTOINCREMENT", double="REAL")
            for statement in tables.split(";\n"):
                execute(statement, ())
            self._check_version(execute)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=self._wait_s, isolation_level=None, check_same_thread=False)
        self._opened.append(connection)
        self._log_ahead(connection)
        # FULL syncs the log at every commit: without it an acknowledged row may be lost with the power.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_autocheckpoint=4000")
        return connection

    def _log_ahead(self, connection: sqlite3.Connection) -> None:
        """Switches a new file over to its log, which takes the file alone; SQLite does not wait for that by itself."""
        until = time.monotonic() + self._wait_s
        while True:
            try:
                connection.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(_AGAIN_S)

    @contextmanager
    def _appending(self, shards: Sequence[int]) -> Iterator[Execute]:
        with self._writing:
            writer = self._writer

            def execute(sql: str, values: Sequence[Any]) -> list[Row]:
                return writer.execute(sql, values).fetchall()

            try:
                # One writer in the whole file at a time, so every shard has one appender. IMMEDIATE waits for its
                # turn; a read that later turns into a write would fail at once.
                writer.execute("BEGIN IMMEDIATE")
                yield execute
                writer.execute("COMMIT")
            except sqlite3.Error as error:
                self._give_up()
                raise JournalUnavailable(f"{self.path}: {error}") from error
            except BaseException:
                self._give_up()
                raise

    def _give_up(self) -> None:
        """Back to the state before the transaction; a full disk may already have rolled it back."""
        if self._writer.in_transaction:
            try:
                self._writer.execute("ROLLBACK")
            except sqlite3.Error as error:
                raise JournalUnavailable(f"{self.path}: {error}") from error

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        try:
            reader: sqlite3.Connection | None = getattr(self._reading, "connection", None)
            if reader is None:
                reader = self._reading.connection = self._connect()
            return reader.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise JournalUnavailable(f"{self.path}: {error}") from error

    def _rows_of(self, types: Sequence[str]) -> str:
        columns = ", ".join(f"json_extract(value, '$[{nth}]')" for nth in range(len(types)))
        # WHERE true: without it the parser takes ON CONFLICT for a join's ON.
        return f"SELECT {columns} FROM json_each(?) WHERE true"

    def close(self) -> None:
        with self._writing:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
