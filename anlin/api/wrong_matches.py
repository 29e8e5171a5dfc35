"""Confirmed matches that were wrong: put right at once, whom they met told within a day (LU-94)."""

from ninja import Field, Schema

from anlin.alerts.models import Alert
from anlin.api.intake_store import clock
from anlin.api.lists import kinds_of
from anlin.api.problems import absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, instant, ref, text
from anlin.lists.catalogue import list_types
from anlin.lists.hits import MODELS
from anlin.lists.models import WrongMatch
from anlin.lists.righting import NotRighted, put_right, told
from anlin.observations.instants import iso

routes = Routes("/lists", tag="lists")


class WrongRow(Schema):
    """`told_how`: in_person, telephone or letter; empty while the person still has to be told, by `due_at`."""

    id: int
    alert: int
    title: Text
    area: Ref | None
    reason: str
    found_at: Instant
    due_at: Instant
    is_overdue: bool
    told_at: Instant | None
    told_how: str


class WrongGiven(Schema):
    alert: int
    reason: str = Field(min_length=1, max_length=200)


class ToldGiven(Schema):
    how: str


@routes.get("/wrong", permission="lists.read", purpose="watch_lists", response=list[WrongRow], summary="Wrong matches")
def wrong_matches(request: Request) -> list[WrongRow]:
    """Of lists and places within reach; those still to be told first."""
    rows = WrongMatch.objects.filter(
        request.user.reach().over("area__path"), kind__in=kinds_of(request.user, "lists.read")
    ).select_related("area")
    return [_row(row) for row in sorted(rows, key=lambda row: (row.told_at is not None, -row.found_at))]


@routes.post(
    "/wrong", permission="lists.approve", purpose="watch_lists", response=WrongRow, summary="A match was wrong"
)
def put_right_one(request: Request, given: WrongGiven) -> WrongRow:
    """Reverses it everywhere now: hit, entry, alert, pictures, published figures."""
    alert = Alert.objects.visible_to(request.user).with_places().filter(pk=given.alert, model__in=MODELS).first()
    if alert is None:
        raise absent()
    request.audit.work_item = f"alert:{alert.pk}"
    try:
        return _row(put_right(alert, given.reason, request.user, clock()()))
    except NotRighted as refused:
        raise invalid(*refused.words) from None


@routes.post(
    "/wrong/{int:wrong_id}/told", permission="lists.approve", purpose="watch_lists", response=WrongRow,
    summary="The person was told",
)  # fmt: skip
def tell(request: Request, wrong_id: int, given: ToldGiven) -> WrongRow:
    rows = WrongMatch.objects.filter(
        request.user.reach().over("area__path"), kind__in=kinds_of(request.user, "lists.approve"), pk=wrong_id
    )
    found = rows.first()
    if found is None:
        raise absent()
    request.audit.work_item = f"alert:{found.alert}"
    try:
        return _row(told(found, given.how, request.user, clock()()))
    except NotRighted as refused:
        raise invalid(*refused.words) from None


def _row(row: WrongMatch) -> WrongRow:
    return WrongRow(
        id=row.pk,
        alert=row.alert,
        title=text(list_types()[row.kind].title),
        area=ref(row.area),
        reason=row.reason,
        found_at=iso(row.found_at),
        due_at=iso(row.due_at),
        is_overdue=row.told_at is None and clock()() > row.due_at,
        told_at=instant(row.told_at),
        told_how=row.told_how,
    )
