"""LU-35: isolation sensors never reach police; when the order ends intake is refused and everything of it is gone."""

import pytest

from anlin.alerts.audience import POLICE, audience_of
from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.models import Alert, Unseen, WorkChange
from anlin.alerts.sink import ConditionSink
from anlin.alerts.timers import run_timers
from anlin.dispatch.joint import units_for
from anlin.lists.conftest import AT
from anlin.lists.isolation import (
    LONGEST,
    PLACE_KEPT,
    NotOrdered,
    close_ended_isolations,
    close_isolation,
    order_isolation,
)
from anlin.lists.models import IsolationOrder
from anlin.lists.orders import close_order, declare_order, is_genuine, public_key_pem
from anlin.notify.models import Message
from anlin.notify.planning import take_calls
from anlin.observations.clock import system_clock
from anlin.observations.instants import DAY, HOUR
from anlin.observations.registry import Arming as ArmingRow
from anlin.people.models import Unit
from anlin.people.roles import ROLES
from anlin.places.models import Arming, Device, Zone
from anlin.places.registry import current_registry

MODEL = "home_isolation"


@pytest.fixture
def nurse(town, person):
    return person("health_worker", town.compound)


@pytest.fixture
def response(town, nurse):
    return declare_order("卫 1 号", town.district, "区卫健局", AT - DAY, AT + 30 * DAY, nurse)


@pytest.fixture
def magnet(town):
    return Device.objects.create(area=town.compound, code="magnet-1", name_zh="门磁", kind="door")


@pytest.fixture
def order(response, town, magnet, nurse):
    return order_isolation("隔 1 号", response, town.compound, magnet, AT + 7 * DAY, nurse, AT)


def opened(order, at=AT) -> Alert:
    said = condition(model=MODEL, rule="open_long", key="zone:x", area=order.area_id, zone=order.zone_id)
    ConditionSink(FixedFacts(), clock=lambda: at).apply(1, 1, 1, [said])
    return Alert.objects.with_places().get(model=MODEL)


def door_of(order_number) -> object:
    return next((zone for zone in current_registry().zones if zone.code == f"isolation-{order_number}"), None)


def test_lu_35_no_police_role_sees_isolation_or_works_on_it():
    audience = audience_of(MODEL, ("community_officer", "auxiliary"))
    for roles in (audience.ladder, audience.sees, audience.responders, audience.triage, audience.verifiers):
        assert not set(roles) & (POLICE | {"dispatcher"})
    assert not [role for role in POLICE if "isolation.manage" in ROLES[role].permissions]


def test_lu_35_police_are_told_of_nothing_see_nothing_and_are_never_sent(order, nurse, town, person):
    police = Unit.objects.create(code="station", name_zh="派出所", kind="police")
    officers = [person(role, town.community, unit=police) for role in ("community_officer", "auxiliary")]
    alert = opened(order)
    now = system_clock()  # When all these roles are in force.
    for hours in range(0, 72, 4):
        take_calls(now + hours * HOUR, frozenset({"in_app"}))
        run_timers(now + hours * HOUR)
    assert set(Message.objects.values_list("user", flat=True)) == {nurse.pk}
    assert [Alert.objects.visible_to(officer).count() for officer in officers] == [0, 0]
    assert police not in units_for(alert, now)


def test_lu_35_when_the_order_ends_alerts_steps_door_and_magnet_are_gone_and_a_certificate_says_so(order, magnet):
    alert = opened(order)
    other = Alert.objects.create(
        pk=99, model="fire_hazard", rule="x", key="y", area=order.area, severity=1, opened_at=1, started_at=1,
        last_seen_at=1, merged_into=alert, work_state="merged",
    )  # fmt: skip
    Unseen.objects.create(model=MODEL, key="z", area=order.area, zone=order.zone, since=1)
    closed = close_isolation(order, AT + DAY)
    assert not Alert.objects.filter(model=MODEL).exists()
    assert not WorkChange.objects.filter(alert=alert.pk).exists()
    assert not Unseen.objects.exists()
    other.refresh_from_db()
    assert other.merged_into is None
    magnet.refresh_from_db()
    assert (magnet.zone, magnet.enabled) == (None, False)
    assert closed.certificate["alerts"] == 1
    assert is_genuine(closed.certificate, public_key_pem())
    assert not is_genuine({**closed.certificate, "alerts": 0}, public_key_pem())
    assert door_of(order.pk) is None
    assert not next(row for row in current_registry().devices if row.code == magnet.code).enabled


