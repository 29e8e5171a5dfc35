"""People who work with Anlin: named accounts, units, what each may do where and until when."""

from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from anlin.observations.clock import system_clock
from anlin.people.roles import ROLES, conflict
from anlin.places.models import Area, Dwelling, PoliceArea, RegisterRow
from anlin.places.reach import Reach


class PermissionNotNamed(Exception):
    """A query was limited to a person without saying for which permission; use `user.acting("alerts.read")`."""


class Unit(models.Model):
    """An organisation that people belong to: police unit, property company, community office, department."""

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=24, help_text="police, property, community, department, operator, …")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="units")

    def __str__(self) -> str:
        return self.name_zh


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, name: str, password: str | None = None, **fields: Any) -> "User":
        """A named account; without a password nobody can sign in with one. Names are kept in lower case."""
        user = self.model(username=username.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """One named person's account. There are no shared, hidden or all-seeing accounts."""

    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="members")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False, help_text="Set while an invitation's password holds.")
    is_demo = models.BooleanField(default=False, help_text="A played person; cannot sign in outside `anlin demo`.")
    epoch = models.PositiveIntegerField(default=0, help_text="Rises when every sign-in of the account must end.")
    created_at = models.BigIntegerField(default=system_clock)

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    _permission: str | None = None

    def __str__(self) -> str:
        return self.username

    def save(self, *args: Any, **options: Any) -> None:
        """Disabling ends every sign-in for good: enabling the account again does not bring them back (LU-04)."""
        if not self.is_active and User.objects.filter(pk=self.pk, is_active=True).exists():
            self.epoch += 1
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], "epoch"}
        super().save(*args, **options)

    def get_session_auth_hash(self) -> str:
        return salted_hmac("anlin.people.sign-in", f"{self.password}\x1f{self.epoch}", algorithm="sha256").hexdigest()

    @cached_property
    def grants_now(self) -> list["RoleGrant"]:
        """Grants in force when first asked; a request or a stream's check loads the person anew (LU-04)."""
        return list(RoleGrant.objects.in_force(system_clock()).filter(user=self).select_related("area"))

    @property
    def permissions(self) -> frozenset[str]:
        return frozenset().union(*(ROLES[grant.role].permissions for grant in self.grants_now))

    def acting(self, permission: str) -> Self:
        """This person, with one permission in use: `visible_to` then counts only the grants that give it."""
        self._permission = permission
        return self

    def reach(self, permission: str | None = None) -> Reach:
        """Where `permission` (else the one in use) holds. Raises `PermissionNotNamed`."""
        permission = permission or self._permission
        if permission is None:
            raise PermissionNotNamed(f'reach of {self.username}: name the permission, as in user.acting("alerts.read")')
        paths: set[str] = set()
        for grant in self.grants_now:
            spec = ROLES[grant.role]
            if permission not in spec.permissions:
                continue
            if spec.is_platform_wide:
                return Reach(everywhere=True)
            paths.update(grant.paths())
        return Reach(paths=tuple(sorted(paths)))


class Consent(RegisterRow):
    """A household's own consent to one purpose, separate for each, withdrawn whenever it likes (LU-09, LU-31).

    Saving or withdrawing raises the registry's version: door and engine know within seconds.
    """

    path_field: ClassVar[str] = "dwelling__building__area__path"

    dwelling = models.ForeignKey(Dwelling, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    document = models.CharField(max_length=60, help_text="Number of the signed form.")
    given_at = models.BigIntegerField(default=system_clock)
    withdrawn_at = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling", "purpose"], condition=Q(withdrawn_at=None), name="one_consent_in_force_per_purpose"
            ),
            models.CheckConstraint(condition=~Q(document=""), name="a_consent_names_its_signed_form"),
        ]


class GrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self, at: int) -> Self:
        """Grants that hold at `at` (microseconds since 1970 UTC) of accounts that are active."""
        return self.filter(
            Q(valid_to=None) | Q(valid_to__gt=at), valid_from__lte=at, user__is_active=True, role__in=list(ROLES)
        )


class RoleGrant(models.Model):
    """One person holds one role, in one area subtree (or the areas of a police area), from and until an instant."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=24, choices=[(code, f"{spec.zh} {spec.en}") for code, spec in ROLES.items()])
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="grants")
    police_area = models.ForeignKey(PoliceArea, models.PROTECT, null=True, blank=True, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="grants")
    valid_from = models.BigIntegerField(default=system_clock, help_text="Microseconds since 1970 UTC.")
    valid_to = models.BigIntegerField(null=True, blank=True, help_text="Microseconds since 1970 UTC; empty: open.")
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = GrantQuerySet.as_manager()
    path_field: ClassVar[str] = "area__path"

    class Meta:
        indexes = [models.Index(fields=["role", "area"])]
        constraints = [
            models.CheckConstraint(
                name="platform_roles_have_no_area_and_others_have_one",
                condition=Q(
                    role__in=[code for code, spec in ROLES.items() if spec.is_platform_wide],
                    area=None,
                    police_area=None,
                )
                | (
                    ~Q(role__in=[code for code, spec in ROLES.items() if spec.is_platform_wide])
                    & (Q(area__isnull=False) | Q(police_area__isnull=False))
                ),
            )
        ]

    def save(self, *args: Any, **options: Any) -> None:
        """Raises ValidationError on a role that does not exist or may not stand beside the person's others."""
        self.full_clean(validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            # The person's row is the lock: two grants at once must not slip past the rule together.
            User.objects.select_for_update().get(pk=self.user_id)
            now = system_clock()
            others = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), user=self.user_id)
            reason = conflict(self.role, set(others.exclude(pk=self.pk).values_list("role", flat=True)))
            if reason and (self.valid_to is None or self.valid_to > now):
                raise ValidationError(reason)
            super().save(*args, **options)

    def paths(self) -> list[str]:
        """Paths of the areas the grant covers with everything below them."""
        paths = [self.area.path] if self.area else []
        if self.police_area_id is not None:
            beat = self.police_area.path  # type: ignore[union-attr]
            paths += Area.objects.filter(
                police_mappings__police_area__path__gte=beat, police_mappings__police_area__path__lt=f"{beat}g"
            ).values_list("path", flat=True)
        return paths
