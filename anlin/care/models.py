"""The present of homes with consent, and accesses in an emergency. Instants are µs since 1970 UTC."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlin.alerts.models import Alert
from anlin.places.models import Dwelling

if TYPE_CHECKING:
    from anlin.people.models import User


class HomeNow(models.Model):
    """One home as the engine sees it now; overwritten, never added to: there is no past of it anywhere."""

    dwelling = models.OneToOneField(Dwelling, models.CASCADE, primary_key=True, related_name="now")
    state = models.CharField(max_length=8)
    since = models.BigIntegerField(null=True)
    heard_at = models.BigIntegerField(null=True)
    usual_s = models.PositiveIntegerField(default=0, help_text="Longest usual pause at this hour; 0: none learned.")

    def __str__(self) -> str:
        return f"home {self.dwelling_id}"


class Looking(models.Model):
    """When the engine last looked at the homes of a shard: what is older than a minute is unknown, not well."""

    shard = models.IntegerField(primary_key=True)
    at = models.BigIntegerField()

    def __str__(self) -> str:
        return f"shard {self.shard} at {self.at}"


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(user.reach().over("alert__area__path"))

    def open_at(self, at: int) -> Self:
        """Those that hold at `at`: not ended, not over, and their alert is still open (LU-07)."""
        from anlin.alerts.lifecycle import OPEN_STATES

        return self.filter(ended_at=None, opened_at__lte=at, until_at__gt=at, alert__work_state__in=OPEN_STATES)


class EmergencyAccess(models.Model):
    """Police may see where one home is, and its alert, for an hour at most, asked for by who works on the alert."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="emergencies")
    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="+")
    why = models.CharField(max_length=200)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.BigIntegerField()
    until_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)

    objects: ClassVar[EmergencyAccessQuerySet] = EmergencyAccessQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=Q(ended_at=None), name="one_emergency_access_at_a_time_per_alert"
            ),
            models.CheckConstraint(
                name="an_emergency_access_ends_within_the_hour",
                condition=Q(until_at__gt=models.F("opened_at"))
                & Q(until_at__lte=models.F("opened_at") + 3_600_000_000),
            ),
        ]

    def __str__(self) -> str:
        return f"emergency of alert {self.alert_id} until {self.until_at}"

    @property
    def pseudonym(self) -> str:
        return f"home:{self.dwelling_id}"
