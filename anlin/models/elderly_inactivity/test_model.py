"""Each test is a sentence of README.md. 0 is a Monday, 08:00 in Shanghai."""

from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLAIN, Rehearsal, with_devices
from anlin.observations import AreaRow, DeviceRow, DwellingRow, Quality, Registry, ZoneRow

MODEL = load_model(Path(__file__).parent)
H, MIN = 3600, 60
HOME = "dwelling:3-201"
ON, OFF = "ir_motion/on", "ir_motion/off"
OPEN, CLOSED = "door_state/open", "door_state/closed"
NIGHT = 14 * H
"""22:00 of the first day."""

REGISTRY = Registry(
    version=1,
    areas=(AreaRow(1, "furong"),),
    dwellings=(DwellingRow(1, "3-201", 1, care_consent=True), DwellingRow(2, "3-202", 1)),
    zones=(
        ZoneRow(1, "living", "living_room", 1, dwelling=1),
        ZoneRow(2, "bedroom", "bedroom", 1, dwelling=1),
        ZoneRow(3, "bathroom", "bathroom", 1, dwelling=1),
        ZoneRow(4, "kitchen", "kitchen", 1, dwelling=1),
        ZoneRow(5, "door", "outside_door", 1, dwelling=1),
        ZoneRow(6, "other", "living_room", 1, dwelling=2),
    ),
    devices=(
        DeviceRow(1, "hub", 0, 1, kind="gateway", heartbeat_s=0),
        DeviceRow(2, "living", 1, 1, parent=1, heartbeat_s=0),
        DeviceRow(3, "bedroom", 2, 1, parent=1, heartbeat_s=0),
        DeviceRow(4, "bathroom", 3, 1, parent=1, heartbeat_s=0),
        DeviceRow(5, "kitchen", 4, 1, parent=1, heartbeat_s=0),
        DeviceRow(6, "door", 5, 1, parent=1, heartbeat_s=0),
        DeviceRow(7, "seat", 1, 1, parent=1, heartbeat_s=0),
        DeviceRow(8, "bed", 2, 1, parent=1, heartbeat_s=0),
        DeviceRow(9, "meter", 4, 1, parent=1, heartbeat_s=0),
        DeviceRow(10, "button", 1, 1, parent=1, heartbeat_s=0),
        DeviceRow(11, "other", 6, 1, heartbeat_s=0),
    ),
)
Said = list[tuple[str, str, str, float]]


@pytest.fixture
def home() -> Rehearsal:
    return Rehearsal([MODEL], REGISTRY, by=PLAIN)


def silence(said: Said, rule: str = "silence") -> list[tuple[str, float]]:
    return [(what, second) for name, _, what, second in said if name == rule]


def test_three_hours_of_silence_by_day_ask_the_person_then_tell_the_contact_then_send_somebody(home: Rehearsal) -> None:
    assert home.says("living", ON, 0).told(4 * H) == [
        ("silence", HOME, "OPENED", 3 * H),
        ("silence", HOME, "ESCALATED1", 3 * H + 15 * MIN),
        ("silence", HOME, "ESCALATED2", 3 * H + 25 * MIN),
    ]
    rule = MODEL.rule("silence")
    assert [rule.recipients, *(step.recipients for step in rule.escalation)] == [
        ("resident",), ("family_contact",), ("grid_worker", "dispatcher"),
    ]  # fmt: skip


@pytest.mark.parametrize(("again", "opens"), [(3 * H - 1, False), (3 * H, False), (3 * H + 1, True)])
def test_a_sign_by_the_very_limit_prevents_it(home: Rehearsal, again: float, opens: bool) -> None:
    assert bool(silence(home.says("living", ON, 0, again).told(again + 2))) is opens


@pytest.mark.parametrize(
    ("device", "what"), [("kitchen", ON), ("kitchen", "door_state/open"), ("button", "presence/ok"), ("door", OPEN)]
)
def test_any_sign_of_life_and_i_am_fine_end_it_and_silence_counts_anew(home: Rehearsal, device: str, what: str) -> None:
    said = silence(home.says("living", ON, 0).says(device, what, 3 * H + MIN).told(6 * H))
    assert said == [("OPENED", 3 * H), ("CLEARED", 3 * H + MIN)]


