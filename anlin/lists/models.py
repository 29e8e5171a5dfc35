"""Entries of lists, their terms and approvals, and what became of their hits. Instants are µs since 1970 UTC."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlin.lists.catalogue import types_kept_by
from anlin.people.models import Unit
from anlin.people.roles import ROLES
from anlin.places.models import Area, RegisterRow
from anlin.places.querysets import RegisterQuerySet
from anlin.places.reach import NOWHERE, Reach

if TYPE_CHECKING:
    from anlin.people.models import User

FACT, ASSESSMENT = "fact", "assessment"
APPROVED, REFUSED, LAPSED = "approved", "refused", "lapsed"


class EntryQuerySet(RegisterQuerySet["Entry"]):
    def visible_to(self, user: "User") -> Self:  # type: ignore[override]
        """Entries of the lists that the person's roles keep, where their permission in use holds."""
        permission = user._permission or "lists.read"
        allowed = NOWHERE
        for grant in user.grants_now:
            spec = ROLES[grant.role]
            if permission not in spec.permissions:
                continue
            if spec.is_platform_wide:
                return self
            reach = Reach(paths=tuple(grant.paths()))
            allowed |= reach.over("area__path") & Q(kind__in=sorted(types_kept_by(grant.role)))
        return self.filter(allowed)


