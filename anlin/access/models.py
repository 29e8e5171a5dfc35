"""Purposes and the audit log. The log's tables are made by hand-written SQL that forbids changing them."""

from django.core.validators import MinLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class Purpose(models.Model):
    """Why personal data is touched: the five items of LU-01; the database refuses a row that lacks one."""

    code = models.CharField(max_length=40, primary_key=True, validators=[MinLengthValidator(2)])
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=200)
    unit = models.CharField(max_length=80, help_text="The responsible unit.")
    assessment = models.CharField(max_length=40, help_text="Number of the impact assessment.")
    retention_days = models.PositiveIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_purpose_states_its_five_items",
                condition=~Q(code="") & ~Q(legal_basis="") & ~Q(unit="") & ~Q(assessment="") & Q(retention_days__gt=0),
            )
        ]


class AuditRecord(models.Model):
    """One request of a declared route, refusals included. Written by `audit.record` only; never changed.

    `body` is the canonical JSON that `hash` covers together with the hash before it; the other columns repeat it
    for queries, and the verifier compares them.
    """

    position = models.BigIntegerField(primary_key=True)
    at = models.BigIntegerField(help_text="Microseconds since 1970 UTC.")
    who = models.BigIntegerField(null=True)
    operation = models.TextField()
    result = models.TextField()
    body = models.TextField()
    hash = models.TextField()

    class Meta:
        managed = False  # Made by migration 0002: Django may neither alter nor empty it.
        db_table = "access_auditrecord"


class AuditTip(models.Model):
    """One row: position and hash of the newest record. Its lock is what puts records in order."""

    position = models.BigIntegerField()
    hash = models.TextField()
    at = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "access_audittip"
