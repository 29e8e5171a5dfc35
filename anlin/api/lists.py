"""Lists: what is on them, proposed, approved, withdrawn. There is no route that looks a subject up (LU-27)."""

from typing import Any

from ninja import Field, Schema
from pydantic import AwareDatetime

from anlin.access.audit import Notes
from anlin.access.masking import MASKS
from anlin.access.sealed import open_column
from anlin.api.intake_store import clock
from anlin.api.problems import Problem, absent, conflict, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef, Ref, instant, person, ref, text
from anlin.lists import entries
from anlin.lists.catalogue import list_types, types_kept_by
from anlin.lists.entries import NewEntry, NotListed
from anlin.lists.figures import figures_of
from anlin.lists.models import Entry, Term
from anlin.lists.pausing import paused_kinds
from anlin.observations.instants import iso, micros
from anlin.people.models import User
from anlin.people.roles import ROLES
from anlin.places.models import Area

routes = Routes("/lists", tag="lists")
PURPOSE = "watch_lists"
MOST = 200


class Criterion(Schema):
    code: str
    name: Text


class ListRow(Schema):
    """One list type with its figures; `precision` is null until something was decided."""

    code: str
    title: Text
    criteria: list[Criterion]
    subjects: list[str]
    legal_article: str
    authority: str
    assessment: str
    longest_days: int
    urgent: bool
    may_propose: bool
    entries: int
    in_force: int
    confirmed: int
    false: int
    precision: float | None
    reject_s: float | None
    paused: bool


class EntryRow(Schema):
    """`subject` is masked; null for whoever oversees lists without keeping them."""

    id: int
    kind: str
    title: Text
    criterion: Text
    subject_type: str
    subject: str | None
    state: str
    area: Ref | None
    legal_basis: str
    issuing_body: str
    document_number: str
    owner: str
    requester: PersonRef | None
    requested_at: Instant
    from_at: Instant | None
    until_at: Instant | None
    suspended_because: str
    waits: bool
    asked_until: Instant | None
    approvals: list[str]
    confirmed: int
    false: int
    actions: list[str]


class EntryPage(Schema):
    items: list[EntryRow]
    total: int


class EntryGiven(Schema):
    kind: str
    criterion: str
    subject_type: str = "plate"
    subject: str = Field(min_length=1, max_length=32)
    area: int
    legal_basis: str = Field(max_length=200)
    issuing_body: str = Field(max_length=120)
    document_number: str = Field(max_length=80)
    until: AwareDatetime
    is_urgent: bool = False


class TermGiven(Schema):
    document_number: str = Field(max_length=80)
    until: AwareDatetime


class OwnConsent(Schema):
    document_number: str = Field(max_length=80)


class ReasonGiven(Schema):
    reason: str = Field("", max_length=200)


@routes.get("", permission="lists.read", purpose=PURPOSE, response=list[ListRow], summary="The lists there are")
def catalogue(request: Request) -> list[ListRow]:
    """With their figures over the whole platform, which anybody who keeps or oversees lists may know."""
    proposes = kinds_of(request.user, "lists.propose")
    found, paused = [], paused_kinds()
    for figures in figures_of(kinds_of(request.user, "lists.read"), clock()()):
        kind = list_types()[figures.kind]
        found.append(
            ListRow(
                code=kind.code,
                title=text(kind.title),
                criteria=[Criterion(code=code, name=text(words)) for code, words in kind.criteria.items()],
                subjects=list(kind.subjects),
                legal_article=kind.legal_article,
                authority=kind.authority,
                assessment=kind.assessment,
                longest_days=kind.longest_days,
                urgent=kind.urgent,
                may_propose=kind.code in proposes,
                entries=figures.entries,
                in_force=figures.in_force,
                confirmed=figures.confirmed,
                false=figures.false,
                precision=figures.precision,
                reject_s=None if figures.reject_us is None else figures.reject_us / 1_000_000,
                paused=kind.code in paused,
            )
        )
    return found


