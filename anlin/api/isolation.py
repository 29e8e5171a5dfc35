"""Isolation orders: entered and ended by health staff; they name a number and a place, no person (LU-35)."""

import json

from ninja import Field, Schema
from pydantic import AwareDatetime

from anlin.api.intake_store import clock
from anlin.api.problems import absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.shapes import Instant, Ref, instant, ref
from anlin.lists.isolation import NotOrdered, close_isolation, order_isolation
from anlin.lists.models import HealthOrder, IsolationOrder
from anlin.observations.instants import iso, micros
from anlin.places.models import Area, Building, Device

routes = Routes("/isolations", tag="lists")
PURPOSE = "public_health"


class IsolationRow(Schema):
    """`certificate`: signed JSON that says what was erased, empty while the order runs; its place is gone by then."""

    id: int
    number: str
    response: str
    area: Ref | None
    building: Ref | None
    device: str
    from_at: Instant
    until_at: Instant
    closed_at: Instant | None
    certificate: str


class IsolationGiven(Schema):
    """`response`: number of the declared response; `device`: code of the magnet; `building` may be left out."""

    number: str = Field(min_length=1, max_length=80)
    response: str = Field(min_length=1, max_length=80)
    area: int
    building: str = Field("", max_length=40)
    device: str = Field(min_length=1, max_length=64)
    until: AwareDatetime


@routes.get("", permission="isolation.manage", purpose=PURPOSE, response=list[IsolationRow], summary="Isolation orders")
def isolations(request: Request) -> list[IsolationRow]:
    """Within reach, newest first: those that run, and the certificates of those that ended."""
    rows = IsolationOrder.objects.filter(request.user.reach().over("area__path")).order_by("-pk")
    return [_row(row) for row in rows.select_related("response", "area", "zone__building", "device")[:200]]


@routes.post("", permission="isolation.manage", purpose=PURPOSE, response=IsolationRow, summary="Enter an order")
def enter(request: Request, given: IsolationGiven) -> IsolationRow:
    area = Area.objects.visible_to(request.user).filter(pk=given.area).first()
    response = HealthOrder.objects.filter(number=given.response.strip()).select_related("area").first()
    within = Device.objects.visible_to(request.user).select_related("area", "zone")
    device = within.filter(code=given.device.strip()).first()
    if area is None or response is None or not area.path.startswith(response.area.path):
        raise absent()
    if device is None:
        raise invalid("没有这个门磁编号", "There is no magnet of this code")
    building = Building.objects.filter(area__path__startswith=area.path, code=given.building.strip()).first()
    if given.building.strip() and building is None:
        raise invalid("没有这栋楼", "There is no such building")
    try:
        made = order_isolation(
            given.number, response, area, device, micros(given.until), request.user, clock()(), building
        )
    except NotOrdered as refused:
        raise invalid(*refused.words) from None
    request.audit.work_item = f"isolation:{made.pk}"
    return _row(made)


@routes.post(
    "/{int:isolation_id}/close",
    permission="isolation.manage",
    purpose=PURPOSE,
    response=IsolationRow,
    summary="End an order; what it noticed is erased now",
)
def close(request: Request, isolation_id: int) -> IsolationRow:
    found = IsolationOrder.objects.filter(request.user.reach().over("area__path"), pk=isolation_id).first()
    if found is None:
        raise absent()
    request.audit.work_item = f"isolation:{found.pk}"
    return _row(close_isolation(found, clock()()))


def _row(row: IsolationOrder) -> IsolationRow:
    return IsolationRow(
        id=row.pk,
        number=row.number,
        response=row.response.number,
        area=ref(row.area),
        building=ref(row.zone.building) if row.zone and row.zone.building else None,
        device=row.device.code if row.device else "",
        from_at=iso(row.from_at),
        until_at=iso(row.until_at),
        closed_at=instant(row.closed_at),
        certificate=json.dumps(row.certificate, ensure_ascii=False, sort_keys=True) if row.certificate else "",
    )