def test_who_leaves_by_the_outside_door_is_away(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("door", OPEN, 20).says("door", CLOSED, 25).says("living", OFF, 27)
    assert home.told(72 * H) == []


@pytest.mark.parametrize("state", [CLOSED, "lock_event/locked"])
def test_an_outside_door_that_says_its_state_again_was_not_used(home: Rehearsal, state: str) -> None:
    # Contacts repeat their state every hour or so, to say that they are alive.
    home.says("living", ON, 0).says("door", state, *(H * i - 10 * MIN for i in range(9)))
    assert silence(home.told(4 * H))[:2] == [("OPENED", 3 * H), ("ESCALATED1", 3 * H + 15 * MIN)]


def test_a_door_that_stays_open_and_says_so_again_is_used_once(home: Rehearsal) -> None:
    home.says("living", ON, -6 * H, 0, MIN).says("door", CLOSED, -5 * H)
    home.says("door", OPEN, *(H * i - 10 * MIN for i in range(-3, 9)))
    assert silence(home.told(4 * H))[0] == ("OPENED", 3 * H + MIN)


def test_an_outside_door_whose_opening_was_lost_was_used_when_it_closes(home: Rehearsal) -> None:
    home.says("living", ON, -2 * H, 0).says("door", OPEN, -H).says("door", CLOSED, -H + 5, 20)
    assert home.told(24 * H) == []


@pytest.mark.parametrize("state", [CLOSED, OPEN, "water_use/off"])
def test_a_cupboard_or_a_tap_that_says_its_state_again_is_no_sign_of_life(home: Rehearsal, state: str) -> None:
    home.says("living", ON, -5 * H, 5 * MIN).says("kitchen", CLOSED, -4.9 * H)
    home.says("kitchen", state, *(H * i for i in range(-4, 9)))
    assert silence(home.told(4 * H))[0] == ("OPENED", 3 * H + 5 * MIN)


def test_a_door_that_says_its_state_again_is_no_other_room_than_the_bathroom(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("door", CLOSED, -H, 30 * MIN, 90 * MIN).says("bathroom", ON, 10 * MIN)
    assert silence(home.told(2 * H), "bathroom")[0] == ("OPENED", 70 * MIN)


def test_a_bathroom_that_says_it_is_empty_was_not_entered(home: Rehearsal) -> None:
    home.says("living", ON, *range(0, 5 * H, H)).says("bathroom", "presence/clear", *range(1, 5 * H, H))
    home.says("seat", "zone_occupied/occupied", 3 * MIN).says("bathroom", "presence/occupied", 4.2 * H)
    home.says("seat", "zone_occupied/clear", 4.5 * H)
    assert silence(home.told(5.3 * H), "bathroom")[0] == ("OPENED", 5.2 * H)


def left(home: Rehearsal) -> Rehearsal:
    return home.says("living", ON, 0).says("door", OPEN, 20)


def test_a_single_sign_in_an_empty_home_proves_nothing_one_of_another_sensor_does(home: Rehearsal) -> None:
    left(home).says("living", ON, 5 * H)
    assert home.told(20 * H) == []
    home = left(Rehearsal([MODEL], REGISTRY, by=PLAIN)).says("living", ON, 5 * H).says("kitchen", ON, 5 * H + 5 * MIN)
    assert silence(home.told(8 * H + 6 * MIN)) == [("OPENED", 8 * H + 5 * MIN)]


@pytest.mark.parametrize(("signs", "proves"), [(4, False), (5, True)])
def test_one_sensor_alone_proves_somebody_in_an_empty_home_by_its_fifth_sign(
    home: Rehearsal, signs: int, proves: bool
) -> None:
    # A sunbeam or a fan: the same sensor now and then, and nothing else moves.
    left(home).says("living", ON, *(5 * H + i * 20 * MIN for i in range(signs)))
    assert bool(silence(home.told(20 * H))) is proves


def test_a_mat_pressed_for_a_moment_in_an_empty_home_is_nobody(home: Rehearsal) -> None:
    left(home)
    for second in (5 * H, 5 * H + 90, 6 * H):
        home.says("seat", "zone_occupied/occupied", second).says("seat", "zone_occupied/clear", second + 2)
    assert home.told(20 * H) == []


def test_who_sits_down_in_an_empty_home_is_there(home: Rehearsal) -> None:
    left(home).says("seat", "zone_occupied/occupied", 5 * H).says("seat", "zone_occupied/clear", 5 * H + 2 * MIN)
    assert silence(home.told(9 * H))[0] == ("OPENED", 8 * H + 2 * MIN)
    home = left(Rehearsal([MODEL], REGISTRY, by=PLAIN)).says("seat", "zone_occupied/occupied", 5 * H)
    assert silence(home.told(10 * H))[0] == ("OPENED", 9 * H)
    # Sat down for a moment, minutes after the door: that is no stray press.
    home = left(Rehearsal([MODEL], REGISTRY, by=PLAIN)).says("seat", "zone_occupied/occupied", 5 * MIN)
    home.says("seat", "zone_occupied/clear", 5 * MIN + 2)
    assert silence(home.told(4 * H))[0] == ("OPENED", 3 * H + 5 * MIN + 2)


def test_the_first_sign_after_the_door_of_an_empty_home_proves_that_someone_came(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("door", OPEN, 20, 5 * H).says("living", ON, 5 * H + 20 * MIN)
    assert silence(home.told(8 * H + 21 * MIN)) == [("OPENED", 8 * H + 20 * MIN)]


def test_who_opens_the_door_and_is_heard_inside_again_has_not_left(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("door", OPEN, 20).says("door", CLOSED, 25).says("living", ON, 60)
    assert silence(home.told(3 * H + 2 * MIN)) == [("OPENED", 3 * H + MIN)]


def test_the_first_night_has_nine_hours_and_not_less_than_to_an_hour_after_its_end(home: Rehearsal) -> None:
    said = silence(home.says("bedroom", ON, NIGHT).told(NIGHT + 11 * H))
    assert said[0] == ("OPENED", NIGHT + 10 * H)


def test_silence_at_night_in_another_room_than_the_bedroom_is_no_sleep(home: Rehearsal) -> None:
    home.says("bedroom", ON, NIGHT - H).says("kitchen", ON, NIGHT + H)
    assert silence(home.told(NIGHT + 5 * H))[0] == ("OPENED", NIGHT + 4 * H)


def days(home: Rehearsal, count: int, rises: float) -> Rehearsal:
    """Days from 08:00: up at `rises` seconds after it, heard every hour, in bed at 22:00."""
    for day in range(count):
        at = day * 24 * H
        home.says("living", ON, *(at + rises + hour * H for hour in range(round((NIGHT - rises) / H))))
        home.says("bedroom", ON, at + NIGHT)
    return home


def test_the_usual_latest_rising_is_learned_and_its_delay_bounded(home: Rehearsal) -> None:
    # Up at 09:30 every day; the last night nobody rises: told an hour after that.
    said = silence(days(home, 9, 1.5 * H).told(9 * 24 * H + 10 * H))
    assert said[-3] == ("OPENED", 9 * 24 * H + 2.5 * H)
    assert [what for what, _ in said[:-3]].count("OPENED") <= 1


def test_who_stirs_on_the_beds_mat_at_night_is_still_asleep(home: Rehearsal) -> None:
    home.says("bed", "zone_occupied/occupied", NIGHT, NIGHT + 3 * H)
    home.says("bed", "zone_occupied/clear", NIGHT + 3 * H - 1, NIGHT + 3 * H + 1)
    assert silence(home.told(NIGHT + 7 * H)) == []


def test_who_gets_up_from_the_beds_mat_at_night_has_three_hours(home: Rehearsal) -> None:
    home.says("bed", "zone_occupied/occupied", NIGHT).says("bed", "zone_occupied/clear", NIGHT + 3 * H)
    assert silence(home.told(NIGHT + 7 * H))[0] == ("OPENED", NIGHT + 6 * H)


def test_the_rising_of_who_stirs_all_night_on_the_beds_mat_is_learned_too(home: Rehearsal) -> None:
    # In bed from 22:00, never still for two hours, up at 06:00.
    for day in range(5):
        at = day * 24 * H
        home.says("living", ON, *(at - 2 * H + hour * H for hour in range(16)))
        for turn in range(8):
            stirs = at + NIGHT + turn * H
            home.says("bed", "zone_occupied/occupied", stirs).says("bed", "zone_occupied/clear", stirs + 2)
    # The sixth morning nobody rises: told an hour after that, not at eight.
    assert silence(home.told(5 * 24 * H + 4 * H))[-3] == ("OPENED", 5 * 24 * H - H)


@pytest.mark.parametrize(("late", "counts"), [(1.4, True), (1.6, False)])
def test_one_rising_of_four_nights_that_was_far_later_than_the_others_is_not_usual(
    home: Rehearsal, late: float, counts: bool
) -> None:
    for day in range(6):
        at = day * 24 * H
        rises = (1 + late) * H if day == 2 else H
        home.says("living", ON, *(at + rises + hour * H for hour in range(round((NIGHT - rises) / H))))
        home.says("bedroom", ON, at + NIGHT)
    opened = [second for what, second in silence(home.told(6 * 24 * H + 8 * H)) if what == "OPENED"]
    assert opened[-1] == 6 * 24 * H + (2 + (late if counts else 0)) * H


def test_an_occupied_seat_has_four_hours_and_learns_more(home: Rehearsal) -> None:
    home.says("seat", "zone_occupied/occupied", 0, 24 * H).says("seat", "zone_occupied/clear", 5 * H, 29 * H)
    home.says("living", ON, 5 * H + 1, *(6 * H + i * H for i in range(8))).says("bedroom", ON, NIGHT)
    home.says("living", ON, 23 * H)
    said = silence(home.told(29 * H + 1))
    assert said == [("OPENED", 4 * H), ("ESCALATED1", 4.25 * H), ("ESCALATED2", 4.25 * H + 600), ("CLEARED", 5 * H)]


def test_a_mat_that_stays_occupied_while_other_rooms_are_walked_through_bears_a_thing(home: Rehearsal) -> None:
    home.says("seat", "zone_occupied/occupied", 0).says("kitchen", ON, H, 1.25 * H, 1.5 * H)
    assert silence(home.told(5 * H))[0] == ("OPENED", 4.5 * H)


def test_a_mat_that_only_says_again_that_it_is_occupied_brings_nobody_home(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("seat", "zone_occupied/occupied", 10, *range(H, 12 * H, H)).says("door", OPEN, 600)
    assert silence(home.told(12 * H)) == []


def test_a_sensor_stuck_at_on_proves_nothing_after_an_hour(home: Rehearsal) -> None:
    home.says("living", ON, *range(-1800, 1, 60)).says("living", OFF, *range(-1797, 4, 60))
    home.says("kitchen", ON, *(10 * MIN * i for i in range(1, 60)))
    assert silence(home.told(5 * H))[0] == ("OPENED", 10 * MIN + H + 3 * H)


def test_a_sensor_that_never_says_off_is_not_stuck(home: Rehearsal) -> None:
    home.says("living", ON, *(10 * MIN * i for i in range(60)))
    assert silence(home.told(10 * H)) == []


def test_a_count_of_no_movements_is_no_sign(home: Rehearsal) -> None:
    home.says("living", "ir_motion", 0, value=19.0).says("living", "ir_motion", H, 2 * H, 3 * H, value=0.0)
    assert silence(home.told(3.1 * H)) == [("OPENED", 3 * H)]


def test_a_nap_of_five_hours_at_one_hour_of_the_day_is_learned(home: Rehearsal) -> None:
    # Who works at night sleeps by day: told once, no longer from the next day on.
    for day in range(3):
        at = day * 24 * H
        home.says("bedroom", ON, at + H).says("living", ON, *(at + (6 + i) * H for i in range(18)))
    assert [second for what, second in silence(home.told(3 * 24 * H)) if what == "OPENED"] == [4 * H]


def beating(heartbeat_s: int) -> Rehearsal:
    return Rehearsal([MODEL], with_devices(REGISTRY, hub={"heartbeat_s": heartbeat_s}), by=PLAIN)


def test_missing_heartbeats_are_unknown_never_no_activity_and_after_two_hours_the_contact_is_told() -> None:
    home = beating(60).says("hub", "device_heartbeat", *range(0, 600, 60)).says("living", ON, 300)
    said = home.told(6 * H)
    assert silence(said) == [("UNKNOWN", 540 + 180)]
    assert silence(said, "unseen") == [("OPENED", 720 + 2 * H)]
    assert MODEL.rule("unseen").recipients == ("family_contact",)


def test_silence_counts_anew_when_the_home_is_heard_again() -> None:
    home = beating(60).says("hub", "device_heartbeat", *range(0, 600, 60)).says("living", ON, 300)
    home.says("hub", "device_heartbeat", *range(H, 6 * H, 60))
    said = home.told(6 * H)
    assert silence(said)[:3] == [("UNKNOWN", 720), ("CLEARED", H), ("OPENED", 4 * H)]
    assert silence(said, "unseen") == []


def test_slow_heartbeats_are_waited_for_before_it_is_told() -> None:
    home = beating(2 * H).says("hub", "device_heartbeat", 0).says("living", ON, 300)
    assert silence(home.told(12 * H)) == [("UNKNOWN", 300 + 6 * H)]


def test_no_consent_no_rule(home: Rehearsal) -> None:
    assert home.says("other", ON, 0).told(24 * H) == []


def test_a_late_sign_ends_it_an_older_one_does_not(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("kitchen", ON, 2 * H, received=3.2 * H).says("living", ON, -60, received=3.1 * H)
    said = silence(home.told(3.24 * H))
    assert said == [("OPENED", 3 * H), ("CLEARED", 3 * H)]


def test_an_hour_in_the_bathroom_without_another_room_is_told(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("bathroom", ON, *(10 * MIN * i for i in range(1, 12)))
    said = silence(home.told(2 * H), "bathroom")
    assert said[0] == ("OPENED", 10 * MIN + H)


def test_a_single_sign_in_the_bathroom_of_an_empty_home_is_nobody(home: Rehearsal) -> None:
    assert silence(left(home).says("bathroom", ON, 5 * H).told(20 * H), "bathroom") == []


def test_the_first_sign_ever_in_the_bathroom_counts(home: Rehearsal) -> None:
    assert silence(home.says("bathroom", ON, 0).told(2 * H), "bathroom")[0] == ("OPENED", 90 * MIN)


def test_who_comes_home_straight_to_the_bathroom_is_in_it(home: Rehearsal) -> None:
    left(home).says("door", OPEN, 5 * H).says("bathroom", ON, 5 * H + 11 * MIN)
    assert silence(home.told(7 * H), "bathroom")[0] == ("OPENED", 6 * H + 11 * MIN)


def test_who_is_seen_in_another_room_is_not_in_the_bathroom(home: Rehearsal) -> None:
    home.says("living", ON, 0, 30 * MIN).says("bathroom", ON, 10 * MIN)
    assert silence(home.told(2 * H), "bathroom") == []


def test_a_help_button_is_told_at_once_and_critical(home: Rehearsal) -> None:
    assert home.says("button", "sos_button/alarm", 5).told(10) == [("sos", HOME, "OPENED", 5)]
    assert MODEL.rule("sos").severity == "critical"


@pytest.mark.parametrize("what", ["sos_button/normal", "sos_button/test", "wearable_sos/clear"])
def test_a_help_button_that_says_all_is_well_is_no_call_and_no_sign_of_life(home: Rehearsal, what: str) -> None:
    assert home.says("living", ON, 0).says("button", what, H, 2 * H).told(3.1 * H) == [
        ("silence", HOME, "OPENED", 3 * H)
    ]


def test_twelve_hours_without_water_are_told_where_only_a_meter_watches(home: Rehearsal) -> None:
    home.says("meter", "water_use", 0, 0.5 * H, value=0.02).says("meter", "water_use", *range(H, 20 * H, H), value=0.0)
    said = home.told(13 * H)
    assert silence(said, "water")[0] == ("OPENED", 12.5 * H)
    assert silence(said) == []


def test_little_water_adds_up_to_a_sign(home: Rehearsal) -> None:
    home.says("meter", "water_use", *range(0, 24 * H, H), value=0.004)
    assert home.told(24 * H) == []


def test_a_meter_counts_as_a_sign_beside_other_sensors_and_has_no_rule_of_its_own_there(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("meter", "water_use", H, value=0.01).says("meter", "water_use", 2 * H, value=0.0)
    said = home.told(24 * H)
    assert silence(said)[0] == ("OPENED", 4 * H)
    assert silence(said, "water") == []


def test_rows_of_a_test_button_are_weak(home: Rehearsal) -> None:
    assert home.says("living", ON, 0, quality=int(Quality.TEST)).told(24 * H) == []


def test_lu_37_no_condition_tells_what_was_learned_of_the_home(home: Rehearsal) -> None:
    said = home.says("living", ON, 0, 1.8 * H, 24 * H).says("bathroom", ON, 25 * H).until(30 * H)
    assert {c.rule for c in said} == {"silence", "bathroom"}
    assert {c.value for c in said} == {0.0}


def test_where_the_living_room_is_not_watched_the_bathroom_has_ninety_minutes(home: Rehearsal) -> None:
    home.says("bedroom", ON, 0).says("bathroom", ON, 10 * MIN)
    assert silence(home.told(2 * H), "bathroom")[0] == ("OPENED", 100 * MIN)


def test_while_a_sensor_with_a_flat_battery_is_not_heard_it_is_only_suspected(home: Rehearsal) -> None:
    home.says("kitchen", ON, 0).says("kitchen", "device_fault/battery_low", 60).says("bedroom", ON, H)
    assert silence(home.told(4.1 * H)) == [("OPENED?", 4 * H)]
    home.says("kitchen", ON, 2 * H)
    assert silence(home.told(5.1 * H)) == [("OPENED", 5 * H)]


def test_a_sensor_that_reports_itself_stuck_proves_nothing_until_it_is_well(home: Rehearsal) -> None:
    home.says("bedroom", ON, 0).says("kitchen", "device_fault/stuck", 60).says("kitchen", ON, *range(120, 3 * H, 600))
    assert silence(home.told(3.1 * H)) == [("OPENED?", 3 * H)]


@pytest.mark.parametrize("weak", ["kitchen", "bathroom"])
def test_a_weak_battery_there_or_elsewhere_makes_no_stuck_sensor_well(home: Rehearsal, weak: str) -> None:
    home.says("bedroom", ON, 0).says("kitchen", "device_fault/stuck", 60).says(weak, "device_fault/battery_low", 90)
    assert silence(home.says("kitchen", ON, *range(120, 3 * H, 600)).told(3.1 * H)) == [("OPENED?", 3 * H)]


def test_an_hour_before_the_set_window_the_bedroom_is_night_while_nothing_is_learned(home: Rehearsal) -> None:
    said = silence(home.says("bedroom", ON, NIGHT - 0.9 * H).told(NIGHT + 11 * H))
    assert said[0] == ("OPENED", NIGHT + 10 * H)


@pytest.mark.parametrize(("each", "opens"), [(0.19, False), (0.2, True)])
def test_two_cubic_metres_of_water_in_a_day_are_told_as_a_leak(home: Rehearsal, each: float, opens: bool) -> None:
    # Ten readings from 09:00, then the next day's.
    home.says("meter", "water_use", *(H + 0.5 * H * i for i in range(10)), 17 * H, value=each)
    said = [t for t in home.told(18 * H) if t[0] == "leak"]
    assert [t[2] for t in said] == (["OPENED", "CLEARED"] if opens else [])


def test_who_sleeps_by_day_is_known_after_three_days(home: Rehearsal) -> None:
    # Asleep from 09:30 to 17:30, up all night.
    for day in range(12):
        at = day * 24 * H
        home.says("bedroom", ON, at + 1.5 * H).says("living", ON, *(at + (9.5 + i) * H for i in range(16)))
    home.says("bedroom", ON, 12 * 24 * H + 1.5 * H)
    opened = [second / 24 / H for what, second in silence(home.told(13 * 24 * H)) if what == "OPENED"]
    assert [each for each in opened if 3 <= each < 12] == []
    # One day nobody gets up: told an hour after 17:30.
    assert opened[-1] == 12 + 10.5 / 24


def test_who_is_asked_in_vain_twice_around_an_hour_has_as_long_there_as_is_learned(home: Rehearsal) -> None:
    # Five hours in a chair that nothing sees, every day from ten on.
    for day in range(6):
        home.says("living", ON, *((day * 24 + hour) * H for hour in range(24) if not 2 < hour < 7))
    assert [each for each in silence(home.told(6 * 24 * H)) if each[0] == "OPENED"] == [
        ("OPENED", 5 * H), ("OPENED", 24 * H + 5 * H + 20 * MIN),
    ]  # fmt: skip


def test_by_night_the_bathroom_says_nothing_where_no_bedroom_is_watched(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("bathroom", ON, NIGHT + H).says("living", ON, NIGHT + 8 * H)
    assert silence(home.told(NIGHT + 9 * H), "bathroom") == []


def test_by_night_the_bathroom_has_an_hour_where_the_bedroom_is_watched(home: Rehearsal) -> None:
    home.says("living", ON, 0).says("bedroom", ON, NIGHT).says("bathroom", ON, NIGHT + H)
    assert silence(home.told(NIGHT + 3 * H), "bathroom")[0] == ("OPENED", NIGHT + 2 * H)
