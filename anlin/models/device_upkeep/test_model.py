"""Each test is a sentence of README.md."""

from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_devices
from anlin.observations import Registry

MODEL = load_model(Path(__file__).parent)
BEAT = "device_heartbeat"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL])


def own_beats() -> Registry:
    """Each camera behind the recorder sends a sign of life of its own, every 40 s."""
    return with_devices(PLACE, cam_lift_1={"heartbeat_s": 40}, cam_lane_1={"heartbeat_s": 40})


def test_a_device_is_offline_after_three_missed_signs_of_life(place: Rehearsal) -> None:
    said = place.says("recorder", BEAT, 0, 60).told(300)
    assert ("offline", "device:recorder", "OPENED", 240) in said


def test_it_is_not_offline_a_moment_before(place: Rehearsal) -> None:
    assert place.says("recorder", BEAT, 0, 60, 240).told(300) == []


def test_a_device_never_heard_from_has_its_grace_from_the_first_instant() -> None:
    said = Rehearsal([MODEL]).says("magnet-door-1", "door_state/closed", 0).told(200)
    assert said[0] == ("offline", "device:recorder", "OPENED", 180)


def test_it_clears_at_the_next_sign_of_life(place: Rehearsal) -> None:
    said = place.says("recorder", BEAT, 0, 500).told(600)
    assert ("offline", "device:recorder", "CLEARED", 500) in said


def test_its_word_that_it_is_offline_is_taken(place: Rehearsal) -> None:
    said = place.says("magnet-door-1", BEAT + "/offline", 10).says("magnet-door-1", BEAT + "/online", 50).told(60)
    assert said == [
        ("offline", "device:magnet-door-1", "OPENED", 10),
        ("unseen", "zone:door-1", "UNKNOWN", 10),
        ("offline", "device:magnet-door-1", "CLEARED", 50),
        ("unseen", "zone:door-1", "CLEARED", 50),
    ]


def test_a_late_word_that_it_was_offline_does_not_outweigh_what_was_heard_since(place: Rehearsal) -> None:
    door = "magnet-door-1"
    place.says(door, "door_state/closed", 60).says(door, BEAT + "/offline", 10, received=70)
    assert place.told(80) == []


def test_a_dead_parent_hides_its_children_and_all_their_places_are_unseen() -> None:
    place = Rehearsal([MODEL], own_beats())
    for device, beats in {"recorder": range(0, 121, 60), "cam-lift-1": range(0, 121, 40)}.items():
        place.says(device, BEAT, *beats)
    said = place.says("cam-lane-1", BEAT, *range(0, 121, 40)).told(3600)
    assert said == [
        ("offline", "device:recorder", "OPENED", 300),
        ("unseen", "zone:lift-1", "UNKNOWN", 300),
        ("unseen", "zone:lane-1", "UNKNOWN", 300),
    ]


def test_the_cause_of_an_unseen_place_is_the_topmost_dead_device() -> None:
    said = Rehearsal([MODEL]).says("recorder", BEAT, 0).until(300)
    assert {c.device for c in said if c.rule == "unseen"} == {1}


def test_a_child_whose_parent_is_alive_is_told_itself() -> None:
    place = Rehearsal([MODEL], own_beats()).says("recorder", BEAT, *range(0, 301, 60))
    said = place.says("cam-lift-1", BEAT, 0).says("cam-lane-1", BEAT, *range(0, 301, 40)).told(300)
    assert said == [("offline", "device:cam-lift-1", "OPENED", 120), ("unseen", "zone:lift-1", "UNKNOWN", 120)]


def test_a_child_has_its_grace_again_when_its_parent_is_back() -> None:
    place = Rehearsal([MODEL], own_beats()).says("recorder", BEAT, 0, *range(1000, 1301, 60))
    said = place.says("cam-lift-1", BEAT, 1100, 1140, 1180).told(1200)
    assert [(rule, key, what, at) for rule, key, what, at in said if at >= 1000] == [
        ("offline", "device:recorder", "CLEARED", 1000),
        ("unseen", "zone:lift-1", "CLEARED", 1000),
        ("unseen", "zone:lane-1", "CLEARED", 1000),
        ("offline", "device:cam-lane-1", "OPENED", 1120),
        ("unseen", "zone:lane-1", "UNKNOWN", 1120),
    ]


def test_a_fault_that_stands_for_60_s_is_told_and_hides_the_place_at_once(place: Rehearsal) -> None:
    place.says("cam-lift-2", "device_fault/covered", 10).says("cam-lift-2", "device_fault/normal", 100)
    assert place.told(150) == [
        ("unseen", "zone:lift-2", "UNKNOWN", 10),
        ("fault", "device:cam-lift-2/covered", "OPENED", 70),
        ("unseen", "zone:lift-2", "CLEARED", 100),
        ("fault", "device:cam-lift-2/covered", "CLEARED", 100),
    ]
