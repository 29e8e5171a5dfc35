"""Each test is a sentence of README.md."""

from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_devices, with_watcher
from anlin.observations import Quality

MODEL = load_model(Path(__file__).parent)
WALL = with_watcher(PLACE, "cam-facade", "facade-1", "facade")
CAMERA, KEY = "cam-facade", "zone:facade-1"
DOWN, HEAVY = "object_trajectory/down", "object_trajectory/heavy"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], WALL)


def test_it_opens_at_the_first_clear_fall(place: Rehearsal) -> None:
    assert place.says(CAMERA, DOWN, 10, value=5, confidence=0.8).told(20) == [("falls", KEY, "OPENED", 10)]


@pytest.mark.parametrize(("floors", "opens"), [(1.9, False), (2, False), (2.1, True)])
def test_only_more_than_two_floors_are_a_fall(place: Rehearsal, floors: float, opens: bool) -> None:
    assert bool(place.says(CAMERA, DOWN, 10, value=floors, confidence=0.8).told(20)) is opens


@pytest.mark.parametrize(("confidence", "opens"), [(0.69, False), (0.7, True), (0.71, True)])
def test_an_unclear_track_is_no_fall(place: Rehearsal, confidence: float, opens: bool) -> None:
    assert bool(place.says(CAMERA, DOWN, 10, value=9, confidence=confidence).told(20)) is opens


@pytest.mark.parametrize("label", ["up", "sideways", "bird"])
def test_what_does_not_go_down_is_no_fall(place: Rehearsal, label: str) -> None:
    assert place.says(CAMERA, f"object_trajectory/{label}", 10, value=9).told(60) == []


def test_what_follows_within_30_s_belongs_to_it(place: Rehearsal) -> None:
    said = place.says(CAMERA, DOWN, 10, 40, value=5).told(100)
    assert said == [("falls", KEY, "OPENED", 10), ("falls", KEY, "CLEARED", 70)]


def test_what_follows_later_is_another_fall(place: Rehearsal) -> None:
    said = place.says(CAMERA, DOWN, 10, 40.1, value=5).told(60)
    assert [what for _, _, what, _ in said] == ["OPENED", "CLEARED", "OPENED"]


def test_what_follows_an_hour_later_is_another_fall_also_where_signs_of_life_are_rare() -> None:
    behind = with_devices(WALL, cam_facade={"parent": 1}, recorder={"heartbeat_s": 4 * 3600})
    said = Rehearsal([MODEL], behind).says(CAMERA, DOWN, 10, 3610, value=5).told(3620)
    assert said == [("falls", KEY, "OPENED", 10), ("falls", KEY, "CLEARED", 40), ("falls", KEY, "OPENED", 3610)]


def test_a_heavy_object_makes_the_same_alert_critical(place: Rehearsal) -> None:
    said = place.says(CAMERA, DOWN, 10, value=5).says(CAMERA, HEAVY, 15, value=8).told(20)
    assert said == [("falls", KEY, "OPENED", 10), ("heavy", KEY, "OPENED", 15)]
    assert (MODEL.rule("falls").severity, MODEL.rule("heavy").severity) == ("high", "critical")


def test_on_a_doubtful_track_it_is_only_suspected(place: Rehearsal) -> None:
    place.says(CAMERA, DOWN, 10, value=5, quality=int(Quality.UNHEALTHY_DEVICE)).says(CAMERA, DOWN, 12, value=5)
    assert place.told(20) == [("falls", KEY, "OPENED?", 10), ("falls", KEY, "OPENED", 12)]


def test_it_is_unknown_when_the_camera_is_covered(place: Rehearsal) -> None:
    place.says(CAMERA, DOWN, 10, value=5).says(CAMERA, "device_fault/covered", 20)
    assert place.told(500) == [("falls", KEY, "OPENED", 10), ("falls", KEY, "UNKNOWN", 20)]


def test_a_late_track_pages_nobody(place: Rehearsal) -> None:
    assert place.says(CAMERA, DOWN, 10, value=5, received=60).told(100) == []


def test_a_fall_in_another_kind_of_place_is_none_of_its_business(place: Rehearsal) -> None:
    assert place.says(CAMERA, DOWN, 10, value=5, zone="lane-1").told(60) == []
