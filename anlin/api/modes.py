"""Maintenance, mute and drill: what is in force, setting one with reason and end, ending one early."""

from typing import Any

from django.db.models import Count, Q
from ninja import Field, Schema

from anlin.alerts.audience import ORDINARY, TRIAGE
from anlin.alerts.models import Alert, Mode
from anlin.alerts.modes import DRILL, KIND_WORDS, LONGEST_US, MAINTENANCE, may_name
from anlin.alerts.rights import roles_at
from anlin.alerts.words import duration
from anlin.api.intake_store import clock
from anlin.api.mode_shapes import ModeShape, mode_shape
from anlin.api.models import shipped_models
from anlin.api.problems import absent, conflict, invalid
from anlin.api.security import Request, Routes
from anlin.api.shapes import PersonRef
from anlin.people.models import RoleGrant, User
from anlin.places.models import Area, Device, Zone

routes = Routes("/modes", tag="modes")
PURPOSE = "alert_handling"
MINUTE_US = 60 * 1_000_000
SHOWN_AFTER_US = 24 * 60 * MINUTE_US
"""How long a mode that is over stays in the list."""
LATEST = 200


class ModeRow(ModeShape):
    """`state`: in_force, planned or over. `alerts`: how many of those you may see opened under it."""

    state: str
    alerts: int
    participants: list[PersonRef]


class NewMode(Schema):
    """One of `zone` and `device` at most. `begins_in_min` 0 is now. A drill names who takes part."""

    kind: str
    area: int
    zone: int | None = None
    device: int | None = None
    model: str = ""
    why: str = Field(min_length=2, max_length=200)
    begins_in_min: int = Field(0, ge=0, le=7 * 24 * 60)
    lasts_min: int = Field(ge=1, le=7 * 24 * 60)
    participants: list[int] = Field([], max_length=200)


@routes.get("", permission="situation.read", purpose=PURPOSE, response=list[ModeRow], summary="Modes within reach")
def modes(request: Request) -> list[ModeRow]:
    """In force first, then planned, then what ended in the last day."""
    now = clock()()
    found = Mode.objects.visible_to(request.user).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now - SHOWN_AFTER_US), ends_at__gt=now - SHOWN_AFTER_US
    )
    rows = list(found.with_places().prefetch_related("participants").order_by("-begins_at", "-pk")[:LATEST])
    order = {"in_force": 0, "planned": 1, "over": 2}
    counts = _counts(request.user, rows)
    shown = [_row(mode, now, counts) for mode in rows]
    return sorted(shown, key=lambda row: (order[row.state], row.ends_at))


def _counts(user: User, rows: list[Mode]) -> dict[int, int]:
    seen = Alert.objects.visible_to(user).filter(mode__in=rows)
    return dict(seen.values_list("mode").annotate(n=Count("pk")).order_by())


def _state(mode: Mode, now: int) -> str:
    if mode.ended_at is not None or mode.ends_at <= now:
        return "over"
    return "planned" if mode.begins_at > now else "in_force"


def _row(mode: Mode, now: int, counts: dict[int, int]) -> ModeRow:
    return ModeRow(
        **mode_shape(mode).dict(),
        state=_state(mode, now),
        alerts=counts.get(mode.pk, 0),
        participants=[PersonRef(id=user.pk, name=user.name) for user in mode.participants.all()],
    )


@routes.get("/people", permission="modes.set", purpose=PURPOSE, response=list[PersonRef], summary="Who can take part")
def people(request: Request, area: int) -> list[PersonRef]:
    """People who work in the area or around it, by name, for the list of those who take part in a drill."""
    place = _area(request.user, area)
    return [PersonRef(id=user.pk, name=user.name) for user in _working_at(place)]


def _working_at(area: Area) -> list[User]:
    around = [area.path[:end] for end in range(8, len(area.path) + 1, 8)]
    grants = RoleGrant.objects.in_force(clock()()).filter(
        Q(area__path__in=around) | Q(area__path__gte=area.path, area__path__lt=f"{area.path}g"), role__in=ORDINARY
    )
    return list(User.objects.filter(pk__in=grants.values("user"), is_active=True).order_by("name", "pk")[:500])


