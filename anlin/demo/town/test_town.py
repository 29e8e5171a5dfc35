"""What holds for every town, whatever its seed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from shapely.geometry import Point, Polygon

from anlin.demo.town import Town, furong, tour
from anlin.demo.town.geojson import ground_collection
from anlin.demo.town.ids import device_id


def test_the_same_seed_gives_the_same_town() -> None:
    assert furong(7) == furong(7)


def test_another_seed_gives_another_neighbourhood() -> None:
    assert replace(furong(7), seed=0).ground != replace(furong(8), seed=0).ground


@pytest.mark.parametrize("make", [furong, tour])
def test_every_code_is_given_once(make: Callable[[int], Town]) -> None:
    town = make(1)
    for rows in (town.areas, town.buildings, town.zones, [*town.platforms, *town.devices]):
        assert max(Counter(row.code for row in rows).values()) == 1


@pytest.mark.parametrize("make", [furong, tour])
def test_every_reference_leads_somewhere(make: Callable[[int], Town]) -> None:
    town = make(1)
    areas = {area.code for area in town.areas} | {""}
    buildings = {building.code for building in town.buildings} | {""}
    zones = {zone.code for zone in town.zones}
    platforms = {platform.code for platform in town.platforms}
    assert {area.parent for area in town.areas} <= areas
    assert {zone.building for zone in town.zones} <= buildings
    assert {device.zone for device in town.devices} <= zones
    assert {device.platform for device in town.devices} <= platforms
    assert {person.area for person in town.staff} <= areas


def test_parents_stand_before_their_children() -> None:
    seen = {""}
    for area in furong(1).areas:
        assert area.parent in seen
        seen.add(area.code)


def test_houses_do_not_stand_in_each_other_and_lie_inside_the_wall() -> None:
    town = furong(1)
    wall = Polygon(town.areas[-1].outline).buffer(1e-6)
    outlines = [Polygon(building.outline) for building in town.buildings]
    assert all(outline.is_valid and wall.contains(outline) for outline in outlines)
    for index, one in enumerate(outlines):
        assert not any(one.intersects(other) for other in outlines[index + 1 :])


def test_no_house_stands_on_a_fire_lane() -> None:
    town = furong(1)
    lanes = [Polygon(zone.outline) for zone in town.zones if zone.kind == "fire_lane"]
    assert len(lanes) == 8
    for building in town.buildings:
        assert not any(lane.intersects(Polygon(building.outline)) for lane in lanes)


def test_a_device_stands_in_the_zone_it_watches() -> None:
    town = furong(1)
    zones = {zone.code: Polygon(zone.outline).buffer(1e-6) for zone in town.zones}
    assert all(zones[device.zone].contains(Point(device.at)) for device in town.devices)


def test_ids_have_twenty_digits_with_the_type_in_places_11_to_13() -> None:
    assert device_id("37990201", "gate_camera", 12) == "37990201001210000012"
    with pytest.raises(ValueError, match="no 20-digit id"):
        device_id("379902", "camera", 1)


def test_the_ground_is_a_feature_collection_with_closed_surfaces() -> None:
    collection = ground_collection(furong(1).ground)
    kinds = {feature["properties"]["kind"] for feature in collection["features"]}
    assert kinds == {"sea", "beach", "green", "path", "street", "building", "water", "block", "wood"}
    for feature in collection["features"]:
        if feature["geometry"]["type"] == "Polygon":
            ring = feature["geometry"]["coordinates"][0]
            assert ring[0] == ring[-1]
            assert len(ring) >= 4


def test_no_two_platforms_share_a_password() -> None:
    town = furong(1)
    assert len({platform.password for platform in town.platforms}) == len(town.platforms)
