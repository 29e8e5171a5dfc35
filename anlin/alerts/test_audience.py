"""Who sees and is sent what: closed here, whatever a model's folder says."""

import pytest

from anlin.alerts.audience import GRID, GUARDS, HOME, POLICE, RESTRICTED, audience_of, seen_by
from anlin.alerts.conftest import NOON
from anlin.alerts.deadlines import due_at
from anlin.alerts.lifecycle import Work, escalated
from anlin.alerts.rules import facts_of
from anlin.alerts.words import Severity
from anlin.engine import load_models
from anlin.engine.catalogue import RECIPIENTS
from anlin.models import folders
from anlin.people.roles import ROLES

SPECS = {spec.name: spec for spec in load_models(folders())}


def everybody_in(model: str) -> frozenset[str]:
    """Whoever may see the model's alerts, work on them, judge them or be sent them."""
    rules = SPECS[model].rules if model in SPECS else ()
    asked = {role for rule in rules for each in (rule, *rule.escalation) for role in each.recipients}
    found = audience_of(model, tuple(sorted(asked | set(ROLES))))
    return found.sees | found.responders | found.triage | found.verifiers | frozenset(found.ladder)


def test_lu_08_a_watch_list_hit_is_for_officers_only() -> None:
    assert everybody_in("watchlist_hit") == POLICE
    assert audience_of("watchlist_hit").confirmations == 2


def test_lu_24_a_health_order_is_for_health_staff_only_until_confirmed() -> None:
    assert everybody_in("public_health_list") == {"health_worker"}
    assert audience_of("public_health_list").confirmations == 2


@pytest.mark.parametrize("model", ["registration_gap", "home_isolation", "elderly_inactivity"])
def test_lu_34_35_registration_isolation_and_care_never_reach_police_or_guards(model: str) -> None:
    assert not everybody_in(model) & (POLICE | GUARDS)


def test_a_guard_has_three_minutes_for_an_intrusion_then_the_officer_is_asked() -> None:
    audience = audience_of("perimeter_intrusion", SPECS["perimeter_intrusion"].rules[0].recipients)
    assert audience.ladder == ("property_guard", "community_officer", "dispatcher")
    assert audience.patience_of("property_guard", Severity.HIGH) == 3
    assert audience.patience_of("community_officer", Severity.HIGH) is None


def test_lu_34_registration_is_asked_of_the_home_and_is_the_grids_service_after_it() -> None:
    assert everybody_in("registration_gap") == GRID | {"resident"}
    assert audience_of("registration_gap").ladder == ("resident", "grid_worker", "grid_leader")


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_model_asks_somebody_who_may_see_it(name: str) -> None:
    spec = SPECS[name]
    for rule in spec.rules:
        for each in (rule, *rule.escalation):
            audience = audience_of(name, each.recipients)
            assert each.recipients, f"{name}.{rule.name} asks nobody"
            assert set(each.recipients) <= audience.sees | {"resident", "family_contact"}, f"{name}.{rule.name}"
            assert set(audience.ladder) <= audience.responders | set(HOME)


@pytest.mark.parametrize("name", sorted(set(SPECS) | set(RESTRICTED)))
def test_whoever_is_in_a_ladder_has_the_rights_to_work(name: str) -> None:
    for role in set(audience_of(name).ladder) - set(HOME):
        assert {"alerts.read", "alerts.work"} <= ROLES[role].permissions, f"{role} of {name}"


def test_a_role_that_is_named_nowhere_sees_nothing() -> None:
    assert seen_by("merchant") == (False, frozenset())


def test_everybody_a_model_can_ask_is_a_role() -> None:
    assert set(RECIPIENTS) <= set(ROLES)


def test_care_asks_the_person_first_and_misses_nobody_after() -> None:
    silence = audience_of("elderly_inactivity", ("resident", "family_contact"))
    assert silence.ladder == ("resident", "family_contact", "grid_worker", "grid_leader", "dispatcher")
    assert audience_of("elderly_inactivity", ("family_contact",)).ladder == silence.ladder[1:]
    assert audience_of("elderly_inactivity").ladder == silence.ladder[2:]


# Care asks the person, registration the tenant and the landlord (LU-34).
@pytest.mark.parametrize("name", sorted(set(SPECS) - {"elderly_inactivity", "registration_gap"}))
def test_nobody_of_a_home_is_asked_by_any_other_model(name: str) -> None:
    assert not set(audience_of(name, HOME).ladder) & set(HOME)


# What the READMEs say under "Escalates": who is asked after whom. The dispatcher ends every ordinary ladder.
LADDERS = {
    "abnormal_behavior": ("property_guard", "community_officer", "dispatcher"),
    "access_anomaly": ("property_guard", "property_manager", "dispatcher"),
    "crowd_flow": ("scenic_operator", "property_guard", "community_officer", "dispatcher"),
    "device_upkeep": ("ops_engineer", "property_manager", "dispatcher"),
    "ebike_in_building": ("property_guard", "property_manager", "dispatcher"),
    "elderly_inactivity": ("resident", "family_contact", "grid_worker", "grid_leader", "dispatcher"),
    "falling_object": ("property_guard", "community_officer", "dispatcher"),
    "fire_hazard": ("property_guard", "community_officer", "dept_handler", "dispatcher"),
    "fire_lane_occupied": ("property_guard", "property_manager", "community_officer", "dispatcher"),
    "home_isolation": ("health_worker", "grid_worker"),
    "incident_hotspot": ("community_officer", "grid_leader", "property_manager", "dispatcher"),
    "perimeter_intrusion": ("property_guard", "community_officer", "dispatcher"),
    "public_health_list": ("health_worker",),
    "registration_gap": ("resident", "grid_worker", "grid_leader"),
    "watchlist_hit": ("auxiliary", "community_officer"),
}


@pytest.mark.parametrize("name", sorted(SPECS))
def test_work_nobody_takes_goes_up_the_ladder_that_the_readme_names(name: str) -> None:
    rule = SPECS[name].rules[0]
    audience = facts_of(SPECS[name], rule, ()).audience
    severity = Severity.CODES[rule.severity]
    work = Work(state="dispatched", assigned_role=audience.ladder[0], dispatched_at=NOON)
    asked, now = [work.assigned_role], NOON
    while True:
        patience = audience.patience_of(work.assigned_role, severity)
        due = due_at(work.state, severity, work.dispatched_at, patience_min=patience, by_day=audience.by_day)
        assert due is not None
        assert due > now, "each has a time of their own"
        higher = escalated(work, audience, due)
        if higher is None:
            break
        work, now = higher, due
        asked.append(work.assigned_role)
    assert tuple(asked) == LADDERS[name]
