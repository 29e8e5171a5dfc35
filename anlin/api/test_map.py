"""The map: layers, search. Rights are walked by test_matrix.py."""

import gzip

import pytest

from anlin.access.models import AuditRecord
from anlin.alerts.seeing import watchers_in
from anlin.api import map_crowd
from anlin.api.counting import Crossed
from anlin.api.intake_store import clock
from anlin.api.map import Packed
from anlin.observations.instants import SECOND, iso
from anlin.people.models import RoleGrant, User
from anlin.places.coverage import Watcher
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
    assert [each["kind"] for each in found] == ["area", "building", "zone", "device"]


@pytest.mark.parametrize("words", ["门口相机", "menkou", "mkxj"])
def test_a_device_is_found_with_the_house_and_floor_it_watches_but_none_in_a_home(as_role, town, house, words):
    home = Dwelling.objects.create(building=house, code="b3-301", floor=3)
    lobby = Zone.objects.create(area=town.compound, code="l", kind="lobby", name_zh="大堂", building=house, floor=1)
    room = Zone.objects.create(area=town.compound, code="r", kind="kitchen", name_zh="厨房", dwelling=home)
    placed = {"area": town.compound, "name_zh": "门口相机", "kind": "motion", "lon": 119.5, "lat": 35.4, "floor": 1}
    camera = Device.objects.create(code="cam-l", zone=lobby, **placed)
    Device.objects.create(code="m-r", zone=room, **placed)
    [found] = as_role("property_guard").get(f"/api/map/find?q={words}").json()
    assert (found["kind"], found["id"], found["building"], found["floor"]) == ("device", camera.pk, house.pk, 1)
    assert (found["west"], found["north"]) == (119.5, 35.4)
    assert as_role("property_guard", town.neighbour).get(f"/api/map/find?q={words}").json() == []


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


def test_a_layer_is_made_once_for_all_of_one_reach_and_comes_compressed_to_who_takes_it(as_role, town, house):
    guard, neighbour = as_role("property_guard"), as_role("property_guard", town.neighbour)
    plain = guard.get("/api/map/buildings")
    assert [each["id"] for each in plain.json()["features"]] == [house.pk]
    packed = guard.client.get("/api/map/buildings", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert neighbour.get("/api/map/buildings").json()["features"] == []  # Another reach, another picture.
    house.name_zh = "4号楼"
    house.save()  # Another version.
    assert guard.get("/api/map/buildings").json()["features"][0]["properties"]["name_zh"] == "4号楼"


def test_no_more_layers_are_kept_than_said():
    packed = Packed(most=2)
    for name in ("areas", "zones", "areas", "buildings"):
        packed.keep((name, "1"), name.encode())
    assert packed.get(("buildings", "1")) == b"buildings"
    assert sum(packed.get((name, "1")) is not None for name in ("areas", "zones", "buildings")) == 2


def test_an_hour_that_has_passed_says_what_was_open_in_it_and_names_it_in_the_record(as_role, raise_alert):
    alert = raise_alert()
    guard = as_role("property_guard")
    opened = iso(alert.opened_at)
    hour = guard.get(f"/api/map/past?at={opened}").json()
    [shown] = hour["alerts"]
    assert (shown["id"], shown["opened_at"], shown["ended_at"], shown["unknown"]) == (alert.pk, opened, None, [])
    assert hour["first"] == opened
    assert f"alert:{alert.pk}" in AuditRecord.objects.order_by("-position").first().body
    before = guard.get(f"/api/map/past?at={iso(alert.opened_at - 3600 * SECOND)}").json()
    assert before["alerts"] == []


def test_the_past_of_a_neighbour_is_not_ones_own(as_role, raise_alert, town):
    alert = raise_alert()
    assert (
        as_role("property_guard", town.neighbour).get(f"/api/map/past?at={iso(alert.opened_at)}").json()["alerts"] == []
    )


def test_a_model_covers_an_area_where_something_gives_its_inputs_and_knows_when_that_is_silent(
    as_role, raise_alert, town
):
    guard = as_role("property_guard")

    def state_of(model: str) -> list[str]:
        areas = guard.get(f"/api/map/coverage?model={model}").json()["areas"]
        return [state for state, numbers in areas.items() if town.compound.pk in numbers]

    assert state_of("ebike_in_building") == ["covered"]
    assert state_of("falling_object") == ["not_covered"]
    raise_alert(model="device_upkeep", rule="unseen", what="UNKNOWN")
    assert state_of("ebike_in_building") == ["unknown"]
    unknown = guard.get("/api/map/coverage?model=ebike_in_building").json()["zones"]["unknown"]
    assert unknown == [town.zone.pk]


def test_devices_of_one_sort_count_once_and_a_blind_one_beside_those_that_are_seen(town, raise_alert):
    person = User.objects.create_user("watcher", "值班员")
    RoleGrant.objects.create(user=person, role="dispatcher", area=town.compound)
    user = person.acting("models.read")
    other = Zone.objects.create(area=town.compound, code="lift-2", kind=town.zone.kind, name_zh="电梯")
    Device.objects.bulk_create(
        [Device(area=town.compound, zone=other, code=f"c-{n}", name_zh="相机", kind=town.device.kind) for n in range(9)]
    )
    assert watchers_in(user) == [Watcher(town.device.kind, town.zone.kind)]
    raise_alert(model="device_upkeep", rule="unseen", what="UNKNOWN")
    assert [watcher.is_seen for watcher in watchers_in(user)] == [False, True]


def test_there_is_no_coverage_of_a_model_that_does_not_exist(as_role):
    assert as_role("property_guard").client.get("/api/map/coverage?model=mind_reading").status_code == 404


def test_how_full_a_place_is_is_unknown_where_nobody_counts(as_role, town):
    Zone.objects.filter(pk=town.zone.pk).update(capacity=100, shape=square(119.5, 35.4))
    [place] = as_role("property_guard").get("/api/map/crowd").json()["features"]
    assert (place["properties"]["capacity"], place["properties"]["count"]) == (100, None)


def test_a_counted_gate_says_how_many_come_and_go_and_which_way_is_in(as_role, town, monkeypatch):
    gate = Zone.objects.create(
        area=town.compound, code="g", kind="gate", name_zh="大门", name_en="Gate", shape=square(119.5, 30.4)
    )
    Zone.objects.filter(pk=town.zone.pk).update(capacity=100, shape=square(119.5, 35.4))
    now = clock()()

    class Said:
        def now(self):
            return {}

        def lines(self):
            line = Crossed()
            line.came.append((now, 60.0))
            line.went.append((now, 10.0))
            return {gate.pk: line, 999_999: line}

    monkeypatch.setattr(map_crowd, "counts", Said)
    [_, arrow] = as_role("property_guard").get("/api/map/crowd").json()["features"]
    said = arrow["properties"]
    assert (said["in_per_minute"], said["out_per_minute"], said["bearing"]) == (12.0, 2.0, 0)
    assert len(as_role("property_guard", town.neighbour).get("/api/map/crowd").json()["features"]) == 0
