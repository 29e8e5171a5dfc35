"""The audit log for auditors: who asked for what, why, and whether the log is sound. Reading it is on record too."""

import json
from typing import Any

from django.db.models import Q, QuerySet
from ninja import Query, Schema

from anlin.access.audit import verify_chain
from anlin.access.heads import Heads
from anlin.access.models import AuditRecord, AuditTip
from anlin.access.purposes import shipped_purposes
from anlin.access.reading import read_only
from anlin.api.operations import words_of
from anlin.api.security import Request, Routes
from anlin.api.session import Person, Text
from anlin.observations.instants import iso
from anlin.people.alarms import ALARMS, SignInAlarm
from anlin.people.models import User
from anlin.people.roles import ROLES
from anlin.people.stops import REASONS, AccountStop
from anlin.site.config import config

routes = Routes("/audit", tag="audit")
PURPOSE = "oversight"
PAGE, MOST = 100, 500
CHECKED_HERE = 200_000  # Newest records that the page checks; the stand-alone verifier checks them all.
HEADS_HERE = 100  # Newest signed heads that the page checks; one of SM2 takes 30 ms.


class AuditRow(Schema):
    """One request as the log keeps it, and in words. `who` is null for a stranger; `subjects` are pseudonyms."""

    position: int
    at: str
    who: Person | None
    roles: list[str]
    acted_as: list[Text]
    operation: str
    did: Text
    permission: str
    purpose: str
    why: Text
    work_item: str
    subjects: list[str]
    fields: list[str]
    persons: int
    result: str
    status: int
    reason: str
    device: str
    request: str


class AuditPage(Schema):
    items: list[AuditRow]
    next: int | None


class AuditFilter(Schema):
    """`persons`: only what showed somebody's personal fields. `name`: part of the name or username of who asked.

    `about`: a pseudonym or work item, as in `resident:7` or `alert:12`. `before`: only older records, as `next` of the
    page before says.
    """

    who: int | None = None
    name: str = ""
    operation: str = ""
    about: str = ""
    persons: bool = False
    result: str = ""
    before: int | None = None
    limit: int = PAGE


class FindingRow(Schema):
    position: int
    what: str


class Chain(Schema):
    """Whether the log is sound: `checked` newest records against their hashes and the signed heads."""

    position: int
    checked: int
    sound: bool
    findings: list[FindingRow]


class HeadRow(Schema):
    position: int
    hash: str
    at: int
    signature: str


class StopRow(Schema):
    """`is_active`: the security manager let the account in again."""

    at: str
    who: Person
    because: str
    words: Text
    is_active: bool


class AlarmRow(Schema):
    at: str
    who: Person
    because: str
    words: Text


class HeadsShape(Schema):
    """What an outside witness keeps: the signed heads, newest last, and the key that checks them."""

    public_key: str
    heads: list[HeadRow]


@routes.get("", permission="audit.read", purpose=PURPOSE, response=AuditPage, summary="Who asked for what, and why")
def records(request: Request, wanted: Query[AuditFilter]) -> AuditPage:
    """Newest first."""
    limit = max(1, min(wanted.limit, MOST))
    rows_wanted = _filtered(wanted)[: limit + 1]
    with read_only():
        rows = list(rows_wanted)
    people = {user.pk: user for user in User.objects.filter(pk__in={row.who for row in rows if row.who})}
    shown = rows[:limit]
    return AuditPage(
        items=[_row(row, people) for row in shown], next=shown[-1].position if len(rows) > limit and shown else None
    )


@routes.get("/chain", permission="audit.read", purpose=PURPOSE, response=Chain, summary="Is the log sound?")
def chain(request: Request) -> Chain:
    heads = _heads()
    with read_only():
        position = AuditTip.objects.get(pk=1).position
        findings = verify_chain(heads.all()[-HEADS_HERE:], heads.public_key_pem(), newest=CHECKED_HERE)
    return Chain(
        position=position,
        checked=min(position, CHECKED_HERE),
        sound=not findings,
        findings=[FindingRow(position=finding.position, what=finding.what) for finding in findings],
    )