@routes.post("", permission="modes.set", purpose=PURPOSE, response=ModeRow, summary="Set a mode")
def set_mode(request: Request, given: NewMode) -> ModeRow:
    """Alerts that open in its scope page nobody (or, in a drill, nobody outside it) until it ends by itself."""
    scope = _scope(request.user, given)
    _check(request.user, given, scope)
    begins_at = clock()() + given.begins_in_min * MINUTE_US
    mode = Mode.objects.create(
        kind=given.kind, model=given.model, why=given.why.strip(), set_by=request.user, begins_at=begins_at,
        ends_at=begins_at + given.lasts_min * MINUTE_US, **scope,
    )  # fmt: skip
    mode.participants.set(_participants(given, scope["area"]))
    return _row(_one(request, mode.pk), clock()(), {})


def _scope(user: User, given: NewMode) -> dict[str, Any]:
    area = _area(user, given.area)
    scope: dict[str, Any] = {"area": area}
    if given.zone is not None and given.device is not None:
        raise invalid("请在区域点位和设备中选一个", "Choose a zone or a device, not both")
    if given.zone is not None:
        scope["zone"] = _inside(Zone.objects.visible_to(user), given.zone, area)
    if given.device is not None:
        scope["device"] = _inside(Device.objects.visible_to(user), given.device, area)
    return scope


def _inside(rows: Any, number: int, area: Area) -> Any:
    found = rows.filter(pk=number, area__path__gte=area.path, area__path__lt=f"{area.path}g").first()
    if found is None:
        raise absent()
    return found


def _area(user: User, number: int) -> Area:
    found: Area | None = Area.objects.visible_to(user).filter(pk=number).first()
    if found is None:
        raise absent()
    return found


def _check(user: User, given: NewMode, scope: dict[str, Any]) -> None:
    if given.kind not in KIND_WORDS:
        raise invalid(f"没有这种模式：{given.kind}", f"There is no such mode: {given.kind}")
    longest = LONGEST_US[given.kind]
    if given.lasts_min * MINUTE_US > longest:
        words, kind = duration(longest / 1_000_000), KIND_WORDS[given.kind]
        raise invalid(
            f"{kind.zh}最长 {words.zh}；需要更久请到时再设", f"At most {words.en} ({kind.en}); set it again if needed"
        )
    if given.model and given.model not in {spec.name for spec in shipped_models()}:
        raise invalid(f"没有这个模型：{given.model}", f"There is no such model: {given.model}")
    if given.model and not any(may_name(grant.role, given.model) for grant in user.grants_now):
        raise invalid("您不处理这个模型的预警", "Alerts of this model are not yours to hold back")
    is_narrow = given.kind == MAINTENANCE and len(scope) > 1
    if not is_narrow and not roles_at(user, scope["area"].path) & TRIAGE:
        raise invalid(
            "您可以对一个设备或点位设检修；其余由值班负责人设",
            "You may set maintenance of one device or zone; the rest is for those who assess alerts",
        )
    if given.kind == DRILL and not given.participants:
        raise invalid("请选择参加演练的人", "Choose who takes part in the drill")


def _participants(given: NewMode, area: Area) -> list[int]:
    if given.kind != DRILL:
        return []
    able = {user.pk for user in _working_at(area)}
    if set(given.participants) - able:
        raise invalid("有参加人不在这个区域工作", "Somebody chosen does not work in this area")
    return given.participants


@routes.post(
    "/{int:mode_id}/end", permission="modes.set", purpose=PURPOSE, response=ModeRow, summary="End a mode early"
)
def end_mode(request: Request, mode_id: int) -> ModeRow:
    """Ends it now; what it held back and still goes on is asked for at once. 409 when it is over already."""
    now = clock()()
    _one(request, mode_id)
    ended = Mode.objects.filter(pk=mode_id, ended_at__isnull=True, ends_at__gt=now)
    if not ended.update(ended_at=now, ended_by=request.user):
        raise conflict("已经结束了", "It is over already")
    mode = _one(request, mode_id)
    return _row(mode, now, _counts(request.user, [mode]))


def _one(request: Request, number: int) -> Mode:
    found: Mode | None = Mode.objects.visible_to(request.user).with_places().filter(pk=number).first()
    if found is None:
        raise absent()
    return found
