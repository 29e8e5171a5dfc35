"""The shift hand-over: what happened since the last one, a note, and two signatures."""

import pytest

from anlin.alerts.conftest import NOON, FixedFacts, condition
from anlin.alerts.models import Alert, Handover, WorkChange
from anlin.alerts.sink import ConditionSink
from anlin.observations.clock import system_clock


@pytest.fixture
def alert(town):
    seen = condition(area=town.compound.pk, zone=town.zone.pk, device=town.device.pk)
    ConditionSink(FixedFacts(), clock=lambda: NOON).apply(1, 1, 1, (seen,))
    Alert.objects.update(opened_at=system_clock() - 1_000_000)
    return Alert.objects.get()


@pytest.fixture
def two(browsers, person, town):
    first, second = (person("property_guard", town.compound) for _ in range(2))
    return browsers("first").sign_in(first), browsers("second").sign_in(second)


def test_a_shift_shows_what_is_open_what_was_done_and_who_holds_the_post(two, alert):
    first, _second = two
    first.post(f"/api/alerts/{alert.pk}/arrive")
    first.post(f"/api/alerts/{alert.pk}/resolve", {"verdict": "true"})
    found = first.get("/api/shifts").json()
    assert [row["id"] for row in found["open"]] == [alert.pk]
    assert found["opened"]["high"] == 1
    assert found["true"] == 1
    assert found["post"]["role"]["role"] == "property_guard"


def test_a_shift_is_signed_by_who_leaves_and_by_somebody_else_who_comes(two, town):
    first, second = two
    made = first.post("/api/shifts", {"area": town.compound.pk, "note": "3 号门锁待修"}).json()
    assert first.post(f"/api/shifts/{made['id']}/take").status_code == 403
    waiting = second.get("/api/shifts").json()["waiting"]
    assert (waiting["id"], waiting["note"]) == (made["id"], "3 号门锁待修")
    assert second.post("/api/shifts", {"area": town.compound.pk}).status_code == 409
    taken = second.post(f"/api/shifts/{made['id']}/take").json()
    assert (taken["taken_by"]["id"], taken["signed_by"]["id"]) == (
        Handover.objects.get().taken_by_id, Handover.objects.get().signed_by_id,
    )  # fmt: skip
    assert second.post(f"/api/shifts/{made['id']}/take").status_code == 409
    assert second.get("/api/shifts").json()["waiting"] is None


def test_the_next_shift_begins_where_the_last_one_was_taken_over(two, town, alert):
    first, second = two
    made = first.post("/api/shifts", {"area": town.compound.pk}).json()
    second.post(f"/api/shifts/{made['id']}/take")
    found = second.get("/api/shifts").json()
    assert sum(found["opened"].values()) == 0
    assert [row["id"] for row in found["open"]] == [alert.pk]


def test_another_post_neither_sees_nor_takes_it(two, browsers, person, town):
    first, _second = two
    made = first.post("/api/shifts", {"area": town.compound.pk, "note": "只给保安"}).json()
    for stranger in (person("property_guard", town.neighbour), person("community_officer", town.compound)):
        browser = browsers(f"of {stranger.pk}").sign_in(stranger)
        assert "只给保安" not in browser.get("/api/shifts").content.decode()
        assert browser.post(f"/api/shifts/{made['id']}/take").status_code == 404


def test_a_shift_counts_only_what_its_reader_may_see(browsers, person, town):
    seen = condition(model="watchlist_hit", area=town.compound.pk, zone=town.zone.pk)
    ConditionSink(FixedFacts(), clock=lambda: NOON).apply(1, 1, 1, (seen,))
    Alert.objects.update(opened_at=system_clock() - 1_000_000)
    WorkChange.objects.update(at=system_clock() - 1_000_000)
    guard = browsers("g").sign_in(person("property_guard", town.compound)).get("/api/shifts").json()
    officer = browsers("o").sign_in(person("community_officer", town.compound)).get("/api/shifts").json()
    assert (guard["open"], sum(guard["opened"].values())) == ([], 0)
    assert len(officer["open"]) == 1
