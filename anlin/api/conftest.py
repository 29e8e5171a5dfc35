"""A browser as the tests of the routes see it: cookies, CSRF, JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

PASSWORD = "correct horse battery"


class Browser:
    """One device with its own cookies; sends the CSRF header as the console does."""

    def __init__(self, agent: str = "test-browser", *, csrf: bool = True) -> None:
        self.client = Client(enforce_csrf_checks=csrf, headers={"user-agent": agent})

    def send(self, method: str, path: str, body: Any = None) -> Any:
        token = self.client.cookies.get("csrftoken")
        return self.client.generic(
            method,
            path,
            data=json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"x-csrftoken": token.value} if token else {},
        )

    def get(self, path: str) -> Any:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self.send("POST", path, body if body is not None else {})

    def sign_in(self, user: Any) -> "Browser":
        """Straight in, without password and code, on this device."""
        import hashlib

        from django.contrib.sessions.backends.db import SessionStore

        from anlin.people.sign_in import BACKEND, DEVICE_COOKIE

        agent = self.client.defaults.get("HTTP_USER_AGENT", "")
        self.client.cookies[DEVICE_COOKIE] = "test-device"
        session = SessionStore()
        session.update(
            {
                "_auth_user_id": str(user.pk),
                "_auth_user_backend": BACKEND,
                "_auth_user_hash": user.get_session_auth_hash(),
                "device": hashlib.sha256(f"test-device\x1f{agent}".encode()).hexdigest()[:32],
            }
        )
        session.save()
        self.client.cookies["anlin_session"] = session.session_key
        self.get("/api/session")
        return self


@pytest.fixture
def browser(db: None) -> Browser:
    return Browser()


@pytest.fixture
def browsers(db: None) -> Callable[..., Browser]:
    return Browser


@dataclass(frozen=True)
class Thing:
    """Something in the small tree's compound that a route may be asked for: its number, and a mark of it in answers."""

    id: int
    code: str


def _alert(town: Any) -> Thing:
    """An e-bike in the compound's lift, as the engine would report it."""
    from anlin.alerts.conftest import NOON, FixedFacts, condition
    from anlin.alerts.models import Alert
    from anlin.alerts.sink import ConditionSink

    seen = condition(area=town.compound.pk, zone=town.zone.pk, device=town.device.pk)
    ConditionSink(FixedFacts(), clock=lambda: NOON).apply(1, 1, 1, (seen,))
    made = Alert.objects.get()
    return Thing(made.pk, made.model)


def _grant(town: Any) -> Thing:
    from anlin.people.models import RoleGrant, User

    user, _ = User.objects.get_or_create(username="someone", defaults={"name": "某人"})
    made, _ = RoleGrant.objects.get_or_create(user=user, role="property_guard", area=town.compound)
    return Thing(made.pk, made.role)


def _account(town: Any) -> Thing:
    from anlin.people.models import RoleGrant

    user = RoleGrant.objects.get(pk=_grant(town).id).user
    return Thing(user.pk, user.username)


def _trial(town: Any) -> Thing:
    from anlin.tuning.models import Trial

    someone = _someone(town)
    made = Trial.objects.create(
        user=someone, model="ebike_in_building", area=town.compound, limits=[], first_day="2026-01-05",
        last_day="2026-01-05", asked_at=1, state="done", result={"tried": [_NOTHING_TRIED]},
    )  # fmt: skip
    return Thing(made.pk, made.model)


_NOTHING_TRIED = {"before": 0, "after": 0, "days": [], "kept": [], "lost": [], "gained": []}


def _change(town: Any) -> Thing:
    from anlin.engine import load_models
    from anlin.models import folders
    from anlin.tuning.limits import Limit, run_in_shadow

    spec = next(spec for spec in load_models(folders()) if spec.name == "ebike_in_building")
    limits = [Limit("min_confidence", 0.8)]
    made = run_in_shadow(_someone(town), spec, town.compound, limits, "太多误报", 1)
    return Thing(made.pk, made.model)


def _someone(town: Any) -> Any:
    from anlin.people.models import RoleGrant

    return RoleGrant.objects.get(pk=_grant(town).id).user


# One maker per word that `matrix.toml` uses before the dot; each thing lies in `town.compound`.
THINGS: dict[str, Callable[[Any], Thing]] = {
    "area": lambda town: Thing(town.compound.pk, town.compound.code),
    "zone": lambda town: Thing(town.zone.pk, town.zone.code),
    "account": _account,
    "alert": _alert,
    "device": lambda town: Thing(town.device.pk, town.device.code),
    "grant": _grant,
    "trial": _trial,
    "change": _change,
}
