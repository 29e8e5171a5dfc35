"""Patrols as functions of time."""

import pytest

from anlin.demo.rounds import METRES, SPEED, Round, rounds_of
from anlin.demo.town import city

NORTH = 100 / METRES
"""A hundred metres of latitude."""


def going(kind, *ways, offset_m=0.0):
    return Round("patrol-1", "a", kind, "队", "team", tuple((0.0, way * NORTH) for way in ways), offset_m)


@pytest.mark.parametrize(("seconds", "part"), [(0, 0), (50, 0.5), (100, 1), (150, 0.5), (200, 0), (250, 0.5)])
def test_a_way_that_is_not_closed_is_gone_to_and_fro(seconds, part):
    lon, lat = going("foot", 0, SPEED["foot"]).place(seconds)
    assert (lon, lat) == pytest.approx((0, part * SPEED["foot"] * NORTH))


def test_a_closed_way_is_gone_round_and_round():
    one = going("car", 0, 1, 0)
    assert one.place(0) == pytest.approx(one.place(200 / SPEED["car"]))


def test_a_corner_passed_twice_holds_nobody_up():
    assert going("boat", 0, 0, 1).place(50 / SPEED["boat"])[1] == pytest.approx(NORTH / 2)


def test_two_thousand_are_out_in_the_prefecture_on_foot_by_car_and_by_boat():
    town = city(1)
    found = rounds_of(town, 1)
    assert 2000 <= len(found) <= 2400
    assert {one.kind for one in found} == {"foot", "car", "boat"}
    assert len({one.code for one in found}) == len(found)
    assert found == rounds_of(town, 1)
    moved = [one for one in found if one.place(0) != one.place(10)]
    assert len(moved) == len(found)
