"""Each test is a sentence of README.md."""

from pathlib import Path

import msgspec
import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal
from anlin.observations import AreaRow, Arming, Override, Quality

MODEL = load_model(Path(__file__).parent)
EBIKE = "ebike_detected/ebike"
# A camera that sends no signs of life and lives behind nothing, so that silence counts at once.
ALONE = "cam-lift-2"
KEY = "zone:lift-2"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL])


def test_it_opens_at_the_third_sighting(place: Rehearsal) -> None:
    place.says(ALONE, EBIKE, 10, 10.4, 10.8, 11.2, confidence=0.8)
    assert place.told(12) == [("seen", KEY, "OPENED", 10.8)]


def test_two_sightings_are_not_enough(place: Rehearsal) -> None:
    assert place.says(ALONE, EBIKE, 10, 10.4, confidence=0.8).told(100) == []


@pytest.mark.parametrize(("confidence", "opens"), [(0.74, False), (0.75, True), (0.76, True)])
def test_sightings_below_the_confidence_do_not_count(place: Rehearsal, confidence: float, opens: bool) -> None:
    place.says(ALONE, EBIKE, 10, 10.5, 11, confidence=confidence)
    assert bool(place.told(13)) is opens


@pytest.mark.parametrize(("third", "opens"), [(11.9, True), (12, False), (12.1, False)])
def test_a_sighting_exactly_2_s_old_does_not_count(place: Rehearsal, third: float, opens: bool) -> None:
    place.says(ALONE, EBIKE, 10, 11, third, confidence=0.8)
    assert bool(place.told(80)) is opens


def test_single_frames_of_a_pram_every_few_seconds_are_not_enough(place: Rehearsal) -> None:
    assert place.says(ALONE, EBIKE, 10, 13, 16, 19, 22, confidence=0.8).told(80) == []


def test_it_clears_30_s_after_the_last_sighting(place: Rehearsal) -> None:
    place.says(ALONE, EBIKE, 10, 10.5, 11, 41, confidence=0.8)
    assert place.told(100) == [("seen", KEY, "OPENED", 11), ("seen", KEY, "CLEARED", 71)]


def test_where_the_camera_has_signs_of_life_silence_counts_only_after_one(place: Rehearsal) -> None:
    place.says("recorder", "device_heartbeat", 0, 60, 120).says("cam-lift-1", EBIKE, 10, 10.5, 11, confidence=0.8)
    # Silent for 30 s at 41; the recorder is next heard at 60, which is noticed when it is looked again at 71.
    assert place.told(100) == [("seen", "zone:lift-1", "OPENED", 11), ("seen", "zone:lift-1", "CLEARED", 71)]


def test_it_becomes_unknown_when_the_recorder_is_found_dead(place: Rehearsal) -> None:
    place.says("recorder", "device_heartbeat", 0).says("cam-lift-1", EBIKE, 10, 10.5, 11, confidence=0.8)
    # What comes from a camera is a sign of life of its recorder, too: overdue 3 minutes after second 11.
    assert place.told(500) == [("seen", "zone:lift-1", "OPENED", 11), ("seen", "zone:lift-1", "UNKNOWN", 191)]


def test_it_becomes_unknown_when_the_camera_is_covered(place: Rehearsal) -> None:
    place.says(ALONE, EBIKE, 10, 10.5, 11, confidence=0.8).says(ALONE, "device_fault/covered", 20)
    assert place.told(500) == [("seen", KEY, "OPENED", 11), ("seen", KEY, "UNKNOWN", 20)]


def test_it_is_told_again_when_it_is_seen_again(place: Rehearsal) -> None:
    place.says(ALONE, EBIKE, 10, 10.5, 11, 310, confidence=0.8)
    place.says(ALONE, "device_fault/covered", 20).says(ALONE, "device_fault/normal", 300)
    said = place.until(320)
    assert [(c.what.name, c.count) for c in said] == [("OPENED", 3), ("UNKNOWN", 3), ("OPENED", 4)]
    assert len({c.id for c in said}) == 1


def test_it_clears_if_nothing_is_seen_for_30_s_after_the_camera_is_back(place: Rehearsal) -> None:
    place.says(ALONE, EBIKE, 10, 10.5, 11, confidence=0.8)
    place.says(ALONE, "device_fault/covered", 20).says(ALONE, "device_fault/normal", 300)
    assert [what for _, _, what, _ in place.told(331)] == ["OPENED", "UNKNOWN", "CLEARED"]


def test_on_doubtful_sightings_it_is_only_suspected_until_three_are_firm(place: Rehearsal) -> None:
    place.says(ALONE, EBIKE, 10, 10.5, 11, confidence=0.8, quality=int(Quality.UNHEALTHY_DEVICE))
    place.says(ALONE, EBIKE, 13, 13.5, 14, confidence=0.8)
    assert place.told(20) == [("seen", KEY, "OPENED?", 11), ("seen", KEY, "OPENED", 14)]


@pytest.mark.parametrize("what", ["ebike_detected/bicycle", "ebike_detected/pram", "vehicle_detected/nonmotor"])
def test_what_is_no_ebike_does_not_count(place: Rehearsal, what: str) -> None:
    assert place.says(ALONE, what, 10, 10.5, 11, confidence=0.9).told(60) == []


@pytest.mark.parametrize("quality", [Quality.REPLAYED, Quality.TEST, Quality.LATE, Quality.UNREGISTERED_DEVICE])
def test_replayed_and_test_rows_page_nobody(place: Rehearsal, quality: Quality) -> None:
    assert place.says(ALONE, EBIKE, 10, 10.5, 11, confidence=0.9, quality=int(quality)).told(60) == []


def test_a_late_row_pages_nobody(place: Rehearsal) -> None:
    place.says(ALONE, EBIKE, 10, 10.5, 11, received=20, confidence=0.9)
    assert place.told(60) == []


def test_the_third_sighting_can_be_required_elsewhere_only() -> None:
    stricter = msgspec.structs.replace(PLACE, overrides=(Override(MODEL.name, "count", 5, area=2),))
    place = Rehearsal([MODEL], stricter)
    place.says("cam-lift-1", EBIKE, 10, 10.5, 11, confidence=0.8).says(ALONE, EBIKE, 10, 10.5, 11, confidence=0.8)
    assert place.told(13) == [("seen", KEY, "OPENED", 11)]


def test_a_model_that_is_off_in_an_area_says_nothing_there() -> None:
    off = msgspec.structs.replace(PLACE, arming=(Arming(MODEL.name, enabled=False, area=3),))
    assert Rehearsal([MODEL], off).says(ALONE, EBIKE, 10, 10.5, 11, confidence=0.8).told(60) == []


def test_shadow_conditions_say_so() -> None:
    shadow = msgspec.structs.replace(PLACE, arming=(Arming(MODEL.name, shadow=True),))
    said = Rehearsal([MODEL], shadow).says(ALONE, EBIKE, 10, 10.5, 11, confidence=0.8).until(13)
    assert [c.shadow for c in said] == [True]


def test_an_edition_that_lacks_the_model_does_not_watch() -> None:
    plus_only = msgspec.structs.replace(MODEL, editions=("plus",))
    areas = (AreaRow(2, "furong"), AreaRow(3, "qinghe"))
    standard = msgspec.structs.replace(PLACE, areas=areas)
    assert Rehearsal([plus_only], standard).says(ALONE, EBIKE, 10, 10.5, 11, confidence=0.8).told(60) == []
