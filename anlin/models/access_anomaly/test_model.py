"""Each test is a sentence of README.md."""

from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import Rehearsal

MODEL = load_model(Path(__file__).parent)
OPEN, CLOSED, FORCED = "door_state/open", "door_state/closed", "door_state/forced"
DOOR = "magnet-door-1"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL])


def test_a_door_held_open_is_told_after_90_s_without_another_row(place: Rehearsal) -> None:
    assert place.says(DOOR, OPEN, 10).told(200) == [("held_open", "zone:door-1", "OPENED", 100)]


@pytest.mark.parametrize(("closed", "opens"), [(99.9, False), (100, False), (100.1, True)])
def test_a_door_closed_within_90_s_is_no_anomaly(place: Rehearsal, closed: float, opens: bool) -> None:
    assert bool(place.says(DOOR, OPEN, 10).says(DOOR, CLOSED, closed).told(300)) is opens


def test_hearing_open_again_does_not_start_anew(place: Rehearsal) -> None:
    assert place.says(DOOR, OPEN, 10, 50, 90).told(103) == [("held_open", "zone:door-1", "OPENED", 100)]


def test_it_clears_when_closed_for_30_s(place: Rehearsal) -> None:
    said = place.says(DOOR, OPEN, 0).says(DOOR, CLOSED, 200).told(300)
    assert said[1:] == [("held_open", "zone:door-1", "CLEARED", 230)]


def test_opening_again_within_30_s_goes_on_with_the_same_condition(place: Rehearsal) -> None:
    said = place.says(DOOR, OPEN, 0, 220).says(DOOR, CLOSED, 200, 300).told(400)
    assert said[1:] == [("held_open", "zone:door-1", "CLEARED", 330)]


def test_forced_is_told_at_once(place: Rehearsal) -> None:
    said = place.says(DOOR, FORCED, 10).says(DOOR, CLOSED, 20).told(60)
    assert said == [("forced", "zone:door-1", "OPENED", 10), ("forced", "zone:door-1", "CLEARED", 50)]


def test_a_late_open_never_opens_but_a_late_closed_ends(place: Rehearsal) -> None:
    assert place.says(DOOR, OPEN, 0, received=300).told(600) == []
    said = Rehearsal([MODEL]).says(DOOR, OPEN, 0).says(DOOR, CLOSED, 100, received=400).told(500)
    assert said == [("held_open", "zone:door-1", "OPENED", 90), ("held_open", "zone:door-1", "CLEARED", 130)]


def test_it_is_unknown_when_the_door_is_offline_and_counts_anew_when_it_is_back(place: Rehearsal) -> None:
    place.says(DOOR, OPEN, 0).says(DOOR, "device_heartbeat/offline", 150).says(DOOR, "device_heartbeat/online", 500)
    assert [(what, second) for _, _, what, second in place.told(700)] == [
        ("OPENED", 90),
        ("UNKNOWN", 150),
        ("OPENED", 590),
    ]


def test_a_door_inside_a_home_is_none_of_its_business(place: Rehearsal) -> None:
    assert place.says(DOOR, OPEN, 0, zone="kitchen-201").told(600) == []
