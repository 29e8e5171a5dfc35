"""Each test is a sentence of README.md."""

from pathlib import Path

import msgspec
import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_watcher
from anlin.observations import Arming, Quality

MODEL = load_model(Path(__file__).parent)
GATE = with_watcher(PLACE, "cam-gate", "gate-1", "gate")
DECLARED = msgspec.structs.replace(GATE, arming=(Arming(MODEL.name, enabled=True, area=2),))
CAMERA, ORDER = "cam-gate", "match_candidate/public_health"
KEY = "entry:0000000000000007/zone:gate-1"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], DECLARED)


def test_it_is_off_by_default() -> None:
    assert Rehearsal([MODEL], GATE).says(CAMERA, ORDER, 10, subject=7).told(20) == []


def test_it_opens_at_the_first_candidate(place: Rehearsal) -> None:
    assert place.says(CAMERA, ORDER, 10, subject=7).told(20) == [("candidate", KEY, "OPENED", 10)]


def test_one_character_apart_is_only_suspected(place: Rehearsal) -> None:
    place.says(CAMERA, ORDER, 10, subject=7, confidence=0.5, quality=int(Quality.LOW_CONFIDENCE))
    assert place.told(20) == [("candidate", KEY, "OPENED?", 10)]


def test_only_entrances_count(place: Rehearsal) -> None:
    assert place.says(CAMERA, ORDER, 10, subject=7, zone="lane-1").told(20) == []


@pytest.mark.parametrize("label", ["person_wanted", "stolen_vehicle"])
def test_a_police_list_is_another_models(place: Rehearsal, label: str) -> None:
    assert place.says(CAMERA, f"match_candidate/{label}", 10, subject=7).told(20) == []


def test_it_clears_when_it_was_not_read_again_for_600_s(place: Rehearsal) -> None:
    said = place.says(CAMERA, ORDER, 10, 300, subject=7).told(1000)
    assert said == [("candidate", KEY, "OPENED", 10), ("candidate", KEY, "CLEARED", 900)]


def test_it_is_unknown_when_the_entrance_is_not_seen_as_the_600_s_end(place: Rehearsal) -> None:
    place.says(CAMERA, ORDER, 10, subject=7).says(CAMERA, "device_heartbeat/offline", 100)
    assert place.told(3600)[1:] == [("candidate", KEY, "UNKNOWN", 610)]


def test_the_600_s_count_anew_once_the_entrance_is_seen_again(place: Rehearsal) -> None:
    place.says(CAMERA, ORDER, 10, subject=7).says(CAMERA, "device_heartbeat/offline", 100)
    place.says(CAMERA, "device_heartbeat/online", 1000)
    opened, unknown, cleared = place.told(3600)
    assert (opened[2], opened[3], unknown[2], unknown[3]) == ("OPENED", 10, "UNKNOWN", 610)
    # A key of a subject is looked at when it is due, so the end may come a little later, and never sooner.
    assert cleared[2] == "CLEARED"
    assert 1600 <= cleared[3] <= 1660


def test_one_that_was_only_suspected_is_told_again_when_the_plate_is_read_whole(place: Rehearsal) -> None:
    place.says(CAMERA, ORDER, 10, subject=7, confidence=0.5, quality=int(Quality.LOW_CONFIDENCE))
    place.says(CAMERA, ORDER, 20, subject=7)
    assert place.told(30) == [("candidate", KEY, "OPENED?", 10), ("candidate", KEY, "OPENED", 20)]


@pytest.mark.parametrize(("confidence", "told"), [(0.49, 0), (0.5, 1)])
def test_less_than_the_least_confidence_is_no_candidate(place: Rehearsal, confidence: float, told: int) -> None:
    assert len(place.says(CAMERA, ORDER, 10, subject=7, confidence=confidence).told(20)) == told
