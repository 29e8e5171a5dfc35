"""Registers devices and the credentials they sign in with; a secret is returned once and never stored."""

import hashlib
import secrets
from typing import Any

from django.db import transaction

from anlin.places.models import Account, Area, Device, SourceToken, Zone
from anlin.site.config import config

# Read off a screen and typed into a device: no characters that look alike.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def device_password() -> str:
    """A password of 16 characters (78 random bits) that a person can type."""
    return "".join(secrets.choice(_LETTERS) for _ in range(16))


def kept_of(username: str, password: str, realm: str) -> dict[str, str]:
    """What HTTP Digest keeps instead of the password (RFC 7616): with MD5 as most devices want it, and with SHA-256."""
    text = f"{username}:{realm}:{password}".encode()
    return {
        "ha1": hashlib.md5(text, usedforsecurity=False).hexdigest(),
        "ha1_sha256": hashlib.sha256(text).hexdigest(),
    }


def register_device(area: Area, zone: Zone | None, code: str, name_zh: str, kind: str, **fields: Any) -> Device:
    """A device of `area`, watching `zone`. Raises `CameraNotAllowed`, IntegrityError on a code that exists."""
    return Device.objects.create(area=area, zone=zone, code=code, name_zh=name_zh, kind=kind, **fields)


def make_account(area: Area, username: str, device: Device | None = None) -> tuple[Account, str]:
    """A digest account and its password. Without a device it is a platform's and speaks for all of `area`."""
    password = device_password()
    with transaction.atomic():
        account = Account.objects.create(
            area=area, username=username, device=device, **kept_of(username, password, config().realm)
        )
    return account, password


def renew_account(account: Account) -> str:
    """A new password for the account, which is enabled by it; the old one is void."""
    password = device_password()
    kept = kept_of(account.username, password, config().realm)
    account.ha1, account.ha1_sha256, account.enabled = kept["ha1"], kept["ha1_sha256"], True
    account.save()
    return password


def make_token(area: Area, name: str, at: int | None = None) -> tuple[SourceToken, str]:
    """A source's token (256 random bits), kept as its SHA-256 only. `at`: microseconds since 1970 UTC."""
    source = SourceToken(area=area, name=name)
    return source, renew_token(source, at)


def renew_token(source: SourceToken, at: int | None) -> str:
    """A new token of the source, which is in use with it; the old one is void."""
    token = secrets.token_urlsafe(32)
    source.sha256 = hashlib.sha256(token.encode()).hexdigest()
    source.enabled, source.issued_at, source.withdrawn_at = True, at, None
    source.save()
    return token


def withdraw_token(source: SourceToken, at: int) -> None:
    """The door knows the source no more, a second later at most. Withdrawn already: nothing changes."""
    if source.enabled:
        source.enabled, source.withdrawn_at = False, at
        source.save()
