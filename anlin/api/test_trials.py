"""A suggestion comes from past verdicts, with its evidence, to whoever may see what was judged; it sets nothing."""

import itertools
from datetime import UTC, datetime

import pytest

from anlin.alerts.conftest import NOON, FixedFacts, condition
from anlin.alerts.models import Alert
from anlin.alerts.sink import ConditionSink
from anlin.observations.instants import HOUR, MINUTE, micros
from anlin.places.models import Override
from anlin.tuning.models import Trial
from anlin.tuning.trying import work_off

BODY = {"model": "ebike_in_building", "first_day": "2026-01-05", "last_day": "2026-01-06"}
MORNING = micros(datetime(2026, 1, 5, 1, tzinfo=UTC))


@pytest.fixture
def judged(town):
    """Twenty-four alerts, every other one false."""
    sink = ConditionSink(FixedFacts(), clock=lambda: NOON)
    seen = [
        condition(id=nth, key=f"zone:lift-{nth}", area=town.compound.pk, zone=town.zone.pk, device=town.device.pk)
        for nth in range(1, 25)
    ]
    sink.apply(1, 1, 1, seen)
    for nth, alert in enumerate(Alert.objects.order_by("pk")):
        opened = MORNING + nth * MINUTE
        Alert.objects.filter(pk=alert.pk).update(
            opened_at=opened, cleared_at=opened + MINUTE, verdict=("true", "false")[nth % 2]
        )


def replayed(options):
    """What the archive says: every value keeps all; 0.85 drops half of the false ones in both halves of the period."""
    lines = []
    for text in (option for before, option in itertools.pairwise(options) if before == "--try"):
        half = {"kept_true": 6, "kept_false": 6}
        if text.endswith("min_confidence=0.85"):
            half = {"kept_true": 6, "kept_false": 3, "lost_false": 3}
        after = 24 - 2 * half.get("lost_false", 0)
        lines.append({"before": 24, "after": after, "known": {"earlier": half, "later": half}})
    return {"observations": 1000, "seconds": 0.1, "tried": lines}


@pytest.fixture
def manager(browsers, person, town):
    return browsers("manager").sign_in(person("property_manager", town.compound))


def test_a_sweep_names_the_value_past_verdicts_speak_for_and_sets_nothing(manager, town, judged):
    asked = manager.post("/api/trials/sweeps", {**BODY, "area": town.compound.pk}).json()
    assert (asked["state"], asked["suggestion"], asked["points"]) == ("asked", None, [])
    work_off(replayed)
    found = manager.get(f"/api/trials/sweeps/{asked['id']}").json()
    assert (found["judged_true"], found["judged_false"], found["reason"]) == (12, 12, "")
    suggestion = found["suggestion"]
    assert suggestion["point"]["limit"] == {"parameter": "min_confidence", "value": 0.85, "rule": "seen"}
    assert (suggestion["point"]["kept_true"], suggestion["point"]["lost_false"]) == (12, 6)
    assert (suggestion["later_true"], suggestion["later_false"]) == (6, 3)
    assert suggestion["kept_low"] == pytest.approx(0.7575, abs=1e-4)
    assert not Override.objects.exists()


def test_a_sweep_is_no_trial_and_a_trial_no_sweep(manager, town, judged):
    sweep = manager.post("/api/trials/sweeps", {**BODY, "area": town.compound.pk}).json()["id"]
    limits = [{"parameter": "min_confidence", "value": 0.85}]
    trial = manager.post("/api/trials", {**BODY, "area": town.compound.pk, "limits": limits}).json()["id"]
    assert [row["id"] for row in manager.get("/api/trials").json()] == [trial]
    assert manager.get(f"/api/trials/{sweep}").status_code == 404
    assert manager.get(f"/api/trials/sweeps/{trial}").status_code == 404


def test_a_trial_counts_all_judged_alerts_though_it_lists_some(manager, town, judged):
    limits = [{"parameter": "min_confidence", "value": 0.85}]
    trial = manager.post("/api/trials", {**BODY, "area": town.compound.pk, "limits": limits}).json()["id"]
    fates = {"kept_true": 300, "kept_false": 200, "lost_false": 400, "lost_true": 1}
    known = {"earlier": fates, "later": {"lost_false": 250}}
    work_off(lambda options: {"tried": [{"known": known, "kept": [], "lost": [], "gained": []}]})
    found = manager.get(f"/api/trials/{trial}").json()
    assert found["judged"] == {"kept_true": 300, "kept_false": 200, "lost_true": 1, "lost_false": 650}


def test_what_is_said_per_shift_is_of_the_hours_that_the_archive_holds(manager, town, judged):
    limits = [{"parameter": "min_confidence", "value": 0.85}]
    trial = manager.post("/api/trials", {**BODY, "area": town.compound.pk, "limits": limits}).json()["id"]
    known = {"earlier": {}, "later": {}}
    tried = {"before": 24, "after": 18, "known": known, "kept": [], "lost": [], "gained": []}
    work_off(lambda options: {"tried": [tried], "held_us": 4 * HOUR})
    found = manager.get(f"/api/trials/{trial}").json()
    assert (found["held_h"], found["before_per_shift"], found["after_per_shift"]) == (4.0, 48.0, 36.0)


def test_whoever_may_not_see_the_alerts_gets_no_sweep(browsers, person, town, judged):
    technician = browsers("technician").sign_in(person("system_manager"))
    assert technician.post("/api/trials/sweeps", {**BODY, "area": town.compound.pk}).status_code == 404
    assert not Trial.objects.exists()


def test_without_verdicts_it_is_said_that_they_are_too_few(manager, town):
    asked = manager.post("/api/trials/sweeps", {**BODY, "area": town.compound.pk}).json()["id"]
    work_off(replayed)
    found = manager.get(f"/api/trials/sweeps/{asked}").json()
    assert (found["suggestion"], found["reason"]) == (None, "few")
