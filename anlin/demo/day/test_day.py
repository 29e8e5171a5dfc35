"""What holds for every day of the prefecture."""

import gc
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest

from anlin.demo.day import Day, begin_day
from anlin.demo.day.hours import DAY_S, Bookings
from anlin.demo.town import furong, prefecture
from anlin.demo.world import Sighting, World
from anlin.demo.world.kernel import SECOND

MIDNIGHT = 1_764_000_000 * SECOND  # 2025-11-25 00:00 in China.
MODELS = {
    "abnormal_behavior", "fire_lane_occupied", "falling_object", "ebike_in_building", "perimeter_intrusion",
    "access_anomaly", "elderly_inactivity", "crowd_flow", "fire_hazard",
}  # fmt: skip


def played(world: World) -> tuple[Day, list[Sighting]]:
    day = begin_day(world)
    world.advance(MIDNIGHT + DAY_S * SECOND - 1)
    return day, world.drain()


@pytest.fixture(scope="module")
def whole_day() -> Iterator[tuple[Day, list[Sighting]]]:
    # Half a million tuples that stay alive: collecting among them takes longer than making them.
    gc.disable()
    yield played(World(prefecture(1), MIDNIGHT))
    gc.enable()


def test_a_day_has_the_reference_citys_amount_of_observations(whole_day: tuple[Day, list[Sighting]]) -> None:
    _, noticed = whole_day
    assert 450_000 <= len(noticed) <= 700_000


def test_every_model_has_twenty_incidents_and_ten_times_as_many_traps(whole_day: tuple[Day, list[Sighting]]) -> None:
    day, _ = whole_day
    incidents = Counter(incident.model for incident in day.world.incidents)
    assert set(incidents) == MODELS
    for model, number in incidents.items():
        assert number >= 20, model
        assert day.traps[model] >= 10 * number, model


def test_every_incident_ends_before_the_day_does_or_with_it(whole_day: tuple[Day, list[Sighting]]) -> None:
    day, _ = whole_day
    for incident in day.world.incidents:
        assert incident.start >= MIDNIGHT
        assert incident.end is None or incident.start <= incident.end < MIDNIGHT + DAY_S * SECOND


def test_no_two_incidents_of_a_model_share_place_and_time(whole_day: tuple[Day, list[Sighting]]) -> None:
    day, _ = whole_day
    spans = defaultdict(list)
    for incident in day.world.incidents:
        spans[incident.model, incident.area, incident.zone].append((incident.start, incident.end or day.world.now))
    for (_, _, zone), taken in spans.items():
        taken.sort()
        if zone:
            assert all(end < start for (_, end), (start, _) in pairwise(taken))


def test_the_same_seed_gives_the_same_day() -> None:
    one, other = (played(World(furong(5), MIDNIGHT)) for _ in range(2))
    assert one[1] == other[1]
    assert one[0].world.incidents == other[0].world.incidents


def test_another_seed_gives_another_day() -> None:
    assert played(World(furong(5), MIDNIGHT))[1] != played(World(furong(6), MIDNIGHT))[1]


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
