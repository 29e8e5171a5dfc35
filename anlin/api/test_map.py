"""The map: layers, search. Rights are walked by test_matrix.py."""

import pytest

from anlin.places.models import Building, Device, Dwelling, Zone


def square(lon: float, lat: float) -> dict:
    return {"type": "Polygon", "coordinates": [[[lon, lat], [lon + 1, lat], [lon, lat + 1], [lon, lat]]]}


@pytest.fixture
def house(town):
    return Building.objects.create(area=town.compound, code="b3", name_zh="3号楼", outline=square(119.5, 35.4))


@pytest.mark.parametrize("words", ["3号楼", "3hao", "3hl", "芙蓉一区 3号楼", "furongyi 3haolou"])
def test_a_building_is_found_by_its_name_and_its_sound_with_where_to_fly(as_role, town, house, words):
    [found] = as_role("property_guard").get(f"/api/map/find?q={words}").json()
    assert (found["kind"], found["id"], found["name"]["zh"]) == ("building", house.pk, "3号楼")
    assert found["where"]["zh"] == town.compound.name_zh
    assert [found[side] for side in ("west", "south", "east", "north")] == [119.5, 35.4, 120.5, 36.4]


def test_what_begins_with_the_words_comes_before_what_lies_in_it(as_role, town, house):
    type(town.compound).objects.filter(pk=town.compound.pk).update(outline=square(119.5, 35.4))
    found = as_role("property_guard").get("/api/map/find?q=furong").json()
    assert [each["kind"] for each in found] == ["area", "building", "zone"]


def test_a_place_beyond_reach_or_without_a_place_on_the_map_is_not_found(as_role, town, house):
    assert as_role("property_guard", town.neighbour).get("/api/map/find?q=3号楼").json() == []
    Building.objects.filter(pk=house.pk).update(outline={})
    assert as_role("property_guard").get("/api/map/find?q=3号楼").json() == []


def test_rooms_of_homes_are_not_on_the_map_and_their_devices_do_not_say_what_they_are(as_role, town, house):
    home = Dwelling.objects.create(building=house, code="b3-301", floor=3)
    room = Zone.objects.create(
        area=town.compound, code="k", kind="kitchen", name_zh="厨房", dwelling=home, shape=square(119.5, 35.4)
    )
    motion = Device.objects.create(
        area=town.compound, zone=room, code="m", name_zh="厨房红外", kind="motion", lon=119.5, lat=35.4, floor=3
    )
    guard = as_role("property_guard")
    zones = guard.get("/api/map/zones").json()["features"]
    assert room.pk not in [zone["id"] for zone in zones]
    devices = guard.get("/api/map/devices").json()["features"]
    [shown] = [device["properties"] for device in devices if device["id"] == motion.pk]
    assert (shown["name_zh"], shown["kind"], shown["zone"], shown["floor"]) == ("住户内设备", "home", None, 0)
