"""A browser as the tests of the routes see it: cookies, CSRF, JSON."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from anlin.access.strangers import STRANGERS
from anlin.api.devices import watching
from anlin.api.map import PACKED

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

    def sign_in(self, user: Any, factor: str = "passkey") -> "Browser":
        """Straight in, without password and passkey, on this device."""
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
                "factor": factor,
            }
        )
        session.save()
        self.client.cookies["anlin_session"] = session.session_key
        self.get("/api/session")
        return self


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Tests ask without sign-in far more often than people do, and of several registers that have one version."""
    STRANGERS.forget()
    PACKED.forget()
    watching.cache_clear()


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
    seen_row = {
        "device": town.device.pk, "zone": town.zone.pk, "value": 1.0, "confidence": 0.9, "quality": 0,
        "evidence": "0" * 40, "observed_at": NOON, "received_at": NOON, "kind": "ebike_detected", "label": "ebike",
    }  # fmt: skip
    Alert.objects.exclude(model="watchlist_hit").update(rows={"first": seen_row})
    made = Alert.objects.exclude(model="watchlist_hit").get()
    return Thing(made.pk, made.model)


def _source(town: Any) -> Thing:
    from anlin.places.registering import make_token

    made, _ = make_token(town.compound, "edge-box-7")
    return Thing(made.pk, made.name)


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


def _sweep(town: Any) -> Thing:
    from anlin.tuning.models import Trial

    made = Trial.objects.get(pk=_trial(town).id)
    Trial.objects.filter(pk=made.pk).update(is_sweep=True, result={"tried": []})
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


def _mode(town: Any) -> Thing:
    from anlin.alerts.models import Mode
    from anlin.observations.clock import system_clock

    now = system_clock()
    made = Mode.objects.create(
        kind="mute", area=town.compound, why="测试", set_by=_someone(town), begins_at=now, ends_at=now + 3_600_000_000
    )
    return Thing(made.pk, made.kind)


def _handover(town: Any) -> Thing:
    from anlin.alerts.models import Handover

    made = Handover.objects.create(
        area=town.compound, role="property_guard", begins_at=1, signed_by=_someone(town), signed_at=2, note="门禁待修"
    )
    return Thing(made.pk, made.role)


def _someone(town: Any) -> Any:
    from anlin.people.models import RoleGrant

    return RoleGrant.objects.get(pk=_grant(town).id).user


def _entry(town: Any) -> Thing:
    """A stolen car, proposed for the compound by an officer of another place, waiting for approval."""
    from anlin.lists.conftest import stolen
    from anlin.lists.entries import register_entry
    from anlin.lists.models import Entry
    from anlin.observations.clock import system_clock
    from anlin.observations.instants import DAY
    from anlin.people.models import Unit, User

    made = Entry.objects.first()
    if made is None:
        unit = Unit.objects.create(code="bureau", name_zh="东港分局", kind="police")
        asked = User.objects.create_user("asked", "申请人", unit=unit)
        now = system_clock()
        made = register_entry(stolen(town.compound, from_at=now, until_at=now + 30 * DAY), asked, now)
    return Thing(made.pk, made.document_number)


def _candidate(town: Any) -> Thing:
    """A read at the compound that may be the stolen car, held by nobody."""
    from anlin.alerts.conftest import NOON, FixedFacts, condition
    from anlin.alerts.models import Alert
    from anlin.alerts.sink import ConditionSink

    key = f"entry:{_entry(town).id:016x}/zone:{town.zone.code}"
    seen = condition(id=2, model="watchlist_hit", rule="listed", key=key, area=town.compound.pk, zone=town.zone.pk)
    ConditionSink(FixedFacts(), clock=lambda: NOON).apply(1, 2, 1, (seen,))
    made = Alert.objects.get(model="watchlist_hit")
    return Thing(made.pk, made.model)


def _resident(town: Any) -> Thing:
    from anlin.residents.conftest import make_home
    from anlin.residents.models import Resident

    made = Resident.objects.first() or make_home(town.compound).elder
    return Thing(made.pk, "欧***")


def _contact(town: Any) -> Thing:
    from anlin.residents.models import HouseholdContact

    made = HouseholdContact.objects.get(resident=_resident(town).id)
    return Thing(made.pk, made.relation)


def _landlord(town: Any) -> Thing:
    from anlin.residents.models import Landlord, Resident

    home = Resident.objects.get(pk=_resident(town).id).household.dwelling
    made, _ = Landlord.objects.get_or_create(
        dwelling=home, defaults={"account_id": _account(town).id, "document": "租备 7 号", "filed_at": 1}
    )
    return Thing(made.pk, made.document)


def _duty(town: Any) -> Thing:
    from anlin.notify.models import Duty

    made, _ = Duty.objects.get_or_create(user_id=_account(town).id, begins_at=1, ends_at=2)
    return Thing(made.pk, "duty")


def _stopped(town: Any) -> Thing:
    from anlin.observations.clock import system_clock
    from anlin.people.models import RoleGrant, User
    from anlin.people.stops import stop_account

    user, is_new = User.objects.get_or_create(username="stopped", defaults={"name": "某人"})
    if is_new:
        RoleGrant.objects.create(user=user, role="property_guard", area=town.compound)
        stop_account(user, "probing_lists", system_clock())
    return Thing(user.pk, user.username)


def _order(town: Any) -> Thing:
    from anlin.lists.models import HealthOrder

    made, _ = HealthOrder.objects.get_or_create(
        number="卫 1 号",
        defaults={"area": town.compound, "issued_by": "区卫健局", "declared_by_id": _account(town).id, "from_at": 1,
                  "until_at": 2**52},
    )  # fmt: skip
    return Thing(made.pk, made.number)


