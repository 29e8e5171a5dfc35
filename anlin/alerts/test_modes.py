"""Maintenance, mute and drill: what they hold back, whom they never hold back from, and that they end by themselves."""

import pytest

from anlin.alerts.conftest import MINUTE, NOON, condition
from anlin.alerts.lifecycle import Given, Refused
from anlin.alerts.models import Alert, Call, Mode, WorkChange
from anlin.alerts.timers import run_timers
from anlin.alerts.work import perform

HOUR = 60 * MINUTE


@pytest.fixture
def set_mode(town, person):
    manager = person("property_manager", town.compound)

    def set_it(kind, *, begins=-HOUR, ends=HOUR, **scope):
        return Mode.objects.create(
            kind=kind, area=scope.pop("area", town.compound), why="换探测器", set_by=manager, begins_at=NOON + begins,
            ends_at=NOON + ends, **scope,
        )  # fmt: skip

    return set_it


@pytest.fixture
def here(town):
    return {"area": town.compound.pk, "zone": town.zone.pk, "device": town.device.pk}


def only() -> Alert:
    return Alert.objects.get()


@pytest.mark.parametrize("kind", ["mute", "maintenance"])
def test_what_opens_in_a_muted_place_is_stored_and_calls_nobody(apply, set_mode, here, kind):
    set_mode(kind)
    apply(condition(**here))
    assert (only().work_state, only().mode_state, only().due_at) == ("dispatched", "held", None)
    assert not Call.objects.exists()


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        (lambda t: {"zone": t.zone}, True),
        (lambda t: {"zone": t.neighbour_zone}, False),
        (lambda t: {"device": t.device}, True),
        (lambda t: {"device": t.neighbour_device}, False),
        (lambda t: {"area": t.community}, True),
        (lambda t: {"area": t.neighbour}, False),
        (lambda t: {"model": "ebike_in_building"}, True),
        (lambda t: {"model": "fire_hazard"}, False),
    ],
)
def test_a_mode_holds_for_its_scope_and_nothing_else(apply, set_mode, here, town, scope, held):
    set_mode("mute", **scope(town))
    apply(condition(**here))
    assert (only().mode_state == "held") is held


def test_a_mode_of_a_recorder_holds_for_what_lies_behind_it(apply, set_mode, here, town):
    recorder = type(town.device).objects.create(area=town.compound, code="nvr", name_zh="录像机", kind="nvr")
    type(town.device).objects.filter(pk=town.device.pk).update(parent=recorder)
    set_mode("maintenance", device=recorder)
    apply(condition(**here))
    assert only().mode_state == "held"


@pytest.mark.parametrize(("begins", "ends"), [(1, HOUR), (-HOUR, 0)])
def test_a_mode_that_has_not_begun_or_is_over_holds_nothing_back(apply, set_mode, here, begins, ends):
    set_mode("mute", begins=begins, ends=ends)
    apply(condition(**here))
    assert only().mode_state == ""


@pytest.mark.parametrize(
    ("kind", "scope", "state"),
    [
        ("mute", "zone", ""),
        ("maintenance", "area", ""),
        ("maintenance", "zone", "held"),
        ("maintenance", "device", "held"),
    ],
)
def test_a_critical_alert_is_held_back_only_where_somebody_works_on_that_very_thing(
    apply, set_mode, here, town, kind, scope, state
):
    set_mode(kind, **({} if scope == "area" else {scope: getattr(town, scope)}))
    apply(condition(model="fire_hazard", **here))
    assert only().mode_state == state


def test_a_muted_alert_that_becomes_critical_is_muted_no_longer(apply, set_mode, here):
    set_mode("mute")
    apply(condition(**here))
    apply(condition("ESCALATED", 60, level=1, **here))
    assert (only().mode_state, only().due_at) == ("over", NOON + 2 * MINUTE)
    assert list(Call.objects.values_list("reason", flat=True)) == ["escalated"]


@pytest.mark.parametrize(("after", "state"), [(HOUR - 1, "held"), (HOUR, "over")])
def test_a_mode_ends_by_itself_and_what_still_goes_on_is_asked_for(apply, set_mode, here, after, state):
    set_mode("mute")
    apply(condition(**here))
    run_timers(NOON + after)
    assert only().mode_state == state
    assert list(Call.objects.values_list("role", "reason")) == (
        [("property_guard", "mode_over")] if state == "over" else []
    )
    if state == "over":
        assert only().due_at == NOON + HOUR + 5 * MINUTE


def test_a_mode_ended_early_ends_for_its_alerts_too(apply, set_mode, here):
    mode = set_mode("mute")
    apply(condition(**here))
    Mode.objects.filter(pk=mode.pk).update(ended_at=NOON + MINUTE)
    run_timers(NOON + MINUTE)
    assert only().mode_state == "over"


def test_what_came_and_went_in_a_mute_waits_for_a_look_and_pages_nobody(apply, set_mode, here):
    set_mode("mute")
    apply(condition(**here), condition("CLEARED", 5, **here))
    run_timers(NOON + HOUR)
    assert (only().work_state, only().mode_state) == ("triage", "over")
    assert not Call.objects.exists()


def test_what_came_and_went_in_a_drill_is_archived_with_it(apply, set_mode, here):
    set_mode("drill")
    apply(condition(**here), condition("CLEARED", 5, **here))
    assert only().mode_state == "drill"
    run_timers(NOON + HOUR)
    assert (only().work_state, only().verdict) == ("archived", "")


def test_work_that_was_open_before_a_mode_began_goes_on_as_it_did(apply, set_mode, here):
    apply(condition(**here))
    set_mode("mute")
    apply(condition(at=700, id=2, rule="other", **here))
    assert only().mode_state == ""
    assert Call.objects.count() == 2


def test_a_watch_list_hit_is_not_held_back_by_a_mute_that_does_not_name_it(apply, set_mode, here):
    set_mode("mute")
    apply(condition(model="watchlist_hit", **here))
    assert only().mode_state == ""


def test_whoever_sees_that_it_is_real_takes_it_out_of_the_mode(apply, set_mode, here, person, town):
    set_mode("mute")
    apply(condition(**here))
    guard = person("property_guard", town.compound)
    perform(only(), "release", guard, Given(reason="是真的"), NOON)
    assert (only().mode_state, only().due_at) == ("over", NOON + 5 * MINUTE)
    assert Call.objects.get().reason == "release"
    with pytest.raises(Refused):
        perform(only(), "release", guard, Given(reason="再来"), NOON)


def test_steps_on_a_muted_alert_page_nobody_either(apply, set_mode, here, person, town):
    set_mode("mute")
    apply(condition(**here))
    perform(only(), "hand_over", person("dispatcher", town.compound), Given(to="community_officer"), NOON)
    assert (only().assigned_role, only().due_at) == ("community_officer", None)
    assert not Call.objects.exists()


def test_a_person_may_ask_the_next_role_up_with_a_reason(apply, here, person, town):
    apply(condition(**here))
    guard = person("property_guard", town.compound)
    perform(only(), "arrive", guard, Given(), NOON)
    with pytest.raises(Refused):
        perform(only(), "escalate", guard, Given(), NOON)
    perform(only(), "escalate", guard, Given(reason="车主不配合"), NOON + MINUTE)
    assert (only().work_state, only().assigned_role, only().claimed_by) == ("dispatched", "community_officer", None)
    assert WorkChange.objects.get(action="escalate").who == guard
