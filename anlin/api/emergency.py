"""Emergency access: asked for by who works on a care alert, seen by police of the place, over within the hour."""

from ninja import Field, Schema, Status

from anlin.access.masking import mask_door
from anlin.alerts.models import Alert
from anlin.alerts.sentences import line_of
from anlin.api.intake_store import clock
from anlin.api.problems import absent, conflict
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, ref, text
from anlin.care import emergency
from anlin.care.emergency import NotOpened
from anlin.care.models import EmergencyAccess, EmergencyAccessQuerySet
from anlin.observations.instants import iso

routes = Routes("/emergency", tag="emergency")
PURPOSE = "elder_care"


class EmergencyGiven(Schema):
    alert: int
    why: str = Field(min_length=1, max_length=200)


class EmergencyRow(Schema):
    """One home to go to: where it is, its alert, and until when this may be seen. Nothing else of the home."""

    id: int
    alert: int
    line: Text
    why: str
    area: Ref | None
    building: Ref | None
    door: str
    lon: float | None
    lat: float | None
    opened_at: Instant
    until_at: Instant


class DoorShown(Schema):
    """To be masked again at `shown_until`, and never kept."""

    value: str
    shown_until: Instant


@routes.post(
    "", permission="emergency.open", purpose=PURPOSE, response=EmergencyRow, summary="Ask police to help at this home"
)
def open_one(request: Request, given: EmergencyGiven) -> EmergencyRow:
    alert = Alert.objects.visible_to(request.user).with_places().filter(pk=given.alert).first()
    reach = request.user.reach("emergency.open")
    if alert is None or alert.area is None or not reach.includes(alert.area.path):
        raise absent()
    request.audit.work_item = f"alert:{alert.pk}"
    try:
        made = emergency.open_access(alert, given.why, request.user, clock()())
    except NotOpened as refused:
        raise conflict(*refused.words) from None
    return _row(made)


@routes.get("", permission="emergency.read", purpose=PURPOSE, response=list[EmergencyRow], summary="Homes to go to now")
def open_ones(request: Request) -> list[EmergencyRow]:
    rows = list(_open(request))
    for row in rows:
        request.audit.subjects.append(row.pseudonym)
    return [_row(row) for row in rows]


@routes.post(
    "/{int:access_id}/door",
    permission="emergency.read",
    purpose=PURPOSE,
    response=DoorShown,
    summary="The door of a home to go to",
)
def door(request: Request, access_id: int) -> DoorShown:
    found = _open(request).filter(pk=access_id).first()
    if found is None:
        raise absent()
    shown = emergency.show_door(found, request.user, request.audit, clock()())
    return DoorShown(value=shown.text, shown_until=iso(shown.shown_until))


@routes.post(
    "/{int:access_id}/end",
    permission="emergency.open",
    purpose=PURPOSE,
    response={204: None},
    summary="Police are not needed any more",
)
def end(request: Request, access_id: int) -> Status[None]:
    found = EmergencyAccess.objects.visible_to(request.user).filter(pk=access_id).first()
    if found is None:
        raise absent()
    request.audit.work_item = f"alert:{found.alert_id}"
    emergency.close_access(found, clock()())
    return Status(204, None)


def _open(request: Request) -> EmergencyAccessQuerySet:
    rows = EmergencyAccess.objects.visible_to(request.user).open_at(clock()())
    return rows.select_related("alert__area", "alert__zone", "alert__device", "dwelling__building").order_by("-pk")


def _row(access: EmergencyAccess) -> EmergencyRow:
    alert, home = access.alert, access.dwelling
    area = home.building.area
    return EmergencyRow(
        id=access.pk,
        alert=alert.pk,
        line=text(line_of(alert, clock()())),
        why=access.why,
        area=ref(area),
        building=ref(home.building),
        door=mask_door(home.unit, home.floor),
        lon=area.center_lon,
        lat=area.center_lat,
        opened_at=iso(access.opened_at),
        until_at=iso(access.until_at),
    )
