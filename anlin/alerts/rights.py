"""Area and role rights as part of the query: what a person may not see does not exist for them (LU-02, LU-03)."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from anlin.alerts.audience import HOME, later_for, seen_by
from anlin.alerts.lifecycle import HELD_BACK, OPEN_STATES, WAITING_STATES
from anlin.people.roles import ROLES
from anlin.places.reach import NOWHERE, Reach

if TYPE_CHECKING:
    from anlin.people.models import RoleGrant, User

READ = "alerts.read"
WAITING = Q(work_state__in=WAITING_STATES) & ~Q(mode_state=HELD_BACK)
"""Nobody is on it yet, and no mode holds it back: what the situation sentence counts as 待处置."""


def reach_by_role(
    user: "User", permission: str = READ, paths_of: "Callable[[RoleGrant], Iterable[str]] | None" = None
) -> dict[str, Reach]:
    """Where each of the person's roles that give `permission` holds now."""
    found: dict[str, set[str]] = {}
    everywhere = set()
    for grant in user.grants_now:
        spec = ROLES[grant.role]
        if permission in spec.permissions:
            found.setdefault(grant.role, set()).update(paths_of(grant) if paths_of else grant.paths())
            if spec.is_platform_wide:
                everywhere.add(grant.role)
    return {role: Reach(role in everywhere, tuple(sorted(paths))) for role, paths in found.items()}


def roles_at(user: "User", path: str) -> frozenset[str]:
    """The roles the person holds over the area at `path`."""
    return frozenset(
        grant.role
        for grant in user.grants_now
        if ROLES[grant.role].is_platform_wide or any(path.startswith(own) for own in grant.paths())
    )


def visible(user: "User", permission: str = READ, prefix: str = "") -> Q:
    """Alerts (reached by `prefix`, as in `alert__`) that the person may see: area subtree × models of the role."""
    allowed = NOWHERE
    for role, reach in reach_by_role(user, permission).items():
        all_but, names = seen_by(role)
        of_models = Q(**{f"{prefix}model__in": sorted(names)})
        not_yet = Q(**{f"{prefix}model__in": sorted(later_for(role)), f"{prefix}assigned_role__in": HOME})
        allowed |= reach.over(f"{prefix}area__path") & (~of_models if all_but else of_models) & ~not_yet
    return allowed


def may_see_alerts(user: "User", model: str) -> bool:
    """Whether one of the person's roles sees single alerts of this model at all."""
    for grant in user.grants_now:
        all_but, names = seen_by(grant.role)
        if (model in names) != all_but:
            return True
    return False


class AlertQuerySet(models.QuerySet[Any]):
    """Alerts; every path that shows one begins with `visible_to`."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(visible(user), shadow=False)

    def open(self) -> Self:
        """Work that is not finished, shadow runs left out."""
        return self.filter(work_state__in=OPEN_STATES, shadow=False)

    def with_places(self) -> Self:
        """With what an alert's line names, in the same query."""
        return self.select_related("area", "zone__building", "device", "claimed_by", "mode")
