"""Writes the audit log and checks it. No record, no data: whoever cannot record must not answer (LU-15, P7)."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import Error, connection, transaction

from anlin.access.counting import counted
from anlin.access.models import AuditRecord, AuditTip
from anlin.access.verify import GENESIS, Finding, check, link
from anlin.observations.clock import Clock, system_clock


class AuditBroken(Exception):
    """The record could not be stored; nothing may leave."""


@dataclass
class Notes:
    """What a route tells the audit of its own request; never a personal value.

    `purpose`: of the work it was for, where that is not the route's own. `concerns`: pseudonyms of those whom what was
    shown is about besides, as a home's door is about all who live there. `subjects`: pseudonyms such as `alert:12`.
    `fields`: classes of personal fields that were shown. `persons`: how many persons' fields left. `reason`: a short
    code of a refusal.
    """

    subjects: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    persons: int = 0
    work_item: str = ""
    reason: str = ""
    shown: set[str] = field(default_factory=set)
    purpose: str = ""
    concerns: set[str] = field(default_factory=set)

    def showed(self, pseudonym: str, *fields: str) -> None:
        """A person's fields leave with this answer; each person counts once."""
        self.shown.add(pseudonym)
        self.persons = len(self.shown)
        if pseudonym not in self.subjects:
            self.subjects.append(pseudonym)
        self.fields += [name for name in fields if name not in self.fields]


_notes: ContextVar[Notes | None] = ContextVar("anlin_audit_notes", default=None)


def begin_notes() -> Notes:
    """Fresh notes for the request that begins."""
    fresh = Notes()
    _notes.set(fresh)
    return fresh


def notes() -> Notes:
    """The notes of the request in hand; outside of one they go nowhere."""
    return _notes.get() or Notes()


@dataclass(frozen=True)
class Entry:
    """One request as the log keeps it. `areas`: numbers of the areas the person's permission holds in."""

    operation: str
    permission: str
    purpose: str
    result: str
    status: int
    who: int | None = None
    unit: int | None = None
    roles: tuple[str, ...] = ()
    areas: tuple[int, ...] = ()
    device: str = ""
    request: str = ""
    notes: Notes = field(default_factory=Notes)


def canonical(body: dict[str, Any]) -> str:
    """The one way to write a record down: sorted keys, no blanks."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def record(entry: Entry, clock: Clock = system_clock, with_it: Callable[[Entry, int], object] | None = None) -> int:
    """Append one record and return its position. Raises `AuditBroken`.

    `with_it(entry, at)` stores what stands or falls with the record.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # The tip's lock puts writers in line: two records can never follow the same one. SQLite has locked
            # already, when the transaction began; on PostgreSQL a function of the log's owner locks, since our role
            # may not touch the tip (`database_roles.py`). The tip follows the record by itself.
            newest = "access_audit_newest()" if connection.vendor == "postgresql" else "access_audittip"
            cursor.execute(f"SELECT position, hash, at FROM {newest}")
            tip = cursor.fetchone()
            if tip is None:
                raise AuditBroken("the audit log has no tip: it was tampered with")
            tip_position, tip_hash, tip_at = tip
            position, at = tip_position + 1, max(clock(), tip_at)
            body = _body(entry, position, at)
            sealed = link(tip_hash, body)
            cursor.execute(
                "INSERT INTO access_auditrecord (position, at, who, operation, result, body, hash)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [position, at, entry.who, entry.operation, entry.result, body, sealed],
            )
            if with_it is not None:
                with_it(entry, at)
    except (Error, OSError) as error:
        raise AuditBroken(f"the audit record of {entry.operation} could not be stored: {error}") from error
    return int(position)


@contextmanager
def job(operation: str, purpose: str, clock: Clock = system_clock) -> Iterator[Notes]:
    """Work of the system itself that opens personal fields; one record at its end, or everything is undone.

    What the data layer opened goes into the record by itself. Raises `AuditBroken`.
    """
    mine = Notes()
    with transaction.atomic(), counted() as opened:
        yield mine
        mine.subjects = [*mine.subjects, *sorted(opened - set(mine.subjects))]
        mine.persons = len(opened)
        record(Entry(operation, "", purpose, "allowed", 200, roles=("system",), notes=mine), clock)


def _body(entry: Entry, position: int, at: int) -> str:
    return canonical(
        {
            "position": position,
            "at": at,
            "who": entry.who,
            "unit": entry.unit,
            "roles": list(entry.roles),
            "areas": list(entry.areas),
            "operation": entry.operation,
            "permission": entry.permission,
            "purpose": entry.purpose,
            "work_item": entry.notes.work_item,
            "subjects": entry.notes.subjects,
            "fields": entry.notes.fields,
            "persons": entry.notes.persons,
            "reason": entry.notes.reason,
            "device": entry.device,
            "request": entry.request,
            "result": entry.result,
            "status": entry.status,
        }
    )


def verify_chain(
    heads: list[dict[str, Any]] | None = None, public_key_pem: bytes = b"", newest: int | None = None
) -> list[Finding]:
    """What is wrong with the log as it stands, checked by the stand-alone verifier; empty when it is sound.

    `newest`: check that many of the newest records only.
    """
    rows = AuditRecord.objects.order_by("position").values(
        "position", "at", "who", "operation", "result", "body", "hash"
    )
    before, first = GENESIS, 1
    if newest is not None:
        first = max(1, AuditTip.objects.get(pk=1).position - newest + 1)
        rows = rows.filter(position__gte=first)
        if first > 1:
            previous = AuditRecord.objects.filter(position=first - 1).first()
            before = previous.hash if previous else GENESIS
    return check((dict(row) for row in rows.iterator(chunk_size=2000)), heads or [], public_key_pem, before, first)
