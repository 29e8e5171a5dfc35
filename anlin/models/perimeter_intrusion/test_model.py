"""Each test is a sentence of README.md."""

from pathlib import Path

import msgspec
import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_devices, with_watcher
from anlin.observations import Override, Quality

MODEL = load_model(Path(__file__).parent)
FENCE = with_watcher(PLACE, "fence", "fence-1", "perimeter")
DEVICE, KEY = "fence", "zone:fence-1"
INTRUSION, PERSON = "perimeter_alarm/intrusion", "person_detected/person"
NIGHT = 16 * 3600  # 08:00 in Shanghai is second 0; this is midnight.


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], FENCE)


def test_it_opens_at_the_first_alarm(place: Rehearsal) -> None:
    assert place.says(DEVICE, INTRUSION, 10, confidence=0.8).told(20) == [("alarm", KEY, "OPENED", 10)]


def test_a_camera_beside_the_fence_that_says_clear_ends_no_alarm_of_the_fence() -> None:
    place = Rehearsal([MODEL], with_watcher(FENCE, "camera", "fence-1", "perimeter"))
    said = place.says(DEVICE, INTRUSION, 10).says("camera", "perimeter_alarm/clear", 12).told(100)
    assert said == [("alarm", KEY, "OPENED", 10), ("alarm", KEY, "CLEARED", 70)]


def test_it_is_told_within_5_s(place: Rehearsal) -> None:
    assert place.says(DEVICE, INTRUSION, 10).told(15) == [("alarm", KEY, "OPENED", 10)]


@pytest.mark.parametrize(("confidence", "opens"), [(0.69, False), (0.7, True), (0.71, True)])
def test_an_alarm_that_is_not_clear_enough_does_not_count(place: Rehearsal, confidence: float, opens: bool) -> None:
    assert bool(place.says(DEVICE, INTRUSION, 10, confidence=confidence).told(20)) is opens


def test_in_bad_weather_the_bound_can_be_raised_for_one_fence() -> None:
    override = Override(MODEL.name, "min_confidence", 0.95, zone=8)
    stormy = msgspec.structs.replace(FENCE, overrides=(override,))
    assert Rehearsal([MODEL], stormy).says(DEVICE, INTRUSION, 10, confidence=0.9).told(20) == []


@pytest.mark.parametrize("label", ["out", "animal", "bird"])
def test_going_out_and_animals_are_no_intrusion(place: Rehearsal, label: str) -> None:
    assert place.says(DEVICE, f"perimeter_alarm/{label}", 10).told(100) == []


def test_while_armed_a_person_seen_three_times_opens_it(place: Rehearsal) -> None:
    said = place.says(DEVICE, PERSON, NIGHT, NIGHT + 2, NIGHT + 4, confidence=0.8).told(NIGHT + 10)
    assert said == [("crossing", KEY, "OPENED", NIGHT + 4)]


def test_while_armed_a_line_crossed_inward_counts_too(place: Rehearsal) -> None:
    place.says(DEVICE, "line_count/in", NIGHT).says(DEVICE, PERSON, NIGHT + 2, NIGHT + 4)
    assert place.told(NIGHT + 10) == [("crossing", KEY, "OPENED", NIGHT + 4)]


def test_while_not_armed_people_at_the_fence_are_nobodys_business(place: Rehearsal) -> None:
    assert place.says(DEVICE, PERSON, *range(0, 100, 5)).told(200) == []


def test_it_clears_when_it_was_quiet_for_60_s(place: Rehearsal) -> None:
    said = place.says(DEVICE, INTRUSION, 10, 12).told(100)
    assert said == [("alarm", KEY, "OPENED", 10), ("alarm", KEY, "CLEARED", 72)]


def test_it_clears_at_once_when_the_device_says_so(place: Rehearsal) -> None:
    said = place.says(DEVICE, INTRUSION, 10).says(DEVICE, "perimeter_alarm/clear", 15).told(100)
    assert said[1:] == [("alarm", KEY, "CLEARED", 15)]


def test_where_there_are_signs_of_life_silence_counts_only_after_one() -> None:
    place = Rehearsal([MODEL], with_devices(FENCE, fence={"heartbeat_s": 60}))
    said = place.says(DEVICE, "device_heartbeat", 0, 60, 150).says(DEVICE, INTRUSION, 70).told(200)
    assert said[1][2:] == ("CLEARED", 160)


def test_on_a_doubtful_alarm_it_is_only_suspected(place: Rehearsal) -> None:
    said = place.says(DEVICE, INTRUSION, 10, quality=int(Quality.LOW_CONFIDENCE)).told(20)
    assert said == [("alarm", KEY, "OPENED?", 10)]


def test_it_is_unknown_when_the_fence_is_offline(place: Rehearsal) -> None:
    said = place.says(DEVICE, INTRUSION, 10).says(DEVICE, "device_heartbeat/offline", 20).told(500)
    assert said == [("alarm", KEY, "OPENED", 10), ("alarm", KEY, "UNKNOWN", 20)]


def test_guards_are_asked_first_then_officers() -> None:
    assert {rule.recipients for rule in MODEL.rules} == {("property_guard", "community_officer")}
