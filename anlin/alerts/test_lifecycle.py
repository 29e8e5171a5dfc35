import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.alerts.audience import RESTRICTED, audience_of
from anlin.alerts.lifecycle import (
    MOVES,
    REOPEN_WITHIN_US,
    STATES,
    Actor,
    Given,
    Refused,
    Work,
    actions_for,
    decide,
    escalated,
)
from anlin.people.roles import ROLES

ORDINARY = audience_of("ebike_in_building", ("property_guard",))
WATCH = audience_of("watchlist_hit")
GUARD, OTHER_GUARD = Actor(1, frozenset({"property_guard"})), Actor(2, frozenset({"property_guard"}))
DISPATCHER = Actor(3, frozenset({"dispatcher"}))
OFFICER, SECOND_OFFICER = Actor(4, frozenset({"community_officer"})), Actor(5, frozenset({"community_officer"}))
NOW = 1_000_000


def refusal(*arguments, **options) -> Refused:
    with pytest.raises(Refused) as caught:
        decide(*arguments, **options)
    assert caught.value.words.zh
    assert caught.value.words.en
    return caught.value


def after(work: Work, *steps) -> Work:
    for action, actor, said in steps:
        work = decide(work, action, actor, ORDINARY, NOW, Given(**said))
    return work


def test_the_whole_way_from_dispatch_to_archive():
    work = after(
        Work("dispatched", assigned_role="property_guard"),
        ("accept", GUARD, {}),
        ("arrive", GUARD, {}),
        ("resolve", GUARD, {"verdict": "true", "note": "车已推出"}),
        ("verify", DISPATCHER, {}),
    )
    assert (work.state, work.verdict, work.resolved_by, work.archived_at) == ("archived", "true", 1, NOW)


@pytest.mark.parametrize("verdict", ["", "yes", "True"])
def test_no_outcome_without_a_verdict(verdict):
    work = Work("handling", claimed_by=1)
    assert refusal(work, "resolve", GUARD, ORDINARY, NOW, Given(verdict=verdict)).kind == "invalid"


@pytest.mark.parametrize("action", ["verify", "return"])
def test_nobody_verifies_or_returns_what_they_reported_themselves(action):
    work = Work("feedback", claimed_by=3, resolved_by=3, verdict="true")
    said = Given(reason="重看")
    assert refusal(work, action, DISPATCHER, ORDINARY, NOW, said).kind == "forbidden"
    assert decide(work, action, OFFICER, ORDINARY, NOW, said).state in ("archived", "handling")


def test_returned_work_goes_back_to_who_reported_it_and_needs_a_verdict_again():
    work = decide(Work("feedback", None, 1, "true"), "return", DISPATCHER, ORDINARY, NOW, Given(reason="照片不清"))
    assert (work.state, work.claimed_by, work.verdict) == ("handling", 1, "")


@pytest.mark.parametrize("action", ["reject", "return", "reopen"])
def test_some_steps_need_a_reason(action):
    state = {"reject": "triage", "return": "feedback", "reopen": "archived"}[action]
    work = Work(state, resolved_by=9, archived_at=NOW)
    assert refusal(work, action, DISPATCHER, ORDINARY, NOW, Given(reason="  ")).kind == "invalid"


def test_what_one_accepted_another_can_neither_accept_nor_resolve():
    work = after(Work("dispatched"), ("claim", GUARD, {}))
    assert refusal(work, "accept", OTHER_GUARD, ORDINARY, NOW).kind == "conflict"
    assert refusal(Work("handling", 1), "resolve", OTHER_GUARD, ORDINARY, NOW, Given(verdict="true")).kind == "conflict"


def test_what_one_has_already_is_not_offered_again():
    work = after(Work("dispatched"), ("claim", GUARD, {}))
    assert "claim" not in actions_for(work, GUARD, ORDINARY, NOW)
    assert "accept" in actions_for(work, GUARD, ORDINARY, NOW)


def test_what_waits_to_be_judged_is_claimed_by_those_who_judge():
    assert refusal(Work("triage"), "claim", GUARD, ORDINARY, NOW).kind == "forbidden"
    assert decide(Work("triage"), "claim", DISPATCHER, ORDINARY, NOW).claimed_by == 3


def test_who_stands_there_first_may_arrive_without_accepting():
    work = decide(Work("dispatched"), "arrive", GUARD, ORDINARY, NOW)
    assert (work.state, work.claimed_by) == ("handling", 1)


def test_handing_over_frees_the_work_for_the_other_role():
    work = decide(Work("handling", 1), "hand_over", GUARD, ORDINARY, NOW, Given(to="community_officer"))
    assert (work.state, work.claimed_by, work.assigned_role) == ("dispatched", None, "community_officer")


def test_a_dispatcher_hands_over_for_somebody_who_does_not_answer():
    assert (
        decide(Work("accepted", 1), "hand_over", DISPATCHER, ORDINARY, NOW, Given(to="auxiliary")).state == "dispatched"
    )


