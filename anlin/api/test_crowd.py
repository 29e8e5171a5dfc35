"""Will it be full, when, and what do we do before that?"""

import pytest

from anlin.api import crowd as crowd_module
from anlin.api.crowd import _full_in, _per_min, _state, _under_way
from anlin.dispatch import positions
from anlin.dispatch.models import Patrol
from anlin.observations.instants import HOUR, MINUTE
from anlin.people.models import RoleGrant, User
from anlin.places.models import Device, Zone

NOON = 1_764_043_200_000_000


@pytest.fixture
def square(town):
    zone = Zone.objects.create(
        area=town.compound, code="sq-1", kind="square", name_zh="广场", name_en="Square", capacity=1000
    )
    Device.objects.create(area=town.compound, zone=zone, code="counter-1", name_zh="客流计", kind="counter")
    return zone


@pytest.fixture
def counted(monkeypatch):
    """What the counters said last."""

    def say(people, at=NOON):
        monkeypatch.setattr(crowd_module, "clock", lambda: lambda: NOON + MINUTE)
        row = {"kind": "people_count", "value": people, "observed_at": at}
        monkeypatch.setattr(
            crowd_module, "newest_rows_of", lambda journal, shard, devices, kind: dict.fromkeys(devices, row)
        )
        monkeypatch.setattr(crowd_module, "journal", lambda: None)

    return say


def place(client):
    [found] = client.get("/api/crowd").json()["places"]
    return found


def test_where_nothing_is_counted_there_is_nothing_to_say(as_role):
    assert as_role("dispatcher").get("/api/crowd").json() == {"places": [], "advice": [], "forces": []}


def test_a_place_says_how_full_it_is_by_its_limits_and_what_to_do(as_role, square, counted):
    counted(920.0)
    client = as_role("scenic_operator")
    found = place(client)
    assert (found["people"], found["state"], found["limits"]) == (920, "orange", [800, 900, 1000])
    assert (found["hours"], found["days_known"]) == ([], 0)
    assert client.get("/api/crowd").json()["advice"][0]["zh"]


def test_who_is_there_to_help_stands_beside_it_in_numbers_without_names(as_role, square, counted, town):
    counted(920.0)
    user = User.objects.create_user("walker", "张三")
    RoleGrant.objects.create(user=user, role="scenic_operator", area=town.compound)
    now = NOON + MINUTE
    Patrol.objects.create(who=user, area=town.compound, kind="boat", begins_at=now, ends_at=now + HOUR)
    positions.send(user, 119.5, 35.4, 0, now)
    answer = as_role("scenic_operator").get("/api/crowd")
    [forces] = answer.json()["forces"]
    assert (forces["area"]["id"], forces["foot"], forces["car"], forces["boat"]) == (town.compound.pk, 0, 0, 1)
    assert "张三" not in answer.content.decode()


def test_a_counter_that_was_not_heard_lately_leaves_it_unknown_not_empty(as_role, square, counted):
    counted(920.0, at=NOON - 11 * MINUTE)
    found = place(as_role("dispatcher"))
    assert (found["people"], found["state"]) == (None, "unknown")


def test_a_neighbours_place_is_not_yours(as_role, square, counted, town):
    counted(1.0)
    assert as_role("scenic_operator", town.neighbour).get("/api/crowd").json()["places"] == []


def test_states_begin_at_their_limits():
    limits = [800, 900, 1000]
    assert [_state(people, limits) for people in (799, 800, 900, 999, 1000)] == [
        "calm", "yellow", "orange", "orange", "red",
    ]  # fmt: skip


def test_the_rate_is_that_of_the_last_quarter_of_an_hour():
    recent = [(NOON - nth * 5 * MINUTE, 900.0 - 50 * nth) for nth in range(6, 0, -1)]
    assert _per_min(recent, 900, NOON) == pytest.approx(10, abs=3)
    assert _per_min([], 900, NOON) is None
    assert _per_min([(NOON - 60 * MINUTE, 10.0)], 900, NOON) is None


def test_full_in_so_many_minutes_only_while_it_fills():
    assert _full_in(900, 1000, 10.0) == 10
    assert _full_in(1000, 1000, -5.0) == 0
    assert _full_in(900, 1000, -5.0) is None
    assert _full_in(900, 1000, 0.1) is None


def test_the_hour_under_way_is_the_mean_of_what_was_counted_in_it():
    recent = [(NOON - 5 * MINUTE, 100.0), (NOON, 400.0), (NOON + 5 * MINUTE, 420.0)]
    assert _under_way(recent, NOON + 10 * MINUTE, 1000) == {NOON: 410.0}
    assert _under_way(recent, NOON + HOUR, 1000) == {}
