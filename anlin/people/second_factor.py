"""The second factor: a six-digit code that changes every 30 s (TOTP, RFC 6238), its secret sealed in the vault."""

import base64
import secrets
from functools import lru_cache
from urllib.parse import quote

import segno
from django.db import models, transaction
from django.db.models import F
from django_otp.oath import TOTP

from anlin.access.vault import Place, Vault
from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import SECOND
from anlin.people.models import User
from anlin.site.config import config

STEP_S = 30
FREE_TRIES = 5
LOCK_S = 30


class SecondFactor(models.Model):
    """One person's authenticator. `last_step` stops a code from being used twice; wrong tries lock it for a while."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="second_factor")
    sealed_secret = models.TextField()
    confirmed_at = models.BigIntegerField(null=True)
    last_step = models.BigIntegerField(default=-1)
    wrong_tries = models.PositiveIntegerField(default=0)
    locked_until = models.BigIntegerField(default=0, help_text="Microseconds since 1970 UTC.")


@lru_cache(maxsize=1)
def vault() -> Vault:
    return Vault(config().keys, config().crypto_profile)


def _place(user: User) -> Place:
    return Place("people_secondfactor", "sealed_secret", str(user.pk))


def enrol(user: User) -> str:
    """A fresh secret (20 bytes, base32) for someone without a confirmed factor. Raises ValueError if there is one."""
    secret = secrets.token_bytes(20)
    sealed = vault().seal(_place(user), secret.hex())
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists():
            raise ValueError("this account has its second factor already")
        SecondFactor.objects.update_or_create(
            user=user, defaults={"sealed_secret": sealed, "confirmed_at": None, "last_step": -1, "wrong_tries": 0}
        )
    return base64.b32encode(secret).decode()


def otpauth(user: User, secret: str) -> str:
    """The address that an authenticator app reads."""
    label = quote(f"Anlin:{user.username}")
    return f"otpauth://totp/{label}?secret={secret}&issuer=Anlin&digits=6&period={STEP_S}"


def qr_svg(address: str) -> str:
    """The same as a QR code, drawn here: the secret goes to nobody else."""
    return str(segno.make(address, error="m").svg_inline(scale=5, border=2))


def code_at(secret: str, at: int) -> str:
    """The code that an authenticator shows at `at` (microseconds since 1970 UTC)."""
    totp = TOTP(base64.b32decode(secret), STEP_S)
    totp.time = at / SECOND
    return f"{totp.token():06d}"


class SecondFactorLocked(Exception):
    """Too many wrong codes; `wait_s` says how long."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"locked for {wait_s} s")
        self.wait_s = wait_s


def verify(user: User, code: str, clock: Clock = system_clock) -> bool:
    """Whether `code` is right now, the step before or after, and unused. Raises `SecondFactorLocked`.

    The first right code confirms a fresh factor. After five wrong ones each further one locks for 30 s, 60 s, 120 s, …
    """
    now = clock()
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        if factor is None:
            return False
        if factor.locked_until > now:
            raise SecondFactorLocked((factor.locked_until - now) // SECOND + 1)
        totp = TOTP(bytes.fromhex(vault().open(_place(user), factor.sealed_secret)), STEP_S)
        totp.time = now / SECOND
        if code.isascii() and code.isdigit() and len(code) == 6 and totp.verify(int(code), 1, factor.last_step + 1):
            factor.last_step, factor.wrong_tries, factor.locked_until = totp.t(), 0, 0
            factor.confirmed_at = factor.confirmed_at or now
            factor.save()
            return True
        tries = factor.wrong_tries + 1
        over = tries - FREE_TRIES
        lock = now + LOCK_S * SECOND * 2 ** min(over, 8) if over >= 0 else 0
        SecondFactor.objects.filter(pk=factor.pk).update(wrong_tries=F("wrong_tries") + 1, locked_until=lock)
        return False


def forget(user: User) -> None:
    """The next sign-in sets up a new authenticator; the old one is worth nothing."""
    SecondFactor.objects.filter(user=user).delete()


def is_enrolled(user: User) -> bool:
    return SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).exists()


def enrolled_among(users: "models.QuerySet[User]") -> set[int]:
    """The ids of those who have one."""
    return set(SecondFactor.objects.filter(user__in=users).exclude(confirmed_at=None).values_list("user_id", flat=True))
