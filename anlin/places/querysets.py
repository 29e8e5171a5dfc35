"""Queries of the registers: limited to what a person may see, and every change counted in the registry's version."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models, transaction

from anlin.places.reach import HasReach

Row = TypeVar("Row", bound=models.Model)


class RegisterQuerySet(models.QuerySet[Row]):
    """Rows of one register; `path_field` of the model leads to the path of the row's area."""

    def visible_to(self, user: HasReach) -> Self:
        """The rows in the areas where the user's permission in use holds."""
        return self.filter(user.reach().over(self.model.path_field))  # type: ignore[attr-defined]

    # Changes of many rows send no signals, so the version is raised here, in the same transaction.

    def update(self, **fields: Any) -> int:
        with transaction.atomic():
            changed = super().update(**fields)
            bump_version()
        return changed

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        with transaction.atomic():
            made = super().bulk_create(objs, *args, **options)
            bump_version()
        return made

    def bulk_update(self, objs: Iterable[Row], *args: Any, **options: Any) -> int:
        with transaction.atomic():
            changed = super().bulk_update(objs, *args, **options)
            bump_version()
        return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            gone = super().delete()
            bump_version()
        return gone

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


def bump_version() -> None:
    """Raise the registry's version: gateway and engine take the change up. In the transaction of the change."""
    from anlin.places.models import RegistryVersion

    if not RegistryVersion.objects.filter(pk=1).update(version=models.F("version") + 1):
        RegistryVersion.objects.create(pk=1, version=1)
