"""Signing in: password, then second factor, then a session that holds on the same device only (LU-06).

A session knows by which factor it began: roles of `passkeys.needs_passkey` act in one that began with a passkey.
"""

import hashlib
import secrets
from datetime import UTC, datetime

from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import MINUTE
from anlin.people.models import User
from anlin.people.passkeys import needs_passkey
from anlin.site.config import config

DEVICE_COOKIE = "anlin_device"
PENDING_FOR = 10 * MINUTE  # How long the second factor may follow the password.
BACKEND = "django.contrib.auth.backends.ModelBackend"


CODE, PASSKEY = "code", "passkey"


class SignInReplayed(Exception):
    """A session's cookie came from another device than the one that signed in; the session is ended."""

    def __init__(self, user: User) -> None:
        super().__init__("the sign-in was used on a second device")
        self.user = user


def device_of(request: HttpRequest) -> str:
    """Pseudonym of the device behind a request: of its own cookie and its browser; empty for an unknown one."""
    return device_mark(request.COOKIES.get(DEVICE_COOKIE, ""), request.headers.get("User-Agent", ""))


def device_mark(cookie: str, user_agent: str) -> str:
    """As `device_of`, of what stands in the request's headers."""
    return hashlib.sha256(f"{cookie}\x1f{user_agent}".encode()).hexdigest()[:32] if cookie else ""


def person_of(session_key: str, device: str) -> User | None:
    """Who is signed in by this session on this device now; for what is served beside Django. None where nobody is."""
    row = Session.objects.filter(session_key=session_key, expire_date__gt=datetime.now(UTC)).first()
    kept = row.get_decoded() if row is not None else {}
    user = User.objects.filter(pk=kept.get("_auth_user_id") or 0, is_active=True).first()
    if user is None or kept.get("device") != device or (user.is_demo and not config().is_demo):
        return None
    is_by_key = kept.get("factor") == PASSKEY
    proves = secrets.compare_digest(str(kept.get("_auth_user_hash")), user.get_session_auth_hash())
    return user if proves and (is_by_key or not needs_passkey(user)) else None


def remember_device(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Give a device that comes for the first time a cookie of its own; it says nothing about the person."""
    if request.COOKIES.get(DEVICE_COOKIE):
        return
    token = secrets.token_urlsafe(32)
    request.COOKIES[DEVICE_COOKIE] = token
    answer.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=365 * 24 * 3600,
        httponly=True,
        secure=config().public_url.startswith("https://"),
        samesite="Strict",
    )


def begin(request: HttpRequest, user: User, factor: str) -> None:
    """Sign the person in on this device. The session gets a new key, so one planted before is worth nothing."""
    login(request, user, backend=BACKEND)
    request.session["device"] = device_of(request)
    request.session["factor"] = factor


def is_by_passkey(request: HttpRequest) -> bool:
    """Whether this sign-in began with a passkey, or made one."""
    return request.session.get("factor") == PASSKEY


def raise_to_passkey(request: HttpRequest) -> None:
    """The person has just made a passkey in this sign-in, which from here on is as good as one that began with it."""
    request.session.cycle_key()
    request.session["factor"] = PASSKEY


def end(request: HttpRequest) -> None:
    logout(request)


def await_second_factor(request: HttpRequest, user: User, clock: Clock = system_clock) -> None:
    """Remember that the password was right; nothing but the second factor can follow."""
    request.session.cycle_key()
    request.session["pending"] = {"user": user.pk, "since": clock(), "proof": user.get_session_auth_hash()}
    request.session["device"] = device_of(request)


def pending_user(request: HttpRequest, clock: Clock = system_clock) -> User | None:
    """Who has given the right password on this device within the last ten minutes, if the account still stands."""
    pending = request.session.get("pending")
    if not pending or clock() - pending["since"] > PENDING_FOR or request.session.get("device") != device_of(request):
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == pending["proof"] else None


def signed_in_user(request: HttpRequest, *, trusted: bool = False) -> User | None:
    """The person behind this request, read anew from the database, or None. Raises `SignInReplayed`.

    `trusted`: the session was just made by this very request.
    """
    user = request.user
    if not isinstance(user, User) and not user.is_authenticated:
        return None
    person: User = user
    if not person.is_active or (person.is_demo and not config().is_demo):
        end(request)
        return None
    if not trusted and request.session.get("device") != device_of(request):
        end(request)
        raise SignInReplayed(person)
    return person
