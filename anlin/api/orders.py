"""Health orders: declared responses, and the certificates of what was destroyed at their end (LU-24)."""

import json

from ninja import Field, Schema
from pydantic import AwareDatetime

from anlin.api.intake_store import clock
from anlin.api.lists import kinds_of
from anlin.api.problems import absent, conflict, invalid
from anlin.api.security import Request, Routes
from anlin.api.shapes import Instant, Ref, instant, ref
from anlin.lists.models import HealthOrder
from anlin.lists.orders import close_order, declare_order
from anlin.observations.instants import iso, micros
from anlin.places.models import Area

routes = Routes("/lists", tag="lists")


class OrderRow(Schema):
    """`destroyed`: entries destroyed at its end; `certificate`: signed JSON that says so, empty while it is open."""

    id: int
    number: str
    area: Ref | None
    issued_by: str
    from_at: Instant
    until_at: Instant
    closed_at: Instant | None
    destroyed: int | None
    certificate: str


class OrderGiven(Schema):
    number: str = Field(min_length=1, max_length=80)
    area: int
    issued_by: str = Field(min_length=1, max_length=120)
    until: AwareDatetime


@routes.get(
    "/orders", permission="lists.read", purpose="public_health", response=list[OrderRow], summary="Health orders"
)
def orders(request: Request) -> list[OrderRow]:
    """Declared responses within reach, with the certificates of those that ended; newest first."""
    if "public_health" not in kinds_of(request.user, "lists.read"):
        return []
    rows = HealthOrder.objects.filter(request.user.reach().over("area__path")).select_related("area").order_by("-pk")
    return [_order(row) for row in rows]


@routes.post(
    "/orders", permission="lists.propose", purpose="public_health", response=OrderRow, summary="Declare a health order"
)
def declare(request: Request, given: OrderGiven) -> OrderRow:
    area = Area.objects.visible_to(request.user).filter(pk=given.area).first()
    if area is None or "public_health" not in kinds_of(request.user, "lists.propose"):
        raise absent()
    now = clock()()
    if micros(given.until) <= now:
        raise invalid("到期时间须晚于现在", "It must end later than now")
    if HealthOrder.objects.filter(number=given.number.strip()).exists():
        raise conflict("这个文书编号已宣布过", "This order is declared already")
    return _order(declare_order(given.number, area, given.issued_by, now, micros(given.until), request.user))


@routes.post(
    "/orders/{int:order_id}/close",
    permission="lists.propose",
    purpose="public_health",
    response=OrderRow,
    summary="End a health order; what it fed is destroyed now",
)
def close(request: Request, order_id: int) -> OrderRow:
    within = HealthOrder.objects.filter(request.user.reach().over("area__path"), pk=order_id).select_related("area")
    found = within.first()
    if found is None or "public_health" not in kinds_of(request.user, "lists.propose"):
        raise absent()
    return _order(close_order(found, clock()()))


def _order(row: HealthOrder) -> OrderRow:
    return OrderRow(
        id=row.pk,
        number=row.number,
        area=ref(row.area),
        issued_by=row.issued_by,
        from_at=iso(row.from_at),
        until_at=iso(row.until_at),
        closed_at=instant(row.closed_at),
        destroyed=row.certificate.get("entries"),
        certificate=json.dumps(row.certificate, ensure_ascii=False, sort_keys=True) if row.certificate else "",
    )
