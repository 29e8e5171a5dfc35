"""Passkeys (WebAuthn): a key in the person's own device or token that no false page can make use of (LU-06).

A challenge is made for one sign-in of one browser, holds for five minutes and is used up by the first answer.
"""

import struct
from collections import Counter
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from django.db import models, transaction
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import MINUTE
from anlin.people.alarms import raise_alarm
from anlin.people.models import User
from anlin.people.roles import PASSKEY_ROLES
from anlin.site.config import config

CHALLENGE_FOR = 5 * MINUTE
MOST = 10
NOT_AN_ANSWER = (ValueError, TypeError, KeyError, IndexError, AssertionError, struct.error, UnsupportedAlgorithm)
"""What parsing raises on something no authenticator sent."""


class Passkey(models.Model):
    """One key of one person. `credential` is its number and public part; nothing here lets anybody sign in."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passkeys")
    credential_number = models.CharField(max_length=1400, unique=True)
    credential = models.TextField()
    host = models.CharField(max_length=255, help_text="The name of the site it was made for.")
    is_built_in = models.BooleanField(default=False, help_text="Part of a phone or computer, not a key one carries.")
    counter = models.BigIntegerField(default=0)
    made_at = models.BigIntegerField()
    used_at = models.BigIntegerField(null=True)
    stopped_at = models.BigIntegerField(null=True, help_text="A copy of it was seen; it counts no more.")

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return f"{self.user_id} at {self.host}"


class NoHost(Exception):
    """The page is open under a number instead of a name, or without TLS: browsers offer no passkeys there."""


class PasskeyRefused(Exception):
    """What came is not the answer of a key of this person to the challenge of this browser."""


class PasskeyCopied(PasskeyRefused):
    """The key counted backwards: there are two of it. It is stopped, and an alarm is raised."""


def needs_passkey(user: User) -> bool:
    """Whether a role the person holds now acts with a passkey only. Played people of a demo have no keys."""
    return not user.is_demo and any(grant.role in PASSKEY_ROLES for grant in user.grants_now)


def keys_of(user: User) -> "models.QuerySet[Passkey]":
    return Passkey.objects.filter(user=user, stopped_at=None).order_by("pk")


def counts_among(users: "models.QuerySet[User]") -> Counter[int]:
    """How many keys each of them has, by id."""
    return Counter(Passkey.objects.filter(user__in=users, stopped_at=None).values_list("user_id", flat=True))


def forget(user: User) -> None:
    """For a lost key: the next sign-in begins with the code of an authenticator and makes a new one."""
    Passkey.objects.filter(user=user).delete()


def site_of(request: HttpRequest) -> tuple[str, str]:
    """(name, origin) that keys are made for: the public address, else the page's own. Raises `NoHost`."""
    public = config().public_url
    origin = public.rstrip("/") if public else f"{request.scheme}://{request.get_host()}"
    parts = urlsplit(origin)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        if host and (parts.scheme == "https" or host == "localhost"):
            return host, f"{parts.scheme}://{parts.netloc}"
    raise NoHost(host)


