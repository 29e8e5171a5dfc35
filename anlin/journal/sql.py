"""The journal in SQL that SQLite and PostgreSQL both speak; each store adds its connection, locks and JSON.

A commit runs few statements, whatever its size: many-row upserts travel as one JSON array. Each statement lets go of
Python's global lock and has to win it back from a busy event loop.
"""

import secrets
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from anlin.journal.records import (
    Commit,
    Control,
    Entry,
    JournalDamaged,
    JournalMoved,
    Liveness,
    Parked,
    Quarantined,
    SessionRow,
    Tally,
    TallyKey,
)
from anlin.observations import empty_batch, from_bytes

VERSION = "1"

Row = tuple[Any, ...]
Execute = Callable[[str, Sequence[Any]], list[Row]]

TABLES = """
CREATE TABLE IF NOT EXISTS journal_meta (name TEXT PRIMARY KEY, value {blob} NOT NULL);
CREATE TABLE IF NOT EXISTS journal_head (shard INTEGER PRIMARY KEY, position BIGINT NOT NULL);
CREATE TABLE IF NOT EXISTS journal_entry (
    shard INTEGER NOT NULL, position BIGINT NOT NULL, kind TEXT NOT NULL, received_at BIGINT NOT NULL,
    row_count INTEGER NOT NULL, payload {blob} NOT NULL, PRIMARY KEY (shard, position));
CREATE INDEX IF NOT EXISTS journal_entry_received ON journal_entry (kind, received_at);
CREATE TABLE IF NOT EXISTS journal_control (
    shard INTEGER NOT NULL, name TEXT NOT NULL, position BIGINT NOT NULL, received_at BIGINT NOT NULL,
    payload {blob} NOT NULL, PRIMARY KEY (shard, name));
CREATE TABLE IF NOT EXISTS journal_tally (
    device TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, count BIGINT NOT NULL,
    PRIMARY KEY (device, outcome, reason));
CREATE TABLE IF NOT EXISTS journal_quarantine (
    id {serial}, at BIGINT NOT NULL, protocol TEXT NOT NULL, device TEXT NOT NULL, reason TEXT NOT NULL,
    detail TEXT NOT NULL, sealed {blob} NOT NULL);
CREATE INDEX IF NOT EXISTS journal_quarantine_at ON journal_quarantine (at);
CREATE TABLE IF NOT EXISTS journal_parked (
    code TEXT PRIMARY KEY, protocol TEXT NOT NULL, via TEXT NOT NULL, peer TEXT NOT NULL, first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL, count BIGINT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, model TEXT NOT NULL,
    place TEXT NOT NULL, lon {double}, lat {double});
CREATE TABLE IF NOT EXISTS journal_liveness (
    code TEXT PRIMARY KEY, session_at BIGINT, channel_at BIGINT, via TEXT NOT NULL, online INTEGER,
    clock_offset_us BIGINT);
CREATE TABLE IF NOT EXISTS journal_session (
    protocol TEXT NOT NULL, device TEXT NOT NULL, account TEXT NOT NULL, peer TEXT NOT NULL, opened_at BIGINT NOT NULL,
    PRIMARY KEY (protocol, device));
"""

_ADD_ENTRY = (
    "INSERT INTO journal_entry (shard, position, kind, received_at, row_count, payload) VALUES (?, ?, ?, ?, ?, ?)"
)
_TAKE_POSITIONS = (
    "INSERT INTO journal_head (shard, position) VALUES (?, ?)"
    " ON CONFLICT (shard) DO UPDATE SET position = journal_head.position + excluded.position RETURNING position"
)
_SET_CONTROL = (
    "INSERT INTO journal_control (shard, name, position, received_at, payload) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (shard, name) DO UPDATE"
    " SET position = excluded.position, received_at = excluded.received_at, payload = excluded.payload"
)
_ADD_TALLIES = (
    "INSERT INTO journal_tally (device, outcome, reason, count) {rows}"
    " ON CONFLICT (device, outcome, reason) DO UPDATE SET count = journal_tally.count + excluded.count"
)
_ADD_PARKED = (
    "INSERT INTO journal_parked"
    " (code, protocol, via, peer, first_seen, last_seen, count, name, kind, model, place, lon, lat) {rows}"
    " ON CONFLICT (code) DO UPDATE SET protocol = excluded.protocol, via = excluded.via, peer = excluded.peer,"
    " last_seen = excluded.last_seen, count = journal_parked.count + excluded.count,"
    " name = CASE excluded.name WHEN '' THEN journal_parked.name ELSE excluded.name END,"
    " kind = CASE excluded.kind WHEN '' THEN journal_parked.kind ELSE excluded.kind END,"
    " model = CASE excluded.model WHEN '' THEN journal_parked.model ELSE excluded.model END,"
    " place = CASE excluded.place WHEN '' THEN journal_parked.place ELSE excluded.place END,"
    " lon = COALESCE(excluded.lon, journal_parked.lon), lat = COALESCE(excluded.lat, journal_parked.lat)"
)
_SET_LIVENESS = (
    "INSERT INTO journal_liveness (code, session_at, channel_at, via, online, clock_offset_us) {rows}"
    " ON CONFLICT (code) DO UPDATE SET"
    " session_at = COALESCE(excluded.session_at, journal_liveness.session_at),"
    " channel_at = COALESCE(excluded.channel_at, journal_liveness.channel_at),"
    " via = CASE excluded.via WHEN '' THEN journal_liveness.via ELSE excluded.via END,"
    " online = COALESCE(excluded.online, journal_liveness.online),"
    " clock_offset_us = COALESCE(excluded.clock_offset_us, journal_liveness.clock_offset_us)"
)
_LIVENESS_TYPES = ("text", "bigint", "bigint", "text", "integer", "bigint")
_PARKED_TYPES = (*("text",) * 4, *("bigint",) * 3, *("text",) * 4, *("double precision",) * 2)
_ENTRY = "shard, position, kind, received_at, row_count, payload"


