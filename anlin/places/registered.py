"""Which numbers are registered: asked from the database once per number, for writers of many rows."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from anlin.places.models import Area, Device, Zone


class KnownNumbers:
    """The numbers of one register that are known to exist."""

    def __init__(self, register: type[models.Model]) -> None:
        self._register = register
        self._known: set[int] = set()

    def learn(self, numbers: Iterable[Any]) -> None:
        """Ask for those not known yet. Numbers that do not exist are asked for again each time."""
        missing = sorted({number for number in numbers if number} - self._known)
        for start in range(0, len(missing), 500):
            chunk = missing[start : start + 500]
            self._known.update(self._register._default_manager.filter(pk__in=chunk).values_list("pk", flat=True))

    def __contains__(self, number: object) -> bool:
        return number in self._known


class Registered:
    """Areas, zones and devices known to exist; made anew when a write says that one is gone."""

    def __init__(self) -> None:
        self.areas, self.zones, self.devices = KnownNumbers(Area), KnownNumbers(Zone), KnownNumbers(Device)

    def root(self) -> int | None:
        """The area that everything without a known one belongs to; None before the first area exists."""
        return Area.objects.filter(parent=None).order_by("pk").values_list("pk", flat=True).first()
