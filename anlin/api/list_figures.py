"""Published quarters of the lists, open to everybody; a pause's review (LU-29); what is urgent (LU-2A)."""

from ninja import Field, Schema, Status

from anlin.api.intake_store import clock
from anlin.api.lists import kinds_of
from anlin.api.problems import absent, conflict, invalid
from anlin.api.security import ANYONE, Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, instant, named, text
from anlin.lists.catalogue import list_types
from anlin.lists.entries import URGENT_WITHIN
from anlin.lists.figures import shown_to_all
from anlin.lists.models import Entry, Published
from anlin.lists.pausing import NoReview, review
from anlin.observations.instants import SECOND, iso

routes = Routes("/list-figures", tag="lists")


class QuarterRow(Schema):
    """One list in one quarter. `reject_s`: median seconds to reject a wrong hit; `outcomes`: entries by state.

    A count below ten is null, and what would give it away too (LU-90).
    """

    kind: str
    title: Text
    quarter: str
    entries: int | None
    hits: int | None
    confirmed: int | None
    false: int | None
    precision: float | None
    reject_s: float | None
    outcomes: dict[str, int]
    published_at: Instant
    corrected_at: Instant | None


class Finding(Schema):
    finding: str = Field(max_length=200)


class UrgentRow(Schema):
    """A missing child or elder that waits for one approver on call; `overdue`: longer than five minutes."""

    id: int
    title: Text
    criterion: Text
    area: Ref
    requested_at: Instant
    due_at: Instant
    overdue: bool


@routes.get("", permission=ANYONE, purpose="oversight", response=list[QuarterRow], summary="Published quarters")
def published(request: Request) -> list[QuarterRow]:
    """Newest quarter first; no sign-in needed."""
    order = list(list_types())
    rows = sorted(Published.objects.all(), key=lambda row: order.index(row.kind))
    return [_quarter(row) for row in sorted(rows, key=lambda row: row.quarter, reverse=True)]


def _quarter(row: Published) -> QuarterRow:
    figures = shown_to_all(row.corrected or row.figures)
    reject_us = figures.pop("reject_us")
    return QuarterRow(
        kind=row.kind,
        title=text(list_types()[row.kind].title),
        quarter=row.quarter,
        reject_s=None if reject_us is None else reject_us / SECOND,
        published_at=iso(row.at),
        corrected_at=instant(row.corrected_at),
        **figures,
    )


@routes.get(
    "/urgent", permission="lists.approve", purpose="watch_lists", response=list[UrgentRow], summary="Urgent requests"
)
def urgent(request: Request) -> list[UrgentRow]:
    """Those this person may approve now, the oldest first."""
    now = clock()()
    rows = Entry.objects.visible_to(request.user).select_related("area")
    rows = rows.filter(is_urgent=True, terms__outcome="", terms__approvals=None, until_at=None, withdrawn_at=None)
    return [
        UrgentRow(
            id=row.pk,
            title=text(list_types()[row.kind].title),
            criterion=text(list_types()[row.kind].criteria[row.criterion]),
            area=Ref(id=row.area.pk, name=named(row.area)),
            requested_at=iso(row.requested_at),
            due_at=iso(row.requested_at + URGENT_WITHIN),
            overdue=now > row.requested_at + URGENT_WITHIN,
        )
        for row in rows.exclude(requester=request.user).order_by("requested_at")
        if row.terms.filter(outcome="", until_at__gt=now).exists()
    ]


@routes.post(
    "/{kind}/review", permission="lists.suspend", purpose="oversight", response={204: None}, summary="End a pause"
)
def end_pause(request: Request, kind: str, given: Finding) -> Status[None]:
    """By the auditor, with what the review found; from here on the list is compared with again."""
    if kind not in kinds_of(request.user, "lists.suspend"):
        raise absent()
    try:
        review(kind, request.user, given.finding, clock()())
    except NoReview as refused:
        raise (conflict if given.finding.strip() else invalid)(*refused.words) from None
    request.audit.subjects.append(f"list:{kind}")
    return Status(204, None)
