"""Joint dispatch: who is where, what is waiting for whom; legs, tasks offered to volunteers, positions on a task."""

from typing import Any

from ninja import Field, Schema

from anlin.alerts.lifecycle import OPEN_STATES, Given, Refused
from anlin.alerts.models import Alert
from anlin.alerts.rights import roles_at
from anlin.alerts.work import audience_for
from anlin.api.alert_shapes import AlertRow, alert_row
from anlin.api.alerts import refusal
from anlin.api.intake_store import clock
from anlin.api.problems import absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef, person
from anlin.dispatch import joint, positions, volunteering
from anlin.dispatch.joint import Part
from anlin.dispatch.models import Dispatch, Leg, StaffPosition, Task
from anlin.observations.instants import iso
from anlin.people.models import Unit, User

routes = Routes("/dispatches", tag="dispatch")
PURPOSE = "alert_handling"


class UnitRef(Schema):
    id: int
    name: Text
    kind: str


class Where(Schema):
    """Where somebody on a task said they were last; shown to those who may send people, and to nobody else."""

    lon: float
    lat: float
    accuracy_m: float
    at: Instant


class LegRow(Schema):
    """`state`: waiting, accepted, handling, resolved, verified, released. `steps`: what I may do with it now."""

    id: int
    unit: UnitRef
    is_lead: bool
    what: str
    state: str
    since: Instant
    holder: PersonRef | None
    where: Where | None
    steps: list[str]


class OfferRow(Schema):
    """A volunteer's task as those see it who asked. `state`: offered, taken, declined, done, over."""

    id: int
    what: str
    volunteer: PersonRef
    state: str
    since: Instant
    where: Where | None


class DispatchRow(Schema):
    id: int
    alert: AlertRow
    made_at: Instant
    is_open: bool
    may_add: bool
    legs: list[LegRow]
    tasks: list[OfferRow]


class Choices(Schema):
    """Whom an alert can be sent to: organisations and volunteers with somebody on duty there who may work on it."""

    units: list[UnitRef]
    volunteers: list[PersonRef]


class PartGiven(Schema):
    unit: int
    what: str = Field(max_length=200)
    is_lead: bool = False


class DispatchGiven(Schema):
    alert: int
    parts: list[PartGiven] = Field(min_length=1, max_length=12)


class LegStepGiven(Schema):
    note: str = Field("", max_length=2000)
    reason: str = Field("", max_length=2000)
    verdict: str = ""


class OfferGiven(Schema):
    volunteer: int
    what: str = Field(max_length=120)


@routes.get(
    "", permission="alerts.read", purpose=PURPOSE, response=list[DispatchRow], summary="Who is where, and waits"
)
def dispatches(request: Request, is_open: bool = True) -> list[DispatchRow]:
    """Of alerts within reach, the newest first; never in an order of where people are."""
    rows = _seen(request.user).order_by("-made_at")
    rows = rows.filter(alert__work_state__in=OPEN_STATES) if is_open else rows
    return _rows(list(rows[:200]), request.user)


@routes.get("/choices", permission="alerts.triage", purpose=PURPOSE, response=Choices, summary="Whom one can send")
def choices(request: Request, alert: int) -> Choices:
    found = Alert.objects.visible_to(request.user).with_places().filter(pk=alert).first()
    if found is None:
        raise absent()
    now = clock()()
    return Choices(
        units=[_unit(unit) for unit in joint.units_for(found, now)],
        volunteers=[PersonRef(id=user.pk, name=user.name) for user in volunteering.volunteers_for(found, now)],
    )


@routes.post("", permission="alerts.triage", purpose=PURPOSE, response=DispatchRow, summary="Send organisations")
def send(request: Request, given: DispatchGiven) -> DispatchRow:
    found = Alert.objects.visible_to(request.user).with_places().filter(pk=given.alert).first()
    if found is None:
        raise absent()
    if sum(part.is_lead for part in given.parts) != 1:
        raise invalid("请指定一个牵头单位", "Name one leading organisation")
    units = {unit.pk: unit for unit in Unit.objects.filter(pk__in=[part.unit for part in given.parts])}
    if len(units) != len({part.unit for part in given.parts}):
        raise absent()
    parts = [Part(units[part.unit], part.what, part.is_lead) for part in given.parts]
    made = _try(lambda: joint.send(found, parts, request.user, clock()()))
    return _answer(request, made.pk)


@routes.post(
    "/{int:dispatch_id}/legs", permission="alerts.triage", purpose=PURPOSE, response=DispatchRow, summary="One more"
)
def add_leg(request: Request, dispatch_id: int, given: PartGiven) -> DispatchRow:
    found = _one(request, dispatch_id)
    unit = Unit.objects.filter(pk=given.unit).first()
    if unit is None:
        raise absent()
    _try(lambda: joint.add(found, Part(unit, given.what), request.user, clock()()))
    return _answer(request, found.pk)


