"""A new registry in mid-stream: memory stays where the plan still watches; new parameters hold from that instant."""

import msgspec
import pytest

from anlin.engine import Condition, load_models
from anlin.engine.conditions import What
from anlin.engine.plan import Plan
from anlin.engine.rehearsal import PLACE, at, row, rows, specimen, told, with_devices, with_watcher
from anlin.engine.rows import no_rows
from anlin.engine.state import State, adopt
from anlin.engine.steps import step
from anlin.models import folders
from anlin.observations import Arming, DeviceRow, Override, Registry

MODELS = load_models(folders())
OPEN, CLOSED, REFUSED = "door_state/open", "door_state/closed", "access_event/refused"


def changed(**fields: object) -> Registry:
    return msgspec.structs.replace(PLACE, version=2, **fields)


def played(
    new: Registry, before: list[dict], change_at: float, after: list[dict], until: float, old: Registry = PLACE
) -> list[Condition]:
    old_plan = Plan(MODELS, old)
    state, said = step(old_plan, State.fresh(old_plan), rows(before), at(change_at))
    plan = Plan(MODELS, new)
    said = [*said, *adopt(state, old_plan, plan, at(change_at))]
    state, more = step(plan, state, rows(after, 2))
    return [*said, *more, *step(plan, state, no_rows(), at(until))[1]]


def door(what: str, seconds: float) -> dict:
    return row(PLACE, "magnet-door-1", what, seconds)


def lane(seconds: float) -> dict:
    return row(PLACE, "cam-lane-1", "zone_occupied/vehicle", seconds)


def of_door(said: list[Condition]) -> list[tuple[str, float]]:
    return [(what, second) for rule, _, what, second in map(told, said) if rule == "held_open"]


def test_a_change_that_concerns_nothing_changes_nothing() -> None:
    said = played(changed(), [door(OPEN, 0)], 50, [door(CLOSED, 200)], 300)
    assert of_door(said) == [("OPENED", 90), ("CLEARED", 230)]


def test_a_new_parameter_holds_from_its_instant_for_what_has_begun() -> None:
    slower = changed(overrides=(Override("access_anomaly", "lasting_s", 120, rule="held_open"),))
    assert of_door(played(slower, [door(OPEN, 0)], 50, [], 300)) == [("OPENED", 120)]


def test_a_limit_that_is_already_passed_under_the_new_parameter_opens_at_once() -> None:
    quicker = changed(overrides=(Override("access_anomaly", "lasting_s", 30, zone=3),))
    said = [c for c in played(quicker, [door(OPEN, 0)], 50, [], 300) if c.rule == "held_open"]
    assert [c.what.name for c in said] == ["OPENED"]


@pytest.mark.parametrize(("change_at", "opens"), [(305, [410]), (305.1, [])])
def test_what_no_longer_counted_does_not_count_under_a_longer_window_either(change_at: float, opens: list[int]) -> None:
    longer = changed(overrides=(Override("access_anomaly", "window_s", 3600, rule="refusals"),))
    said = played(longer, [door(REFUSED, n) for n in range(4)], change_at, [door(REFUSED, 410)], 500)
    assert [told(c)[3] for c in said if (c.rule, c.what) == ("refusals", What.OPENED)] == opens


@pytest.mark.parametrize(("change_at", "opens"), [(92, [210]), (92.1, [390])])
def test_a_run_that_was_over_goes_on_under_a_longer_silence_only_if_it_was_not_yet(
    change_at: float, opens: list[int]
) -> None:
    longer = changed(overrides=(Override("fire_lane_occupied", "quiet_s", 600, rule="seen"),))
    said = played(longer, [lane(0), lane(30)], change_at, [lane(n) for n in range(210, 420, 30)], 450)
    assert [told(c)[3] for c in said if (c.rule, c.what) == ("seen", What.OPENED)] == opens


