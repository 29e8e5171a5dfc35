"""What holds for every day of the prefecture."""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import pytest

from anlin.demo.day import Day, Past, begin_day, begin_past, outages
from anlin.demo.day.hours import DAY_S, Bookings
from anlin.demo.town import furong, prefecture, tour
from anlin.demo.world import Sighting, World
from anlin.demo.world.kernel import SECOND

# Long, so that all of it is in one worker's hands: the day is made once.
pytestmark = pytest.mark.long
PAST = (1_764_000_000 - 93 * 86_400) * SECOND
MIDNIGHT = 1_764_000_000 * SECOND  # 2025-11-25 00:00 in China.
TRAPS = {
    "abnormal_behavior": ("single-frame jumps", "people waiting for rides", "children playing", "cleaners", "shadows"),
    "fire_lane_occupied": (
        "passing cars", "loading cars", "ambulances and fire engines", "occlusion", "night glare", "zone drawn wrong",
    ),
    "falling_object": (
        "birds", "insects", "rain", "snow", "leaves", "swinging laundry", "drones", "window cleaners", "lens drops",
    ),
    "ebike_in_building": (
        "prams", "wheelchairs", "bicycles", "scooters", "trolleys", "deliveries", "camera taped over",
    ),
    "perimeter_intrusion": (
        "wind", "cats", "birds", "branches", "storms", "maintenance not disarmed", "residents taking a shortcut",
    ),
    "access_anomaly": ("movers", "couriers", "power cuts", "low battery", "manual openings uploaded 5 min late"),
    "elderly_inactivity": (
        "left home", "staying with children", "asleep", "guest moving", "pet", "sensor stuck occupied", "flat battery",
    ),
    "crowd_flow": ("double counting at two gates", "staff", "counter drift", "umbrellas", "one lost counter"),
    "public_health_list": ("misreads", "car lent", "stale entries", "plate prefix"),
    "home_isolation": ("deliveries", "bins", "test visits", "magnet fallen", "family members"),
    "registration_gap": ("relatives visiting", "spare cards", "cleaners", "empty flats"),
    # Twins are a matter of faces: candidates of the police's matcher do not come by this door.
    "watchlist_hit": ("badges and adverts", "cloned plates", "family in the car", "stale entries"),
    "fire_hazard": ("cooking", "incense", "steam", "test button", "sensor end of life", "visual-only fire"),
    "incident_hotspot": ("more reporting is not more crime", "festivals", "one record copied by two feeds"),
    "all models": ("dead gateways", "wrong clocks", "five-minute batches", "bursts after an outage"),
}  # fmt: skip
"""Every trap that the READMEs of the models name, and those of the equipment."""
MODELS = set(TRAPS) - {"all models"}


class Played(NamedTuple):
    """The weeks before and the day, and what was noticed in each."""

    past: Past
    before: list[Sighting]
    day: Day
    noticed: list[Sighting]


def played(world: World) -> Played:
    past = begin_past(world, MIDNIGHT)
    world.advance(MIDNIGHT)
    before = world.drain()
    day = begin_day(world)
    day.traps.update(past.traps)
    world.advance(MIDNIGHT + DAY_S * SECOND - 1)
    return Played(past, before, day, world.drain())


@pytest.fixture(scope="module")
def whole_day() -> Iterator[Played]:
    # Half a million tuples that stay alive: collecting among them takes longer than making them.
    gc.disable()
    yield played(World(prefecture(1), PAST))
    gc.enable()


def test_a_day_has_the_reference_citys_amount_of_observations(whole_day: Played) -> None:
    assert 450_000 <= len(whole_day.noticed) <= 700_000


def test_two_hundred_thousand_people_visit_the_scenic_area(whole_day: Played) -> None:
    passed = Counter[str]()
    for seen in whole_day.noticed:
        if seen.kind == "line_count":
            passed[seen.label] += round(seen.value)
    assert passed["in"] >= 200_000
    assert passed["out"] == pytest.approx(passed["in"], rel=0.02)


