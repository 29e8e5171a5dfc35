"""What holds for the prefecture."""

import time
from collections import Counter, defaultdict

import pytest
from shapely.geometry import Polygon
from shapely.strtree import STRtree

from anlin.demo.town import Town, furong, prefecture


@pytest.fixture(scope="module")
def town() -> Town:
    return prefecture(1)


def test_it_has_the_size_of_the_reference_city(town: Town) -> None:
    kinds = Counter(area.kind for area in town.areas)
    assert kinds["compound"] == 502
    assert kinds["district"] == 3
    assert kinds["scenic"] == kinds["market"] == 1
    assert kinds["rural"] >= 20
    assert len(town.buildings) >= 10_000
    assert all(len(house.outline) >= 5 and house.height_m > 0 for house in town.buildings)
    assert len(town.devices) >= 20_000
    assert len(town.platforms) <= 600
    assert sum(home.care_consent for home in town.dwellings) >= 1000


def test_it_is_there_within_thirty_seconds() -> None:
    begun = time.process_time()
    prefecture(3)
    assert time.process_time() - begun < 30


def test_every_compound_has_a_guard_by_day_and_one_by_night(town: Town) -> None:
    shifts = defaultdict(set)
    for person in town.staff:
        if person.role == "property_guard":
            shifts[person.area].add(person.shift)
    for area in town.areas:
        if area.kind in ("compound", "scenic", "market"):
            # Furong's own guards keep no roster: they are always there.
            assert shifts[area.code] in ({"day", "night"}, {""})


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        ("grid_worker", "community"), ("community_officer", "community"), ("property_manager", "community"),
        ("grid_leader", "town"), ("health_worker", "town"), ("ops_engineer", "town"), ("dispatcher", "district"),
        ("dept_handler", "district"), ("scenic_operator", "scenic"),
    ],
)  # fmt: skip
def test_every_role_that_alerts_go_to_is_filled_everywhere(town: Town, role: str, kind: str) -> None:
    parents = {area.code: area.parent for area in town.areas}
    filled = {person.area for person in town.staff if person.role == role}
    # Furong's own people work in its first compound or for the whole city.
    elsewhere = [area.code for area in town.areas if area.kind == kind and not area.code.startswith("379902001")]
    assert elsewhere
    for code in elsewhere:
        assert code in filled or parents[code] in filled


def test_everybody_has_an_account_of_their_own_and_a_unit(town: Town) -> None:
    assert max(Counter(person.username for person in town.staff).values()) == 1
    assert all(person.unit and person.area for person in town.staff)


def test_the_same_seed_gives_the_same_prefecture_and_another_seed_another(town: Town) -> None:
    assert prefecture(1) == town
    assert prefecture(2).buildings != town.buildings


def test_furong_gardens_is_one_of_the_compounds(town: Town) -> None:
    small = furong(1)
    assert {zone.code for zone in small.zones} <= {zone.code for zone in town.zones}
    assert {device.code for device in small.devices} <= {device.code for device in town.devices}


def test_every_code_is_given_once_and_every_reference_leads_somewhere(town: Town) -> None:
    areas = {area.code for area in town.areas}
    for rows in (town.areas, town.buildings, town.dwellings, town.zones, [*town.platforms, *town.devices]):
        assert max(Counter(row.code for row in rows).values()) == 1
    assert {area.parent for area in town.areas} <= areas | {""}
    assert {zone.building for zone in town.zones} <= {building.code for building in town.buildings} | {""}
    assert {zone.dwelling for zone in town.zones} <= {dwelling.code for dwelling in town.dwellings} | {""}
    assert {device.zone for device in town.devices} <= {zone.code for zone in town.zones}
    assert {device.platform for device in town.devices} <= {platform.code for platform in town.platforms}


def test_sites_do_not_lie_in_each_other(town: Town) -> None:
    sites = [area for area in town.areas if area.kind != "grid"]
    parents = {area.parent for area in sites}
    outlines = [Polygon(area.outline) for area in sites if area.code not in parents]
    tree = STRtree(outlines)
    for index, outline in enumerate(outlines):
        assert list(tree.query(outline, predicate="intersects")) == [index]


def test_no_camera_looks_into_a_home(town: Town) -> None:
    homes = {zone.code for zone in town.zones if zone.dwelling}
    assert not [device for device in town.devices if device.zone in homes and "camera" in device.kind]


def test_only_homes_that_agreed_have_motion_detectors(town: Town) -> None:
    agreed = {dwelling.code for dwelling in town.dwellings if dwelling.care_consent}
    zones = {zone.code: zone.dwelling for zone in town.zones}
    assert {zones[device.zone] for device in town.devices if device.kind == "motion"} == agreed