def test_lu_35_the_empty_place_goes_an_hour_later_with_what_the_engine_said_last(order):
    close_isolation(order, AT)
    opened(order)
    assert close_ended_isolations(lambda: AT + PLACE_KEPT - 1) == 0
    assert Zone.objects.filter(kind="isolation_door").exists()
    close_ended_isolations(lambda: AT + PLACE_KEPT)
    assert not Zone.objects.filter(kind="isolation_door").exists()
    assert not Alert.objects.filter(model=MODEL).exists()
    assert IsolationOrder.objects.get().zone is None


@pytest.mark.parametrize(("late", "closed"), [(-1, 0), (0, 1)])
def test_lu_35_an_order_ends_by_itself_at_its_instant(order, late, closed):
    assert close_ended_isolations(lambda: AT + 7 * DAY + late) == closed
    assert close_ended_isolations(lambda: AT + 7 * DAY + late) == 0


def test_lu_35_an_order_ends_with_the_response_it_stands_on(order, response):
    close_order(response, AT + DAY)
    assert close_ended_isolations(lambda: AT + DAY) == 1


def test_lu_35_the_door_of_devices_is_told_until_when_and_the_place_is_named_after_nobody(order):
    door = door_of(order.pk)
    assert (door.ordered_until, door.dwelling, door.name) == (AT + 7 * DAY, 0, f"隔离门磁 {order.pk}")
    assert [row.area for row in current_registry().arming if row.model == MODEL and row.enabled] == [order.area_id]


def test_hours_agreed_above_hold_for_an_order_too(order, town):
    assert [row.area for row in _armed() if row.enabled] == [town.compound.pk]
    agreed = Arming.objects.create(area=town.city, model=MODEL, enabled=True, schedule=[[0, 60]])
    assert [(row.area, row.schedule) for row in _armed()] == [(town.city.pk, ((0, 60),))]
    Arming.objects.filter(pk=agreed.pk).update(enabled=False)
    assert [row.area for row in _armed() if row.enabled] == [town.compound.pk]


def _armed() -> list[ArmingRow]:
    return [row for row in current_registry().arming if row.model == MODEL]


def test_lu_35_without_an_order_the_model_is_armed_nowhere(town):
    assert [row for row in current_registry().arming if row.model == MODEL and row.enabled] == []


def test_lu_35_a_magnet_at_a_door_without_an_order_is_not_heard_whatever_way_it_came_in(town):
    door = Zone.objects.create(area=town.compound, code="by-hand", kind="isolation_door", name_zh="门")
    Device.objects.create(area=town.compound, zone=door, code="magnet-9", name_zh="门磁", kind="door")
    registry = current_registry()
    assert not next(row for row in registry.devices if row.code == "magnet-9").enabled
    assert "by-hand" not in {zone.code for zone in registry.zones}


def test_an_order_needs_a_number_a_response_a_free_magnet_and_an_end_within_two_weeks(
    response, town, magnet, nurse, order
):
    other = Device.objects.create(area=town.compound, code="magnet-2", name_zh="门磁", kind="door")
    camera = Device.objects.create(area=town.compound, code="cam-2", name_zh="摄像机", kind="camera")
    far = Device.objects.create(area=town.neighbour, code="magnet-3", name_zh="门磁", kind="door")
    fit = {"number": "隔 2 号", "area": town.compound, "device": other, "until_at": AT + LONGEST, "at": AT}
    wrong = [
        {"number": " "}, {"number": "隔 1 号"}, {"device": magnet}, {"device": camera}, {"device": far},
        {"until_at": AT}, {"until_at": AT + LONGEST + 1}, {"at": AT - 2 * DAY, "until_at": AT},
        {"area": town.district.parent},
    ]  # fmt: skip
    for change in wrong:
        given = {**fit, **change}
        with pytest.raises(NotOrdered):
            order_isolation(
                given["number"], response, given["area"], given["device"], given["until_at"], nurse, given["at"]
            )
    assert order_isolation(
        fit["number"], response, town.compound, other, fit["until_at"], nurse, AT
    ).zone.kind == "isolation_door"  # fmt: skip
