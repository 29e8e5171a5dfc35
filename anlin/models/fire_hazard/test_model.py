"""Each test is a sentence of README.md."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_watcher

MODEL = load_model(Path(__file__).parent)
HOUSE = PLACE
for _device, _zone, _kind, _home in (
    ("smoke-202", "kitchen-202", "kitchen", 2),
    ("heat-202", "kitchen-202", "kitchen", 2),
    ("gas-202", "kitchen-202", "kitchen", 2),
    ("gas-hall-202", "hall-202", "hall", 2),
    ("smoke-hall-202", "hall-202", "hall", 2),
    ("gauge", "riser-1", "riser", 0),
    ("gauge-above", "riser-1", "riser", 0),
    ("cam-hall", "hall-1", "lobby", 0),
    ("smoke-hall", "hall-1", "lobby", 0),
    ("button-hall", "hall-1", "lobby", 0),
):
    HOUSE = with_watcher(HOUSE, _device, _zone, _kind, dwelling=_home)
HOME, RISER, HALL = "dwelling:3-202", "zone:riser-1", "zone:hall-1"
SMOKE, NO_SMOKE = "smoke/alarm", "smoke/normal"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], HOUSE)


def every_15_s(start: int, end: int) -> Iterable[int]:
    return range(start, end, 15)


def test_gas_is_told_at_the_sensors_alarm(place: Rehearsal) -> None:
    assert place.says("gas-202", "gas/alarm", 10).told(20) == [("gas", HOME, "OPENED", 10)]


def test_smoke_that_lasts_60_s_is_told_at_that_instant(place: Rehearsal) -> None:
    said = place.says("smoke-202", SMOKE, *every_15_s(0, 200)).told(200)
    assert said == [("smoke_lasting", HOME, "OPENED", 60)]


def test_a_detector_that_says_it_only_once_is_taken_at_its_word(place: Rehearsal) -> None:
    assert place.says("smoke-202", SMOKE, 0).told(70) == [("smoke_lasting", HOME, "OPENED", 60)]


@pytest.mark.parametrize(("normal", "opens"), [(59.9, False), (60, False), (60.1, True)])
def test_cooking_is_over_within_a_minute(place: Rehearsal, normal: float, opens: bool) -> None:
    place.says("smoke-202", SMOKE, *every_15_s(0, 60)).says("smoke-202", NO_SMOKE, normal)
    assert bool(place.told(300)) is opens


def test_another_detector_that_is_well_takes_nothing_back(place: Rehearsal) -> None:
    place.says("smoke-202", SMOKE, 0).says("smoke-hall-202", NO_SMOKE, 30, 90, 3600)
    assert place.told(7200) == [("smoke_lasting", HOME, "OPENED", 60)]


@pytest.mark.parametrize(
    ("device", "alarm", "other", "well", "told"),
    [
        ("gas-202", "gas/alarm", "gas-hall-202", "gas/normal", ("gas", HOME, "OPENED", 0)),
        ("button-hall", "smoke/manual", "smoke-hall", NO_SMOKE, ("call_point", HALL, "OPENED", 0)),
        ("gauge", "water_pressure/low", "gauge-above", "water_pressure/normal", ("pressure", RISER, "OPENED", 300)),
        (
            "gauge",
            "electrical_fault/alarm",
            "gauge-above",
            "electrical_fault/normal",
            ("electrical", RISER, "OPENED", 10),
        ),
    ],
)
def test_what_one_device_says_another_does_not_end(
    place: Rehearsal, device: str, alarm: str, other: str, well: str, told: tuple[str, str, str, float]
) -> None:
    assert place.says(device, alarm, 0).says(other, well, 5, 200, 1000).told(2000) == [told]


def test_a_second_detector_confirms_at_once(place: Rehearsal) -> None:
    said = place.says("smoke-202", SMOKE, 0).says("heat-202", "heat/alarm", 20).told(30)
    assert said == [("smoke_confirmed", HOME, "OPENED", 20)]


def test_a_camera_confirms_at_once(place: Rehearsal) -> None:
    said = place.says("smoke-hall", SMOKE, 0).says("cam-hall", "visual_smoke_fire/fire", 20).told(30)
    assert said == [("smoke_confirmed", HALL, "OPENED", 20)]


def test_one_detector_that_repeats_itself_confirms_nothing(place: Rehearsal) -> None:
    place.says("smoke-202", SMOKE, 0, 15, 30).says("smoke-202", NO_SMOKE, 40)
    assert place.told(300) == []


def test_what_only_a_camera_sees_is_suspected(place: Rehearsal) -> None:
    said = place.says("cam-hall", "visual_smoke_fire/smoke", 0, 5, 10, confidence=0.9).told(60)
    assert said == [("seen", HALL, "OPENED?", 10)]


@pytest.mark.parametrize("label", ["clear", "normal", "test"])
def test_a_camera_that_sees_no_fire_any_more_or_is_tested_reports_none(place: Rehearsal, label: str) -> None:
    place.says("cam-hall", f"visual_smoke_fire/{label}", 0, 5, 10).says("smoke-hall", SMOKE, 12)
    assert place.says("smoke-hall", NO_SMOKE, 30).told(60) == []


def test_frames_that_are_not_clear_enough_do_not_count(place: Rehearsal) -> None:
    assert place.says("cam-hall", "visual_smoke_fire/smoke", 0, 5, 10, confidence=0.59).told(60) == []


def test_what_a_camera_saw_becomes_critical_when_a_detector_bears_it_out(place: Rehearsal) -> None:
    place.says("cam-hall", "visual_smoke_fire/smoke", 0, 5, 10).says("smoke-hall", SMOKE, 30)
    assert place.told(40) == [("seen", HALL, "OPENED?", 10), ("smoke_confirmed", HALL, "OPENED", 30)]
    assert MODEL.rule("smoke_confirmed").severity == "critical"


def test_a_call_point_is_told_at_once(place: Rehearsal) -> None:
    assert place.says("smoke-hall", "smoke/manual", 10).told(20) == [("call_point", HALL, "OPENED", 10)]


@pytest.mark.parametrize("what", ["smoke/test", "gas/test", "heat", "smoke/low"])
def test_test_buttons_and_bare_temperatures_do_not_count(place: Rehearsal, what: str) -> None:
    assert place.says("smoke-202", what, 0, 30, 60, 90, value=24.0).told(300) == []


def test_low_pressure_is_told_after_300_s(place: Rehearsal) -> None:
    said = place.says("gauge", "water_pressure/low", *range(0, 400, 60), value=0.09).told(400)
    assert said == [("pressure", RISER, "OPENED", 300)]


def test_a_dip_of_pressure_is_no_hazard(place: Rehearsal) -> None:
    place.says("gauge", "water_pressure/low", 0, 60, 120, 180).says("gauge", "water_pressure/normal", 240)
    assert place.told(900) == []


def test_an_electrical_fault_is_told_after_10_s(place: Rehearsal) -> None:
    said = place.says("gauge", "electrical_fault/alarm", 5).told(20)
    assert said == [("electrical", RISER, "OPENED", 15)]


def test_it_clears_when_all_was_normal_for_600_s(place: Rehearsal) -> None:
    place.says("smoke-202", SMOKE, *every_15_s(0, 100)).says("smoke-202", NO_SMOKE, 100)
    assert place.told(1000)[1:] == [("smoke_lasting", HOME, "CLEARED", 700)]


def test_a_new_alarm_within_it_goes_on_with_the_same_condition(place: Rehearsal) -> None:
    place.says("gas-202", "gas/alarm", 0, 300).says("gas-202", "gas/normal", 200, 400)
    assert place.told(1200) == [("gas", HOME, "OPENED", 0), ("gas", HOME, "CLEARED", 1000)]


def test_confirmed_smoke_clears_when_all_detectors_are_normal(place: Rehearsal) -> None:
    place.says("smoke-202", SMOKE, 0).says("heat-202", "heat/alarm", 20)
    place.says("smoke-202", NO_SMOKE, 40).says("heat-202", "heat/normal", 50)
    assert ("smoke_confirmed", HOME, "CLEARED", 650) in place.told(1000)


def test_from_a_detector_with_a_weak_battery_it_is_only_suspected(place: Rehearsal) -> None:
    place.says("smoke-202", "device_fault/battery_low", 0).says("smoke-202", SMOKE, 10)
    assert place.told(80) == [("smoke_lasting", HOME, "OPENED?", 70)]


def test_it_is_unknown_when_all_devices_are_offline(place: Rehearsal) -> None:
    place.says("gauge", "water_pressure/low", 0).says("gauge", "device_heartbeat/offline", 400)
    place.says("gauge-above", "device_heartbeat/offline", 400)
    assert place.told(900) == [("pressure", RISER, "OPENED", 300), ("pressure", RISER, "UNKNOWN", 400)]