@routes.post(
    "/legs/{int:leg_id}/{step}", permission="alerts.work", purpose=PURPOSE, response=DispatchRow, summary="A leg's step"
)
def step_leg(request: Request, leg_id: int, step: str, given: LegStepGiven) -> DispatchRow:
    """`step`: accept, arrive, resolve (with a verdict), verify, return (with a reason)."""
    leg = Leg.objects.select_related("dispatch__alert__area", "unit").filter(pk=leg_id).first()
    if leg is None:
        raise absent()
    dispatch = _seen(request.user).filter(pk=leg.dispatch_id).first()
    if dispatch is None:
        raise absent()
    _try(lambda: joint.step(leg, step, request.user, Given(**given.dict()), clock()()))
    return _answer(request, dispatch.pk)


@routes.post(
    "/{int:dispatch_id}/tasks", permission="alerts.triage", purpose=PURPOSE, response=DispatchRow, summary="Ask one"
)
def ask_volunteer(request: Request, dispatch_id: int, given: OfferGiven) -> DispatchRow:
    """The volunteer learns what and where; nothing else of the alert."""
    found = _one(request, dispatch_id)
    to = User.objects.filter(pk=given.volunteer, is_active=True).first()
    if to is None:
        raise absent()
    _try(lambda: volunteering.offer(found, to, given.what, request.user, clock()()))
    return _answer(request, found.pk)


def _try(act: Any) -> Any:
    try:
        return act()
    except Refused as refused:
        raise refusal(refused) from None


def _seen(user: User) -> Any:
    visible = Alert.objects.visible_to(user)
    rows = Dispatch.objects.filter(alert__in=visible)
    return rows.prefetch_related("legs__unit", "legs__held_by", "tasks__offered_to")


def _one(request: Request, dispatch_id: int) -> Dispatch:
    found: Dispatch | None = (
        _seen(request.user).select_related("alert__area", "alert__zone").filter(pk=dispatch_id).first()
    )
    if found is None:
        raise absent()
    return found


def _answer(request: Request, dispatch_id: int) -> DispatchRow:
    request.audit.subjects.append(f"dispatch:{dispatch_id}")
    (row,) = _rows(list(_seen(request.user).filter(pk=dispatch_id)), request.user)
    return row


def _rows(found: list[Dispatch], user: User) -> list[DispatchRow]:
    now = clock()()
    alerts = {alert.pk: alert for alert in Alert.objects.filter(pk__in=[row.alert_id for row in found]).with_places()}
    for dispatch in found:
        dispatch.alert = alerts[dispatch.alert_id]
        for each in (*dispatch.legs.all(), *dispatch.tasks.all()):
            each.dispatch = dispatch  # type: ignore[attr-defined]
    people = {holder.pk for row in found for leg in row.legs.all() if (holder := joint.holder_of(leg)) is not None} | {
        task.offered_to_id for row in found for task in row.tasks.all()
    }
    where = positions.positions_of(people, now)
    return [_row(dispatch, user, where, now) for dispatch in found]


def _row(row: Dispatch, user: User, where: dict[int, StaffPosition], now: int) -> DispatchRow:
    alert = row.alert
    is_open = alert.work_state in OPEN_STATES
    triages = bool(roles_at(user, alert.area.path if alert.area else "") & audience_for(alert).triage)
    return DispatchRow(
        id=row.pk,
        alert=alert_row(alert, now),
        made_at=iso(row.made_at),
        is_open=is_open,
        may_add=is_open and triages,
        legs=[_leg(leg, user, where if triages else {}) for leg in sorted(row.legs.all(), key=_place_of)],
        tasks=[_offer(task, where) for task in sorted(row.tasks.all(), key=lambda task: task.pk)] if triages else [],
    )


def _place_of(leg: Leg) -> tuple[bool, int]:
    """The lead first, then in the order of sending."""
    return not leg.is_lead, leg.pk


def _leg(leg: Leg, user: User, where: dict[int, StaffPosition]) -> LegRow:
    state, holder = joint.state_of(leg), joint.holder_of(leg)
    is_under_way = holder is not None and state in ("accepted", "handling")
    return LegRow(
        id=leg.pk,
        unit=_unit(leg.unit),
        is_lead=leg.is_lead,
        what=leg.what,
        state=state,
        since=iso(leg.since),
        holder=person(holder),
        where=_where(where.get(holder.pk)) if holder is not None and is_under_way else None,
        steps=joint.steps_for(leg, user),
    )


def _offer(task: Task, where: dict[int, StaffPosition]) -> OfferRow:
    state = volunteering.state_of(task)
    return OfferRow(
        id=task.pk,
        what=task.what,
        volunteer=PersonRef(id=task.offered_to.pk, name=task.offered_to.name),
        state=state,
        since=iso(task.since),
        where=_where(where.get(task.offered_to_id)) if state == "taken" else None,
    )


def _where(row: StaffPosition | None) -> Where | None:
    return None if row is None else Where(lon=row.lon, lat=row.lat, accuracy_m=row.accuracy_m, at=iso(row.at))


def _unit(unit: Unit) -> UnitRef:
    return UnitRef(id=unit.pk, name=Text(zh=unit.name_zh, en=unit.name_en or unit.name_zh), kind=unit.kind)
