"""Accounts and rights, kept by the security manager. A password or invitation is shown once; nothing is deleted."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from ninja import Field, Query, Schema
from pydantic import AwareDatetime

from anlin.access.audit import notes
from anlin.api.problems import Problem, absent, conflict, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import AreaRef, Text
from anlin.api.shapes import cursor_of, place_of
from anlin.observations.clock import system_clock
from anlin.observations.instants import iso, micros
from anlin.people import passkeys, second_factor
from anlin.people.alarms import SignInAlarm
from anlin.people.models import RoleGrant, Unit, User
from anlin.people.roles import ROLES
from anlin.places.models import Area
from anlin.places.registering import device_password
from anlin.site.config import config

routes = Routes("/accounts", tag="accounts")
PURPOSE = "account_security"
PAGE = 100


class GrantRow(Schema):
    """`in_force`: it counts at this moment."""

    id: int
    role: str
    title: Text
    area: AreaRef | None
    valid_from: str
    valid_to: str | None
    in_force: bool


class AccountRow(Schema):
    """`alarmed_at`: when a sign-in of the account was last used on a second device, or a copy of its key seen."""

    id: int
    username: str
    name: str
    unit: str | None
    is_active: bool
    second_factor: bool
    passkeys: int
    must_change_password: bool
    alarmed_at: str | None
    grants: list[GrantRow]


class AccountPage(Schema):
    """`total` and `disabled` are of all that were asked for."""

    items: list[AccountRow]
    total: int
    disabled: int
    next: str | None


class AccountFilter(Schema):
    """`q` is part of a user name, a name or a unit."""

    q: str = Field("", max_length=200)
    account: int | None = None
    cursor: str = ""


class RoleRow(Schema):
    role: str
    title: Text
    permissions: list[str]
    needs_area: bool


class NewAccount(Schema):
    username: str = Field(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9._-]+$")
    name: str = Field(min_length=1, max_length=40)
    unit: str = Field("", max_length=80, description="Name of the unit; made when it is new.")


class FirstPassword(Schema):
    """To be handed over in person; shown once. The person changes it and adds a second factor at the first sign-in."""

    account: AccountRow
    password: str


class NewGrant(Schema):
    role: str
    area: int | None = None
    valid_to: AwareDatetime | None = None


@routes.get("", permission="accounts.read", purpose=PURPOSE, response=AccountPage, summary="Accounts")
def accounts(request: Request, wanted: Query[AccountFilter]) -> AccountPage:
    """By user name, a hundred at a time."""
    found = User.objects.all()
    if wanted.q:
        found = found.filter(
            Q(username__icontains=wanted.q) | Q(name__icontains=wanted.q) | Q(unit__name_zh__icontains=wanted.q)
        )
    if wanted.account is not None:
        found = found.filter(pk=wanted.account)
    start = place_of(wanted.cursor, (int,))[0] if wanted.cursor else 0
    ended = Q(is_active=False) if config().is_demo else Q(is_active=False) | Q(is_demo=True)
    counts = found.aggregate(total=Count("pk"), disabled=Count("pk", filter=ended))
    page = found.order_by("username").values_list("pk", flat=True)[start : start + PAGE]
    return AccountPage(
        items=_rows(User.objects.filter(pk__in=list(page)).order_by("username")),
        next=cursor_of(start + PAGE) if start + PAGE < counts["total"] else None,
        **counts,
    )


@routes.get("/roles", permission="accounts.read", purpose=PURPOSE, response=list[RoleRow], summary="Roles there are")
def roles(request: Request) -> list[RoleRow]:
    return [
        RoleRow(
            role=code,
            title=Text(zh=spec.zh, en=spec.en),
            permissions=sorted(spec.permissions),
            needs_area=not spec.is_platform_wide,
        )
        for code, spec in ROLES.items()
    ]


@routes.post("", permission="accounts.manage", purpose=PURPOSE, response=FirstPassword, summary="Invite somebody")
def invite(request: Request, given: NewAccount) -> FirstPassword:
    password = device_password()
    unit = _unit(given.unit.strip())
    try:
        with transaction.atomic():
            user = User.objects.create_user(given.username, given.name, password, unit=unit, must_change_password=True)
    except IntegrityError:
        raise conflict("用户名已存在", "This name exists already") from None
    notes().subjects.append(f"user:{user.pk}")
    return FirstPassword(account=_row(user), password=password)


@routes.post(
    "/{int:account_id}/disable",
    permission="accounts.manage",
    purpose=PURPOSE,
    response=AccountRow,
    summary="End an account's every sign-in",
)
def disable(request: Request, account_id: int) -> AccountRow:
    user = _other(request, account_id)
    user.is_active = False
    user.save()
    return _row(user)


@routes.post(
    "/{int:account_id}/enable",
    permission="accounts.manage",
    purpose=PURPOSE,
    response=AccountRow,
    summary="Let an account sign in again",
)
def enable(request: Request, account_id: int) -> AccountRow:
    user = _other(request, account_id)
    user.is_active = True
    user.save()
    return _row(user)


@routes.post(
    "/{int:account_id}/reset",
    permission="accounts.manage",
    purpose=PURPOSE,
    response=FirstPassword,
    summary="New first password, second factor anew",
)
def reset(request: Request, account_id: int) -> FirstPassword:
    """For a lost password or phone; ends every sign-in of the account."""
    user = _other(request, account_id)
    password = device_password()
    user.set_password(password)
    user.must_change_password = True
    user.save()
    second_factor.forget(user)
    passkeys.forget(user)
    return FirstPassword(account=_row(user), password=password)


@routes.post(
    "/{int:account_id}/grants",
    permission="accounts.manage",
    purpose=PURPOSE,
    response=AccountRow,
    summary="Give a role in an area",
)
def give(request: Request, account_id: int, given: NewGrant) -> AccountRow:
    user = _other(request, account_id)
    spec = ROLES.get(given.role)
    if spec is None:
        raise invalid("没有这个角色", "There is no such role")
    area = Area.objects.filter(pk=given.area).first() if given.area is not None else None
    if spec.is_platform_wide is (given.area is not None) or (area is None) is (given.area is not None):
        raise invalid(
            "三员角色不限区域；其他角色须选择区域", "This role is for the whole platform, or it needs an area"
        )
    until = micros(given.valid_to) if given.valid_to else None
    if until is not None and until <= system_clock():
        raise invalid("截止时间已过", "The last instant has passed already")
    try:
        grant = RoleGrant.objects.create(
            user=user, role=given.role, area=area, valid_to=until, granted_by=request.user, unit=user.unit
        )
    except ValidationError:
        raise conflict(
            "三员须为三个不同的人，且不得兼任其他角色（LU-05）",
            "The three officers are three people and hold no other role (LU-05)",
        ) from None
    notes().subjects.append(f"grant:{grant.pk}")
    return _row(user)


@routes.delete(
    "/{int:account_id}/grants/{int:grant_id}",
    permission="accounts.manage",
    purpose=PURPOSE,
    response=AccountRow,
    summary="End a grant now",
)
def end(request: Request, account_id: int, grant_id: int) -> AccountRow:
    """It stays on record as ended; the next request of the person no longer has it (LU-04)."""
    user = _other(request, account_id)
    now = system_clock()
    still = Q(valid_to=None) | Q(valid_to__gt=now)
    if not RoleGrant.objects.filter(still, pk=grant_id, user=user).update(valid_to=now):
        raise absent()
    return _row(user)


def _other(request: Request, account_id: int) -> User:
    """Somebody else's account: nobody changes their own rights."""
    user = User.objects.filter(pk=account_id).first()
    if user is None:
        raise absent()
    if user.pk == request.user.pk:
        raise Problem(403, "own_account", "不能更改自己的账号与权限", "Nobody changes their own account and rights")
    return user