class SqlJournal(ABC):
    """All of `Journal` on top of two verbs: a transaction that appends to shards, and a query."""

    @abstractmethod
    def _appending(self, shards: Sequence[int]) -> AbstractContextManager[Execute]:
        """A durable transaction that no other appender of these shards can overlap; commits at its end."""

    @abstractmethod
    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]: ...

    @abstractmethod
    def _rows_of(self, types: Sequence[str]) -> str:
        """A SELECT that unfolds one JSON array of arrays into rows of these SQL types."""

    @abstractmethod
    def close(self) -> None: ...

    def append(self, commit: Commit) -> dict[int, int]:
        shards = sorted({*commit.batches, *(control.shard for control in commit.controls)})
        commit.encode()  # Before the lock is taken: others need not wait for it.
        with self._appending(shards) as execute:
            positions = self._append_entries(execute, shards, commit)
            self._append_counts(execute, commit)
        return positions

    def append_control(self, control: Control) -> int:
        return self.append(Commit(controls=[control]))[control.shard]

    def _append_entries(self, execute: Execute, shards: list[int], commit: Commit) -> dict[int, int]:
        entries = Counter(control.shard for control in commit.controls) + Counter(commit.encoded.keys())
        last: dict[int, int] = {}
        for shard in shards:
            # Takes the positions first: one statement both moves the head and says where it stood.
            head = execute(_TAKE_POSITIONS, (shard, entries[shard]))[0][0]
            last[shard] = head - entries[shard]
            if last[shard] != commit.seen.get(shard, last[shard]):
                raise JournalMoved(shard, commit.seen[shard], last[shard])
        for control in commit.controls:
            last[control.shard] += 1
            place = (control.shard, last[control.shard])
            payload = control.to_bytes()
            execute(_ADD_ENTRY, (*place, "control", control.at, 0, payload))
            if control.name != "tick":
                execute(_SET_CONTROL, (control.shard, control.name, place[1], control.at, payload))
        for shard, encoded in commit.encoded.items():
            last[shard] += 1
            execute(_ADD_ENTRY, (shard, last[shard], "rows", encoded.received_at, encoded.rows, encoded.payload))
        return last

    def _append_counts(self, execute: Execute, commit: Commit) -> None:
        # Sorted, so that two appenders of different shards lock the same rows in the same order.
        tallies = [(*key, count) for key, count in sorted(commit.tallies.items()) if count]
        self._put_many(execute, _ADD_TALLIES, ("text", "text", "text", "bigint"), tallies)
        liveness = sorted(
            (seen.code, seen.session_at, seen.channel_at, seen.via, _bit(seen.online), seen.clock_offset_us)
            for seen in commit.liveness.values()
        )
        self._put_many(execute, _SET_LIVENESS, _LIVENESS_TYPES, liveness)
        self._put_many(execute, _ADD_PARKED, _PARKED_TYPES, _parked_rows(commit.parked))
        for kept in commit.quarantined:
            execute(
                "INSERT INTO journal_quarantine (at, protocol, device, reason, detail, sealed)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (kept.at, kept.protocol, kept.device, kept.reason, kept.detail, kept.sealed),
            )

    def _put_many(self, execute: Execute, sql: str, types: Sequence[str], rows: Sequence[Row]) -> None:
        if rows:
            execute(sql.format(rows=self._rows_of(types)), (msgspec.json.encode(rows).decode(),))

    def read(self, shard: int, after: int, limit_rows: int = 50_000) -> list[Entry]:
        entries: list[Entry] = []
        rows = 0
        while rows < limit_rows:
            page = self._query(
                f"SELECT {_ENTRY} FROM journal_entry WHERE shard = ? AND position > ? ORDER BY position LIMIT 200",
                (shard, entries[-1].position if entries else after),
            )
            for row in page:
                entries.append(_entry(row))
                rows += entries[-1].rows
                if rows >= limit_rows:
                    break
            if len(page) < 200:
                break
        return entries

    def rows_at(self, shard: int, places: Sequence[tuple[int, int]]) -> pa.RecordBatch:
        wanted: dict[int, list[int]] = defaultdict(list)
        for nth, (position, _) in enumerate(places):
            wanted[position].append(nth)
        found: list[tuple[int, pa.RecordBatch]] = []
        for position, nths in wanted.items():
            read = self._query(
                "SELECT payload FROM journal_entry WHERE shard = ? AND position = ? AND kind = 'rows'",
                (shard, position),
            )
            batch = from_bytes(bytes(read[0][0])) if read else empty_batch()
            for nth in nths:
                row = places[nth][1]
                if not 0 <= row < batch.num_rows:
                    raise KeyError(f"shard {shard} has no row {row} at position {position}; was it pruned?")
                found.append((nth, batch.slice(row, 1)))
        if not found:
            return empty_batch()
        found.sort(key=lambda pair: pair[0])
        return pa.Table.from_batches([batch for _, batch in found]).combine_chunks().to_batches()[0]

    def latest_control(self, shard: int, name: str) -> Entry | None:
        found = self._query(
            "SELECT shard, position, 'control', received_at, 0, payload FROM journal_control"
            " WHERE shard = ? AND name = ?",
            (shard, name),
        )
        return _entry(found[0]) if found else None

    def shards(self) -> list[int]:
        return [row[0] for row in self._query("SELECT shard FROM journal_head ORDER BY shard")]

    def first_position(self, shard: int) -> int:
        found = self._query("SELECT MIN(position) FROM journal_entry WHERE shard = ?", (shard,))
        return found[0][0] if found[0][0] is not None else self.last_position(shard) + 1

    def last_position(self, shard: int) -> int:
        found = self._query("SELECT position FROM journal_head WHERE shard = ?", (shard,))
        return found[0][0] if found else 0

    def last_instant(self, shard: int) -> int:
        found = self._query(
            "SELECT received_at FROM journal_entry WHERE shard = ? ORDER BY position DESC LIMIT 1", (shard,)
        )
        return found[0][0] if found else 0

    def ids_since(self, received_at: int) -> Iterator[tuple[int, np.ndarray[Any, Any]]]:
        for shard in self.shards():
            found = self._query(
                "SELECT MIN(position) FROM journal_entry WHERE shard = ? AND kind = 'rows' AND received_at >= ?",
                (shard, received_at),
            )
            after = None if found[0][0] is None else found[0][0] - 1
            while after is not None:
                entries = self.read(shard, after)
                for entry in entries:
                    if entry.kind == "rows" and entry.received_at >= received_at:
                        yield entry.received_at, from_bytes(entry.payload).column("id").to_numpy()
                after = entries[-1].position if entries else None

    def prune(self, shard: int, before_position: int) -> int:
        gone = 0
        while True:
            # In pieces, so that an appender never waits for long.
            with self._appending([]) as execute:
                removed = execute(
                    "DELETE FROM journal_entry WHERE shard = ? AND position < ? AND position < ("
                    "SELECT MIN(position) FROM journal_entry WHERE shard = ?) + 500 RETURNING position",
                    (shard, before_position, shard),
                )
            gone += len(removed)
            if not removed:
                return gone

    def tallies(self, device: str | None = None, after: TallyKey = ("", "", ""), limit: int = 1000) -> list[Tally]:
        only, values = ("", ()) if device is None else (" AND device = ?", (device,))
        found = self._query(
            "SELECT device, outcome, reason, count FROM journal_tally"
            f" WHERE (device, outcome, reason) > (?, ?, ?){only} ORDER BY device, outcome, reason LIMIT ?",
            (*after, *values, limit),
        )
        return [Tally(*row) for row in found]

    def totals(self) -> dict[str, int]:
        found = self._query("SELECT outcome, SUM(count) FROM journal_tally GROUP BY outcome ORDER BY outcome")
        return {outcome: int(count) for outcome, count in found}

    def quarantine(self, before_id: int | None = None, limit: int = 50) -> list[Quarantined]:
        found = self._query(
            "SELECT at, protocol, device, reason, detail, sealed, id FROM journal_quarantine"
            " WHERE id < ? ORDER BY id DESC LIMIT ?",
            (before_id if before_id is not None else 2**62, limit),
        )
        return [
            Quarantined(at, protocol, device, reason, detail, bytes(sealed), nth)
            for at, protocol, device, reason, detail, sealed, nth in found
        ]

    def forget_quarantine(self, before: int) -> int:
        with self._appending([]) as execute:
            return len(execute("DELETE FROM journal_quarantine WHERE at < ? RETURNING id", (before,)))

    def parked(self, after: str = "", limit: int = 200) -> list[Parked]:
        found = self._query(
            "SELECT code, protocol, via, peer, first_seen, last_seen, count, name, kind, model, place, lon, lat"
            " FROM journal_parked WHERE code > ? ORDER BY code LIMIT ?",
            (after, limit),
        )
        return [Parked(*row) for row in found]

    def unpark(self, code: str) -> bool:
        with self._appending([]) as execute:
            return bool(execute("DELETE FROM journal_parked WHERE code = ? RETURNING code", (code,)))

    def liveness(self, codes: Sequence[str] | None = None) -> dict[str, Liveness]:
        select = "SELECT code, session_at, channel_at, via, online, clock_offset_us FROM journal_liveness"
        if codes is None:
            found = self._query(select)
        else:
            unfolded = self._rows_of(("text",))
            found = self._query(f"{select} WHERE code IN ({unfolded})", (_json_column(codes),))
        return {
            code: Liveness(code, session_at, channel_at, via, None if online is None else bool(online), offset)
            for code, session_at, channel_at, via, online, offset in found
        }

    def put_session(self, session: SessionRow) -> None:
        with self._appending([]) as execute:
            execute(
                "INSERT INTO journal_session (protocol, device, account, peer, opened_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (protocol, device) DO UPDATE SET account = excluded.account, peer = excluded.peer,"
                " opened_at = excluded.opened_at",
                (session.protocol, session.device, session.account, session.peer, session.opened_at),
            )

    def end_session(self, protocol: str, device: str) -> bool:
        with self._appending([]) as execute:
            gone = execute(
                "DELETE FROM journal_session WHERE protocol = ? AND device = ? RETURNING device", (protocol, device)
            )
        return bool(gone)

    def sessions(self) -> list[SessionRow]:
        select = "SELECT protocol, device, account, peer, opened_at FROM journal_session ORDER BY protocol, device"
        return [SessionRow(*row) for row in self._query(select)]

    def secret(self, name: str) -> bytes:
        with self._appending([]) as execute:
            execute(
                "INSERT INTO journal_meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                (f"secret {name}", secrets.token_bytes(32)),
            )
        return bytes(self._query("SELECT value FROM journal_meta WHERE name = ?", (f"secret {name}",))[0][0])

    def _check_version(self, execute: Execute) -> None:
        execute(
            "INSERT INTO journal_meta (name, value) VALUES ('version', ?) ON CONFLICT (name) DO NOTHING",
            (VERSION.encode(),),
        )
        found = bytes(execute("SELECT value FROM journal_meta WHERE name = 'version'", ())[0][0]).decode()
        if found != VERSION:
            raise JournalDamaged(f"the journal is of version {found}, this Anlin reads {VERSION}: use the newer Anlin")


