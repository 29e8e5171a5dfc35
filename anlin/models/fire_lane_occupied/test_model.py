"""Each test is a sentence of README.md."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_devices, with_watcher

MODEL = load_model(Path(__file__).parent)
VEHICLE, CLEAR = "zone_occupied/vehicle", "zone_occupied/clear"
CAMERA, MAGNET = "cam-lane-1", "magnet-lane-2"


@pytest.fixture
def place() -> Rehearsal:
    # No signs of life are expected here, so that silence counts at once.
    return Rehearsal([MODEL], with_devices(PLACE, recorder={"heartbeat_s": 0}))


def every_10_s(start: int, end: int) -> Iterable[int]:
    return range(start, end + 1, 10)


def test_it_opens_at_the_sighting_by_which_it_has_lasted_180_s(place: Rehearsal) -> None:
    assert place.says(CAMERA, VEHICLE, *every_10_s(0, 200)).told(200) == [("seen", "zone:lane-1", "OPENED", 180)]


@pytest.mark.parametrize(("last", "opens"), [(179, False), (180, True), (181, True)])
def test_less_than_180_s_is_a_passing_or_loading_car(place: Rehearsal, last: int, opens: bool) -> None:
    assert bool(place.says(CAMERA, VEHICLE, 0, 60, 120, 150, last).told(300)) is opens


@pytest.mark.parametrize(("after", "opens"), [(160, True), (161, False)])
def test_a_gap_over_60_s_begins_anew(place: Rehearsal, after: int, opens: bool) -> None:
    assert bool(place.says(CAMERA, VEHICLE, 0, 50, 100, after, 180).told(200)) is opens


def test_vehicle_and_objects_are_one_occupation(place: Rehearsal) -> None:
    place.says(CAMERA, VEHICLE, 0, 60, 120).says(CAMERA, "zone_occupied/objects", 170, 180)
    assert place.told(183) == [("seen", "zone:lane-1", "OPENED", 180)]


def test_it_escalates_at_600_s(place: Rehearsal) -> None:
    said = place.says(CAMERA, VEHICLE, *every_10_s(0, 620)).told(620)
    assert said == [("seen", "zone:lane-1", "OPENED", 180), ("seen", "zone:lane-1", "ESCALATED1", 600)]


def test_it_clears_60_s_after_the_last_sighting(place: Rehearsal) -> None:
    said = place.says(CAMERA, VEHICLE, *every_10_s(0, 200)).told(400)
    assert said[1:] == [("seen", "zone:lane-1", "CLEARED", 260)]


def test_it_clears_at_once_when_the_camera_says_so(place: Rehearsal) -> None:
    said = place.says(CAMERA, VEHICLE, *every_10_s(0, 200)).says(CAMERA, CLEAR, 215).told(400)
    assert said[1:] == [("seen", "zone:lane-1", "CLEARED", 215)]


def test_a_late_clear_ends_it(place: Rehearsal) -> None:
    said = place.says(CAMERA, VEHICLE, *every_10_s(0, 200)).says(CAMERA, CLEAR, 205, received=230).told(240)
    assert said[1:] == [("seen", "zone:lane-1", "CLEARED", 205)]


def test_a_late_clear_from_before_the_last_sighting_ends_nothing(place: Rehearsal) -> None:
    said = place.says(CAMERA, VEHICLE, *every_10_s(0, 200)).says(CAMERA, CLEAR, 195, received=230).told(240)
    assert len(said) == 1


@pytest.mark.parametrize("label", ["ambulance", "fire_engine"])
def test_ambulances_and_fire_engines_do_not_count(place: Rehearsal, label: str) -> None:
    assert place.says(CAMERA, f"zone_occupied/{label}", *every_10_s(0, 700)).told(700) == []


def test_it_is_unknown_not_clear_when_the_recorder_dies() -> None:
    place = Rehearsal([MODEL])
    place.says("recorder", "device_heartbeat", *range(0, 241, 60)).says(CAMERA, VEHICLE, *every_10_s(0, 240))
    assert place.told(3600) == [("seen", "zone:lane-1", "OPENED", 180), ("seen", "zone:lane-1", "UNKNOWN", 420)]


def test_the_magnet_speaks_once_and_it_opens_180_s_later(place: Rehearsal) -> None:
    place.says(MAGNET, "zone_occupied/occupied", 5)
    assert place.told(700) == [("held", "zone:lane-2", "OPENED", 185), ("held", "zone:lane-2", "ESCALATED1", 605)]


def test_the_magnets_clear_must_stand_for_60_s(place: Rehearsal) -> None:
    place.says(MAGNET, "zone_occupied/occupied", 0, 240).says(MAGNET, CLEAR, 200, 300)
    assert place.told(700) == [("held", "zone:lane-2", "OPENED", 180), ("held", "zone:lane-2", "CLEARED", 360)]


def test_the_magnet_counts_anew_when_it_is_back(place: Rehearsal) -> None:
    place.says(MAGNET, "zone_occupied/occupied", 0).says(MAGNET, "device_heartbeat/offline", 100)
    place.says(MAGNET, "device_heartbeat/online", 1000)
    assert [(what, second) for _, _, what, second in place.told(1300)] == [("OPENED", 1180), ("ESCALATED1", 1180)]


def test_a_camera_that_sees_the_empty_end_of_a_lane_takes_nothing_back_from_another() -> None:
    lane = Rehearsal([MODEL], with_watcher(PLACE, "cam-far", "lane-1", "fire_lane"))
    lane.says("cam-lane-1", "zone_occupied/vehicle", *range(0, 300, 20)).says(
        "cam-far", "zone_occupied/clear", *range(10, 300, 60)
    )
    assert lane.told(300) == [("seen", "zone:lane-1", "OPENED", 180)]


def test_a_camera_takes_nothing_back_from_a_magnet() -> None:
    lane = Rehearsal([MODEL], with_watcher(PLACE, "cam-far", "lane-2", "fire_lane"))
    lane.says("magnet-lane-2", "zone_occupied/occupied", 0).says("cam-far", "zone_occupied/clear", *range(10, 300, 60))
    assert lane.told(300) == [("held", "zone:lane-2", "OPENED", 180)]
