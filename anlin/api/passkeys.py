"""Signing in with a passkey, making one, and taking one's own away (LU-06)."""

from typing import Any

from django.db import transaction
from ninja import Schema, Status

from anlin.access.audit import notes
from anlin.api.problems import Problem, absent, conflict
from anlin.api.security import ANYONE, SIGNED_IN, Request, Routes
from anlin.api.session import Session, pending, session_of
from anlin.api.shapes import Instant
from anlin.observations.clock import system_clock
from anlin.observations.instants import iso
from anlin.people import passkeys, sign_in
from anlin.people.alarms import SignInAlarm
from anlin.people.passkeys import NoHost, Passkey, PasskeyCopied, PasskeyRefused
from anlin.people.roles import PASSKEY_ROLES

routes = Routes("/session", tag="session")
PURPOSE = "account_security"


class Challenge(Schema):
    """What the browser's `navigator.credentials` is asked, as JSON of WebAuthn level 3."""

    options: dict[str, Any]


class Answered(Schema):
    """The browser's answer, as its `toJSON` writes it."""

    credential: dict[str, Any]


class PasskeyRow(Schema):
    """`is_built_in`: part of a phone or computer, else a key one carries."""

    id: int
    is_built_in: bool
    host: str
    made_at: Instant
    used_at: Instant | None
    is_stopped: bool


@routes.post(
    "/passkey/options",
    permission=ANYONE,
    purpose=PURPOSE,
    response=Challenge,
    summary="Begin with a passkey, after the password",
)
def begin(request: Request) -> Challenge:
    user = pending(request)
    try:
        return Challenge(options=passkeys.begin_sign_in(request, user))
    except PasskeyRefused:
        raise conflict("此账号在这个网址没有通行密钥", "This account has no passkey for this address") from None
    except NoHost:
        raise _no_host() from None


@routes.post(
    "/passkey", permission=ANYONE, purpose=PURPOSE, keeps_changes=True, response=Session, summary="Sign in with it"
)
def finish(request: Request, given: Answered) -> Session:
    user = pending(request)
    try:
        key = passkeys.complete_sign_in(request, user, given.credential)
    except PasskeyCopied:
        notes().reason = "passkey_copied"
        raise Problem(
            401,
            "passkey_copied",
            "这把通行密钥出现了副本，已停用。请联系安全管理员",
            "A copy of this passkey was seen, so it was stopped. Please tell the security manager",
        ) from None
    except PasskeyRefused:
        raise _wrong() from None
    except NoHost:
        raise _no_host() from None
    notes().subjects.append(f"passkey:{key.pk}")
    sign_in.begin(request, user, sign_in.PASSKEY)
    return session_of(request, user)


@routes.get("/passkeys", permission=SIGNED_IN, purpose=PURPOSE, response=list[PasskeyRow], summary="My passkeys")
def mine(request: Request) -> list[PasskeyRow]:
    return [
        PasskeyRow(
            id=key.pk,
            is_built_in=key.is_built_in,
            host=key.host,
            made_at=iso(key.made_at),
            used_at=iso(key.used_at) if key.used_at else None,
            is_stopped=key.stopped_at is not None,
        )
        for key in Passkey.objects.filter(user=request.user).order_by("pk")
    ]


@routes.post(
    "/passkeys/options", permission=SIGNED_IN, purpose=PURPOSE, response=Challenge, summary="Begin to make a passkey"
)
def begin_new(request: Request) -> Challenge:
    _only_the_first_without_one(request)
    try:
        return Challenge(options=passkeys.begin_registration(request, request.user))
    except PasskeyRefused:
        raise conflict("一个账号最多十把通行密钥", "An account has ten passkeys at most") from None
    except NoHost:
        raise _no_host() from None


@routes.post("/passkeys", permission=SIGNED_IN, purpose=PURPOSE, response=Session, summary="Keep the new passkey")
def make(request: Request, given: Answered) -> Session:
    """The sign-in is from here on one by passkey."""
    _only_the_first_without_one(request)
    try:
        key = passkeys.complete_registration(request, request.user, given.credential)
    except PasskeyRefused:
        raise _wrong() from None
    except NoHost:
        raise _no_host() from None
    notes().subjects.append(f"passkey:{key.pk}")
    sign_in.raise_to_passkey(request)
    return session_of(request, request.user)


@routes.delete(
    "/passkeys/{int:passkey_id}", permission=SIGNED_IN, purpose=PURPOSE, response={204: None}, summary="Take one away"
)
def remove(request: Request, passkey_id: int) -> Status[None]:
    """Only in a sign-in by passkey, and never the last one of somebody whose role needs one."""
    key = Passkey.objects.filter(pk=passkey_id, user=request.user).first()
    if key is None:
        raise absent()
    if not sign_in.is_by_passkey(request):
        raise _by_passkey_first()
    with transaction.atomic():
        is_last = key.stopped_at is None and passkeys.keys_of(request.user).count() == 1
        if is_last and any(grant.role in PASSKEY_ROLES for grant in request.user.grants_now):
            raise conflict("您的角色须有通行密钥，请先添加另一把", "Your role needs a passkey; add another one first")
        key.delete()
    return Status(204, None)


@routes.post("/alarm/seen", permission=SIGNED_IN, purpose=PURPOSE, response={204: None}, summary="I have read it")
def alarm_seen(request: Request) -> Status[None]:
    """The person's own alarms; auditor and security manager go on seeing them."""
    SignInAlarm.objects.filter(user=request.user, seen_at=None).update(seen_at=system_clock())
    return Status(204, None)


def _only_the_first_without_one(request: Request) -> None:
    """Whoever got hold of password and code must not be able to add a key of their own to an account that has one."""
    if passkeys.keys_of(request.user).exists() and not sign_in.is_by_passkey(request):
        raise _by_passkey_first()


def _by_passkey_first() -> Problem:
    return Problem(403, "passkey_needed", "请先用已有的通行密钥登录", "Please sign in with the passkey you have first")


def _wrong() -> Problem:
    return Problem(
        401, "wrong_passkey", "通行密钥没有通过验证，请再试一次", "The passkey was not accepted; please try again"
    )


def _no_host() -> Problem:
    return Problem(
        409,
        "no_host",
        "通行密钥只能在以名称打开的加密网址上使用：请管理员设置 ANLIN_PUBLIC_URL=https://…，本机可用 http://localhost",
        "Passkeys work at an encrypted address with a name only: set ANLIN_PUBLIC_URL=https://…, or use http://localhost",
    )
