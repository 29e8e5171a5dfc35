"""Dispatches, legs, tasks offered to volunteers, where people on a task are. Instants are µs since 1970 UTC."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlin.alerts.models import Alert
from anlin.people.models import Unit
from anlin.places.models import Area

WAITING, ACCEPTED, HANDLING, RESOLVED, VERIFIED = "waiting", "accepted", "handling", "resolved", "verified"
FOOT, CAR, BOAT = "foot", "car", "boat"
OFFERED, TAKEN, DECLINED, DONE = "offered", "taken", "declined", "done"


class Dispatch(models.Model):
    """The joint work on one alert; it ends with the alert, which the lead leg's verification closes."""

    alert = models.OneToOneField(Alert, models.CASCADE, related_name="dispatch")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.BigIntegerField()

    path_field: ClassVar[str] = "alert__area__path"

    def __str__(self) -> str:
        return f"dispatch of {self.alert_id}"


class Leg(models.Model):
    """What one organisation does. The lead leg stands where the alert's own work stands; the others stand here."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="legs")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_lead = models.BooleanField(default=False)
    what = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=WAITING)
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="legs")
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=8, default="", blank=True)
    since = models.BigIntegerField(help_text="When it came to stand where it stands.")
    told_at = models.BigIntegerField(null=True, help_text="When `notify` told the people on duty there; null: not yet.")

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="leg_not_told")]
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "unit"], name="one_leg_per_organisation"),
            models.UniqueConstraint(fields=["dispatch"], condition=Q(is_lead=True), name="one_lead_leg_per_dispatch"),
        ]

    def __str__(self) -> str:
        return f"leg of {self.unit_id}: {self.state}"


class LegStep(models.Model):
    """One step on one leg: who, when, from where to where, and what was written."""

    leg = models.ForeignKey(Leg, models.CASCADE, related_name="steps")
    at = models.BigIntegerField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    action = models.CharField(max_length=10)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.action} on {self.leg_id}"


class Task(models.Model):
    """Something one volunteer is asked to do: what and where, nothing else of the alert, nobody's data."""

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="tasks")
    offered_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tasks")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=120)
    where_zh = models.CharField(max_length=200)
    where_en = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default=OFFERED)
    offered_at = models.BigIntegerField()
    since = models.BigIntegerField()
    told_at = models.BigIntegerField(null=True, help_text="When `notify` told the volunteer; null: not yet.")

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="task_not_told")]
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "offered_to"],
                condition=Q(state__in=(OFFERED, TAKEN)),
                name="one_open_task_per_volunteer_and_dispatch",
            )
        ]

    def __str__(self) -> str:
        return f"task {self.pk}: {self.state}"


class StaffPosition(models.Model):
    """Where somebody on a task was last; one row each, no trail; gone with the task, or after 24 h (LU-36)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="position")
    lon = models.FloatField()
    lat = models.FloatField()
    accuracy_m = models.FloatField(default=0.0)
    at = models.BigIntegerField()

    def __str__(self) -> str:
        return f"position of {self.user_id}"


class Patrol(models.Model):
    """A round that somebody goes in an area, for so long and no longer: while it lasts they are on a task (LU-36)."""

    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="patrols")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    begins_at = models.BigIntegerField()
    ends_at = models.BigIntegerField(help_text="Set in advance; earlier once the person says that it is over.")
    is_over = models.BooleanField(
        default=False, help_text="Noted when the next one begins, or this one is ended by word."
    )

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="patrols_by_end")]
        constraints = [models.UniqueConstraint(fields=["who"], condition=Q(is_over=False), name="one_patrol_at_a_time")]

    def __str__(self) -> str:
        return f"{self.kind} patrol of {self.who_id} in {self.area_id}"