@routes.get("/entries", permission="lists.read", purpose=PURPOSE, response=EntryPage, summary="Entries within reach")
def entries_within_reach(request: Request, kind: str = "", state: str = "") -> EntryPage:
    """Newest first, subjects masked. `state`: one of `Entry.state_at`."""
    rows = _seen(request.user)
    if kind:
        rows = rows.filter(kind=kind)
    now = clock()()
    found = [row for row in rows.order_by("-pk")[: 10 * MOST] if not state or row.state_at(now) == state]
    return EntryPage(items=[_row(row, request.user, request.audit, now) for row in found[:MOST]], total=len(found))


@routes.get("/entries/{int:entry_id}", permission="lists.read", purpose=PURPOSE, response=EntryRow, summary="One entry")
def entry(request: Request, entry_id: int) -> EntryRow:
    return _row(_one(request, entry_id), request.user, request.audit, clock()())


@routes.post("/entries", permission="lists.propose", purpose=PURPOSE, response=EntryRow, summary="Propose an entry")
def propose(request: Request, given: EntryGiven) -> EntryRow:
    """One at a time. In force once two others of different units approved."""
    area = Area.objects.visible_to(request.user).filter(pk=given.area).first()
    if area is None or given.kind not in kinds_of(request.user, "lists.propose"):
        raise absent()
    now = clock()()
    plain = given.dict(exclude={"area", "until"})
    return _answer(
        request,
        lambda: entries.register_entry(
            NewEntry(**plain, area=area, from_at=now, until_at=micros(given.until)), request.user, now
        ),
    )


@routes.post(
    "/entries/{int:entry_id}/approve",
    permission="lists.approve",
    purpose=PURPOSE,
    response=EntryRow,
    summary="Approve what waits",
)
def approve(request: Request, entry_id: int) -> EntryRow:
    found = _one(request, entry_id)
    return _answer(request, lambda: entries.approve(found, request.user, clock()()))


@routes.post(
    "/entries/{int:entry_id}/refuse",
    permission="lists.approve",
    purpose=PURPOSE,
    response=EntryRow,
    summary="Say no to what waits",
)
def refuse(request: Request, entry_id: int, given: ReasonGiven) -> EntryRow:
    found = _one(request, entry_id)
    return _answer(request, lambda: entries.refuse(found, request.user, given.reason, clock()()))


@routes.post(
    "/entries/{int:entry_id}/renew",
    permission="lists.propose",
    purpose=PURPOSE,
    response=EntryRow,
    summary="Ask for a further term, or for a corrected entry to come back",
)
def renew(request: Request, entry_id: int, given: TermGiven) -> EntryRow:
    found = _one(request, entry_id)
    ask = entries.correct if found.suspended_at is not None else entries.renew
    return _answer(request, lambda: ask(found, request.user, given.document_number, micros(given.until), clock()()))


@routes.post(
    "/entries/{int:entry_id}/withdraw",
    permission="lists.propose",
    purpose=PURPOSE,
    response=EntryRow,
    summary="Take it off the list, at every door within a minute",
)
def withdraw(request: Request, entry_id: int) -> EntryRow:
    found = _one(request, entry_id)
    return _answer(request, lambda: entries.withdraw(found, clock()()))


@routes.post(
    "/entries/{int:entry_id}/consent",
    permission="lists.compare",
    purpose=PURPOSE,
    response=EntryRow,
    summary="The missing adult agrees to their whereabouts being told",
)
def consent(request: Request, entry_id: int, given: OwnConsent) -> EntryRow:
    """Without it the place of a found adult is taken off the alert as it is reported (LU-2A)."""
    found = _one(request, entry_id)
    return _answer(request, lambda: entries.consent(found, given.document_number))