def test_thirteen_weeks_of_cases_and_registrations_lie_before_the_day(whole_day: Played) -> None:
    assert whole_day.past.weeks >= 13
    entered = Counter((seen.kind, (seen.at - PAST) // (7 * DAY_S * SECOND)) for seen in whole_day.before)
    assert all(entered["case_record", week] >= 50 for week in range(13))
    assert sum(number for (kind, _), number in entered.items() if kind == "registration_record") >= 1000


def test_every_model_has_twenty_incidents_and_ten_times_as_many_traps(whole_day: Played) -> None:
    day = whole_day.day
    incidents = Counter(incident.model for incident in day.world.incidents)
    assert set(incidents) == MODELS
    for model, number in incidents.items():
        assert number >= 20, model
        assert day.traps_of(model) >= 10 * number, model


@pytest.mark.parametrize(("model", "name"), [(model, name) for model, names in TRAPS.items() for name in names])
def test_every_trap_that_the_domain_names_is_set(whole_day: Played, model: str, name: str) -> None:
    assert whole_day.day.traps[model, name] >= 1


def test_every_incident_ends_before_the_day_does_or_with_it(whole_day: Played) -> None:
    day = whole_day.day
    for incident in day.world.incidents:
        assert incident.start >= MIDNIGHT
        assert incident.end is None or incident.start <= incident.end < MIDNIGHT + DAY_S * SECOND


def test_no_two_incidents_of_a_model_share_place_and_time(whole_day: Played) -> None:
    day = whole_day.day
    spans = defaultdict(list)
    for incident in day.world.incidents:
        spans[incident.model, incident.area, incident.zone].append((incident.start, incident.end or day.world.now))
    for (_, _, zone), taken in spans.items():
        taken.sort()
        if zone:
            assert all(end < start for (_, end), (start, _) in pairwise(taken))


def test_homes_behind_a_dead_gateway_are_to_be_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "BURSTS", 0)
    world = World(tour(1), MIDNIGHT)
    monkeypatch.setattr(outages, "DEAD", len(world.town.platforms))
    day = begin_day(world, (outages.begin,))
    world.advance(MIDNIGHT + DAY_S * SECOND - 1)
    cared_for = [home for home in world.town.dwellings if home.care_consent]
    assert len(cared_for) >= 1
    assert len(world.incidents) == len(cared_for)
    for incident in world.incidents:
        assert (incident.model, incident.zone) == ("elderly_inactivity", "")
        assert incident.start in {outage.start for outage in day.outages}
        assert incident.end == pytest.approx(MIDNIGHT + DAY_S * SECOND, abs=2 * SECOND)


def test_a_home_that_another_gateway_watches_too_is_not_behind_the_dead_one() -> None:
    town = tour(1)
    moved = next(device for device in town.devices if device.kind == "motion")
    assert len(outages.homes_behind(town, moved.platform)) == 1
    devices = [replace(d, platform="another") if d == moved else d for d in town.devices]
    assert outages.homes_behind(replace(town, devices=devices), moved.platform) == []


def test_the_same_seed_gives_the_same_day() -> None:
    one, other = (played(World(furong(5), PAST)) for _ in range(2))
    assert one.noticed == other.noticed
    assert one.day.world.incidents == other.day.world.incidents


def test_another_seed_gives_another_day() -> None:
    assert played(World(furong(5), PAST)).noticed != played(World(furong(6), PAST)).noticed


def test_two_bookings_of_a_place_lie_apart() -> None:
    world = World(furong(1), MIDNIGHT)
    booked = Bookings(["a"], world.chance("test"), 600)
    starts = sorted(booked.find_within((0, 24), 60)[1] for _ in range(40))
    assert all(later - sooner >= 660 for sooner, later in pairwise(starts))


def test_bookings_that_do_not_fit_are_an_error() -> None:
    booked = Bookings(["a"], World(furong(1), MIDNIGHT).chance("test"), 600)
    with pytest.raises(ValueError, match="no room left"):
        for _ in range(500):
            booked.find_within((0, 24), 60)
