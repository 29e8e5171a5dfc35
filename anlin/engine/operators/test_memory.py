"""A kernel writes where the catalogue says that it may: compiled code does not look."""

import pytest

from anlin.engine.catalogue import OPERATORS
from anlin.engine.operators import agree, baseline, counting, rare, surge, unpaired
from anlin.engine.plan import Plan
from anlin.engine.rehearsal import PLACE, specimen


@pytest.mark.parametrize(
    ("operator", "integers"),
    [
        ("surge", surge._EACH),
        ("agree", agree._EACH * agree.DEVICES_MOST),
        ("level", counting.MEMORY),
        ("baseline", baseline.MEMORY),
        ("rare", rare.MEMORY),
        ("unpaired", unpaired.ALLOWED_MOST),
    ],
)
def test_the_catalogue_gives_an_operator_the_memory_it_uses(operator: str, integers: int) -> None:
    assert OPERATORS[operator].memory == integers


def test_the_bounds_of_the_catalogue_are_those_of_the_kernels() -> None:
    assert OPERATORS["agree"].bounds["sensors"][1] == agree.DEVICES_MOST
    assert OPERATORS["baseline"].bounds["weeks"][1] == baseline.WEEKS_MOST
    assert OPERATORS["rare"].bounds["days"][1] == rare.DAYS_MOST


def test_a_surge_has_room_for_the_largest_count_that_may_be_set() -> None:
    spec = specimen("surge", "zone", {"access_event/refused": "holds"}, window_s=10, count=3, clear_s=30)
    assert Plan([spec], PLACE).pool_width == 3 * spec.rules[0].parameters["count"].max
