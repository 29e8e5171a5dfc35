"""Signing in and out, and who one is."""

from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.middleware.csrf import get_token
from ninja import Field, Schema, Status

from anlin.access.audit import notes
from anlin.access.features import held_back_by
from anlin.api.problems import Problem, conflict, invalid, not_signed_in
from anlin.api.security import ANYONE, SIGNED_IN, Request, Routes
from anlin.observations.instants import iso
from anlin.people import passkeys, second_factor, sign_in
from anlin.people.alarms import ALARMS, SignInAlarm
from anlin.people.models import User
from anlin.people.passwords import PasswordTooWeak, check_password
from anlin.people.roles import ROLES
from anlin.site.config import config

routes = Routes("/session", tag="session")
PURPOSE = "account_security"


class Text(Schema):
    zh: str
    en: str


class Person(Schema):
    id: int
    name: str
    username: str
    unit: str | None


class AreaRef(Schema):
    id: int
    code: str
    name: Text


class Grant(Schema):
    role: str
    title: Text
    area: AreaRef | None


class Alarm(Schema):
    """Somebody else made use of a sign-in of this person, who has not read it yet."""

    at: str
    words: Text


class Session(Schema):
    """`passkey_needed`: a role of the person acts with a passkey only, and this sign-in is none by passkey."""

    user: Person
    grants: list[Grant]
    permissions: list[str]
    is_demo: bool
    second_factor: bool
    passkeys: int
    passkey_needed: bool
    must_change_password: bool
    alarm: Alarm | None
    csrf: str


class Credentials(Schema):
    username: str
    password: str


class Code(Schema):
    code: str


class NewPassword(Schema):
    old: str = Field(max_length=200)
    new: str = Field(max_length=200)


class Next(Schema):
    """What to do next: `passkey`, `second_factor` (the code), or `enrol`: set up an authenticator first."""

    next: str
    csrf: str


class Enrolment(Schema):
    """Shown once: the secret as text and as a picture for an authenticator app."""

    secret: str
    otpauth: str
    qr_svg: str


def session_of(request: Request, user: User) -> Session:
    grants = [
        Grant(
            role=grant.role,
            title=Text(zh=ROLES[grant.role].zh, en=ROLES[grant.role].en),
            area=AreaRef(
                id=grant.area.pk,
                code=grant.area.code,
                name=Text(zh=grant.area.name_zh, en=grant.area.name_en or grant.area.name_zh),
            )
            if grant.area
            else None,
        )
        for grant in user.grants_now
    ]
    alarm = SignInAlarm.objects.filter(user=user, seen_at=None).order_by("-pk").first()
    return Session(
        user=Person(id=user.pk, name=user.name, username=user.username, unit=user.unit.name_zh if user.unit else None),
        grants=grants,
        # What is held back for the law's sake is no page either.
        permissions=sorted(name for name in user.permissions if config().is_demo or held_back_by(name) is None),
        is_demo=config().is_demo,
        second_factor=second_factor.is_enrolled(user),
        passkeys=passkeys.keys_of(user).count(),
        passkey_needed=passkeys.needs_passkey(user) and not sign_in.is_by_passkey(request),
        must_change_password=user.must_change_password,
        alarm=Alarm(at=iso(alarm.at), words=Text(zh=ALARMS[alarm.because][0], en=ALARMS[alarm.because][1]))
        if alarm
        else None,
        csrf=get_token(request),
    )


@routes.get("", permission=ANYONE, purpose=PURPOSE, response=Session, summary="Who is signed in")
def current_session(request: Request) -> Session:
    """401 carries the CSRF cookie too, so that signing in can follow."""
    get_token(request)
    user = sign_in.signed_in_user(request)
    if user is None:
        raise not_signed_in()
    return session_of(request, user)


