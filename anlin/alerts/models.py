"""Alerts, the conditions they came from, and every step of the work on them. Instants are µs since 1970 UTC."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlin.alerts.lifecycle import HELD_BACK, IN_DRILL, MODE_OVER, OPEN_STATES, STATES
from anlin.alerts.modes import KIND_WORDS, ModeQuerySet
from anlin.alerts.rights import AlertQuerySet
from anlin.alerts.words import Severity

ACTIVE, CLEAR, UNKNOWN = "active", "clear", "unknown"


class Alert(models.Model):
    """What people work on: one open row per (model, key). The condition and the work have states of their own.

    `conditions` holds what is still standing behind it: {condition id: [rule, state, level]}; it empties as they clear.
    `explanation` holds facts of the opening (rule, parameters in force); `rows` copies of the first and last
    observation. `change` rises with every change of the row and orders the live stream.
    """

    id = models.BigIntegerField(primary_key=True, help_text="The number of the change that made it.")
    model = models.CharField(max_length=64)
    rule = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    shard = models.IntegerField(default=1)
    area = models.ForeignKey("places.Area", models.PROTECT, null=True, related_name="+")
    zone = models.ForeignKey("places.Zone", models.PROTECT, null=True, related_name="+")
    device = models.ForeignKey("places.Device", models.PROTECT, null=True, related_name="+")

    severity = models.PositiveSmallIntegerField(choices=[(c, w.zh) for c, w in Severity.WORDS.items()])
    level = models.PositiveSmallIntegerField(default=0)
    suspected = models.BooleanField(default=False)
    shadow = models.BooleanField(default=False)

    condition_state = models.CharField(max_length=8, default=ACTIVE, choices=[(s, s) for s in (ACTIVE, CLEAR, UNKNOWN)])
    conditions = models.JSONField(default=dict)
    opened_at = models.BigIntegerField()
    started_at = models.BigIntegerField()
    last_seen_at = models.BigIntegerField()
    cleared_at = models.BigIntegerField(null=True)
    repeat_count = models.PositiveIntegerField(default=0)
    observations = models.PositiveBigIntegerField(default=0)
    value = models.FloatField(default=0.0)

    work_state = models.CharField(max_length=10, default="received", choices=[(s, s) for s in STATES])
    work_version = models.PositiveIntegerField(default=0)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verdict = models.CharField(max_length=8, default="", blank=True)
    assigned_role = models.CharField(max_length=32, default="", blank=True)
    assigned_unit = models.ForeignKey(
        "people.Unit", models.PROTECT, null=True, related_name="+", help_text="Who leads, where it was sent to one."
    )
    rung = models.PositiveSmallIntegerField(default=0)
    dispatched_at = models.BigIntegerField(null=True)
    due_at = models.BigIntegerField(null=True)
    archived_at = models.BigIntegerField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    mode = models.ForeignKey("alerts.Mode", models.PROTECT, null=True, related_name="alerts")
    mode_state = models.CharField(
        max_length=5, default="", blank=True, choices=[(s, s) for s in (HELD_BACK, IN_DRILL, MODE_OVER)]
    )

    explanation = models.JSONField(default=dict)
    rows = models.JSONField(default=dict)
    change = models.BigIntegerField(default=0)

    objects: ClassVar[AlertQuerySet] = AlertQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "key", "shadow"],
                condition=Q(work_state__in=OPEN_STATES),
                name="one_open_alert_per_model_and_key",
            )
        ]
        indexes = [
            models.Index(fields=["model", "key", "-id"], name="alert_latest_of_key"),
            models.Index(fields=["work_state", "severity", "opened_at"], name="alert_queue"),
            models.Index(fields=["area", "work_state"], name="alert_area"),
            models.Index(fields=["change"], name="alert_change"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="alert_due"),
            models.Index(fields=["mode"], condition=Q(mode_state__in=(HELD_BACK, IN_DRILL)), name="alert_in_mode"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key} #{self.pk}"


class Mode(models.Model):
    """A time in which alerts of a scope are held back or belong to a drill: who set it, why, until when (`modes.py`).

    The scope is an area with all below it, or one zone, or one device with what lies behind it; `model` narrows it.
    """

    kind = models.CharField(max_length=12, choices=[(kind, words.zh) for kind, words in KIND_WORDS.items()])
    area = models.ForeignKey("places.Area", models.PROTECT, related_name="+")
    zone = models.ForeignKey("places.Zone", models.CASCADE, null=True, related_name="+")
    device = models.ForeignKey("places.Device", models.CASCADE, null=True, related_name="+")
    model = models.CharField(max_length=64, default="", blank=True)
    why = models.CharField(max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begins_at = models.BigIntegerField()
    ends_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True, help_text="Set when somebody ended it early.")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    participants = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    objects: ClassVar[ModeQuerySet] = ModeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="mode_ends")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("begins_at")), name="mode_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.area_id} until {self.ends_at}"


class Handover(models.Model):
    """One shift of a post (a role over an area) handed to the next: signed by who leaves and by who comes."""

    area = models.ForeignKey("places.Area", models.PROTECT, related_name="+")
    role = models.CharField(max_length=32)
    begins_at = models.BigIntegerField(help_text="When the shift that ends here began.")
    note = models.TextField(blank=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.BigIntegerField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area", "role", "-id"], name="handover_of_post")]

    def __str__(self) -> str:
        return f"{self.role} of {self.area_id} at {self.signed_at}"


class AppliedCondition(models.Model):
    """One applied transition; `token` is made of all that identifies it, so applying it again changes nothing."""

    token = models.BigIntegerField(primary_key=True)
    condition = models.BigIntegerField(db_index=True)
    alert = models.ForeignKey(Alert, models.CASCADE, null=True, related_name="transitions")
    what = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(default=0)
    at = models.BigIntegerField()
    suspected = models.BooleanField(
        default=False, help_text="What its alert was by then; it may have become sure later."
    )

    def __str__(self) -> str:
        return f"{self.what} {self.condition} at {self.at}"


class Unseen(models.Model):
    """A model cannot judge this key: its inputs are missing, late or stuck and no alert stands there (P5)."""

    model = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    area = models.ForeignKey("places.Area", models.CASCADE, null=True, related_name="+")
    zone = models.ForeignKey("places.Zone", models.CASCADE, null=True, related_name="+")
    device = models.ForeignKey("places.Device", models.SET_NULL, null=True, related_name="+")
    since = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "key"], name="one_unseen_per_model_and_key")]

    def __str__(self) -> str:
        return f"{self.model} {self.key} unseen since {self.since}"


class PastUnseen(models.Model):
    """A time in which nothing saw a place, now over: what the map shows of an hour that has passed. Kept a year."""

    area = models.ForeignKey("places.Area", models.CASCADE, null=True, related_name="+")
    zone = models.ForeignKey("places.Zone", models.CASCADE, related_name="+")
    since = models.BigIntegerField()
    until = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"zone {self.zone_id} unseen from {self.since} until {self.until}"


class Progress(models.Model):
    """How far a shard's journal has been applied, and the fencing number its writer must hold."""

    shard = models.IntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)
    fencing = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"shard {self.shard} at {self.position}"


class Lease(models.Model):
    """Which process runs a shard's engine. Only an expired lease changes hands, and then the fencing number rises."""

    shard = models.IntegerField(primary_key=True)
    owner = models.CharField(max_length=120)
    fencing = models.BigIntegerField(default=0)
    expires_at = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"shard {self.shard}: {self.owner} ({self.fencing})"


class Call(models.Model):
    """Somebody must be told: `role` (or `triage`) of the alert's area, because of `reason`. Taken once, by `notify`.

    Written in the transaction of what caused it, so that no alert is stored without its call.
    """

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="calls")
    role = models.CharField(max_length=32)
    reason = models.CharField(max_length=16)
    severity = models.PositiveSmallIntegerField()
    at = models.BigIntegerField()
    taken_at = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["severity", "id"], condition=Q(taken_at=None), name="call_waiting")]

    def __str__(self) -> str:
        return f"{self.reason}: {self.role}"


class WorkChange(models.Model):
    """One step of the work, never altered: who, when, before, after. `who` is empty where the system acted."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="timeline")
    at = models.BigIntegerField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=16)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.action} at {self.at}"


class Counter(models.Model):
    """A number that rises in commit order, because whoever raises it holds its row until the commit."""

    name = models.CharField(max_length=32, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.last}"
