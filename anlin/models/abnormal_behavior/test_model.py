"""Each test is a sentence of README.md."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_watcher
from anlin.observations import Quality

MODEL = load_model(Path(__file__).parent)
SQUARE = with_watcher(PLACE, "cam-square", "square-1", "square")
CAMERA = "cam-square"
FALL, LOITER = "behavior_detected/fall", "behavior_detected/loiter"
FALLEN, LINGERS = "zone:square-1/fall", "zone:square-1/loiter"
NIGHT = 16 * 3600  # 08:00 in Shanghai is second 0; this is midnight.


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], SQUARE)


def every_20_s(start: int, end: int) -> Iterable[int]:
    return range(start, end + 1, 20)


def test_it_opens_at_the_frame_by_which_there_were_three_over_2_s(place: Rehearsal) -> None:
    said = place.says(CAMERA, FALL, 10, 11, 12, 13, confidence=0.7).told(20)
    assert said == [("acute", FALLEN, "OPENED", 12)]


def test_three_frames_in_less_than_2_s_are_not_enough(place: Rehearsal) -> None:
    assert place.says(CAMERA, FALL, 10, 10.5, 11, 11.9).told(200) == []


def test_two_frames_are_not_enough(place: Rehearsal) -> None:
    assert place.says(CAMERA, FALL, 10, 13).told(200) == []


@pytest.mark.parametrize(("third", "opens"), [(19.9, True), (20, False), (21, False)])
def test_frames_must_come_within_10_s(place: Rehearsal, third: float, opens: bool) -> None:
    assert bool(place.says(CAMERA, FALL, 10, 11, third).told(60)) is opens


@pytest.mark.parametrize(("confidence", "opens"), [(0.59, False), (0.6, True), (0.61, True)])
def test_frames_below_the_confidence_do_not_count(place: Rehearsal, confidence: float, opens: bool) -> None:
    assert bool(place.says(CAMERA, FALL, 10, 11, 12, confidence=confidence).told(60)) is opens


def test_different_behaviours_do_not_add_up(place: Rehearsal) -> None:
    place.says(CAMERA, FALL, 10, 12).says(CAMERA, "behavior_detected/fight", 11, 13)
    assert place.told(60) == []


def test_a_fall_and_a_fight_are_two_alerts(place: Rehearsal) -> None:
    place.says(CAMERA, FALL, 10, 11, 12).says(CAMERA, "behavior_detected/fight", 11, 12, 13)
    assert [key for _, key, _, _ in place.told(60)] == [FALLEN, "zone:square-1/fight"]


@pytest.mark.parametrize(("label", "rule"), [("climb", "acute"), ("run", "unusual"), ("wrong_way", "unusual")])
def test_each_behaviour_has_its_rule(place: Rehearsal, label: str, rule: str) -> None:
    assert place.says(CAMERA, f"behavior_detected/{label}", 10, 11, 12).told(20)[0][0] == rule


def test_it_clears_when_it_was_not_seen_for_120_s(place: Rehearsal) -> None:
    said = place.says(CAMERA, FALL, 10, 11, 12, 100).told(300)
    assert said == [("acute", FALLEN, "OPENED", 12), ("acute", FALLEN, "CLEARED", 220)]


def test_loitering_opens_by_night_after_180_s(place: Rehearsal) -> None:
    said = place.says(CAMERA, LOITER, *every_20_s(NIGHT, NIGHT + 200)).told(NIGHT + 210)
    assert said == [("loitering", LINGERS, "OPENED", NIGHT + 180)]


def test_whoever_leaves_for_more_than_120_s_has_not_lingered(place: Rehearsal) -> None:
    place.says(CAMERA, LOITER, *every_20_s(NIGHT, NIGHT + 60), *every_20_s(NIGHT + 181, NIGHT + 301))
    assert place.told(NIGHT + 600) == []


def test_lingering_by_day_is_nobodys_business(place: Rehearsal) -> None:
    assert place.says(CAMERA, LOITER, *every_20_s(0, 1500)).told(2000) == []


def test_loitering_clears_when_the_night_ends(place: Rehearsal) -> None:
    dawn = 22 * 3600
    said = place.says(CAMERA, LOITER, *every_20_s(dawn - 300, dawn + 300)).told(dawn + 400)
    assert said == [("loitering", LINGERS, "OPENED", dawn - 120), ("loitering", LINGERS, "CLEARED", dawn)]


def test_on_doubtful_frames_it_is_only_suspected(place: Rehearsal) -> None:
    said = place.says(CAMERA, FALL, 10, 11, 12, quality=int(Quality.UNHEALTHY_DEVICE)).told(20)
    assert said == [("acute", FALLEN, "OPENED?", 12)]


def test_it_is_unknown_when_the_camera_is_covered(place: Rehearsal) -> None:
    said = place.says(CAMERA, FALL, 10, 11, 12).says(CAMERA, "device_fault/covered", 20).told(500)
    assert said == [("acute", FALLEN, "OPENED", 12), ("acute", FALLEN, "UNKNOWN", 20)]


def test_late_frames_page_nobody(place: Rehearsal) -> None:
    assert place.says(CAMERA, FALL, 10, 11, 12, received=60).told(200) == []
