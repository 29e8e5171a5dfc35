"""Where the simulated engines put what they say: one database with positions, fencing numbers and leases.

It promises what `engine.Sink` and `engine.live.Lease` ask for, in a few lines, so that thousands of runs are cheap; the
alerts' own sink and lease take its place in others (`alerts.py`). Between engine and database is a line that may break.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import msgspec

from anlin.engine import Condition, Fenced
from anlin.observations.clock import Clock

TTL_US = 10_000_000

_TABLES = (
    "CREATE TABLE progress (shard INTEGER PRIMARY KEY, position INTEGER, fencing INTEGER)",
    "CREATE TABLE lease (shard INTEGER PRIMARY KEY, owner TEXT, fencing INTEGER, expires_at INTEGER)",
    "CREATE TABLE said (nth INTEGER PRIMARY KEY, shard INTEGER, token TEXT UNIQUE, body BLOB)",
)


class Unreachable(Exception):
    """The database did not answer; whether it did what it was asked is unknown."""


@cache
def empty() -> bytes:
    """The bytes of a database with every table."""
    connection = sqlite3.connect(":memory:")
    for table in _TABLES:
        connection.execute(table)
    image = connection.serialize()
    connection.close()
    return image


class Database:
    """One process's connection."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def transaction(self, act: Callable[[], Any]) -> Any:
        self.all("BEGIN IMMEDIATE")
        try:
            given = act()
            self.all("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self.all("ROLLBACK")
            raise
        return given

    def close(self) -> None:
        self._connection.close()


class StoredSink:
    """`engine.Sink`; `on_accepted(shard, fencing)` is told of every batch that was let in."""

    is_fenced = True

    def __init__(self, database: Database, on_accepted: Callable[[int, int], None], _clock: Clock) -> None:
        self._database, self._on_accepted = database, on_accepted

    def applied(self, shard: int) -> int:
        found = self._database.all("SELECT position FROM progress WHERE shard = ?", shard)
        return int(found[0][0]) if found else 0

    def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
        def act() -> None:
            all_ = self._database.all
            all_("INSERT OR IGNORE INTO progress VALUES (?, 0, 0)", shard)
            if self.is_fenced and all_("SELECT 1 FROM progress WHERE shard = ? AND fencing > ?", shard, fencing):
                raise Fenced(f"shard {shard}: {fencing} is no longer the highest")
            all_(
                "UPDATE progress SET fencing = MAX(fencing, ?), position = MAX(position, ?) WHERE shard = ?",
                fencing, position, shard,
            )  # fmt: skip
            for c in conditions:
                token = f"{c.id} {c.what} {c.level} {c.at} {c.suspected}"
                body = msgspec.json.encode(c)
                all_("INSERT OR IGNORE INTO said (shard, token, body) VALUES (?, ?, ?)", shard, token, body)

        self._database.transaction(act)
        self._on_accepted(shard, fencing)

    def said(self, shard: int) -> list[Condition]:
        rows = self._database.all("SELECT body FROM said WHERE shard = ? ORDER BY nth", shard)
        return [msgspec.json.decode(body, type=Condition) for (body,) in rows]


class StoredLease:
    """`engine.live.Lease`."""

    def __init__(self, database: Database, shard: int, owner: str, clock: Clock) -> None:
        self._database, self._shard, self._owner, self._clock = database, shard, owner, clock
        self.fencing = 0

    def acquire(self) -> bool:
        def act() -> bool:
            all_, now = self._database.all, self._clock()
            all_("INSERT OR IGNORE INTO lease VALUES (?, '', 0, 0)", self._shard)
            all_("INSERT OR IGNORE INTO progress VALUES (?, 0, 0)", self._shard)
            taken = all_(
                "UPDATE lease SET owner = ?, fencing = fencing + 1, expires_at = ? WHERE shard = ?"
                " AND (owner = ? OR expires_at <= ? OR expires_at > ?) RETURNING fencing",
                self._owner, now + TTL_US, self._shard, self._owner, now, now + 6 * TTL_US,
            )  # fmt: skip
            if taken:
                self.fencing = int(taken[0][0])
                all_("UPDATE progress SET fencing = ? WHERE shard = ?", self.fencing, self._shard)
            return bool(taken)

        return bool(self._database.transaction(act))

    def renew(self) -> None:
        mine = self._database.all(
            "UPDATE lease SET expires_at = ? WHERE shard = ? AND owner = ? AND fencing = ? RETURNING 1",
            self._clock() + TTL_US, self._shard, self._owner, self.fencing,
        )  # fmt: skip
        if not mine:
            raise Fenced(f"shard {self._shard}: {self._owner} no longer holds it")

    def release(self) -> None:
        self._database.all(
            "UPDATE lease SET expires_at = 0 WHERE shard = ? AND owner = ? AND fencing = ?",
            self._shard, self._owner, self.fencing,
        )  # fmt: skip
        self.fencing = 0
