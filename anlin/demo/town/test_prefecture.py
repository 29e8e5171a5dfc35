"""What holds for the prefecture."""

from collections import Counter

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
    assert len(town.buildings) >= 10_000
    assert len(town.devices) >= 20_000
    assert len(town.platforms) <= 600


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
