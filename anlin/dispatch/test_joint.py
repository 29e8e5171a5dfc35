"""One dispatch, a leg per organisation, and the alert's end with the lead leg's (docs/domain.md section 5)."""

import pytest

from anlin.alerts.lifecycle import Given, Refused
from anlin.alerts.models import Alert
from anlin.alerts.work import actions_of, perform
from anlin.dispatch.joint import Part, add, send, state_of, step, steps_for, units_for
from anlin.dispatch.models import Leg, LegStep
from anlin.notify.models import Duty
from anlin.people.models import Unit


def sent(case):
    parts = [Part(case.police, "到场劝离", is_lead=True), Part(case.property, "守住 1 层电梯")]
    return send(case.alert, parts, case.dispatcher, case.now)


def legs(case):
    lead = Leg.objects.select_related("dispatch__alert__area", "unit").get(is_lead=True)
    other = Leg.objects.select_related("dispatch__alert__area", "unit").get(is_lead=False)
    return lead, other


def take(leg, by, case, *actions):
    for action in actions:
        leg = step(leg, action, by, Given(verdict="true", note="好", reason="再看"), case.now)
    return leg


def test_sending_dispatches_the_alert_to_the_lead_and_every_leg_waits(case):
    sent(case)
    alert = Alert.objects.get()
    assert (alert.work_state, alert.assigned_role) == ("dispatched", "community_officer")
    assert [state_of(leg) for leg in legs(case)] == ["waiting", "waiting"]


def test_each_leg_accepts_arrives_and_resolves_on_its_own(case):
    sent(case)
    lead, other = legs(case)
    other = take(other, case.guard, case, "accept", "arrive", "resolve")
    assert state_of(other) == "resolved"
    assert Alert.objects.get().work_state == "dispatched"
    assert state_of(legs(case)[0]) == "waiting"
    assert [change.action for change in LegStep.objects.order_by("id")] == ["accept", "arrive", "resolve"]
    take(lead, case.officer, case, "accept")
    assert Alert.objects.get().work_state == "accepted"


def test_the_alert_closes_when_the_lead_leg_is_verified_and_open_legs_are_released(case):
    sent(case)
    lead, other = legs(case)
    take(other, case.guard, case, "accept")
    lead = take(lead, case.officer, case, "accept", "arrive", "resolve")
    assert state_of(lead) == "resolved"
    take(lead, case.dispatcher, case, "verify")
    assert Alert.objects.get().work_state == "archived"
    assert [state_of(leg) for leg in legs(case)] == ["verified", "released"]
    with pytest.raises(Refused):
        take(legs(case)[1], case.guard, case, "arrive")


def test_verifying_another_leg_leaves_the_alert_open(case):
    sent(case)
    other = take(legs(case)[1], case.guard, case, "accept", "arrive", "resolve")
    with pytest.raises(Refused, match="Another person"):
        take(other, case.guard, case, "verify")
    assert state_of(take(other, case.dispatcher, case, "return")) == "handling"
    other = take(legs(case)[1], case.guard, case, "resolve")
    assert state_of(take(other, case.dispatcher, case, "verify")) == "verified"
    assert Alert.objects.get().work_state == "dispatched"


def test_a_leg_is_worked_on_by_its_own_organisation_only(case):
    sent(case)
    lead, other = legs(case)
    for leg, stranger in ((lead, case.guard), (other, case.officer)):
        assert "accept" not in steps_for(leg, stranger)
        with pytest.raises(Refused, match="another organisation"):
            take(leg, stranger, case, "accept")
    assert steps_for(other, case.guard) == ["accept", "arrive"]


def test_what_a_colleague_holds_is_theirs(case):
    sent(case)
    other = take(legs(case)[1], case.guard, case, "accept")
    with pytest.raises(Refused, match="colleague"):
        take(other, case.boss, case, "arrive")


def test_of_two_steps_at_once_the_second_learns_it_was_second(case):
    sent(case)
    _, stale = legs(case)
    take(legs(case)[1], case.guard, case, "accept", "arrive")
    with pytest.raises(Refused, match=r"changed|first"):
        take(stale, case.boss, case, "accept")


@pytest.mark.parametrize("leads", [0, 2])
def test_exactly_one_organisation_leads(case, leads):
    parts = [Part(case.police, "去", is_lead=leads > 0), Part(case.property, "守", is_lead=leads > 1)]
    with pytest.raises(Refused, match="leading"):
        send(case.alert, parts, case.dispatcher, case.now)


def test_an_organisation_with_nobody_on_duty_who_may_work_on_it_is_not_sent(case):
    assert units_for(case.alert, case.now) == [case.police, case.property]
    for user in (case.guard, case.boss):
        Duty.objects.create(user=user, begins_at=1, ends_at=2)
    assert units_for(case.alert, case.now) == [case.police]
    with pytest.raises(Refused, match="on duty"):
        sent(case)
    assert Alert.objects.get().assigned_role == "property_guard"
    assert not Leg.objects.exists()


def test_lu_08_property_is_never_sent_to_a_candidate_of_a_list(case):
    Alert.objects.update(model="watchlist_hit")
    assert units_for(Alert.objects.with_places().get(), case.now) == [case.police]


def test_an_alert_is_sent_jointly_once_and_an_organisation_is_part_of_it_once(case):
    made = sent(case)
    with pytest.raises(Refused):
        send(Alert.objects.with_places().get(), [Part(case.police, "去", is_lead=True)], case.dispatcher, case.now)
    with pytest.raises(Refused, match="already"):
        add(made, Part(case.property, "再守"), case.dispatcher, case.now)
    with pytest.raises(Refused, match="cannot send"):
        add(made, Part(Unit.objects.create(code="x", name_zh="x", kind="x"), "去"), case.guard, case.now)


def test_a_guard_cannot_send_anybody(case):
    with pytest.raises(Refused):
        send(case.alert, [Part(case.property, "守", is_lead=True)], case.guard, case.now)


def test_another_organisation_does_not_take_the_leads_work_on_the_alert_itself(case):
    sent(case)
    alert = Alert.objects.with_places().get()
    for action in ("accept", "arrive", "claim"):
        assert action not in actions_of(alert, case.guard, case.now)
        with pytest.raises(Refused, match="Another organisation leads"):
            perform(alert, action, case.guard, Given(), case.now)
    assert "accept" in actions_of(alert, case.officer, case.now)
    perform(alert, "accept", case.partner, Given(), case.now)
    assert state_of(legs(case)[0]) == "accepted"


def test_what_was_called_away_from_the_lead_is_taken_by_another_who_leads_from_then_on(case):
    sent(case)
    alert = perform(Alert.objects.with_places().get(), "escalate", case.dispatcher, Given(reason="没人接"), case.now)
    perform(alert, "accept", case.guard, Given(), case.now)
    lead, other = legs(case)
    assert (lead.unit, state_of(lead)) == (case.property, "accepted")
    assert (other.unit, state_of(other)) == (case.police, "waiting")
    assert Leg.objects.count() == 2


def test_a_dispatcher_of_no_organisation_who_takes_it_leaves_the_legs_as_they_are(case):
    sent(case)
    alert = perform(Alert.objects.with_places().get(), "escalate", case.dispatcher, Given(reason="没人接"), case.now)
    perform(alert, "accept", case.dispatcher, Given(), case.now)
    assert [leg.unit for leg in legs(case)] == [case.police, case.property]
