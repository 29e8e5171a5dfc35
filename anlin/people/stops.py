"""Accounts that the platform stopped by itself: who, why, and who lets them in again (LU-08, LU-14)."""

import logging

from django.conf import settings
from django.db import models, transaction

from anlin.people.models import User

log = logging.getLogger(__name__)

REASONS = {
    "reveals_a_day": ("一天内查看个人信息过多", "Too many personal fields shown in a day"),
    "reveals_a_week": ("一周内查看的人员过多", "Too many different people looked at in a week"),
    "probing_lists": ("多次试探名单", "Tried the lists again and again without the right to"),
}


class AccountStop(models.Model):
    """One stop. Every sign-in of the account ended with it; auditor and security manager see it at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="stops")
    because = models.CharField(max_length=16, choices=[(code, f"{zh} {en}") for code, (zh, en) in REASONS.items()])
    at = models.BigIntegerField()

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return f"{self.user_id}: {self.because}"


def stop_account(user: User, because: str, at: int) -> None:
    """End every sign-in of the account; only the security manager lets it in again."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        if not person.is_active:
            return
        person.is_active = False
        person.save()
        AccountStop.objects.create(user=person, because=because, at=at)
    log.warning("account %d stopped: %s", user.pk, because)