def _unit(name: str) -> Unit | None:
    if not name:
        return None
    found = Unit.objects.filter(name_zh=name).first()
    return found or Unit.objects.create(code=f"unit-{Unit.objects.count() + 1}", name_zh=name, kind="other")


def _row(user: User) -> AccountRow:
    (row,) = _rows(User.objects.filter(pk=user.pk))
    return row


def _rows(users: QuerySet[User]) -> list[AccountRow]:
    """As they are stored now, in five queries however many there are."""
    now = system_clock()
    grants: dict[int, list[GrantRow]] = defaultdict(list)
    for grant in RoleGrant.objects.filter(user__in=users).select_related("area").order_by("pk"):
        grants[grant.user_id].append(_grant(grant, now))
    alarms = dict(SignInAlarm.objects.filter(user__in=users).order_by("pk").values_list("user_id", "at"))
    enrolled, keys = second_factor.enrolled_among(users), passkeys.counts_among(users)
    return [
        AccountRow(
            id=user.pk,
            username=user.username,
            name=user.name,
            unit=user.unit.name_zh if user.unit else None,
            is_active=user.is_active and (config().is_demo or not user.is_demo),
            second_factor=user.pk in enrolled,
            passkeys=keys[user.pk],
            must_change_password=user.must_change_password,
            alarmed_at=iso(alarms[user.pk]) if user.pk in alarms else None,
            grants=grants[user.pk],
        )
        for user in users.select_related("unit")
    ]


def _grant(grant: RoleGrant, now: int) -> GrantRow:
    spec, area = ROLES[grant.role], grant.area
    return GrantRow(
        id=grant.pk,
        role=grant.role,
        title=Text(zh=spec.zh, en=spec.en),
        area=AreaRef(id=area.pk, code=area.code, name=Text(zh=area.name_zh, en=area.name_en or area.name_zh))
        if area
        else None,
        valid_from=iso(grant.valid_from),
        valid_to=iso(grant.valid_to) if grant.valid_to is not None else None,
        in_force=grant.valid_from <= now and (grant.valid_to is None or grant.valid_to > now),
    )
