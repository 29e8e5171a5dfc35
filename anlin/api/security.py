"""The one way a route is declared: with its permission and its purpose. Forgetting either fails at import.

To add routes, copy `places.py`: make `routes = Routes("/things", tag="things")`, decorate with `@routes.get(…)`, and
add the route to `matrix.toml`. `anlin/api/api.py` mounts every `routes` of this folder and nothing else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Router

from anlin.access.audit import Notes
from anlin.access.purposes import shipped_purposes
from anlin.people.models import User
from anlin.people.roles import PERMISSIONS

ANYONE = "anyone"
"""No sign-in needed: signing in itself and the first run."""
SIGNED_IN = "signed_in"
"""Any person who is signed in, whatever the role: their own session."""

View = TypeVar("View", bound=Callable[..., Any])


class Request(HttpRequest):
    """A request inside a route: the person (with the route's permission in use) and the notes for the audit."""

    user: User
    audit: Notes


@dataclass(frozen=True)
class Declared:
    """One route as declared. `keeps_changes`: what it stores stands even when it refuses (failed sign-ins)."""

    method: str
    path: str
    permission: str
    purpose: str
    keeps_changes: bool = False

    @property
    def operation(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def changes_state(self) -> bool:
        return self.method not in ("GET", "HEAD")


DECLARED: dict[tuple[str, str], Declared] = {}
"""Every declared route by (method, path template)."""


class UndeclaredRoute(TypeError):
    """A route without permission or purpose, or with one that does not exist."""


class Routes:
    """The routes of one module under one prefix; `only_in_demo` routes do not exist in `anlin serve`."""

    def __init__(self, prefix: str, tag: str, *, only_in_demo: bool = False) -> None:
        self.prefix, self.only_in_demo = prefix, only_in_demo
        self.router = Router(tags=[tag])

    def get(self, path: str, *, permission: str, purpose: str, **options: Any) -> Callable[[View], View]:
        return self._route("GET", path, permission, purpose, options)

    def post(self, path: str, *, permission: str, purpose: str, **options: Any) -> Callable[[View], View]:
        return self._route("POST", path, permission, purpose, options)

    def put(self, path: str, *, permission: str, purpose: str, **options: Any) -> Callable[[View], View]:
        return self._route("PUT", path, permission, purpose, options)

    def delete(self, path: str, *, permission: str, purpose: str, **options: Any) -> Callable[[View], View]:
        return self._route("DELETE", path, permission, purpose, options)

    def _route(
        self, method: str, path: str, permission: str, purpose: str, options: dict[str, Any]
    ) -> Callable[[View], View]:
        where = f"{method} /api{self.prefix}{path}"
        if permission not in PERMISSIONS and permission not in (ANYONE, SIGNED_IN):
            raise UndeclaredRoute(f"{where}: permission {permission!r} is not in people/roles.py")
        if purpose not in shipped_purposes():
            raise UndeclaredRoute(f"{where}: purpose {purpose!r} is not in access/purposes.toml (LU-01)")
        declared = Declared(
            method, template(f"/api{self.prefix}{path}"), permission, purpose, options.pop("keeps_changes", False)
        )
        if (method, declared.path) in DECLARED:
            raise UndeclaredRoute(f"{where}: declared twice")
        DECLARED[(method, declared.path)] = declared
        decorate: Callable[[View], View] = self.router.api_operation([method], path, **options)
        return decorate


def template(path: str) -> str:
    """A path with its parameters by name only: `/api/alerts/{int:alert_id}` and `<int:alert_id>` → `{alert_id}`."""
    return re.sub(r"[<{](?:\w+:)?(\w+)[>}]", r"{\1}", path)
