"""The world's time and causes."""

from collections import Counter

from anlin.demo.town import furong, tour
from anlin.demo.world import Life, Sighting, World
from anlin.demo.world.kernel import SECOND
from anlin.demo.world.life import Neighbourhood
from anlin.demo.world.senses import Doors, Lanes
from anlin.demo.world.story import (
    CAR_AT_S,
    EARLY_S,
    LANE_TEN_MINUTES_S,
    LAST_SIGN_S,
    PRELUDE_S,
    Story,
    begin_early,
    begin_story,
    morning,
)
from anlin.demo.world.trouble import Trouble

NOON = 1_764_043_200 * SECOND  # 2025-11-25 12:00 in China.
TOWN = furong(1)
AREA = TOWN.areas[-1].code


def day(seed: int, seconds: int, cuts: int = 1) -> list[Sighting]:
    world = World(furong(seed), NOON)
    Neighbourhood(world).live()
    noticed = []
    for cut in range(1, cuts + 1):
        world.advance(NOON + seconds * SECOND * cut // cuts)
        noticed += world.drain()
    return noticed


def story(until_s: float) -> tuple[World, Story, list[Sighting]]:
    world = World(TOWN, NOON - PRELUDE_S * SECOND)
    begun = begin_story(world, NOON)
    world.advance(NOON + round(until_s * SECOND))
    return world, begun, world.drain()


def test_the_same_seed_gives_the_same_hour() -> None:
    assert day(3, 3600) == day(3, 3600)


def test_another_seed_gives_another_hour() -> None:
    assert day(3, 3600) != day(4, 3600)


def test_advancing_in_small_steps_changes_nothing() -> None:
    assert day(3, 1200, cuts=600) == day(3, 1200)


def test_sightings_come_in_order_of_time() -> None:
    times = [sighting.at for sighting in day(3, 3600)]
    assert times == sorted(times)


def test_a_life_waits_as_long_as_it_says() -> None:
    world = World(TOWN, NOON)
    seen = []

    def walk() -> Life:
        seen.append(world.now)
        yield 40
        seen.append(world.now)

    world.begin(walk(), after_s=5)
    world.advance(NOON + 44 * SECOND)
    assert seen == [NOON + 5 * SECOND]
    world.advance(NOON + 45 * SECOND)
    assert seen == [NOON + 5 * SECOND, NOON + 45 * SECOND]


def test_a_door_that_two_hold_speaks_once_each_way() -> None:
    world = World(TOWN, NOON)
    doors = Doors(world)
    world.begin(doors.pass_through(f"{AREA}/door-01-1", 10))
    world.begin(doors.pass_through(f"{AREA}/door-01-1", 10), after_s=6)
    world.advance(NOON + 60 * SECOND)
    assert [(s.label, (s.at - NOON) // SECOND) for s in world.drain()] == [("open", 0), ("closed", 16)]


def test_a_lane_is_reported_while_something_stands_there_and_clear_afterwards() -> None:
    world = World(TOWN, NOON)
    lanes = Lanes(world, world.chance("test"))
    world.begin(lanes.stand(f"{AREA}/lane-1", "vehicle", 95))
    world.advance(NOON + 200 * SECOND)
    labels = [sighting.label for sighting in world.drain()]
    assert labels.count("vehicle") >= 8
    assert labels[-2:] == ["clear", "clear"]


def test_a_dark_device_notices_nothing() -> None:
    world = World(TOWN, NOON)
    door = f"{AREA}/door-01-1"
    world.dark.add(world.watching[door][0].code)
    world.begin(Doors(world).pass_through(door, 10))
    world.advance(NOON + 60 * SECOND)
    assert world.drain() == []


def test_a_short_stop_is_no_incident_and_a_long_one_is() -> None:
    world = World(TOWN, NOON)
    trouble = Trouble(Neighbourhood(world))
    world.begin(trouble.lane_blocked(f"{AREA}/lane-1", 179))
    world.begin(trouble.lane_blocked(f"{AREA}/lane-2", 300))
    world.advance(NOON + 400 * SECOND)
    [incident] = world.incidents
    assert (incident.zone, incident.start, incident.end) == (f"{AREA}/lane-2", NOON, NOON + 300 * SECOND)


def test_an_ordinary_hour_has_people_cars_doors_and_brief_stops() -> None:
    kinds = Counter(sighting.kind for sighting in day(3, 3600))
    assert {"person_detected", "plate_read", "barrier_event", "door_state", "zone_occupied"} <= set(kinds)
    assert sum(kinds.values()) > 1000


def test_the_story_is_told_on_the_latest_forenoon_that_has_passed() -> None:
    twenty_to_eleven = NOON - 80 * 60 * SECOND
    assert morning(NOON) == morning(twenty_to_eleven) == twenty_to_eleven
    assert morning(twenty_to_eleven - 1) == twenty_to_eleven - 86_400 * SECOND
    assert morning(NOON + 11 * 3600 * SECOND) == twenty_to_eleven


def test_the_lane_has_been_blocked_for_almost_nine_minutes_when_the_visitor_comes() -> None:
    _, begun, noticed = story(0)
    lane = [device.code for device in TOWN.devices if device.zone == f"{AREA}/lane-6"]
    seen = [sighting for sighting in noticed if sighting.device in lane and sighting.label == "vehicle"]
    blocked_s = (begun.present - seen[0].at) / SECOND
    assert 600 - LANE_TEN_MINUTES_S - 15 <= blocked_s <= 600 - LANE_TEN_MINUTES_S
    assert seen[-1].at > begun.present - 30 * SECOND


def test_an_ebike_rides_the_lift_in_the_first_minute() -> None:
    world, begun, noticed = story(60)
    lift = [device.code for device in TOWN.devices if device.zone == f"{AREA}/lift-18-1-1"]
    frames = [sighting for sighting in noticed if sighting.device in lift and sighting.at >= begun.present]
    assert len(frames) > 20
    assert any(incident.model == "ebike_in_building" for incident in world.incidents)


def test_an_incident_row_is_a_line_of_the_truth_file() -> None:
    world, _, _ = story(60)
    row = next(incident for incident in world.incidents if incident.model == "ebike_in_building").row(world.now)
    assert list(row) == ["model", "area", "zone", "start", "end", "tolerance_s"]
    assert row["start"] == "2025-11-25T04:00:12.000000Z"


def test_the_old_ladys_home_is_silent_for_hours_until_somebody_comes() -> None:
    world = World(tour(1), NOON - EARLY_S * SECOND)
    begin_early(world, NOON)
    world.advance(NOON + 600 * SECOND)
    seen = [sighting for sighting in world.drain() if sighting.kind in ("ir_motion", "door_state")]
    before = [sighting.at for sighting in seen if sighting.at <= NOON]
    assert max(before) == NOON - LAST_SIGN_S * SECOND
    assert all(sighting.at <= NOON for sighting in seen)


def test_somebody_who_reaches_the_old_ladys_door_is_let_in() -> None:
    world = World(tour(1), NOON - EARLY_S * SECOND)
    begin_early(world, NOON)
    world.advance(NOON + 240 * SECOND)
    world.drain()
    world.visited.add(next(zone.dwelling for zone in world.town.zones if zone.dwelling))
    world.advance(NOON + 250 * SECOND)
    assert world.drain()[0].kind == "door_state"
    world.advance(NOON + 270 * SECOND)
    [incident] = world.incidents
    assert incident.end is not None


def test_the_seafront_passes_nine_tenths_and_a_listed_car_drives_in_before_the_visitors_eyes() -> None:
    world = World(tour(1), NOON - PRELUDE_S * SECOND)
    begin_story(world, NOON)
    world.advance(NOON + (CAR_AT_S + 30) * SECOND)
    seen = world.drain()
    counts = [sighting.value / 3200 for sighting in seen if sighting.kind == "people_count"]
    assert counts[0] < 0.7
    assert counts[-1] > 0.9
    [car] = [sighting for sighting in seen if sighting.plate == world.town.wanted[0].plate]
    assert car.at > NOON
