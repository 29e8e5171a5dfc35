"""Each test is a sentence of README.md."""

from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_watcher

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


def test_forced_ends_after_a_day_where_nothing_ever_says_that_the_door_is_closed() -> None:
    place = Rehearsal([MODEL], with_watcher(PLACE, "reader", "door-9", "door"))
    said = place.says("reader", "access_event/forced", 10).told(100_000)
    assert said == [("forced", "zone:door-9", "OPENED", 10), ("forced", "zone:door-9", "CLEARED", 86_410)]


def test_a_door_forced_while_held_open_makes_the_same_alert_high(place: Rehearsal) -> None:
    said = place.says(DOOR, OPEN, 0).says(DOOR, FORCED, 200).told(210)
    opened = [(rule, key, second) for rule, key, what, second in said if what == "OPENED"]
    assert opened == [("held_open", "zone:door-1", 90), ("forced", "zone:door-1", 200)]
    assert [MODEL.rule(rule).severity for rule in ("held_open", "forced")] == ["medium", "high"]


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


GATE = with_watcher(PLACE, "barrier", "gate-1", "gate")
NIGHT = 16 * 3600  # 08:00 in Shanghai is second 0; this is midnight.
REFUSED, UP, DOWN, MANUAL = "access_event/refused", "barrier_event/open", "barrier_event/closed", "barrier_event/manual"


@pytest.fixture
def gate() -> Rehearsal:
    return Rehearsal([MODEL], GATE)


def test_five_refusals_within_300_s_are_told_at_the_fifth(place: Rehearsal) -> None:
    said = place.says(DOOR, REFUSED, 0, 70, 140, 210, 280).told(290)
    assert said == [("refusals", "zone:door-1", "OPENED", 280)]


@pytest.mark.parametrize(("fifth", "opens"), [(299.9, True), (300, False), (301, False)])
def test_a_refusal_300_s_old_no_longer_counts(place: Rehearsal, fifth: float, opens: bool) -> None:
    assert bool(place.says(DOOR, REFUSED, 0, 1, 2, 3, fifth).told(400)) is opens


def test_a_child_that_forgot_its_card_is_no_anomaly(place: Rehearsal) -> None:
    assert place.says(DOOR, REFUSED, 0, 5, 10, 15).says(DOOR, "access_event/granted", 20).told(600) == []


def test_refusals_clear_when_none_came_for_300_s(place: Rehearsal) -> None:
    said = place.says(DOOR, REFUSED, 0, 1, 2, 3, 4).told(400)
    assert said[1:] == [("refusals", "zone:door-1", "CLEARED", 304)]


def test_a_barrier_up_is_told_after_120_s(gate: Rehearsal) -> None:
    said = gate.says("barrier", UP, 10).says("barrier", DOWN, 200).told(300)
    assert said == [("arm_up", "zone:gate-1", "OPENED", 130), ("arm_up", "zone:gate-1", "CLEARED", 230)]


def test_a_barrier_that_comes_down_in_time_is_no_anomaly(gate: Rehearsal) -> None:
    assert gate.says("barrier", UP, 0, 110).says("barrier", DOWN, 105, 220).told(400) == []


def test_a_barrier_opened_by_hand_is_told_by_night_only(gate: Rehearsal) -> None:
    said = gate.says("barrier", MANUAL, 10, NIGHT).told(NIGHT + 10)
    assert said == [("manual", "zone:gate-1", "OPENED", NIGHT)]


@pytest.mark.parametrize("down", [DOWN, "barrier_event/down"])
def test_an_opening_by_hand_is_over_when_the_barrier_is_down(gate: Rehearsal, down: str) -> None:
    said = gate.says("barrier", MANUAL, NIGHT).says("barrier", down, NIGHT + 20).told(NIGHT + 60)
    assert said[1:] == [("manual", "zone:gate-1", "CLEARED", NIGHT + 20)]


def test_an_opening_by_hand_uploaded_late_pages_nobody(gate: Rehearsal) -> None:
    assert gate.says("barrier", MANUAL, NIGHT, received=NIGHT + 300).told(NIGHT + 600) == []


def test_a_tampered_lock_is_told_at_once_and_forgotten_after_an_hour(place: Rehearsal) -> None:
    said = place.says(DOOR, "lock_event/tamper", 10).told(4000)
    assert said == [("tamper", "zone:door-1", "OPENED", 10), ("tamper", "zone:door-1", "CLEARED", 3610)]


def test_without_power_nothing_opens(place: Rehearsal) -> None:
    place.says(DOOR, "device_fault/power_lost", 9).says(DOOR, OPEN, 10).says(DOOR, CLOSED, 500)
    assert place.says(DOOR, "device_fault/normal", 502).told(900) == []


def test_from_a_device_with_a_weak_battery_it_is_only_suspected(place: Rehearsal) -> None:
    place.says(DOOR, "device_fault/battery_low", 0).says(DOOR, OPEN, 10).says(DOOR, CLOSED, 200)
    assert place.told(220) == [("held_open", "zone:door-1", "OPENED?", 100)]


def test_a_battery_that_was_changed_is_trusted_again(place: Rehearsal) -> None:
    place.says(DOOR, "device_fault/battery_low", 0).says(DOOR, "device_fault/normal", 5).says(DOOR, OPEN, 10)
    assert place.told(120) == [("held_open", "zone:door-1", "OPENED", 100)]


def test_a_weak_battery_that_is_not_repeated_for_a_day_is_forgotten(place: Rehearsal) -> None:
    place.says(DOOR, "device_fault/battery_low", 0).says(DOOR, OPEN, 86_400)
    assert [what for *_, what, _ in place.told(86_500)] == ["OPENED"]


GRANTED, ENTERED, DAY = "access_event/granted", "line_count/in", 86_400


@pytest.fixture
def office() -> Rehearsal:
    watched = with_watcher(with_watcher(PLACE, "reader", "office-1", "office"), "counter", "office-1", "office")
    # Second 0 is a Monday, 08:00: a working week at half past nine.
    return Rehearsal([MODEL], watched).says("reader", GRANTED, *(5400 + day * DAY for day in range(5)))


def test_an_office_used_at_night_is_told_and_over_half_an_hour_later(office: Rehearsal) -> None:
    three = 7 * DAY - 5 * 3600
    assert office.says("reader", GRANTED, three).told(8 * DAY) == [
        ("off_hours", "zone:office-1", "OPENED", three),
        ("off_hours", "zone:office-1", "CLEARED", three + 1800),
    ]


def test_the_hours_of_a_working_day_are_no_anomaly(office: Rehearsal) -> None:
    assert office.says("reader", GRANTED, 7 * DAY + 1800, 7 * DAY + 7000).told(8 * DAY) == []


def test_the_doors_of_homes_have_no_hours(place: Rehearsal) -> None:
    place.says(DOOR, GRANTED, *(day * DAY for day in range(7)), 7 * DAY - 5 * 3600)
    assert place.says(DOOR, ENTERED, 10, 12).told(8 * DAY) == []


def test_who_follows_through_a_staff_door_is_told_at_once(office: Rehearsal) -> None:
    office.says("reader", GRANTED, 8000).says("counter", ENTERED, 8003, 8006, value=1.0)
    assert office.told(9000) == [
        ("tailgating", "zone:office-1", "OPENED", 8006),
        ("tailgating", "zone:office-1", "CLEARED", 8066),
    ]


def test_two_cards_let_two_in(office: Rehearsal) -> None:
    office.says("reader", GRANTED, 8000, 8001).says("counter", ENTERED, 8006, value=2.0)
    assert office.told(9000) == []