def test_a_parameter_of_another_zone_does_not_concern_this_one() -> None:
    other = changed(overrides=(Override("access_anomaly", "lasting_s", 30, zone=1),))
    assert of_door(played(other, [door(OPEN, 0)], 50, [], 300)) == [("OPENED", 90)]


def test_what_is_open_is_cleared_when_the_model_is_switched_off() -> None:
    off = changed(arming=(Arming("access_anomaly", enabled=False),))
    assert of_door(played(off, [door(OPEN, 0)], 150, [door(CLOSED, 200)], 400)) == [("OPENED", 90), ("CLEARED", 150)]


def test_what_is_open_is_cleared_under_its_old_name_when_its_zone_is_removed() -> None:
    without = changed(
        zones=tuple(z for z in PLACE.zones if z.number != 3), devices=tuple(d for d in PLACE.devices if d.zone != 3)
    )
    said = [c for c in played(without, [door(OPEN, 0)], 150, [], 400) if c.rule == "held_open"]
    assert [(c.what.name, c.key) for c in said] == [("OPENED", "zone:door-1"), ("CLEARED", "zone:door-1")]


def test_a_dead_recorder_stays_dead_over_a_change() -> None:
    beat = row(PLACE, "recorder", "device_heartbeat", 0)
    said = played(changed(), [beat], 250, [row(PLACE, "recorder", "device_heartbeat", 400)], 500)
    assert [(rule, what, second) for rule, _, what, second in map(told, said) if rule == "offline"] == [
        ("offline", "OPENED", 180),
        ("offline", "CLEARED", 400),
    ]


def test_what_was_told_of_a_removed_device_is_cleared() -> None:
    beat = row(PLACE, "recorder", "device_heartbeat", 0)
    devices = tuple(msgspec.structs.replace(d, parent=0) for d in PLACE.devices if d.code != "recorder")
    said = played(changed(devices=devices), [beat], 250, [], 500)
    assert [told(c)[:3] for c in said if c.at == at(250)] == [
        ("offline", "device:recorder", "CLEARED"),
        ("unseen", "zone:lane-1", "CLEARED"),
        ("unseen", "zone:lift-1", "CLEARED"),
    ]


def test_an_outage_of_the_very_instant_is_told_as_of_its_own_time() -> None:
    # The cameras turn with the recorder, by timers of this instant that are not yet handled when the registry comes.
    place = with_devices(PLACE, recorder={"lateness_ms": 0})
    beat = row(PLACE, "recorder", "device_heartbeat", 0)
    offline = row(PLACE, "recorder", "device_heartbeat/offline", 9, received=10)
    said = played(place, [beat, offline], 10, [], 60, old=place)
    assert [told(c)[1:] for c in said if c.rule == "unseen"] == [
        ("zone:lift-1", "UNKNOWN", 9),
        ("zone:lane-1", "UNKNOWN", 9),
    ]


def test_the_end_of_the_hours_is_told_as_of_the_end_while_it_waits_for_late_rows() -> None:
    # 08:02 is second 120; rows may come two seconds late, and the registry comes in between.
    shut = Arming("access_anomaly", schedule=((0, 8 * 60 + 2),))
    said = played(
        changed(arming=(shut,)), [door(OPEN, 0)], 121, [], 300, old=msgspec.structs.replace(PLACE, arming=(shut,))
    )
    assert of_door(said) == [("OPENED", 90), ("CLEARED", 120)]


def test_a_camera_whose_recorder_is_in_doubt_waits_as_long_over_a_change() -> None:
    # Overdue at 90; the recorder was silent for over a minute then, so the camera is looked at again at 150.
    place = with_devices(PLACE, cam_lift_1={"heartbeat_s": 30})
    beats = [row(PLACE, "recorder", "device_heartbeat", second) for second in (0, 95)]
    said = played(place, beats, 100, [], 160, old=place)
    assert [told(c)[1:] for c in said if c.rule == "offline"] == [("device:cam-lift-1", "OPENED", 150)]


