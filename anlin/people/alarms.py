"""Somebody else made use of a sign-in: the person, the auditor and the security manager are told."""

import logging

from django.conf import settings
from django.db import models

from anlin.people.models import User

log = logging.getLogger(__name__)

ALARMS = {
    "sign_in_replayed": (
        "登录被拿到另一台设备上使用，已拒绝并退出",
        "A sign-in was used on a second device; it was refused and ended",
    ),
    "passkey_copied": (
        "通行密钥出现了副本，已拒绝并停用该密钥",
        "A copy of a passkey was seen; it was refused and the key stopped",
    ),
}


class SignInAlarm(models.Model):
    """One alarm. `seen_at`: the person has read it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="alarms")
    because = models.CharField(max_length=20, choices=[(code, f"{zh} {en}") for code, (zh, en) in ALARMS.items()])
    at = models.BigIntegerField()
    seen_at = models.BigIntegerField(null=True)

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.because}"


def raise_alarm(user: User, because: str, at: int) -> None:
    SignInAlarm.objects.create(user=user, because=because, at=at)
    log.warning("account %d: %s", user.pk, because)