def _entry(row: Row) -> Entry:
    shard, position, kind, received_at, rows, payload = row
    return Entry(shard, position, kind, received_at, rows, bytes(payload))


def _bit(truth: bool | None) -> int | None:
    return None if truth is None else int(truth)


def _json_column(values: Iterable[Any]) -> str:
    return msgspec.json.encode([[value] for value in values]).decode()


def _parked_rows(parked: Iterable[Parked]) -> list[Row]:
    """One row per code (an upsert may not touch a row twice), in order of code."""
    merged: dict[str, Parked] = {}
    for device in parked:
        known = merged.get(device.code)
        merged[device.code] = device if known is None else _joined(known, device)
    return [
        (p.code, p.protocol, p.via, p.peer, p.first_seen, p.last_seen, p.count, p.name, p.kind, p.model, p.place, p.lon,
         p.lat)
        for _, p in sorted(merged.items())
    ]  # fmt: skip


def _joined(first: Parked, later: Parked) -> Parked:
    return Parked(
        first.code,
        later.protocol,
        later.via,
        later.peer,
        first.first_seen,
        later.last_seen,
        first.count + later.count,
        later.name or first.name,
        later.kind or first.kind,
        later.model or first.model,
        later.place or first.place,
        first.lon if later.lon is None else later.lon,
        first.lat if later.lat is None else later.lat,
    )
