"""What the archive holds: one row per segment, and how far each shard is archived. The row is the commit of a segment.

Kept beside the archive in an SQLite file, or in the PostgreSQL that several machines share. Needs no Django, so that
`anlin replay` reads an archive wherever it is copied to.
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Protocol

_TABLES = {
    "archive_segment": """CREATE TABLE IF NOT EXISTS archive_segment (
        shard BIGINT NOT NULL, first_position BIGINT NOT NULL, last_position BIGINT NOT NULL, day TEXT NOT NULL,
        row_count BIGINT NOT NULL, entry_count BIGINT NOT NULL,
        first_received_at BIGINT NOT NULL, last_received_at BIGINT NOT NULL,
        byte_count BIGINT NOT NULL, digest TEXT NOT NULL, is_leaving BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (shard, first_position, last_position))""",
    "archive_shard": """CREATE TABLE IF NOT EXISTS archive_shard (
        shard BIGINT PRIMARY KEY, archived_to BIGINT NOT NULL)""",
}
_COLUMNS = (
    "shard, first_position, last_position, day, row_count, entry_count, first_received_at, last_received_at, "
    "byte_count, digest"
)
_REMEDY = "Restore it from a backup, or move it away: the engine makes it again from the files when it starts"


class ArchiveError(Exception):
    """The archive cannot be written or read as it stands; the message names the place and the remedy."""


@dataclass(frozen=True, order=True)
class Segment:
    """The entries `first` to `last` of one shard, all of one UTC day of receipt, in two files of one name.

    Instants are microseconds since 1970 UTC; `day` is `YYYY-MM-DD`; `digest` is SHA-256 over both files.
    """

    shard: int
    first: int
    last: int
    day: str
    rows: int
    entries: int
    first_received_at: int
    last_received_at: int
    bytes: int
    digest: str

    @property
    def name(self) -> str:
        return f"day={self.day}/shard={self.shard}/{self.first:012d}-{self.last:012d}"

    def rows_file(self, folder: Path) -> Path:
        return folder / f"{self.name}.rows.parquet"

    def entries_file(self, folder: Path) -> Path:
        return folder / f"{self.name}.entries.parquet"


class _Database(Protocol):
    def transaction(self) -> AbstractContextManager[Any]: ...
    def has_table(self, name: str) -> bool: ...
    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]: ...
    def close(self) -> None: ...


class Manifest:
    """Segments and progress, all or nothing; safe to use from several threads and processes."""

    def __init__(self, database: _Database) -> None:
        self._database = database

    def make_tables(self) -> None:
        with self._database.transaction():
            for name, table in _TABLES.items():
                if not self._database.has_table(name):
                    self._database.all(table)

    def has_tables(self) -> bool:
        return all(self._database.has_table(name) for name in _TABLES)

    def archived_to(self, shard: int) -> int:
        """The last archived position of the shard, 0 if none; kept also when retention has removed its segments."""
        found = self._database.all("SELECT archived_to FROM archive_shard WHERE shard = ?", (shard,))
        return int(found[0][0]) if found else 0

    def shards(self) -> list[int]:
        return [int(row[0]) for row in self._database.all("SELECT shard FROM archive_shard ORDER BY shard")]

    def segments(self, shard: int, first_day: str = "", last_day: str = "9999") -> list[Segment]:
        """Segments of the shard whose day lies from `first_day` to `last_day`, both included, in journal order."""
        found = self._database.all(
            f"SELECT {_COLUMNS} FROM archive_segment WHERE shard = ? AND day >= ? AND day <= ? AND is_leaving = 0"
            " ORDER BY first_position",
            (shard, first_day, last_day),
        )
        return [Segment(*row) for row in found]

    def leaving(self, shard: int) -> list[Segment]:
        """Segments whose files are to be deleted: replaced by a larger one, or past retention."""
        found = self._database.all(
            f"SELECT {_COLUMNS} FROM archive_segment WHERE shard = ? AND is_leaving = 1 ORDER BY first_position",
            (shard,),
        )
        return [Segment(*row) for row in found]

    def add(self, segment: Segment) -> None:
        """Commit a segment that follows what is archived. Raises `ArchiveError` if another writer was first."""
        with self._database.transaction():
            reached = self.archived_to(segment.shard)
            is_new_shard = reached == 0 and not self._database.all(
                "SELECT 1 FROM archive_shard WHERE shard = ?", (segment.shard,)
            )
            if segment.first != reached + 1 and not is_new_shard:
                raise ArchiveError(
                    f"{segment.name}: shard {segment.shard} is archived to {reached}; another writer was first"
                )
            self._insert(segment)
            self._database.all(
                "INSERT INTO archive_shard (shard, archived_to) VALUES (?, ?)"
                " ON CONFLICT (shard) DO UPDATE SET archived_to = excluded.archived_to",
                (segment.shard, segment.last),
            )

    def replace(self, parts: Sequence[Segment], merged: Segment) -> None:
        """Commit `merged` in place of its parts, whose files may then go."""
        with self._database.transaction():
            self._mark_leaving(parts)
            self._insert(merged)

    def mark_leaving(self, segments: Iterable[Segment]) -> None:
        with self._database.transaction():
            self._mark_leaving(segments)

    def forget(self, segment: Segment) -> None:
        """Drop the row of a segment whose files are gone."""
        with self._database.transaction():
            self._database.all(
                "DELETE FROM archive_segment WHERE shard = ? AND first_position = ? AND last_position = ?"
                " AND is_leaving = 1",
                (segment.shard, segment.first, segment.last),
            )

    def close(self) -> None:
        self._database.close()

    def _insert(self, segment: Segment) -> None:
        self._database.all(
            f"INSERT INTO archive_segment ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(segment)
        )

    def _mark_leaving(self, segments: Iterable[Segment]) -> None:
        for segment in segments:
            self._database.all(
                "UPDATE archive_segment SET is_leaving = 1"
                " WHERE shard = ? AND first_position = ? AND last_position = ?",
                (segment.shard, segment.first, segment.last),
            )


class _Sqlite:
    """`query` belongs to the file's URI, such as `mode=ro`."""

    def __init__(self, path: Path, query: str = "") -> None:
        self._path = path
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?{query}", timeout=20, isolation_level=None, check_same_thread=False, uri=True
        )

    @classmethod
    def to_write(cls, path: Path) -> "_Sqlite":
        path.parent.mkdir(parents=True, exist_ok=True)
        made = cls(path)
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            made.all(f"PRAGMA {pragma}")
        return made

    @classmethod
    def to_read(cls, path: Path) -> "_Sqlite":
        # Even a reader makes a -wal file where there is none and leaves it behind. But without one nobody writes here.
        is_in_use = path.with_name(f"{path.name}-wal").exists()
        return cls(path, "mode=ro" if is_in_use else "immutable=1")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._lock:
            # IMMEDIATE waits for another writer where a read that turns into a write would fail at once.
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def has_table(self, name: str) -> bool:
        return bool(self.all("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)))

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            # This very class is of a damaged file; a locked one, a full disk and the like are of its subclasses.
            if type(error) is sqlite3.DatabaseError:
                raise ArchiveError(f"{self._path}: is damaged ({error}). {_REMEDY}") from error
            raise

    def close(self) -> None:
        self._connection.close()


class _Postgres:
    def __init__(self, url: str) -> None:
        import psycopg

        self._lock = threading.RLock()
        self._connection = psycopg.connect(url, autocommit=True)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self._lock, self._connection.transaction():
            # One writer at a time: two that read the same progress would both add the next segment.
            self._connection.execute("SELECT pg_advisory_xact_lock(hashtext('anlin.archive'))")
            yield

    def has_table(self, name: str) -> bool:
        # Asked for first: IF NOT EXISTS takes the right to create, which a role that only works here lacks.
        return bool(self.all("SELECT 1 WHERE to_regclass(?) IS NOT NULL", (name,)))

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            cursor = self._connection.execute(sql.replace("?", "%s").encode(), values)
            return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        self._connection.close()


def open_manifest(url: str) -> Manifest:
    """The manifest at `sqlite:///<path>` or `postgresql://…`, made there when it does not exist yet.

    Raises `ArchiveError` on a damaged file.
    """
    is_shared = url.startswith("postgresql://")
    manifest = Manifest(_Postgres(url) if is_shared else _Sqlite.to_write(Path(url.removeprefix("sqlite:///"))))
    manifest.make_tables()
    return manifest


def read_manifest(file: Path) -> Manifest:
    """The manifest in an SQLite file, only to be read: nothing is written there or made beside it.

    Raises `ArchiveError` on a file that is none, is damaged, or may not be read.
    """
    try:
        manifest = Manifest(_Sqlite.to_read(file))
        is_whole = manifest.has_tables()
    except sqlite3.OperationalError as error:
        raise ArchiveError(f"{file}: cannot be read ({error})") from error
    if not is_whole:
        raise ArchiveError(f"{file}: is empty. {_REMEDY}")
    return manifest