def test_work_goes_only_to_roles_that_may_see_the_alert():
    work = Work("triage", confirmed_by=(4, 5))
    assert refusal(work, "dispatch", OFFICER, WATCH, NOW, Given(to="property_guard")).kind == "invalid"


@pytest.mark.parametrize(("late_us", "possible"), [(0, True), (REOPEN_WITHIN_US, True), (REOPEN_WITHIN_US + 1, False)])
def test_an_archived_alert_reopens_within_seven_days(late_us, possible):
    work = Work("archived", resolved_by=1, verdict="true", archived_at=NOW)
    if possible:
        assert decide(work, "reopen", DISPATCHER, ORDINARY, NOW + late_us, Given(reason="又来了")).state == "triage"
    else:
        assert refusal(work, "reopen", DISPATCHER, ORDINARY, NOW + late_us, Given(reason="又来了")).kind == "conflict"


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ["dispatch", "accept", "arrive"])
@pytest.mark.parametrize("confirmed_by", [(), (4,)])
def test_lu_25_nobody_is_sent_after_a_watch_list_candidate_before_two_named_people_confirmed(
    state, action, confirmed_by
):
    work = Work(state, confirmed_by=confirmed_by)
    refusal(work, action, SECOND_OFFICER, WATCH, NOW)


def test_lu_25_the_second_confirmation_needs_another_person():
    once = decide(Work("triage"), "confirm", OFFICER, WATCH, NOW, Given(note="车牌、车型、颜色一致"))
    assert refusal(once, "confirm", OFFICER, WATCH, NOW, Given(note="同上")).kind == "forbidden"
    twice = decide(once, "confirm", SECOND_OFFICER, WATCH, NOW, Given(note="一致，清单仍有效"))
    assert decide(twice, "dispatch", OFFICER, WATCH, NOW).state == "dispatched"


def test_lu_08_no_guard_grid_worker_or_dispatcher_belongs_to_a_watch_list():
    assert WATCH.sees == {"community_officer", "auxiliary"}
    assert not WATCH.sees & {"property_guard", "property_manager", "grid_worker", "grid_leader", "dispatcher"}


def test_lu_34_lu_35_registration_and_isolation_never_reach_police():
    for model in ("registration_gap", "home_isolation"):
        audience = RESTRICTED[model]
        assert not (audience.sees | set(audience.ladder) | audience.triage) & {"community_officer", "auxiliary"}


def test_a_model_folder_cannot_widen_a_closed_audience():
    assert audience_of("watchlist_hit", ("property_guard", "dispatcher")) == WATCH


def test_the_ladder_ends_at_the_dispatcher_and_goes_no_further():
    work = Work("dispatched", claimed_by=None, assigned_role="property_guard")
    once = escalated(work, ORDINARY, NOW)
    assert (once.assigned_role, once.rung, once.dispatched_at) == ("dispatcher", 1, NOW)
    assert escalated(once, ORDINARY, NOW) is None


def test_a_role_that_is_not_asked_can_do_nothing():
    for role in set(ROLES) - ORDINARY.sees:
        for state in STATES:
            assert actions_for(Work(state, archived_at=NOW), Actor(1, frozenset({role})), ORDINARY, NOW) == []


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(MOVES)), st.sampled_from([GUARD, OTHER_GUARD, DISPATCHER, OFFICER])),
        max_size=40,
    )
)
def test_no_order_of_steps_archives_true_work_without_a_second_person(steps):
    work = Work("dispatched", assigned_role="property_guard")
    said = Given(note="-", reason="-", verdict="true", to="property_guard", into=1)
    for action, actor in steps:
        try:
            new = decide(work, action, actor, ORDINARY, NOW, said)
        except Refused:
            continue
        if new.state == "archived" and action != "reject":
            assert new.verdict == "true"
            assert new.resolved_by != actor.user
        work = new


@given(st.sampled_from(STATES), st.sampled_from(sorted(ROLES)), st.sampled_from([None, 1, 2]))
def test_the_actions_offered_are_exactly_those_that_succeed(state, role, claimed_by):
    work, actor = Work(state, claimed_by=claimed_by, resolved_by=2, archived_at=NOW), Actor(1, frozenset({role}))
    said = Given(note="-", reason="-", verdict="unclear", to="property_guard", into=1)
    offered = actions_for(work, actor, ORDINARY, NOW)
    for action in MOVES:
        if action in offered:
            decide(work, action, actor, ORDINARY, NOW, said)
        else:
            refusal(work, action, actor, ORDINARY, NOW, said)


def test_whoever_visits_is_offered_the_work_although_the_person_was_asked_first():
    care = audience_of("elderly_inactivity", ("resident",))
    assert care.ladder[0] not in care.responders
    visitor = Actor(4, frozenset({"grid_worker"}))
    offered = actions_for(
        Work("dispatched", assigned_role="grid_worker", rung=2, dispatched_at=NOW), visitor, care, NOW
    )
    assert {"claim", "accept", "arrive"} <= set(offered)
