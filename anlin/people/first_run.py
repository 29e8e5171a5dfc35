"""The first administrator: once, by whoever set the platform up, and never again."""

import hmac
import secrets
from pathlib import Path

from django.db import IntegrityError, models, transaction

from anlin.access.keys import key_in
from anlin.observations.clock import system_clock
from anlin.people.models import RoleGrant, User
from anlin.people.passwords import check_password
from anlin.site.config import config

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class FirstRun(models.Model):
    """One row, made together with the first administrator; its existence closes the first run for ever."""

    administrator = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.BigIntegerField(default=system_clock)


class FirstRunOver(Exception):
    """There is an administrator already; nobody can become one this way again."""


def is_open() -> bool:
    return not FirstRun.objects.exists() and not User.objects.exists()


def code_file() -> Path:
    return config().keys / "setup.code"


def setup_code() -> str:
    """The code that proves one can read this machine's files."""
    return key_in(code_file(), lambda: secrets.token_hex(8).encode()).decode()


def code_needed(peer: str, is_forwarded: bool) -> bool:
    """Whether a visitor must give the code: not on the machine itself, where one could read it anyway."""
    return is_forwarded or peer not in LOOPBACK or config().host not in LOOPBACK


def code_is_right(given: str) -> bool:
    return hmac.compare_digest(given.strip().encode(), setup_code().encode())


def make_administrator(username: str, name: str, password: str) -> User:
    """The first system manager. Raises `FirstRunOver`, `PasswordTooWeak`; of two at once one succeeds."""
    if not is_open():
        raise FirstRunOver
    check_password(password, User(username=username, name=name))
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, name, password)
            RoleGrant.objects.create(user=user, role="system_manager")
            # The fixed number makes a second first administrator impossible, whatever ran at the same time.
            FirstRun(pk=1, administrator=user).save(force_insert=True)
    except IntegrityError:
        raise FirstRunOver from None
    return user
