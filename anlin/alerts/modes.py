"""Maintenance, mute and drill: what each means, how long it may last, and who may see it.

What opens while a mode holds is stored and shown as ever. Maintenance and mute page nobody about it; a drill pages
only those who take part. Each has an end that nobody can leave out, and ends by itself (`timers.end_modes`).
"""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from anlin.alerts.audience import DISCREET, seen_by
from anlin.alerts.words import Words

if TYPE_CHECKING:
    from anlin.people.models import User

MAINTENANCE, MUTE, DRILL = "maintenance", "mute", "drill"

KIND_WORDS: dict[str, Words] = {
    MAINTENANCE: Words("检修", "maintenance"),
    MUTE: Words("静音", "muted"),
    DRILL: Words("演练", "drill"),
}

HOUR_US = 3600 * 1_000_000
LONGEST_US = {MAINTENANCE: 7 * 24 * HOUR_US, MUTE: 12 * HOUR_US, DRILL: 12 * HOUR_US}
"""Whoever needs longer has to say so again: a forgotten mute is worse than a repeated one (estimate)."""


class ModeQuerySet(models.QuerySet[Any]):
    """Modes; every path that shows one begins with `visible_to`."""

    def visible_to(self, user: "User", permission: str | None = None) -> Self:
        """Those whose area the permission (else the one in use) reaches; about closed models, for those who see it."""
        return self.filter(user.reach(permission).over("area__path")).exclude(model__in=_closed_to(user))

    def with_places(self) -> Self:
        return self.select_related("area", "zone", "device", "set_by", "ended_by")

    def in_force(self, now: int) -> Self:
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now), begins_at__lte=now, ends_at__gt=now)


def _closed_to(user: "User") -> list[str]:
    roles = {grant.role for grant in user.grants_now}
    return sorted(model for model in DISCREET if not any(may_name(role, model) for role in roles))


def may_name(role: str, model: str) -> bool:
    """Whether the role works on the model, and so may hold it back."""
    all_but, names = seen_by(role)
    return (model in names) != all_but
