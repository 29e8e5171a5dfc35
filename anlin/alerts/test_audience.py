"""Who sees and is sent what: closed here, whatever a model's folder says."""

import pytest

from anlin.alerts.audience import GRID, GUARDS, HOME, POLICE, RESTRICTED, audience_of, seen_by
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
    assert audience_of("public_health_list").confirmations == 1


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
