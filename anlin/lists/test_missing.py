"""A missing child or elder: quick without a back door; a found adult: their own secret (LU-2A)."""

import json

import pytest

from anlin.alerts.conftest import FixedFacts, condition
from anlin.alerts.lifecycle import Given
from anlin.alerts.models import Alert
from anlin.alerts.sink import ConditionSink
from anlin.alerts.work import perform
from anlin.lists.at_the_door import entries_in_force
from anlin.lists.conftest import AT, in_force, stolen
from anlin.lists.entries import URGENT_WITHIN, NotListed, approve, consent, register_entry
from anlin.lists.models import Entry
from anlin.notify.models import Duty
from anlin.observations.clock import system_clock
from anlin.observations.instants import HOUR, MINUTE

ALL = ("picture", "plate", "vehicle", "colour", "list")


def urgent(town, officers):
    given = stolen(town.community, kind="missing_person", criterion="child", is_urgent=True)
    return register_entry(given, officers[0], AT)


def test_lu_2a_within_five_minutes_one_approver_on_call_has_it_at_the_door(town, officers, demo):
    entry = urgent(town, officers)
    at = AT + URGENT_WITHIN
    Duty.objects.create(user=officers[1], begins_at=AT - HOUR, ends_at=at + 1)
    approve(entry, officers[1], at)
    (listed,) = entries_in_force(at)
    assert (listed.number, listed.from_at, URGENT_WITHIN) == (entry.pk, at, 5 * MINUTE)


def test_lu_2a_an_approver_who_is_not_on_call_does_not_hold_alone(town, officers, demo):
    entry = urgent(town, officers)
    Duty.objects.create(user=officers[1], begins_at=AT - HOUR, ends_at=AT)
    approve(entry, officers[1], AT)
    assert entries_in_force(AT) == ()
    approve(entry, officers[2], AT + MINUTE)
    assert [listed.number for listed in entries_in_force(AT + MINUTE)] == [entry.pk]


def test_lu_2a_a_missing_adult_is_never_urgent(town, officers):
    given = stolen(town.community, kind="missing_person", criterion="adult", is_urgent=True)
    with pytest.raises(NotListed, match="child or elder"):
        register_entry(given, officers[0], AT)


def found(town, officers, criterion, document=""):
    """A candidate of a missing person, confirmed by two, gone to and reported true."""
    at = system_clock()
    entry = in_force(town.community, officers, at, kind="missing_person", criterion=criterion)
    if document:
        consent(entry, document)
    key = f"entry:{entry.pk:016x}/zone:{town.zone.code}"
    seen = condition(
        model="watchlist_hit", rule="listed", key=key, area=town.compound.pk, zone=town.zone.pk, device=town.device.pk
    )
    ConditionSink(FixedFacts()).apply(1, 1, 1, (seen,))
    Alert.objects.update(rows={"first": {"zone": town.zone.pk, "device": town.device.pk, "evidence": "0" * 40}})
    for by, action, given in (
        (officers[1], "confirm", Given(note="一致", compared=ALL)),
        (officers[2], "confirm", Given(note="一致", compared=ALL)),
        (officers[2], "dispatch", Given()),
        (officers[1], "accept", Given()),
        (officers[1], "arrive", Given()),
        (officers[1], "resolve", Given(verdict="true", note="本人平安")),
    ):
        perform(Alert.objects.get(), action, by, given, at)
    return entry


def test_lu_2a_a_found_adults_whereabouts_go_to_nobody(town, officers, as_role_of_an_officer):
    found(town, officers, "adult")
    alert = Alert.objects.get()
    assert (alert.zone, alert.device, alert.rows, alert.area_id) == (None, None, {}, town.community.pk)
    assert town.zone.code not in alert.key
    for path in (f"/api/alerts/{alert.pk}", "/api/alerts?state=open"):
        shown = json.dumps(as_role_of_an_officer.get(path).json(), ensure_ascii=False)
        assert str(alert.pk) in shown
        for place in (town.zone.code, town.zone.name_zh, town.compound.name_zh, town.device.code):
            assert place not in shown


def test_lu_2a_with_the_adults_own_consent_the_place_stays(town, officers):
    found(town, officers, "adult", "本人同意书 3 号")
    assert Alert.objects.get().zone == town.zone


def test_lu_2a_a_found_child_is_told_of_and_off_the_list_at_once(town, officers, demo):
    entry = found(town, officers, "child")
    assert Alert.objects.get().zone == town.zone
    assert Entry.objects.get(pk=entry.pk).state_at(system_clock()) == "found"
    assert entries_in_force(system_clock()) == ()


def test_lu_2a_consent_needs_a_document_and_a_missing_adult(town, officers):
    adult = in_force(town.community, officers, kind="missing_person", criterion="adult")
    with pytest.raises(NotListed, match="own consent"):
        consent(adult, " ")
    with pytest.raises(NotListed, match="missing adult"):
        consent(in_force(town.community, officers), "1 号")


@pytest.fixture
def as_role_of_an_officer(town, person, db):
    from anlin.api.conftest import Browser

    return Browser().sign_in(person("community_officer", town.community))
