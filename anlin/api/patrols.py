"""My own patrol: it begins and ends by my word, and while it lasts I may say where I am (`PUT /api/tasks/position`).

Who is out where reaches those who may send people through the live stream (`GET /api/stream?patrols=true`).
"""

from ninja import Field, Schema

from anlin.alerts.lifecycle import Refused
from anlin.api.alerts import refusal
from anlin.api.intake_store import clock
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.shapes import Instant, Ref, named
from anlin.dispatch import patrols as rounds
from anlin.dispatch.models import Patrol
from anlin.observations.instants import iso
from anlin.places.models import Area

routes = Routes("/patrols", tag="dispatch")
PURPOSE = "alert_handling"


class PatrolRow(Schema):
    """`kind`: foot, car, boat. It is over at `ends_at` whatever happens."""

    id: int
    area: Ref
    kind: str
    begins_at: Instant
    ends_at: Instant


class PatrolGiven(Schema):
    area: int
    kind: str = Field(max_length=8)
    hours: float = Field(8, gt=0, le=12)


class OwnPatrol(Schema):
    """`patrol` is null while I am on none. `areas`: where I may go one."""

    patrol: PatrolRow | None
    areas: list[Ref]


@routes.get("/own", permission="positions.send", purpose=PURPOSE, response=OwnPatrol, summary="My patrol")
def own(request: Request) -> OwnPatrol:
    under_way = rounds.under_way(request.user, clock()())
    areas = Area.objects.visible_to(request.user).order_by("path")[:50]
    return OwnPatrol(
        patrol=_row(under_way) if under_way else None,
        areas=[Ref(id=area.pk, name=named(area)) for area in areas],
    )


@routes.post("", permission="positions.send", purpose=PURPOSE, response=PatrolRow, summary="Go on patrol")
def begin(request: Request, given: PatrolGiven) -> PatrolRow:
    """In an area of mine, for at most twelve hours; 409 while one is under way."""
    area = Area.objects.visible_to(request.user).filter(pk=given.area).first()
    if area is None:
        raise absent()
    try:
        made = rounds.begin(request.user, area, given.kind, given.hours, clock()())
    except Refused as refused:
        raise refusal(refused) from None
    request.audit.subjects.append(f"patrol:{made.pk}")
    return _row(made)


@routes.post("/own/end", permission="positions.send", purpose=PURPOSE, response=OwnPatrol, summary="End my patrol")
def end(request: Request) -> OwnPatrol:
    """My position goes with it, unless another task needs it. Again: nothing."""
    rounds.end(request.user, clock()())
    return own(request)


def _row(patrol: Patrol) -> PatrolRow:
    return PatrolRow(
        id=patrol.pk,
        area=Ref(id=patrol.area_id, name=named(patrol.area)),
        kind=patrol.kind,
        begins_at=iso(patrol.begins_at),
        ends_at=iso(patrol.ends_at),
    )
