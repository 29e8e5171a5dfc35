"""The register of residents. What identifies a person is sealed for its own row; instants are µs since 1970 UTC."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from anlin.people.models import Unit
from anlin.places.models import Dwelling

if TYPE_CHECKING:
    from anlin.people.models import User

RELATIONS = {
    "spouse": ("配偶", "Spouse"),
    "child": ("子女", "Child"),
    "parent": ("父母", "Parent"),
    "relative": ("亲属", "Relative"),
    "neighbour": ("邻居", "Neighbour"),
    "friend": ("朋友", "Friend"),
    "carer": ("护理员", "Carer"),
}


class HomeQuerySet(models.QuerySet["Resident"]):
    """Rows of homes; `path_field` of the model leads to the path of the home's area."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(user.reach().over(self.model.path_field))


class Household(models.Model):
    """Who lives in one home."""

    path_field: ClassVar[str] = "dwelling__building__area__path"

    dwelling = models.OneToOneField(Dwelling, models.PROTECT, related_name="household")
    since = models.BigIntegerField()

    def __str__(self) -> str:
        return f"household {self.pk}"


class Resident(models.Model):
    """One person of a household. `account`: their own sign-in, where they have one, to see who looked."""

    path_field: ClassVar[str] = "household__dwelling__building__area__path"

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents")
    sealed_name = models.TextField()
    sealed_phone = models.TextField(blank=True, default="")
    sealed_id_number = models.TextField(blank=True, default="")
    is_minor = models.BooleanField(default=False, help_text="Under 14: a guardian consents (LU-09).")
    guardian = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="wards")
    account = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="resident")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    registered_at = models.BigIntegerField()

    objects: ClassVar[HomeQuerySet] = HomeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_child_under_14_has_a_guardian", condition=Q(is_minor=False) | Q(guardian__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def pseudonym(self) -> str:
        return f"resident:{self.pk}"


class HouseholdContact(models.Model):
    """Whom a resident wants called, in order of `rank`."""

    path_field: ClassVar[str] = "resident__household__dwelling__building__area__path"

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="contacts")
    rank = models.PositiveSmallIntegerField(default=1)
    relation = models.CharField(max_length=12, choices=[(code, f"{zh} {en}") for code, (zh, en) in RELATIONS.items()])
    sealed_name = models.TextField()
    sealed_phone = models.TextField()
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="contact_of")
    named_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    sees_home_since = models.BigIntegerField(
        null=True, help_text="Since when the resident lets them see how it is at home; empty: not (LU-37)."
    )

    class Meta:
        ordering = ("rank", "id")

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def pseudonym(self) -> str:
        return f"contact:{self.pk}"


class Landlord(models.Model):
    """Who lets a home, by their own filing; asked first, with the tenant, when a registration is due (LU-34)."""

    path_field: ClassVar[str] = "dwelling__building__area__path"

    dwelling = models.ForeignKey(Dwelling, models.CASCADE, related_name="landlords")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="lets")
    document = models.CharField(max_length=60, help_text="Number of the rental filing.")
    filed_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"landlord of home {self.dwelling_id}"


class PersonConsent(models.Model):
    """One person's own yes to one purpose, separate for each, withdrawn whenever they like (LU-09)."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    document = models.CharField(max_length=60, help_text="Number of the signed form.")
    notice = models.CharField(
        max_length=60, default="", blank=True, help_text="How those who live there were told, for home sensing (LU-31)."
    )
    assessment = models.CharField(max_length=40, help_text="Number of the impact assessment.")
    guardian = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    given_at = models.BigIntegerField()
    withdrawn_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"], condition=Q(withdrawn_at=None), name="one_personal_consent_per_purpose"
            ),
            models.CheckConstraint(
                name="a_personal_consent_names_form_and_assessment", condition=~Q(document="") & ~Q(assessment="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} of {self.resident_id}"


class Notice(models.Model):
    """Something a resident or a contact of theirs must be told; `kind` says what (`notices.py`)."""

    resident = models.ForeignKey(Resident, models.CASCADE, null=True, related_name="notices")
    contact = models.ForeignKey(HouseholdContact, models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=16)
    alert = models.BigIntegerField(null=True, help_text="The alert it was about.")
    at = models.BigIntegerField()
    seen_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_notice_is_to_one_person",
                condition=Q(resident__isnull=False, contact=None) | Q(resident=None, contact__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"


class Reveal(models.Model):
    """One field of one person shown to one user for one open alert, until an instant (LU-11, LU-13)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=24)
    alert = models.BigIntegerField(help_text="The work item it was for.")
    of = models.CharField(max_length=32, help_text="Pseudonym: resident:7, contact:3, entry:12.")
    resident = models.ForeignKey(Resident, models.SET_NULL, null=True, related_name="looks")
    field_class = models.CharField(max_length=16)
    purpose = models.CharField(max_length=40)
    at = models.BigIntegerField()
    shown_until = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["user", "at"], name="reveal_of_user"),
            models.Index(fields=["resident", "at"], name="reveal_of_resident"),
        ]

    def __str__(self) -> str:
        return f"{self.field_class} of {self.of}"


class Look(models.Model):
    """One look of somebody at a resident's data, as the resident sees it; of a list view too (LU-91)."""

    resident = models.ForeignKey(Resident, models.CASCADE, related_name="looked_at")
    at = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=32)
    purpose = models.CharField(max_length=40)
    fields = models.CharField(max_length=120, help_text="Classes of fields, such as name,phone.")
    is_masked = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["resident", "-id"], name="look_at_resident")]

    def __str__(self) -> str:
        return f"{self.fields} of {self.resident_id}"
