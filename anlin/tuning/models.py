"""Limits of the models: tried on the past, run in shadow, put in force, each with who and why. Instants are µs UTC."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlin.observations.instants import period_of

ASKED, RUNNING, DONE, FAILED = "asked", "running", "done", "failed"
SHADOW, IN_FORCE, ENDED = "shadow", "in_force", "ended"


class Trial(models.Model):
    """Other limits of one model, tried on some days of the archive. `limits`: [{rule, parameter, value}, …].

    `result` is what `anlin replay --try --json` printed for them, with the verdicts known then. In a sweep each of the
    limits was tried by itself, and no alerts are listed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    model = models.CharField(max_length=64)
    area = models.ForeignKey("places.Area", models.CASCADE, null=True, related_name="+")
    limits = models.JSONField()
    is_sweep = models.BooleanField(default=False)
    first_day = models.CharField(max_length=10)
    last_day = models.CharField(max_length=10)
    state = models.CharField(max_length=8, default=ASKED)
    asked_at = models.BigIntegerField()
    result = models.JSONField(default=dict)
    failure = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], condition=Q(state=ASKED), name="trial_asked")]

    def __str__(self) -> str:
        return f"{self.model} #{self.pk}"

    def period(self) -> tuple[int, int]:
        """The instants at which its days begin and are over, by the site's clock."""
        return period_of(date.fromisoformat(self.first_day), date.fromisoformat(self.last_day))


class Change(models.Model):
    """Limits that somebody set: first in shadow or at once in force; one click puts back what was there.

    `before`: the overrides that stood in their place, [{rule, parameter, value}, …].
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    model = models.CharField(max_length=64)
    area = models.ForeignKey("places.Area", models.CASCADE, null=True, related_name="+")
    limits = models.JSONField()
    before = models.JSONField(default=list)
    state = models.CharField(max_length=8)
    reason = models.CharField(max_length=300)
    at = models.BigIntegerField()
    promoted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    promoted_at = models.BigIntegerField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model"], condition=Q(state=SHADOW), name="one_shadow_per_model")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.state} #{self.pk}"