def _wrong(town: Any) -> Thing:
    from anlin.lists.models import WrongMatch

    made, _ = WrongMatch.objects.get_or_create(
        alert=4711,
        defaults={"kind": "stolen_vehicle", "area": town.compound, "reason": "同型套牌", "found_at": 1, "due_at": 2,
                  "found_by_id": _account(town).id},
    )  # fmt: skip
    return Thing(made.pk, made.reason)


def _isolation(town: Any) -> Thing:
    from anlin.lists.models import HealthOrder, IsolationOrder

    order = HealthOrder.objects.get(pk=_order(town).id)
    made, _ = IsolationOrder.objects.get_or_create(
        number="隔 1 号",
        defaults={"response": order, "area": town.compound, "declared_by_id": _account(town).id, "from_at": 1,
                  "until_at": 2**52},
    )  # fmt: skip
    return Thing(made.pk, made.number)


def _emergency(town: Any) -> Thing:
    """Police asked to a home of the compound; `code` is the number of the alert."""
    from anlin.alerts.conftest import FixedFacts, condition
    from anlin.alerts.models import Alert
    from anlin.alerts.sink import ConditionSink
    from anlin.care.emergency import open_access
    from anlin.observations.clock import system_clock
    from anlin.places.models import Zone

    _resident(town)
    room = Zone.objects.filter(dwelling__isnull=False).order_by("pk")[0]
    said = condition(
        id=3, model="elderly_inactivity", rule="silence", key="dwelling:3-1-502", area=town.compound.pk, zone=room.pk
    )
    now = system_clock()
    ConditionSink(FixedFacts(), clock=lambda: now).apply(1, 3, 1, (said,))
    alert = Alert.objects.with_places().get(model="elderly_inactivity")
    made = open_access(alert, "门反锁", _someone(town), now)
    return Thing(made.pk, str(alert.pk))


def _unit(town: Any) -> Thing:
    from anlin.people.models import Unit

    made, _ = Unit.objects.get_or_create(code="walkers", defaults={"name_zh": "某单位", "kind": "other"})
    return Thing(made.pk, made.code)


def _leg(town: Any) -> Thing:
    from anlin.alerts.models import Alert
    from anlin.dispatch.models import Dispatch, Leg

    made = Leg.objects.first()
    if made is None:
        alert = Alert.objects.exclude(model="watchlist_hit").first() or Alert.objects.get(pk=_alert(town).id)
        dispatch = Dispatch.objects.create(alert=alert, made_by=_someone(town), made_at=1)
        made = Leg.objects.create(dispatch=dispatch, unit_id=_unit(town).id, is_lead=True, what="到 1 层查看", since=1)
    return Thing(made.pk, made.what)


def _dispatch(town: Any) -> Thing:
    from anlin.dispatch.models import Dispatch

    leg = _leg(town)
    return Thing(Dispatch.objects.get().pk, leg.code)


# One maker per word that `matrix.toml` uses before the dot; each thing lies in `town.compound`.
THINGS: dict[str, Callable[[Any], Thing]] = {
    "area": lambda town: Thing(town.compound.pk, town.compound.code),
    "zone": lambda town: Thing(town.zone.pk, town.zone.code),
    "account": _account,
    "alert": _alert,
    "device": lambda town: Thing(town.device.pk, town.device.code),
    "source": _source,
    "grant": _grant,
    "trial": _trial,
    "sweep": _sweep,
    "change": _change,
    "mode": _mode,
    "handover": _handover,
    "entry": _entry,
    "candidate": _candidate,
    "resident": _resident,
    "contact": _contact,
    "duty": _duty,
    "landlord": _landlord,
    "order": _order,
    "isolation": _isolation,
    "wrong": _wrong,
    "stopped": _stopped,
    "emergency": _emergency,
    "unit": _unit,
    "leg": _leg,
    "dispatch": _dispatch,
}


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Features that the law still holds back answer in a demo only."""
    import anlin.api.api  # noqa: F401 - mounted before: the demo's own routes stay away from the other tests.
    from anlin.site.config import config

    monkeypatch.setenv("ANLIN_DEMO", "1")
    config.cache_clear()
    yield
    monkeypatch.undo()
    config.cache_clear()


@pytest.fixture
def raise_alert(town: Any) -> Callable[..., Any]:
    """Opens an alert in an area's zone, now."""
    from anlin.alerts.conftest import FixedFacts, condition
    from anlin.alerts.models import Alert
    from anlin.alerts.sink import ConditionSink
    from anlin.observations.clock import system_clock

    sink = ConditionSink(FixedFacts())
    count = 0

    def raise_now(zone: Any = None, **fields: Any) -> Any:
        nonlocal count
        count += 1
        zone = zone or town.zone
        now = system_clock()
        said = {"id": count, "key": f"zone:{zone.code}", "zone": zone.pk, "area": zone.area_id, **fields}
        made = condition(**{**said, "device": getattr(zone.devices.first(), "pk", 0)})
        sink.apply(
            1, count, 1, [type(made)(**{**_fields(made), "at": now, "opened_at": now, "start": now - 8_000_000})]
        )
        return Alert.objects.order_by("-id").first()

    return raise_now


def _fields(made: Any) -> dict[str, Any]:
    return {name: getattr(made, name) for name in made.__struct_fields__}


@pytest.fixture
def as_role(browsers: Any, person: Any, town: Any) -> Callable[..., Browser]:
    """A browser with somebody of that role signed in, over the compound unless told."""
    return lambda role, area=None: browsers().sign_in(person(role, area or town.compound))
