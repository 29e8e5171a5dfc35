"""Care has its own ladder: the person first, then their contact, then somebody who visits, then the dispatcher."""

from pathlib import Path

import pytest

from anlin import models
from anlin.alerts.conftest import MINUTE, NOON, SECOND, condition
from anlin.alerts.models import Alert
from anlin.alerts.rules import facts_of
from anlin.alerts.sink import ConditionSink
from anlin.alerts.timers import run_timers
from anlin.engine import load_model
from anlin.notify.models import Message
from anlin.notify.planning import take_calls
from anlin.residents.conftest import make_home

MODEL = load_model(Path(models.__file__).parent / "elderly_inactivity")
CHANNELS = frozenset({"in_app"})


class CareFacts:
    """The rules of the model as its folder states them."""

    def of(self, model: str, rule: str, area: int, zone: int):
        return facts_of(MODEL, MODEL.rule(rule), ())


@pytest.fixture
def home(town):
    return make_home(town.compound)


@pytest.fixture
def elder(home, person, town):
    user = person("resident", town.compound)
    home.elder.account = user
    home.elder.save()
    return user


@pytest.fixture
def son(home, person, town):
    user = person("family_contact", town.compound)
    home.son.account = user
    home.son.save()
    return user


@pytest.fixture
def says(home, town):
    position = 0

    def say(what: str = "OPENED", at: int = 0, **fields) -> None:
        nonlocal position
        position += 1
        about = {"model": MODEL.name, "rule": "silence", "key": f"dwelling:{home.dwelling.code}"}
        said = condition(what, at, area=town.compound.pk, zone=home.bedroom.pk, **{**about, **fields})
        ConditionSink(CareFacts(), clock=lambda: NOON + at * SECOND).apply(1, position, 1, [said])

    return say


def minutes(until: int) -> list[tuple[int, str]]:
    """(minute, role) whenever work went to another role, the processes looking once a minute."""
    found: list[tuple[int, str]] = []
    for minute in range(until + 1):
        now = NOON + minute * MINUTE
        # A role that nobody has is passed over within the same look.
        for _ in range(6):
            take_calls(now, CHANNELS)
            run_timers(now)
            role = Alert.objects.get().assigned_role
            if not found or found[-1][1] != role:
                found.append((minute, role))
    return found


def told() -> list[int]:
    return list(Message.objects.order_by("id").values_list("user", flat=True))


def test_the_person_is_asked_then_after_a_quarter_the_contact_then_after_ten_minutes_somebody_visits(
    says, elder, son, person, town
):
    worker, dispatcher = person("grid_worker", town.compound), person("dispatcher", town.compound)
    person("community_officer", town.compound)
    says()
    assert minutes(60)[:3] == [(0, "resident"), (15, "family_contact"), (25, "grid_worker")]
    assert list(dict.fromkeys(told())) == [elder.pk, son.pk, worker.pk, dispatcher.pk]


def test_moving_again_is_the_answer_and_nobody_else_is_told(says, elder, son):
    says()
    assert minutes(10) == [(0, "resident")]
    says("CLEARED", 11 * 60)
    run_timers(NOON + 60 * MINUTE)
    alert = Alert.objects.get()
    assert (alert.work_state, alert.condition_state) == ("archived", "clear")
    assert told() == [elder.pk]


def test_work_that_a_contact_was_told_of_stays_until_a_person_finishes_it(says, elder, son):
    says()
    minutes(16)
    says("CLEARED", 17 * 60)
    assert Alert.objects.get().work_state == "dispatched"


def test_where_nobody_of_the_home_has_an_account_the_grid_worker_is_asked_at_once(says, home, person, town):
    worker = person("grid_worker", town.compound)
    says()
    assert minutes(0)[-1] == (0, "grid_worker")
    assert told() == [worker.pk]


def test_a_call_for_help_goes_to_the_contact_and_two_minutes_later_on(says, elder, son, person, town):
    person("grid_worker", town.compound)
    says(rule="sos")
    assert minutes(3) == [(0, "family_contact"), (2, "grid_worker")]


def test_a_home_that_cannot_be_seen_for_two_hours_is_told_to_the_contact(says, son):
    assert MODEL.rule("unseen").parameters["lasting_s"].default == 7200
    says(rule="unseen")
    minutes(0)
    assert told() == [son.pk]


def test_the_people_of_another_home_are_never_told(says, town, person):
    other = make_home(town.neighbour, code="9-9-909")
    other.elder.account = person("resident", town.compound)
    other.elder.save()
    says()
    minutes(40)
    assert told() == []


def test_a_contact_no_longer_named_is_not_told(says, home, son):
    home.son.ended_at = NOON - 1
    home.son.save()
    says()
    minutes(20)
    assert told() == []


def test_lu_37_what_staff_read_of_an_alert_names_no_usual_pause(says, home):
    from anlin.alerts.sentences import explain

    says(value=6600.0)
    alert = Alert.objects.with_places().get()
    words = explain(alert, NOON + 8 * SECOND)
    assert not any("1 h 50" in sentence.en or "1 小时 50" in sentence.zh for sentence in words)
