"""Who is on duty when. Whoever has shifts is told of alerts within them only (`notify`)."""

from typing import Any

from django.db.models import Q
from ninja import Schema
from pydantic import AwareDatetime

from anlin.api.intake_store import clock
from anlin.api.problems import absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef
from anlin.notify.models import Duty
from anlin.observations.instants import DAY, iso, micros
from anlin.people.models import RoleGrant, User
from anlin.people.roles import ROLES
from anlin.people.stops import REASONS, AccountStop

routes = Routes("/duty", tag="duty")
PURPOSE = "operations"
LONGEST = 7 * DAY


class Shift(Schema):
    id: int
    begins_at: Instant
    ends_at: Instant


class DutyRow(Schema):
    """`state`: on, off, or unrostered (never had a shift: counts as on duty). `shifts`: those not over yet."""

    who: PersonRef
    unit: str | None
    roles: list[Text]
    state: str
    shifts: list[Shift]


class Stopped(Schema):
    """An account that the platform stopped by itself; `is_active`: it was let in again."""

    at: Instant
    who: PersonRef
    why: Text
    is_active: bool


class ShiftGiven(Schema):
    user: int
    begins_at: AwareDatetime
    ends_at: AwareDatetime


@routes.get("", permission="duty.read", purpose=PURPOSE, response=list[DutyRow], summary="Who is on duty when")
def roster(request: Request) -> list[DutyRow]:
    """People with a role within reach, by unit and name."""
    now = clock()()
    titles: dict[int, list[Text]] = {}
    for grant in _grants(request.user, now):
        spec = ROLES[grant.role]
        titles.setdefault(grant.user_id, []).append(Text(zh=spec.zh, en=spec.en))
    people = User.objects.filter(pk__in=titles).select_related("unit").prefetch_related("duties")
    return [_row(user, titles[user.pk], now) for user in people.order_by("unit__name_zh", "name", "pk")]


@routes.get(
    "/stopped", permission="duty.read", purpose="oversight", response=list[Stopped], summary="People stopped lately"
)
def stopped(request: Request) -> list[Stopped]:
    """Accounts of one's own unit or place that the platform stopped in the last 30 days: their supervisor sees it."""
    user, now = request.user, clock()()
    grants = RoleGrant.objects.filter(user.reach().over("area__path"), area__isnull=False).values("user")
    ours = Q(user__in=grants) | (Q(user__unit=user.unit_id) if user.unit_id is not None else Q())
    rows = AccountStop.objects.filter(ours, at__gt=now - 30 * DAY).select_related("user").order_by("-pk")
    return [
        Stopped(
            at=iso(row.at),
            who=PersonRef(id=row.user.pk, name=row.user.name),
            why=Text(zh=REASONS[row.because][0], en=REASONS[row.because][1]),
            is_active=row.user.is_active,
        )
        for row in rows
    ]


@routes.post("", permission="duty.manage", purpose=PURPOSE, response=Shift, summary="Add a shift")
def add(request: Request, given: ShiftGiven) -> Shift:
    begins_at, ends_at = micros(given.begins_at), micros(given.ends_at)
    if not _grants(request.user, clock()()).filter(user=given.user).exists():
        raise absent()
    if not begins_at < ends_at <= begins_at + LONGEST:
        raise invalid("班次须在开始之后结束，最长 7 天", "A shift ends after it begins, and within 7 days")
    made = Duty.objects.create(user_id=given.user, begins_at=begins_at, ends_at=ends_at)
    request.audit.subjects += [f"user:{given.user}", f"duty:{made.pk}"]
    return _shift(made)


@routes.delete("/{int:duty_id}", permission="duty.manage", purpose=PURPOSE, response=Shift, summary="Remove a shift")
def remove(request: Request, duty_id: int) -> Shift:
    within = _grants(request.user, clock()()).values("user")
    found = Duty.objects.filter(pk=duty_id, user__in=within).first()
    if found is None:
        raise absent()
    gone = _shift(found)
    found.delete()
    return gone


def _grants(user: User, now: int) -> Any:
    """Roles in force, of those who work on alerts, that lie within the person's reach."""
    working = [role for role, spec in ROLES.items() if "alerts.work" in spec.permissions]
    return RoleGrant.objects.in_force(now).filter(user.reach().over("area__path"), area__isnull=False, role__in=working)


def _row(user: User, titles: list[Text], now: int) -> DutyRow:
    duties = sorted(user.duties.all(), key=lambda duty: duty.begins_at)
    is_on = any(duty.begins_at <= now < duty.ends_at for duty in duties)
    return DutyRow(
        who=PersonRef(id=user.pk, name=user.name),
        unit=user.unit.name_zh if user.unit else None,
        roles=titles,
        state="unrostered" if not duties else "on" if is_on else "off",
        shifts=[_shift(duty) for duty in duties if duty.ends_at > now],
    )


def _shift(duty: Duty) -> Shift:
    return Shift(id=duty.pk, begins_at=iso(duty.begins_at), ends_at=iso(duty.ends_at))