class Entry(RegisterRow):
    """One subject on one list. In force while it has a window, and is neither withdrawn, suspended nor over.

    `sealed_subject` is the vault's; `tokens` are keyed (LU-28). The window is set by approval only.
    """

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", help_text="In force here and below.")
    kind = models.CharField(max_length=24)
    criterion = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=10)
    sealed_subject = models.TextField()
    tokens = models.JSONField(help_text="Keyed tokens: exact, and one per character replaced.")
    legal_basis = models.CharField(max_length=200)
    issuing_body = models.CharField(max_length=120)
    document_number = models.CharField(max_length=80)
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.BigIntegerField()
    from_at = models.BigIntegerField(null=True)
    until_at = models.BigIntegerField(null=True)
    is_urgent = models.BooleanField(default=False)
    provisional_until = models.BigIntegerField(null=True, help_text="With one approval only; see LU-2A.")
    withdrawn_at = models.BigIntegerField(null=True)
    suspended_at = models.BigIntegerField(null=True)
    suspended_because = models.CharField(max_length=24, default="", blank=True)
    found_at = models.BigIntegerField(null=True, help_text="A missing person was found; it is off the list since.")
    consent_document = models.CharField(
        max_length=80, default="", blank=True, help_text="The found adult's own consent to being told where they are."
    )

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_entry_states_its_basis_number_and_issuer",
                condition=~Q(legal_basis="") & ~Q(issuing_body="") & ~Q(document_number="") & ~Q(criterion=""),
            ),
            models.CheckConstraint(
                name="an_entry_has_a_whole_window_or_none",
                condition=Q(from_at=None, until_at=None) | Q(until_at__gt=models.F("from_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def pseudonym(self) -> str:
        return f"entry:{self.pk}"

    @property
    def ends_at(self) -> int | None:
        """When it stops by itself: the end of its term, sooner while only one person has approved."""
        if self.until_at is None or self.provisional_until is None:
            return self.until_at
        return min(self.until_at, self.provisional_until)

    def state_at(self, at: int) -> str:
        """proposed, in_force, suspended, found, withdrawn, expired, lapsed or refused."""
        if self.found_at is not None:
            return "found"
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.suspended_at is not None:
            return "suspended"
        ends_at = self.ends_at
        if ends_at is None:
            term = self.terms.order_by("-number").first()
            return term.outcome or "proposed" if term else "proposed"
        if at < ends_at:
            return "in_force"
        return "lapsed" if self.provisional_until is not None and ends_at == self.provisional_until else "expired"


class HealthOrder(models.Model):
    """A declared response: number, area, start and end. Only while it is open may its list be fed (LU-24)."""

    path_field: ClassVar[str] = "area__path"

    number = models.CharField(max_length=80, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    issued_by = models.CharField(max_length=120)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_at = models.BigIntegerField()
    until_at = models.BigIntegerField()
    closed_at = models.BigIntegerField(null=True)
    certificate = models.JSONField(default=dict, help_text="What was destroyed, and the platform's signature.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_order_states_number_issuer_and_time",
                condition=~Q(number="") & ~Q(issued_by="") & Q(until_at__gt=models.F("from_at")),
            )
        ]

    def __str__(self) -> str:
        return self.number


class IsolationOrder(RegisterRow):
    """One home's isolation under a declared response: a magnet on one door, until the order ends (LU-35).

    It names no person and no home: the door is a place of its own (`zone`, kind `isolation_door`) that comes with the
    order and is erased with it. Saving it raises the registry's version: the door of devices knows within seconds.
    """

    number = models.CharField(max_length=80, unique=True)
    response = models.ForeignKey(HealthOrder, models.PROTECT, related_name="isolations")
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    zone = models.ForeignKey("places.Zone", models.SET_NULL, null=True, related_name="isolation_orders")
    device = models.ForeignKey("places.Device", models.SET_NULL, null=True, related_name="+")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    from_at = models.BigIntegerField()
    until_at = models.BigIntegerField()
    closed_at = models.BigIntegerField(null=True)
    certificate = models.JSONField(default=dict, help_text="What was erased, and the platform's signature.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_isolation_states_number_and_time",
                condition=~Q(number="") & Q(until_at__gt=models.F("from_at")),
            ),
            models.UniqueConstraint(
                fields=["device"], condition=Q(closed_at=None), name="one_open_isolation_per_device"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Term(models.Model):
    """One time for which an entry is asked for; each, renewals too, is approved anew."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField(default=1)
    document_number = models.CharField(max_length=80)
    from_at = models.BigIntegerField()
    until_at = models.BigIntegerField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.BigIntegerField()
    decided_at = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=10, default="", blank=True)
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="one_term_per_number"),
            models.UniqueConstraint(fields=["entry"], condition=Q(outcome=""), name="one_term_waits_per_entry"),
            models.CheckConstraint(name="a_term_ends_after_it_begins", condition=Q(until_at__gt=models.F("from_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.number}"


class Approval(models.Model):
    """One person's yes to one term. The database holds two of one person, or of one unit, apart (LU-22)."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="approvals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "user"], name="one_approval_per_person"),
            models.UniqueConstraint(fields=["term", "unit"], name="one_approval_per_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} by {self.user_id}"


class Remark(models.Model):
    """Something said of an entry, marked as fact or as somebody's assessment (LU-21)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.BigIntegerField()
    nature = models.CharField(max_length=10, choices=[(FACT, "事实 Fact"), (ASSESSMENT, "判断 Assessment")])
    sealed_note = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_remark_is_fact_or_assessment", condition=Q(nature__in=[FACT, ASSESSMENT]))
        ]

    def __str__(self) -> str:
        return f"{self.nature} on {self.entry_id}"

    @property
    def pseudonym(self) -> str:
        return f"entry:{self.entry_id}"


class Hit(models.Model):
    """What became of one candidate that people looked at. `alert` is its number; the subject keeps no trace (LU-26)."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="hits")
    kind = models.CharField(max_length=24)
    alert = models.BigIntegerField(unique=True)
    opened_at = models.BigIntegerField()
    outcome = models.CharField(max_length=10, choices=[("confirmed", "属实 Confirmed"), ("false", "误报 False")])
    reason = models.CharField(max_length=200, default="", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.BigIntegerField()
    counts = models.BooleanField(default=True, help_text="False once the entry was corrected at its source.")

    class Meta:
        indexes = [models.Index(fields=["kind", "decided_at"], name="hit_of_kind")]

    def __str__(self) -> str:
        return f"{self.outcome} #{self.alert}"


class WrongMatch(models.Model):
    """A confirmed match that was wrong: reversed at once; whom it met is told within a day (LU-94). Names nobody."""

    path_field: ClassVar[str] = "area__path"

    alert = models.BigIntegerField(unique=True)
    kind = models.CharField(max_length=24)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    found_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    found_at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    told_at = models.BigIntegerField(null=True)
    told_how = models.CharField(max_length=10, default="", blank=True)
    reminders = models.PositiveSmallIntegerField(
        default=0, help_text="How many were due when somebody was last reminded."
    )
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"wrong match of alert {self.alert}"


class Pause(models.Model):
    """A list that was wrong too often: nothing is compared with it until somebody reviewed it (LU-29)."""

    kind = models.CharField(max_length=24)
    at = models.BigIntegerField()
    confirmed = models.PositiveIntegerField()
    false = models.PositiveIntegerField()
    reviewed_at = models.BigIntegerField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finding = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], condition=Q(reviewed_at=None), name="one_open_pause_per_list")
        ]

    def __str__(self) -> str:
        return f"{self.kind} paused at {self.at}"


class Published(models.Model):
    """The figures of one list in one quarter, as they were made public; never changed afterwards (LU-29).

    Where a match of that quarter turned out to be wrong later, the right figures stand beside them (LU-94).
    """

    kind = models.CharField(max_length=24)
    quarter = models.CharField(max_length=6, help_text="Like 2026Q1; of China Standard Time.")
    figures = models.JSONField()
    at = models.BigIntegerField()
    corrected = models.JSONField(null=True)
    corrected_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "quarter"], name="one_publication_per_list_and_quarter")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quarter}"