@routes.get("/heads", permission="audit.read", purpose=PURPOSE, response=HeadsShape, summary="Heads for witnesses")
def signed_heads(request: Request) -> HeadsShape:
    """Signs the newest record now, so that what a witness takes away is up to date."""
    heads = _heads()
    heads.sign()
    return HeadsShape(public_key=heads.public_key_pem().decode(), heads=[HeadRow(**head) for head in heads.all()])


@routes.get(
    "/stops", permission="audit.read", purpose=PURPOSE, response=list[StopRow], summary="Accounts the platform stopped"
)
def stops(request: Request) -> list[StopRow]:
    """Newest first."""
    rows = AccountStop.objects.select_related("user").order_by("-pk")[:MOST]
    return [
        StopRow(
            at=iso(row.at),
            who=Person(id=row.user.pk, name=row.user.name, username=row.user.username, unit=None),
            because=row.because,
            words=Text(zh=REASONS[row.because][0], en=REASONS[row.because][1]),
            is_active=row.user.is_active,
        )
        for row in rows
    ]


@routes.get(
    "/alarms", permission="audit.read", purpose=PURPOSE, response=list[AlarmRow], summary="Sign-ins used by others"
)
def alarms(request: Request) -> list[AlarmRow]:
    """Newest first: a sign-in on a second device, a copied passkey (LU-06)."""
    rows = SignInAlarm.objects.select_related("user").order_by("-pk")[:MOST]
    return [
        AlarmRow(
            at=iso(row.at),
            who=Person(id=row.user.pk, name=row.user.name, username=row.user.username, unit=None),
            because=row.because,
            words=Text(zh=ALARMS[row.because][0], en=ALARMS[row.because][1]),
        )
        for row in rows
    ]


def _heads() -> Heads:
    return Heads(config().keys, config().home / "witness", config().crypto_profile)


def _filtered(wanted: AuditFilter) -> "QuerySet[AuditRecord]":
    rows = AuditRecord.objects.order_by("-position")
    if wanted.who is not None:
        rows = rows.filter(who=wanted.who)
    if wanted.name.strip():
        named = Q(name__icontains=wanted.name.strip()) | Q(username__icontains=wanted.name.strip())
        # As a list: who reads the log as the auditors' role sees no accounts.
        rows = rows.filter(who__in=list(User.objects.filter(named).values_list("pk", flat=True)))
    if wanted.persons:
        rows = rows.exclude(body__contains='"persons":0,')
    if wanted.about.strip():
        rows = rows.filter(body__contains=json.dumps(wanted.about.strip()))
    if wanted.operation:
        rows = rows.filter(operation=wanted.operation)
    if wanted.result:
        rows = rows.filter(result=wanted.result)
    if wanted.before is not None:
        rows = rows.filter(position__lt=wanted.before)
    return rows


def _row(row: AuditRecord, people: dict[int, User]) -> AuditRow:
    body: dict[str, Any] = json.loads(row.body)
    user = people.get(row.who) if row.who is not None else None
    kept = ("roles", "operation", "permission", "purpose", "work_item", "subjects", "fields", "persons", "result")
    return AuditRow(
        position=row.position,
        at=iso(row.at),
        who=Person(id=user.pk, name=user.name, username=user.username, unit=None) if user else None,
        acted_as=[Text(zh=ROLES[name].zh, en=ROLES[name].en) for name in body["roles"] if name in ROLES],
        did=_text(words_of(row.operation)),
        why=_text(shipped_purposes().get(body["purpose"], body["purpose"])),
        **{name: body[name] for name in (*kept, "status", "reason", "device", "request")},
    )


def _text(said: Any) -> Text:
    """Words in both languages; a code that is known no more stands for itself."""
    return Text(zh=said, en=said) if isinstance(said, str) else Text(zh=said.zh, en=said.en)
