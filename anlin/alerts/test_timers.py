import pytest

from anlin.alerts.conftest import MINUTE, NOON, SECOND, condition
from anlin.alerts.lifecycle import Given
from anlin.alerts.models import Alert, Call, WorkChange
from anlin.alerts.timers import run_timers
from anlin.alerts.work import perform


def only() -> Alert:
    return Alert.objects.get()


@pytest.mark.parametrize(("after_us", "role"), [(5 * MINUTE - 1, "property_guard"), (5 * MINUTE, "community_officer")])
def test_a_high_alert_nobody_accepts_goes_to_the_next_role_after_five_minutes(apply, after_us, role):
    apply(condition())
    run_timers(NOON + after_us)
    assert only().assigned_role == role


def test_an_escalation_is_stored_as_a_step_of_the_system_and_calls_the_next_role(apply):
    apply(condition())
    run_timers(NOON + 5 * MINUTE)
    step = WorkChange.objects.get(action="escalate")
    assert (step.who, step.before["assigned_role"], step.after["assigned_role"]) == (
        None, "property_guard", "community_officer",
    )  # fmt: skip
    assert list(Call.objects.values_list("role", "reason")) == [
        ("property_guard", "opened"),
        ("community_officer", "escalate"),
    ]
    assert only().due_at == NOON + 10 * MINUTE


def test_work_accepted_in_time_but_not_reached_goes_on_to_the_next_role(apply):
    apply(condition())
    Alert.objects.update(work_state="accepted", due_at=NOON + 20 * MINUTE)
    assert run_timers(NOON + 19 * MINUTE) == 0
    assert run_timers(NOON + 20 * MINUTE) == 1
    assert (only().work_state, only().claimed_by, only().rung) == ("dispatched", None, 1)


def test_at_the_end_of_the_ladder_it_is_said_once_and_stays_there(apply):
    apply(condition())
    for minute in (5, 10, 15, 20, 600):
        run_timers(NOON + minute * MINUTE)
    assert only().assigned_role == "dispatcher"
    assert list(Call.objects.values_list("reason", flat=True)) == ["opened", "escalate", "escalate", "overdue"]


def test_what_was_said_to_be_overdue_is_not_said_again_with_every_repeat(apply):
    apply(condition())
    for minute in (5, 10, 15):
        run_timers(NOON + minute * MINUTE)
    apply(condition(id=2, at=16 * 60), condition("CLEARED", 17 * 60, id=2))
    run_timers(NOON + 20 * MINUTE)
    assert WorkChange.objects.filter(action="overdue").count() == 1


def test_a_repeat_gives_no_more_time_to_what_is_due_at_once(apply):
    apply(condition())
    Alert.objects.update(due_at=NOON + SECOND)  # Nobody of the role is on duty.
    apply(condition(id=2, at=1))
    assert only().due_at == NOON + SECOND


def steps() -> list[str]:
    return list(WorkChange.objects.values_list("action", flat=True))


def test_what_nobody_judges_is_asked_of_everybody_who_may_then_said_to_be_overdue_once(apply):
    apply(condition(suspected=True))
    assert (only().work_state, only().due_at) == ("triage", NOON + 5 * MINUTE)
    assert run_timers(NOON + 5 * MINUTE - 1) == 0
    for minute in (5, 9, 10, 15, 600):
        run_timers(NOON + minute * MINUTE)
    assert steps() == ["open", "unjudged", "overdue"]
    assert list(Call.objects.values_list("role", "reason")) == [
        ("triage", "opened"), ("triage", "unjudged"), ("triage", "overdue"),
    ]  # fmt: skip
    assert (only().work_state, only().due_at) == ("triage", None)


def test_what_somebody_claimed_and_left_unjudged_goes_to_the_others(apply, person, town):
    apply(condition(suspected=True, area=town.compound.pk))
    perform(Alert.objects.with_places().get(), "claim", person("dispatcher", town.city), Given(), NOON + MINUTE)
    assert only().due_at == NOON + 21 * MINUTE
    run_timers(NOON + 21 * MINUTE)
    assert (only().claimed_by, only().rung, steps()) == (None, 1, ["open", "claim", "unjudged"])


def test_a_candidate_that_one_person_confirmed_does_not_lie_waiting_for_the_second(apply, person, town):
    apply(condition(model="watchlist_hit", area=town.compound.pk))
    Alert.objects.update(due_at=None)
    officer = person("community_officer", town.city)
    WorkChange.objects.create(alert=only(), at=NOON, who=officer, action="confirm")
    perform(Alert.objects.with_places().get(), "claim", officer, Given(), NOON + MINUTE)
    run_timers(NOON + 21 * MINUTE)
    assert (only().work_state, only().claimed_by, only().due_at) == ("triage", None, NOON + 26 * MINUTE)


def test_a_doubtful_alert_that_gets_worse_is_due_sooner_and_one_that_is_seen_again_is_not_due_later(apply):
    apply(condition(suspected=True))
    apply(condition(id=2, at=60, suspected=True))
    assert only().due_at == NOON + 5 * MINUTE
    apply(condition("ESCALATED", 90, id=2, level=1, suspected=True))
    assert only().due_at == NOON + 2 * MINUTE


def test_what_comes_back_to_triage_is_timed_from_then_on_and_asked_of_the_nearest_first(apply):
    apply(condition())
    Alert.objects.update(work_state="archived", archived_at=NOON, due_at=None, verdict="true", rung=2)
    run_timers(NOON + 10 * MINUTE)
    assert (only().work_state, only().rung, only().due_at) == ("triage", 0, NOON + 15 * MINUTE)


def test_work_in_hand_or_finished_has_no_time_running(apply):
    apply(condition())
    Alert.objects.update(work_state="handling", due_at=None)
    assert run_timers(NOON + 600 * MINUTE) == 0


@pytest.mark.parametrize(
    ("verdict", "after_us", "state"),
    [
        ("true", 600 * SECOND - 1, "archived"),
        ("true", 600 * SECOND, "triage"),
        ("unclear", 600 * SECOND, "triage"),
        ("false", 600 * SECOND, "archived"),
    ],
)
def test_archived_work_comes_back_when_its_condition_stays_unless_it_was_judged_false(apply, verdict, after_us, state):
    apply(condition())
    Alert.objects.update(work_state="archived", archived_at=NOON, due_at=None, verdict=verdict)
    run_timers(NOON + after_us)
    assert only().work_state == state


def test_archived_work_whose_condition_ended_stays_archived(apply):
    apply(condition(), condition("CLEARED", 5))
    Alert.objects.update(work_state="archived", archived_at=NOON, due_at=None, verdict="true")
    run_timers(NOON + 6000 * SECOND)
    assert only().work_state == "archived"


def test_archived_work_does_not_come_back_beside_a_newer_open_alert(apply):
    apply(condition(id=1, rule="held"))
    Alert.objects.update(work_state="archived", archived_at=NOON, due_at=None, verdict="true")
    apply(condition(id=2, at=700, rule="forced"))
    run_timers(NOON + 701 * SECOND)
    assert sorted(Alert.objects.values_list("work_state", flat=True)) == ["archived", "dispatched"]
