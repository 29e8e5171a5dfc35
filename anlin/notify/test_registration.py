"""LU-34: tenant and landlord first, a grid worker after a week and by day, police never."""

from pathlib import Path

import pytest

from anlin import models
from anlin.alerts.conftest import NOON, SECOND, condition
from anlin.alerts.deadlines import next_by_day
from anlin.alerts.lifecycle import Given, Refused
from anlin.alerts.models import Alert
from anlin.alerts.rules import facts_of
from anlin.alerts.sink import ConditionSink
from anlin.alerts.timers import run_timers
from anlin.alerts.work import perform
from anlin.engine import load_model
from anlin.notify.models import Message
from anlin.notify.planning import take_calls
from anlin.observations.instants import DAY, HOUR, MINUTE
from anlin.residents.conftest import make_home
from anlin.residents.registering import name_landlord

MODEL = load_model(Path(models.__file__).parent / "registration_gap")
ZONE = "Asia/Shanghai"
CHANNELS = frozenset({"in_app"})


class Facts:
    def of(self, model: str, rule: str, area: int, zone: int):
        return facts_of(MODEL, MODEL.rule(rule), ())


@pytest.fixture
def home(town):
    return make_home(town.compound)


@pytest.fixture
def due(home, town):
    def raise_it() -> Alert:
        said = condition(model=MODEL.name, rule="due", key="dwelling:x", area=town.compound.pk, zone=home.bedroom.pk)
        ConditionSink(Facts(), clock=lambda: NOON).apply(1, 1, 1, [said])
        return Alert.objects.with_places().get()

    return raise_it


def told() -> set[int]:
    return set(Message.objects.values_list("user", flat=True))


def test_lu_34_tenant_and_landlord_are_told_first_and_nobody_else(due, home, person, town):
    tenant, landlord = person("resident", town.compound), person("resident", town.neighbour)
    worker, leader = person("grid_worker", town.compound), person("grid_leader", town.compound)
    home.elder.account = tenant
    home.elder.save()
    name_landlord(home.dwelling, landlord, "备 1", NOON)
    due()
    for day in range(7):
        take_calls(NOON + day * DAY, CHANNELS)
        run_timers(NOON + day * DAY)
    assert told() == {tenant.pk, landlord.pk}
    assert Alert.objects.visible_to(worker).count() == 0
    assert Alert.objects.visible_to(leader).count() == 1


def test_lu_34_after_seven_days_a_grid_worker_is_asked_to_visit_by_day(due, home, person, town):
    home.elder.account = person("resident", town.compound)
    home.elder.save()
    worker = person("grid_worker", town.compound)
    alert = due()
    assert alert.due_at == next_by_day(NOON + 7 * DAY, ZONE)
    assert run_timers(alert.due_at - 1) == 0
    assert run_timers(alert.due_at) == 1
    take_calls(alert.due_at, CHANNELS)
    assert worker.pk in told()
    assert Alert.objects.visible_to(worker).get().assigned_role == "grid_worker"


def test_lu_34_where_nobody_of_the_home_has_an_account_the_leader_writes_and_the_week_runs_on(due, person, town):
    worker, leader = person("grid_worker", town.compound), person("grid_leader", town.compound)
    due()
    take_calls(NOON, CHANNELS)
    run_timers(NOON + MINUTE)
    assert told() == {leader.pk}
    assert Alert.objects.get().assigned_role == "resident"
    assert Alert.objects.visible_to(worker).count() == 0


def test_lu_34_nobody_takes_it_from_the_home_before_its_week_is_over(due, person, town):
    leader = person("grid_leader", town.compound)
    alert = due()
    for action in ("claim", "accept", "arrive"):
        with pytest.raises(Refused, match="asked first"):
            perform(alert, action, leader, Given(), NOON)


def test_lu_34_police_are_never_told_and_see_nothing(due, person, town):
    officers = [person(role, town.community) for role in ("community_officer", "auxiliary")]
    due()
    for day in range(0, 60, 2):
        take_calls(NOON + day * DAY, CHANNELS)
        run_timers(NOON + day * DAY)
    assert not told() & {officer.pk for officer in officers}
    assert [Alert.objects.visible_to(officer).count() for officer in officers] == [0, 0]


@pytest.mark.parametrize(("hour", "waits_h"), [(9, 0), (17, 0), (18, 15), (23, 10), (0, 9), (8, 1)])
def test_lu_34_a_visit_is_asked_for_between_nine_and_six_only(hour, waits_h):
    midnight = 1_767_542_400 * SECOND  # 2026-01-05 00:00 +08:00.
    assert next_by_day(midnight + hour * HOUR, ZONE) == midnight + (hour + waits_h) * HOUR