def begin_registration(request: HttpRequest, user: User, clock: Clock = system_clock) -> dict[str, Any]:
    """What the browser's `navigator.credentials.create` is asked. Raises `NoHost`, `PasskeyRefused` beyond ten keys."""
    if keys_of(user).count() >= MOST:
        raise PasskeyRefused
    host, _ = site_of(request)
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=f"anlin-user-{user.pk}".encode(), name=user.username, display_name=user.name or user.username
        ),
        [AttestedCredentialData(websafe_decode(key.credential)) for key in keys_of(user).filter(host=host)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return _challenge(request, "registration", user, state, options, clock)


def complete_registration(
    request: HttpRequest, user: User, answer: Mapping[str, Any], clock: Clock = system_clock
) -> Passkey:
    """The new key, kept. Raises `PasskeyRefused`."""
    state = _used_up(request, "registration", user, clock)
    try:
        made = RegistrationResponse.from_dict(answer)
        seen: AuthenticatorData = _server(request).register_complete(state, made)
        assert seen.credential_data is not None
        number = websafe_encode(seen.credential_data.credential_id)
        if len(number) > 1400:
            raise PasskeyRefused
    except NOT_AN_ANSWER:
        raise PasskeyRefused from None
    with transaction.atomic():
        # The person's row is the lock of the ten keys; a key's number belongs to one account.
        User.objects.select_for_update().get(pk=user.pk)
        if Passkey.objects.filter(credential_number=number).exists() or keys_of(user).count() >= MOST:
            raise PasskeyRefused
        return Passkey.objects.create(
            user=user,
            credential_number=number,
            credential=websafe_encode(seen.credential_data),
            host=site_of(request)[0],
            is_built_in=made.authenticator_attachment == "platform",
            counter=seen.counter,
            made_at=clock(),
        )


def begin_sign_in(request: HttpRequest, user: User, clock: Clock = system_clock) -> dict[str, Any]:
    """What the browser's `navigator.credentials.get` is asked. Raises `NoHost`; `PasskeyRefused` without a key."""
    host, _ = site_of(request)
    known = [AttestedCredentialData(websafe_decode(key.credential)) for key in keys_of(user).filter(host=host)]
    if not known:
        raise PasskeyRefused
    options, state = _server(request).authenticate_begin(known, UserVerificationRequirement.REQUIRED)
    return _challenge(request, "sign-in", user, state, options, clock)


def complete_sign_in(
    request: HttpRequest, user: User, answer: Mapping[str, Any], clock: Clock = system_clock
) -> Passkey:
    """The key that answered. Raises `PasskeyRefused`; `PasskeyCopied` if it counts backwards."""
    state = _used_up(request, "sign-in", user, clock)
    known = {key.credential_number: key for key in keys_of(user).filter(host=site_of(request)[0])}
    try:
        given = AuthenticationResponse.from_dict(answer)
        credentials = [AttestedCredentialData(websafe_decode(key.credential)) for key in known.values()]
        used = _server(request).authenticate_complete(state, credentials, given)
    except NOT_AN_ANSWER:
        raise PasskeyRefused from None
    key, counter, now = known[websafe_encode(used.credential_id)], given.response.authenticator_data.counter, clock()
    # A key that never counts says 0 always; one that counts must have gone on (WebAuthn section 6.1.1).
    went_on = Passkey.objects.filter(pk=key.pk, stopped_at=None)
    went_on = went_on.filter(counter__lt=counter) if counter else went_on.filter(counter=0)
    if not went_on.update(counter=counter, used_at=now):
        Passkey.objects.filter(pk=key.pk).update(stopped_at=now)
        raise_alarm(user, "passkey_copied", now)
        raise PasskeyCopied
    return key


def _server(request: HttpRequest) -> Fido2Server:
    host, origin = site_of(request)
    return Fido2Server(
        PublicKeyCredentialRpEntity(name="Anlin 安邻", id=host), verify_origin=lambda given: given == origin
    )


def _challenge(
    request: HttpRequest, what: str, user: User, state: Mapping[str, Any], options: Any, clock: Clock
) -> dict[str, Any]:
    request.session["passkey"] = {"what": what, "user": user.pk, "since": clock(), "state": dict(state)}
    return dict(options)["publicKey"]  # type: ignore[no-any-return]


def _used_up(request: HttpRequest, what: str, user: User, clock: Clock) -> dict[str, Any]:
    """The open challenge, which counts no more from here on. Raises `PasskeyRefused`."""
    asked = request.session.pop("passkey", None)
    if not asked or asked["what"] != what or asked["user"] != user.pk or clock() - asked["since"] > CHALLENGE_FOR:
        raise PasskeyRefused
    state: dict[str, Any] = asked["state"]
    return state
