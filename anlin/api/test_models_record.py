"""The models page says how right each model was, as people found out."""

import pytest

from anlin.alerts.models import Alert
from anlin.observations.clock import system_clock
from anlin.observations.instants import DAY


@pytest.fixture
def judged(raise_alert):
    """`judged("true", days=3)`: an alert that was closed so long ago with that verdict."""

    def judge(verdict, days=0.1, state="archived", **fields):
        alert = raise_alert()
        at = system_clock() - round(days * DAY)
        Alert.objects.filter(pk=alert.pk).update(verdict=verdict, work_state=state, archived_at=at, **fields)
        return alert

    return judge


def record(client, model="ebike_in_building"):
    return next(row for row in client.get("/api/models").json() if row["name"] == model)["record"]


def test_a_model_nobody_has_judged_yet_has_no_precision(as_role):
    found = record(as_role("dispatcher"))
    assert (found["true"], found["false"], found["precision"], found["low"]) == (0, 0, None, None)


def test_closed_work_of_four_weeks_counts_with_its_interval(as_role, judged):
    for verdict in ("true", "true", "true", "false", "unclear"):
        judged(verdict)
    judged("false", days=28.1)
    found = record(as_role("dispatcher"))
    assert (found["true"], found["false"], found["unclear"], found["precision"]) == (3, 1, 1, 0.75)
    assert 0.3 < found["low"] < 0.75 < found["high"] < 0.96


def test_what_nobody_has_checked_yet_and_what_a_drill_raised_do_not_count(as_role, judged):
    judged("true", state="feedback")
    judged("true", mode_state="drill")
    assert record(as_role("dispatcher"))["true"] == 0


def test_a_neighbours_alerts_do_not_count(as_role, judged, town):
    judged("true")
    assert record(as_role("property_manager", town.neighbour))["true"] == 0


def test_whoever_is_shown_no_alerts_of_a_model_is_told_no_record_of_it(as_role):
    manager = as_role("property_manager")
    assert record(manager, "watchlist_hit") is None
    assert record(manager) is not None
