"""Who is told what, by which way, and whether it arrived. Instants are µs since 1970 UTC."""

from django.conf import settings
from django.db import models
from django.db.models import Q

WAITING, SENDING, SENT, RECEIVED, FAILED, DROPPED = "waiting", "sending", "sent", "received", "failed", "dropped"


class Duty(models.Model):
    """A time in which a person is on duty. Whoever has none at all is not rostered here and counts as on duty."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="duties")
    begins_at = models.BigIntegerField()
    ends_at = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["user", "ends_at"], name="duty_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.begins_at} to {self.ends_at}"


class Address(models.Model):
    """Where a person can be reached by one channel: a mail address, a webhook's URL."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses")
    channel = models.CharField(max_length=16)
    address = models.CharField(max_length=300)
    is_enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "channel"], name="one_address_per_channel")]

    def __str__(self) -> str:
        return f"{self.user_id} by {self.channel}"


class Message(models.Model):
    """One thing said to one person by one channel; several calls may be gathered in it, or it is about one leg, task or
    wrong match.

    `waiting` until `due_at`; claimed by a counted update; `sent` when the channel took it; `received` when the person
    opened what it is about. A push that is only sent is not delivery, and one that a page showed (`shown_at`) may have
    been shown to an empty chair: neither ends the ladder.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=16)
    step = models.PositiveSmallIntegerField(default=0)
    severity = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, default=WAITING)
    made_at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    claimed_at = models.BigIntegerField(null=True)
    sent_at = models.BigIntegerField(null=True)
    shown_at = models.BigIntegerField(null=True, help_text="When a page before somebody's eyes had it; no receipt yet.")
    received_at = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, default="", blank=True)
    calls = models.ManyToManyField("alerts.Call", related_name="messages")
    leg = models.ForeignKey("dispatch.Leg", models.CASCADE, null=True, related_name="messages")
    task = models.ForeignKey("dispatch.Task", models.CASCADE, null=True, related_name="messages")
    wrong = models.ForeignKey("lists.WrongMatch", models.CASCADE, null=True, related_name="messages")

    class Meta:
        indexes = [
            models.Index(fields=["severity", "due_at"], condition=Q(state=WAITING), name="message_waiting"),
            models.Index(fields=["user", "channel", "-made_at"], name="message_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.user_id}: {self.state}"