def test_a_shorter_heartbeat_holds_from_the_registry_that_says_so() -> None:
    beat = row(PLACE, "recorder", "device_heartbeat", 0)
    said = played(with_devices(PLACE, recorder={"heartbeat_s": 30}), [beat], 50, [], 400)
    assert [told(c)[1:] for c in said if c.rule == "offline"] == [("device:recorder", "OPENED", 90)]


def test_a_longer_heartbeat_holds_from_the_registry_that_says_so() -> None:
    beat = row(PLACE, "recorder", "device_heartbeat", 0)
    said = played(with_devices(PLACE, recorder={"heartbeat_s": 100}), [beat], 50, [], 400)
    assert [told(c)[1:] for c in said if c.rule == "offline"] == [("device:recorder", "OPENED", 300)]


def test_a_camera_moved_behind_a_dead_recorder_is_down_from_that_registry() -> None:
    beat = row(PLACE, "recorder", "device_heartbeat", 0)
    said = played(with_devices(PLACE, magnet_door_1={"parent": 1}), [beat], 250, [], 400)
    assert [told(c)[2:] for c in said if told(c)[:2] == ("unseen", "zone:door-1")] == [("UNKNOWN", 250)]


def test_a_zone_added_later_is_watched() -> None:
    fewer = changed(zones=tuple(z for z in PLACE.zones if z.number != 3))
    old_plan, plan = Plan(MODELS, fewer), Plan(MODELS, PLACE)
    state, said = step(old_plan, State.fresh(old_plan), rows([door(OPEN, 0)]), at(100))
    said = [*said, *adopt(state, old_plan, plan, at(100))]
    state, more = step(plan, state, rows([door(OPEN, 200)], 2), at(400))
    assert of_door([*said, *more]) == [("OPENED", 290)]


def test_a_town_of_many_devices_starts_and_changes() -> None:
    many = tuple(DeviceRow(i, f"box-{i}", 3, 2, heartbeat_s=60) for i in range(1, 2001))
    town = changed(devices=many)
    plan = Plan(MODELS, town)
    state = State.fresh(plan)
    adopt(state, plan, plan, at(0))
    state, said = step(plan, state, rows([row(town, "box-1", "device_heartbeat", 0)]), at(1000))
    assert sum(c.rule == "offline" for c in said) == 2000
    adopt(state, plan, Plan(MODELS, PLACE), at(1000))


def test_numbers_that_no_registry_knows_harm_nothing() -> None:
    strange = [
        row(PLACE, "recorder", "device_fault", 1) | {"label": 32000},
        row(PLACE, "recorder", "device_heartbeat", 2) | {"kind": -5, "label": -7},
        row(PLACE, "magnet-door-1", OPEN, 3) | {"zone": 10**9, "device": 10**9, "area": -4},
        row(PLACE, "cam-lift-2", "device_fault/covered", 4) | {"zone": 10**9},
    ]
    plan = Plan(MODELS, PLACE)
    assert all(c.at >= at(4) for c in step(plan, State.fresh(plan), rows(strange), at(100))[1])


def test_a_larger_count_finds_nothing_of_a_run_that_was_over() -> None:
    signals = {"access_event/refused": "holds", "access_event/granted": "ends"}
    model = specimen("surge", "zone", signals, window_s=300, count=5, clear_s=300)

    def counted(count: int) -> Plan:
        return Plan([model], changed(overrides=(Override("a_surge", "count", count),)))

    def seen(what: str, *instants: float) -> list[dict]:
        return [row(PLACE, "magnet-door-1", f"access_event/{what}", second) for second in instants]

    five, three = counted(5), counted(3)
    state, said = step(five, State.fresh(five), rows(seen("refused", 1, 2, 3, 4)), at(10))
    state, more = step(five, state, rows(seen("granted", 12), 2), at(20))
    said = [*said, *more, *adopt(state, five, three, at(20))]
    state, more = step(three, state, rows(seen("refused", 21, 22), 3), at(30))
    said += [*more, *adopt(state, three, five, at(30))]
    said += step(five, state, rows(seen("refused", 31), 4), at(40))[1]
    assert said == []


