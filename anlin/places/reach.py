"""How far a person's authority goes over the tree of areas, as a condition of a query."""

from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

NOWHERE = Q(pk__in=[])


@dataclass(frozen=True)
class Reach:
    """The subtrees (by `Area.path`) that someone may act in; `everywhere` for the roles of the whole platform."""

    everywhere: bool = False
    paths: tuple[str, ...] = ()

    def over(self, path_field: str) -> Q:
        """Rows whose area lies in a subtree of this reach; `path_field` leads to `Area.path`, as in `area__path`."""
        if self.everywhere:
            return Q()
        found = NOWHERE
        for path in self.paths:
            # A range, not LIKE: both stores then use the index, and 'g' follows every digit of a path.
            found |= Q(**{f"{path_field}__gte": path, f"{path_field}__lt": f"{path}g"})
        return found

    def includes(self, path: str) -> bool:
        return self.everywhere or any(path.startswith(own) for own in self.paths)


class HasReach(Protocol):
    """A person, as the registers of places need them (`people.User` is one)."""

    def reach(self) -> Reach:
        """Where the permission in use holds. Raises `PermissionNotNamed` when none is in use."""