@routes.post(
    "/entries/{int:entry_id}/suspend",
    permission="lists.suspend",
    purpose="oversight",
    response=EntryRow,
    summary="Suspend it until it is corrected at its source",
)
def suspend(request: Request, entry_id: int) -> EntryRow:
    found = _one(request, entry_id)
    return _answer(request, lambda: entries.suspend(found, "auditor", clock()()))


def kinds_of(user: User, permission: str) -> frozenset[str]:
    """Codes of the lists for which one of the person's roles gives the permission."""
    found: set[str] = set()
    for grant in user.grants_now:
        spec = ROLES[grant.role]
        if permission in spec.permissions:
            found |= set(list_types()) if spec.is_platform_wide else types_kept_by(grant.role)
    return frozenset(found)


def _seen(user: User) -> Any:
    rows = Entry.objects.visible_to(user).select_related("area", "owner", "requester")
    return rows.prefetch_related("terms__approvals__unit", "hits")


def _one(request: Request, entry_id: int) -> Entry:
    found: Entry | None = _seen(request.user).filter(pk=entry_id).first()
    if found is None:
        raise absent()
    return found


def _answer(request: Request, act: Any) -> EntryRow:
    try:
        done: Entry = act()
    except NotListed as refused:
        zh, en = refused.words
        if refused.kind == "forbidden":
            raise Problem(403, "not_permitted", zh, en) from None
        raise (conflict(zh, en) if refused.kind == "conflict" else invalid(zh, en)) from None
    request.audit.subjects.append(done.pseudonym)
    return _row(_seen(request.user).get(pk=done.pk), request.user, request.audit, clock()())


def _row(row: Entry, user: User, notes: Notes, now: int) -> EntryRow:
    kind = list_types()[row.kind]
    waiting: Term | None = next((term for term in row.terms.all() if not term.outcome), None)
    hits = list(row.hits.all())
    is_kept = row.kind in kinds_of(user, "lists.compare")
    subject = None
    if is_kept:
        subject = MASKS[row.subject_type](open_column(row, "sealed_subject"))
        notes.showed(row.pseudonym, f"{row.subject_type}:masked")
    return EntryRow(
        id=row.pk,
        kind=row.kind,
        title=text(kind.title),
        criterion=text(kind.criteria[row.criterion]),
        subject_type=row.subject_type,
        subject=subject,
        state=row.state_at(now),
        area=ref(row.area),
        legal_basis=row.legal_basis,
        issuing_body=row.issuing_body,
        document_number=row.document_number,
        owner=row.owner.name_zh,
        requester=person(row.requester),
        requested_at=iso(row.requested_at),
        from_at=instant(row.from_at),
        until_at=instant(row.ends_at),
        suspended_because=row.suspended_because,
        waits=waiting is not None,
        asked_until=instant(waiting.until_at) if waiting else None,
        approvals=[approval.unit.name_zh for approval in waiting.approvals.all()] if waiting else [],
        confirmed=sum(hit.outcome == "confirmed" for hit in hits),
        false=sum(hit.outcome == "false" for hit in hits),
        actions=_actions(row, waiting, user),
    )


def _actions(row: Entry, waiting: Term | None, user: User) -> list[str]:
    """What this person can do with it now, in the order a page offers it."""
    able = []
    is_over = row.withdrawn_at is not None
    if waiting is not None and row.kind in kinds_of(user, "lists.approve"):
        said = {approval.user_id for approval in waiting.approvals.all()}
        units = {approval.unit_id for approval in waiting.approvals.all()}
        if user.pk not in {waiting.requested_by_id, row.requester_id} | said and user.unit_id not in {*units, None}:
            able += ["approve", "refuse"]
    if not is_over and row.kind in kinds_of(user, "lists.propose"):
        if waiting is None:
            able.append("renew")
        able.append("withdraw")
    if not is_over and row.kind in kinds_of(user, "lists.compare") and entries.withholds_whereabouts(row):
        able.append("consent")
    if not is_over and row.suspended_at is None and row.from_at and "lists.suspend" in user.permissions:
        able.append("suspend")
    return able
