"""Each test is a sentence of README.md."""

from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_watcher
from anlin.observations import Quality

MODEL = load_model(Path(__file__).parent)
GATE = with_watcher(PLACE, "cam-gate", "gate-1", "gate")
CAMERA, STOLEN = "cam-gate", "match_candidate/stolen_vehicle"
KEY = "entry:0000000000000007/zone:gate-1"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], GATE)


def test_it_opens_at_the_first_candidate(place: Rehearsal) -> None:
    assert place.says(CAMERA, STOLEN, 10, subject=7).told(20) == [("candidate", KEY, "OPENED", 10)]


def test_a_plate_one_character_apart_is_only_suspected_until_an_exact_one_is_read(place: Rehearsal) -> None:
    place.says(CAMERA, STOLEN, 10, subject=7, confidence=0.5, quality=int(Quality.LOW_CONFIDENCE))
    place.says(CAMERA, STOLEN, 60, subject=7)
    assert place.told(70) == [("candidate", KEY, "OPENED?", 10), ("candidate", KEY, "OPENED", 60)]


@pytest.mark.parametrize("label", ["person_wanted", "missing_person", "hit_and_run_vehicle"])
def test_every_kind_of_watch_list_counts(place: Rehearsal, label: str) -> None:
    assert len(place.says(CAMERA, f"match_candidate/{label}", 10, subject=7).told(20)) == 1


def test_a_health_order_is_another_models(place: Rehearsal) -> None:
    assert place.says(CAMERA, "match_candidate/public_health", 10, subject=7).told(20) == []


def test_a_plate_that_fits_no_entry_says_nothing(place: Rehearsal) -> None:
    assert place.says(CAMERA, "plate_read", 10, subject=0).told(20) == []


def test_each_entry_and_place_is_an_alert_of_its_own(place: Rehearsal) -> None:
    place.says(CAMERA, STOLEN, 10, subject=7).says(CAMERA, STOLEN, 11, subject=8)
    place.says("cam-lane-1", STOLEN, 12, subject=7)
    assert len({key for _, key, _, _ in place.told(20)}) == 3


def test_what_follows_within_600_s_belongs_to_the_same_sighting(place: Rehearsal) -> None:
    said = place.says(CAMERA, STOLEN, 10, 610, subject=7).told(1300)
    assert said == [("candidate", KEY, "OPENED", 10), ("candidate", KEY, "CLEARED", 1210)]


def test_later_it_is_another_sighting(place: Rehearsal) -> None:
    said = place.says(CAMERA, STOLEN, 10, 611, subject=7).told(620)
    assert [what for _, _, what, _ in said] == ["OPENED", "CLEARED", "OPENED"]


def test_it_is_unknown_when_the_place_is_not_seen_as_the_600_s_end(place: Rehearsal) -> None:
    place.says(CAMERA, STOLEN, 10, subject=7).says(CAMERA, "device_heartbeat/offline", 100)
    assert place.told(3600) == [("candidate", KEY, "OPENED", 10), ("candidate", KEY, "UNKNOWN", 610)]


def test_they_count_anew_once_the_place_is_seen_again(place: Rehearsal) -> None:
    place.says(CAMERA, STOLEN, 10, subject=7).says(CAMERA, "device_heartbeat/offline", 100)
    place.says(CAMERA, "device_heartbeat/online", 700)
    # It is looked up each minute after second 610, so it is noticed at 730.
    assert place.told(3600)[1:] == [("candidate", KEY, "UNKNOWN", 610), ("candidate", KEY, "CLEARED", 1330)]


def test_a_late_candidate_pages_nobody(place: Rehearsal) -> None:
    assert place.says(CAMERA, STOLEN, 10, subject=7, received=60).told(100) == []
