"""Limits are set in shadow, put in force and taken back; each step stands with who and why."""

import pytest

from anlin.engine import load_models
from anlin.engine.plan import Plan
from anlin.models import folders
from anlin.people.models import User
from anlin.places.models import Override
from anlin.places.registry import current_registry
from anlin.tuning.limits import BadLimit, Limit, NotSoNow, checked, promote, put_in_force, run_in_shadow, take_back

pytestmark = pytest.mark.django_db
SPECS = load_models(folders())
FIRE_LANE = next(spec for spec in SPECS if spec.name == "fire_lane_occupied")
LONGER = [Limit("lasting_s", 300.0)]


@pytest.fixture
def manager(town) -> User:
    return User.objects.create_user("manager", "管理员")


def in_force() -> list[tuple[str, str, float]]:
    return sorted((row.model, row.parameter, row.value) for row in Override.objects.all())


def test_limits_in_force_reach_the_registry(manager, town):
    put_in_force(manager, FIRE_LANE, town.compound, LONGER, "太多误报", 1)
    (override,) = current_registry().overrides
    assert (override.model, override.parameter, override.value, override.area) == (
        "fire_lane_occupied", "lasting_s", 300.0, town.compound.pk,
    )  # fmt: skip


def test_taking_back_puts_the_limits_from_before_in_force_again(manager, town):
    put_in_force(manager, FIRE_LANE, None, [Limit("lasting_s", 240.0)], "试一下", 1)
    change = put_in_force(manager, FIRE_LANE, None, LONGER, "再放宽", 2)
    assert in_force() == [("fire_lane_occupied", "lasting_s", 300.0)]
    take_back(manager, change, 3)
    assert in_force() == [("fire_lane_occupied", "lasting_s", 240.0)]


def test_a_change_is_taken_back_once(manager, town):
    change = put_in_force(manager, FIRE_LANE, None, LONGER, "放宽", 1)
    take_back(manager, change, 2)
    with pytest.raises(NotSoNow):
        take_back(manager, change, 3)


def test_a_shadow_run_stands_beside_what_is_in_force_and_pages_nobody(manager, town):
    run_in_shadow(manager, FIRE_LANE, town.compound, LONGER, "太多误报", 1)
    plan = Plan(SPECS, current_registry())
    assert plan.rule_index("fire_lane_occupied", "seen") >= 0
    shadow = plan.rule_index("fire_lane_occupied~shadow", "seen")
    profiles = plan.arrays.profile_of[plan.arrays.rules[shadow]["profiles"] :][: plan.terrain.zones.size]
    assert {int(plan.arrays.profiles[p]["shadow"]) for p in profiles if p >= 0} == {1}


def test_a_model_has_one_shadow_run_at_a_time(manager, town):
    run_in_shadow(manager, FIRE_LANE, None, LONGER, "一", 1)
    with pytest.raises(NotSoNow):
        run_in_shadow(manager, FIRE_LANE, None, LONGER, "二", 2)


def test_a_promoted_shadow_run_holds_and_leaves_no_shadow(manager, town):
    change = run_in_shadow(manager, FIRE_LANE, None, LONGER, "太多误报", 1)
    promote(manager, change, 2)
    assert in_force() == [("fire_lane_occupied", "lasting_s", 300.0)]
    with pytest.raises(NotSoNow):
        promote(manager, change, 3)


def test_an_ended_shadow_run_leaves_what_is_in_force_alone(manager, town):
    put_in_force(manager, FIRE_LANE, None, [Limit("lasting_s", 240.0)], "先", 1)
    take_back(manager, run_in_shadow(manager, FIRE_LANE, None, LONGER, "后", 2), 3)
    assert in_force() == [("fire_lane_occupied", "lasting_s", 240.0)]


@pytest.mark.parametrize(
    ("limit", "named"),
    [(Limit("lasting_s", 1.0), "within"), (Limit("speed", 1.0), "no parameter"), (None, "different")],
)
def test_a_limit_outside_its_bounds_is_refused_with_the_bounds(limit, named):
    with pytest.raises(BadLimit, match=named):
        checked(FIRE_LANE, [limit] if limit else [])
