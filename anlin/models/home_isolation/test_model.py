"""Each test is a sentence of README.md."""

from pathlib import Path

import msgspec
import pytest

from anlin.engine import load_model, load_models
from anlin.engine.rehearsal import PLACE, Rehearsal, with_watcher
from anlin.models import folders
from anlin.observations import Arming

MODEL = load_model(Path(__file__).parent)
HOME = with_watcher(PLACE, "magnet-home", "door-202", "isolation_door", dwelling=2)
ORDERED = msgspec.structs.replace(HOME, arming=(Arming(MODEL.name, enabled=True, area=2),))
MAGNET, KEY = "magnet-home", "dwelling:3-202"
OPEN, CLOSED = "door_state/open", "door_state/closed"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], ORDERED)


def test_it_is_off_by_default() -> None:
    assert Rehearsal([MODEL], HOME).says(MAGNET, OPEN, 0, 100, 200, 300).told(600) == []


def test_a_door_left_open_is_told_after_60_s(place: Rehearsal) -> None:
    assert place.says(MAGNET, OPEN, 10).told(100) == [("open_long", KEY, "OPENED", 70)]


@pytest.mark.parametrize(("closed", "opens"), [(69.9, False), (70, False), (70.1, True)])
def test_a_door_closed_within_60_s_is_nobodys_business(place: Rehearsal, closed: float, opens: bool) -> None:
    assert bool(place.says(MAGNET, OPEN, 10).says(MAGNET, CLOSED, closed).told(300)) is opens


def test_it_clears_when_the_door_is_closed(place: Rehearsal) -> None:
    said = place.says(MAGNET, OPEN, 0).says(MAGNET, CLOSED, 100).told(200)
    assert said[1:] == [("open_long", KEY, "CLEARED", 100)]


def test_the_fourth_opening_within_an_hour_is_told(place: Rehearsal) -> None:
    place.says(MAGNET, OPEN, 0, 1000, 2000, 3000).says(MAGNET, CLOSED, 10, 1010, 2010, 3010)
    assert place.told(3100) == [("often", KEY, "OPENED", 3000)]


def test_a_magnet_that_says_again_that_the_door_is_open_tells_of_no_new_opening(place: Rehearsal) -> None:
    assert place.says(MAGNET, OPEN, 0, 10, 20, 30, 40).says(MAGNET, CLOSED, 50).told(300) == []


def test_three_openings_an_hour_are_nobodys_business(place: Rehearsal) -> None:
    place.says(MAGNET, OPEN, 0, 1200, 2400, 3600).says(MAGNET, CLOSED, 10, 1210, 2410, 3610)
    assert place.told(3700) == []


def test_it_is_over_when_the_door_was_not_opened_for_an_hour(place: Rehearsal) -> None:
    place.says(MAGNET, OPEN, 0, 100, 200, 300).says(MAGNET, CLOSED, 10, 110, 210, 310)
    assert place.told(4000)[1:] == [("often", KEY, "CLEARED", 3900)]


def test_agreed_windows_are_hours_outside_the_schedule() -> None:
    # Second 0 is Monday 08:00; it watches from 09:00 on.
    agreed = Arming(MODEL.name, enabled=True, area=2, schedule=((9 * 60, 24 * 60),))
    place = Rehearsal([MODEL], msgspec.structs.replace(HOME, arming=(agreed,)))
    assert place.says(MAGNET, OPEN, 0).says(MAGNET, CLOSED, 600).told(1200) == []


def test_it_is_unknown_when_the_magnet_is_offline(place: Rehearsal) -> None:
    said = place.says(MAGNET, OPEN, 0).says(MAGNET, "device_heartbeat/offline", 100).told(300)
    assert said[1:] == [("open_long", KEY, "UNKNOWN", 100)]


def test_a_magnet_that_fell_off_is_only_suspected(place: Rehearsal) -> None:
    said = place.says(MAGNET, "device_fault/tamper", 0).says(MAGNET, OPEN, 1).told(100)
    assert said == [("open_long", KEY, "OPENED?", 61)]


def test_on_a_weak_battery_both_rules_are_only_suspected(place: Rehearsal) -> None:
    place.says(MAGNET, "device_fault/battery_low", 0).says(MAGNET, OPEN, 10, 100, 200, 300)
    said = place.says(MAGNET, CLOSED, 20, 110, 210).told(400)
    assert sorted(said) == [("often", KEY, "OPENED?", 300), ("open_long", KEY, "OPENED?", 360)]


def test_every_other_door_of_a_home_is_none_of_its_business(place: Rehearsal) -> None:
    assert place.says("magnet-door-1", OPEN, 0, zone="kitchen-202").told(300) == []


def test_lu_35_no_other_model_looks_at_such_a_door() -> None:
    others = [spec for spec in load_models(folders()) if spec.name not in (MODEL.name, "device_upkeep")]
    place = Rehearsal(others, ORDERED).says(MAGNET, OPEN, 0).says(MAGNET, "access_event/refused", 1, 2, 3, 4, 5)
    assert place.told(900) == []


def test_lu_35_police_are_never_asked() -> None:
    assert {rule.recipients for rule in MODEL.rules} == {("health_worker", "grid_worker")}


def test_an_orders_door_that_leads_to_no_registered_home_stands_for_itself() -> None:
    alone = with_watcher(PLACE, "magnet-order", "order-7", "isolation_door")
    armed = msgspec.structs.replace(alone, arming=(Arming(MODEL.name, enabled=True, area=2),))
    place = Rehearsal([MODEL], armed).says("magnet-order", OPEN, 10)
    assert place.told(100) == [("open_long", "zone:order-7", "OPENED", 70)]