def of_rule(said: list[Condition], *rules: str) -> list[tuple[str, str, float]]:
    return [(rule, what, second) for rule, _, what, second in map(told, said) if rule in rules]


def without(registry: Registry, *codes: str) -> Registry:
    devices = tuple(device for device in registry.devices if device.code not in codes)
    return msgspec.structs.replace(registry, version=2, devices=devices)


def test_what_a_removed_detector_said_is_over_from_then_on() -> None:
    kitchen = with_watcher(with_watcher(PLACE, "old", "kitchen-202", "kitchen"), "new", "kitchen-202", "kitchen")
    said = played(without(kitchen, "old"), [row(kitchen, "old", "gas/alarm", 0)], 3600, [], 90_000, old=kitchen)
    assert of_rule(said, "gas") == [("gas", "OPENED", 0), ("gas", "CLEARED", 4200)]


def test_what_a_removed_camera_or_counter_counted_counts_no_more() -> None:
    square = with_watcher(PLACE, "old", "square-1", "square", capacity=100)
    square = with_watcher(square, "new", "square-1", "square")
    before = [row(square, "old", "zone_density", n, value=4.0) for n in range(0, 300, 60)]
    before += [row(square, "old", "people_count", n, value=85.0) for n in range(0, 300, 60)]
    before.sort(key=lambda each: each["received_at"])
    said = played(without(square, "old"), before, 300, [], 3600, old=square)
    assert of_rule(said, "dense", "part_full") == [
        ("dense", "OPENED", 60), ("part_full", "OPENED", 150), ("part_full", "CLEARED", 900), ("dense", "CLEARED", 900),
    ]  # fmt: skip


def test_the_magnet_put_in_place_of_another_may_say_that_the_lane_is_clear() -> None:
    lane = with_watcher(PLACE, "magnet-new", "lane-2", "fire_lane")
    before = [row(lane, "magnet-lane-2", "zone_occupied/occupied", 0)]
    after = [row(lane, "magnet-new", "zone_occupied/clear", 300)]
    said = played(without(lane, "magnet-lane-2"), before, 240, after, 500, old=lane)
    assert of_rule(said, "held") == [("held", "OPENED", 180), ("held", "CLEARED", 360)]
    said = played(changed(devices=lane.devices), before, 240, after, 500, old=lane)
    assert of_rule(said, "held") == [("held", "OPENED", 180)]


def test_what_is_open_is_cleared_when_nothing_watches_its_place_any_more() -> None:
    said = played(without(PLACE, "magnet-door-1"), [door(OPEN, 0)], 150, [], 100_000)
    assert of_door(said) == [("OPENED", 90), ("CLEARED", 150)]


def test_a_home_whose_sensors_were_taken_away_is_never_told_as_silent() -> None:
    home = with_watcher(
        with_watcher(PLACE, "living", "living-201", "living_room", dwelling=1), "bed", "bedroom-201", "bedroom"
    )
    said = played(without(home, "living", "bed"), [row(home, "living", "ir_motion/on", 0)], 3600, [], 100_000, old=home)
    assert of_rule(said, "silence") == []
    one_left = played(without(home, "bed"), [row(home, "living", "ir_motion/on", 0)], 3600, [], 12_000, old=home)
    assert of_rule(one_left, "silence")[0] == ("silence", "OPENED", 10_800)


def test_a_stuck_sensor_that_was_replaced_no_longer_casts_doubt() -> None:
    home = with_watcher(PLACE, "motion", "living-201", "living_room", dwelling=1)
    home = with_watcher(home, "old", "kitchen-201", "kitchen")
    before = [row(home, "motion", "ir_motion/on", 0), row(home, "old", "device_fault/stuck", 10)]
    said = played(without(home, "old"), before, 3600, [row(home, "motion", "ir_motion/on", 3700)], 15_000, old=home)
    assert of_rule(said, "silence")[0] == ("silence", "OPENED", 14_500)