@routes.post("", permission=ANYONE, purpose=PURPOSE, keeps_changes=True, response=Next, summary="Give the password")
def give_password(request: Request, response: HttpResponse, given: Credentials) -> Next:
    username = given.username.strip().lower()
    user = authenticate(request, username=username, password=given.password)
    if getattr(request, "axes_locked_out", False):
        notes().reason = "throttled"
        raise Problem(429, "throttled", "尝试次数过多，请 15 分钟后再试", "Too many attempts; please wait 15 minutes")
    if not isinstance(user, User) or user.is_demo:
        known = User.objects.filter(username=username).values_list("pk", flat=True).first()
        notes().subjects += [f"user:{known}"] if known else []
        raise Problem(401, "wrong_password", "用户名或密码不正确", "Name or password is not right")
    notes().subjects.append(f"user:{user.pk}")
    sign_in.remember_device(request, response)
    sign_in.await_second_factor(request, user)
    if passkeys.keys_of(user).exists():
        step = "passkey"
    else:
        step = "second_factor" if second_factor.is_enrolled(user) else "enrol"
    return Next(next=step, csrf=get_token(request))


@routes.post(
    "/second-factor/enrol",
    permission=ANYONE,
    purpose=PURPOSE,
    response=Enrolment,
    summary="Set up an authenticator, after the password",
)
def enrol(request: Request) -> Enrolment:
    user = pending(request)
    try:
        secret = second_factor.enrol(user)
    except ValueError:
        raise conflict(
            "此账号已有动态口令，请直接输入", "This account has an authenticator already; enter its code"
        ) from None
    address = second_factor.otpauth(user, secret)
    return Enrolment(secret=secret, otpauth=address, qr_svg=second_factor.qr_svg(address))


@routes.post(
    "/second-factor",
    permission=ANYONE,
    purpose=PURPOSE,
    keeps_changes=True,
    response=Session,
    summary="Give the code; signs in",
)
def give_code(request: Request, given: Code) -> Session:
    user = pending(request)
    try:
        is_right = second_factor.verify(user, given.code.strip())
    except second_factor.SecondFactorLocked as locked:
        raise Problem(
            429,
            "throttled",
            f"口令多次不正确，请 {locked.wait_s} 秒后再试",
            f"Too many wrong codes; please wait {locked.wait_s} s",
            wait_s=locked.wait_s,
        ) from None
    if not is_right:
        raise Problem(401, "wrong_code", "动态口令不正确或已用过", "The code is not right or was used already")
    sign_in.begin(request, user, sign_in.CODE)
    return session_of(request, user)


@routes.post("/password", permission=SIGNED_IN, purpose=PURPOSE, response=Session, summary="Change one's password")
def change_password(request: Request, given: NewPassword) -> Session:
    """Ends every other sign-in of the account."""
    user = User.objects.select_for_update().get(pk=request.user.pk)
    if not user.check_password(given.old):
        raise Problem(403, "wrong_password", "原密码不正确", "The old password is not right")
    if given.old == given.new:
        raise invalid("新密码与原密码相同", "The new password is the old one")
    try:
        check_password(given.new, user)
    except PasswordTooWeak as weak:
        raise weak_password(weak) from None
    user.set_password(given.new)
    user.must_change_password = False
    user.save()
    sign_in.begin(request, user, sign_in.PASSKEY if sign_in.is_by_passkey(request) else sign_in.CODE)
    return session_of(request, user)


@routes.delete("", permission=SIGNED_IN, purpose=PURPOSE, response={204: None}, summary="Sign out")
def sign_out(request: Request) -> Status[None]:
    sign_in.end(request)
    return Status(204, None)


def weak_password(weak: PasswordTooWeak) -> Problem:
    return invalid(
        "密码太弱：至少 10 个字符，不要用常见密码或姓名",
        "This password is too weak: at least 10 characters, no common password, not your name",
        reasons=weak.reasons,
    )


def pending(request: Request) -> User:
    """Who has given the right password here within the last ten minutes; the record names them."""
    user = sign_in.pending_user(request)
    if user is None:
        raise Problem(401, "password_first", "请先输入用户名和密码", "Please give your name and password first")
    notes().subjects.append(f"user:{user.pk}")
    return user
