"""The models page says where another limit holds than the one it shows."""

import pytest

from anlin.places.models import Building, Dwelling, Override, Zone


@pytest.fixture
def lane(as_role, town):
    """`lane(area)`: the limit of the fire lane that a city's dispatcher is shown, everywhere or in an area."""
    dispatcher = as_role("dispatcher", town.city)

    def ask(area=None):
        rows = dispatcher.get(f"/api/models?area={area.pk}" if area else "/api/models").json()
        (model,) = [row for row in rows if row["name"] == "fire_lane_occupied"]
        (limit,) = [row for row in model["parameters"] if (row["rule"], row["name"]) == ("seen", "lasting_s")]
        return limit

    return ask


def set_limit(**place):
    Override.objects.create(model="fire_lane_occupied", parameter="lasting_s", value=300.0, **place)


def test_without_limits_of_its_own_no_place_is_named(lane):
    assert lane()["elsewhere"] == []


def test_an_area_with_a_limit_of_its_own_is_named_with_it(lane, town):
    set_limit(area=town.compound)
    shown = lane()
    assert shown["value"] == shown["default"]
    assert shown["elsewhere"] == [{"name": {"zh": town.compound.name_zh, "en": town.compound.name_en}, "value": 300.0}]


def test_what_is_shown_itself_is_not_elsewhere(lane, town):
    set_limit(area=town.compound)
    shown = lane(town.compound)
    assert (shown["value"], shown["elsewhere"]) == (300.0, [])


def test_a_limit_that_is_the_same_as_everywhere_is_no_difference(lane, town):
    set_limit()
    set_limit(area=town.compound)
    assert (lane()["value"], lane()["elsewhere"]) == (300.0, [])


def test_a_zone_is_named_and_a_room_of_a_home_is_not(lane, town):
    building = Building.objects.create(area=town.compound, code="8", name_zh="8号楼", outline=[])
    home = Dwelling.objects.create(building=building, code="8-3")
    room = Zone.objects.create(area=town.compound, code="k", kind="kitchen", name_zh="厨房", dwelling=home)
    set_limit(zone=town.zone)
    set_limit(zone=room)
    assert [place["name"]["zh"] for place in lane()["elsewhere"]] == [town.zone.name_zh]


def test_a_place_outside_ones_reach_is_not_named(as_role, town):
    set_limit(area=town.neighbour)
    rows = as_role("property_guard").get("/api/models").json()
    assert all(not limit["elsewhere"] for row in rows for limit in row["parameters"])
