"""Trials run one at a time, beside the platform, and say what people had found out about the alerts they change."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anlin.alerts.conftest import NOON, SECOND, FixedFacts, condition
from anlin.alerts.models import Alert
from anlin.alerts.sink import ConditionSink
from anlin.notify.models import Duty
from anlin.observations.instants import iso, micros
from anlin.people.models import RoleGrant, User
from anlin.tuning.guards import guards_on_shift
from anlin.tuning.limits import Limit
from anlin.tuning.models import DONE, FAILED, Trial
from anlin.tuning.trying import ReplayFailed, TooMany, ask, work_off
from anlin.tuning.verdicts import Verdicts, known_of

pytestmark = pytest.mark.django_db
LIMITS = [Limit("quiet_s", 60.0), Limit("count", 5.0, "seen")]
DAYS = ("2026-01-05", "2026-01-06")


@pytest.fixture
def asked(town) -> Trial:
    user = User.objects.create_user("manager", "经理")
    return ask(user, "ebike_in_building", town.compound.pk, LIMITS, DAYS, 1)


def test_the_replay_is_asked_for_model_limits_days_and_area(asked):
    given = []
    work_off(lambda options: given.extend(options) or {"tried": []})
    assert given[2] == "--verdicts"
    assert [*given[:2], *given[4:]] == [
        "--models", "ebike_in_building", "--try", "ebike_in_building.quiet_s=60.0,ebike_in_building.seen.count=5.0",
        "--from", "2026-01-05", "--to", "2026-01-06", "--areas", "furong-1",
    ]  # fmt: skip


def test_a_sweep_tries_each_limit_by_itself_against_the_verdicts_of_its_days(asked, judged):
    Alert.objects.update(opened_at=micros(datetime(2026, 1, 6, 12, tzinfo=UTC)))
    Trial.objects.update(is_sweep=True)
    given = {}

    def replay(options):
        given["options"] = options
        given["verdicts"] = Path(options[options.index("--verdicts") + 1]).read_text()
        return {"tried": []}

    work_off(replay)
    assert given["options"][4:8] == [
        "--try",
        "ebike_in_building.quiet_s=60.0",
        "--try",
        "ebike_in_building.seen.count=5.0",
    ]
    assert given["options"][8:10] == ["--listed", "0"]
    (line,) = given["verdicts"].splitlines()
    assert json.loads(line)["verdict"] == "false"


def test_verdicts_of_other_days_are_not_asked(asked, judged):
    Alert.objects.update(opened_at=micros(datetime(2026, 1, 7, 0, tzinfo=UTC)))
    assert known_of(asked) == []


def test_a_trial_is_worked_off_once(asked):
    assert work_off(lambda options: {"tried": [], "seconds": 0.5})
    assert not work_off(lambda options: {})
    asked.refresh_from_db()
    assert (asked.state, asked.result["seconds"]) == (DONE, 0.5)


def test_a_replay_that_cannot_run_says_why(asked):
    def fails(options):
        raise ReplayFailed("no archive here")

    work_off(fails)
    asked.refresh_from_db()
    assert (asked.state, asked.failure) == (FAILED, "no archive here")


def test_a_person_has_at_most_three_trials_waiting(asked):
    for _ in range(2):
        ask(asked.user, "ebike_in_building", None, LIMITS, DAYS, 2)
    with pytest.raises(TooMany):
        ask(asked.user, "ebike_in_building", None, LIMITS, DAYS, 3)


@pytest.fixture
def judged(town) -> Alert:
    """An e-bike from noon on, for a minute, judged to be none."""
    seen = condition(area=town.compound.pk, zone=town.zone.pk, device=town.device.pk)
    sink = ConditionSink(FixedFacts(), clock=lambda: NOON)
    sink.apply(1, 1, 1, (seen,))
    Alert.objects.update(verdict="false", cleared_at=NOON + 60 * SECOND)
    return Alert.objects.get()


@pytest.mark.parametrize(("after_s", "is_it"), [(0, True), (660, True), (661, False), (-30, True)])
def test_a_replayed_alert_is_the_judged_one_of_its_key_whose_time_it_meets(judged, after_s, is_it):
    opened = NOON + after_s * SECOND
    line = {"key": judged.key, "opened_at": iso(opened), "cleared_at": iso(opened + 10 * SECOND)}
    found = Verdicts([judged], cooldown_s=600).of(line)
    assert (found == judged) is is_it


def test_guards_count_by_their_hours_on_duty(town):
    rostered, always = (User.objects.create_user(name, name) for name in ("li", "wang"))
    for user in (rostered, always):
        RoleGrant.objects.create(user=user, role="property_guard", area=town.compound, valid_from=0)
    Duty.objects.create(user=rostered, begins_at=NOON - 6 * 3600 * SECOND, ends_at=NOON + 6 * 3600 * SECOND)
    day = NOON, NOON + 24 * 3600 * SECOND
    assert guards_on_shift(town.compound, *day) == 1.25
    assert guards_on_shift(None, *day) == 1.25


def test_where_no_guard_is_nobody_shares(town):
    assert guards_on_shift(town.compound, NOON, NOON + SECOND) == 0
