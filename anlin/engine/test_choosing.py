"""Which rows count at all for a rule, whatever its operator: `min_confidence`, `over_value`; and which are doubtful."""

import msgspec
import pytest

from anlin.engine import load_models
from anlin.engine.rehearsal import PLAIN, Rehearsal
from anlin.engine.spec import Parameter, Text
from anlin.models import folders

LIFT = next(spec for spec in load_models(folders()) if spec.name == "ebike_in_building")


def opens(name: str, bound: float, **columns: float) -> bool:
    parameter = Parameter(Text("", ""), bound, 0, 10, "test")
    rule = msgspec.structs.replace(LIFT.rules[0], parameters={**LIFT.rules[0].parameters, name: parameter})
    place = Rehearsal([msgspec.structs.replace(LIFT, rules=(rule,))], by=PLAIN)
    return bool(place.says("cam-lift-2", "ebike_detected/ebike", 1, 1.5, 2, **columns).told(4))


@pytest.mark.parametrize(("confidence", "counts"), [(0.69, False), (0.7, True)])
def test_a_row_counts_from_the_least_confidence_on(confidence: float, counts: bool) -> None:
    assert opens("min_confidence", 0.7, confidence=confidence) is counts


@pytest.mark.parametrize(("value", "counts"), [(2.0, False), (2.1, False), (2.2, True)])
def test_a_row_counts_only_if_its_value_is_over_the_bound(value: float, counts: bool) -> None:
    assert opens("over_value", 2.1, value=value) is counts


def test_without_a_bound_every_value_counts() -> None:
    assert opens("min_confidence", 0, value=-1e9)


def test_what_a_device_with_a_weak_battery_says_is_doubtful_for_a_day() -> None:
    place = Rehearsal([LIFT], by=PLAIN).says("cam-lift-2", "device_fault/battery_low", 0)
    place.says("cam-lift-2", "ebike_detected/ebike", 1, 1.2, 1.4, 86_400, 86_400.2, 86_400.4)
    assert [what for _, _, what, _ in place.told(86_401)] == ["OPENED?", "CLEARED?", "OPENED"]
