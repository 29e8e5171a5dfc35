"""Past verdicts speak for a limit only where they do so twice, and never for losing what was true."""

import pytest

from anlin.engine import load_models
from anlin.models import folders
from anlin.tuning.advising import MOST_TRIED, Point, advice, points_of, values_to_try
from anlin.tuning.limits import Limit, checked

SPECS = load_models(folders())
DROPS_FIVE = {"kept_true": 6, "lost_false": 5}
DROPS_TWO = {"kept_true": 6, "lost_false": 2, "kept_false": 3}
LOSES_ONE = {"kept_true": 5, "lost_true": 1, "lost_false": 5}


def point(value: float, earlier: dict[str, int], later: dict[str, int], after: int = 30) -> Point:
    return Point(Limit("min_confidence", value, "seen"), 40, after, earlier, later)


def test_the_value_that_drops_most_false_alerts_is_named_when_the_later_half_agrees() -> None:
    best, why = advice([point(0.8, DROPS_TWO, DROPS_TWO), point(0.85, DROPS_FIVE, DROPS_TWO)], 22, 10)
    assert best is not None
    assert (best.limit.value, why) == (0.85, "")


@pytest.mark.parametrize("later", [LOSES_ONE, {"kept_true": 6, "kept_false": 5}])
def test_what_the_later_half_does_not_confirm_is_not_named(later: dict[str, int]) -> None:
    assert advice([point(0.85, DROPS_FIVE, later)], 22, 10) == (None, "none")


def test_a_value_that_loses_a_true_alert_is_never_named() -> None:
    assert advice([point(0.85, LOSES_ONE, DROPS_FIVE)], 22, 10) == (None, "none")


def test_more_alerts_are_never_named() -> None:
    assert advice([point(0.5, DROPS_FIVE, DROPS_FIVE, after=41)], 22, 10) == (None, "none")


@pytest.mark.parametrize(("judged", "false", "why"), [(19, 9, "few"), (20, 0, "clean"), (0, 0, "few")])
def test_without_verdicts_nothing_is_named_and_it_is_said_why(judged: int, false: int, why: str) -> None:
    assert advice([point(0.85, DROPS_FIVE, DROPS_FIVE)], judged, false) == (None, why)


@pytest.mark.parametrize("spec", [spec for spec in SPECS if spec.group != "upkeep"], ids=lambda spec: spec.name)
def test_every_value_tried_is_another_one_and_within_its_bounds(spec) -> None:
    now = {(rule.name, name): p.default for rule in spec.rules for name, p in rule.parameters.items()}
    limits = values_to_try(spec, now)
    assert checked(spec, limits) == limits
    assert 0 < len(limits) <= MOST_TRIED
    assert all(limit.value != now[limit.rule, limit.parameter] for limit in limits)
    assert len(set(limits)) == len(limits)


def test_a_point_has_the_counts_of_its_line() -> None:
    line = {"before": 4, "after": 2, "known": {"earlier": {"kept_true": 1}, "later": {"kept_true": 2, "lost_false": 1}}}
    (made,) = points_of([Limit("count", 4.0, "seen")], [line])
    assert (made.of("kept_true"), made.of("lost_false"), made.of("lost_true")) == (3, 1, 0)
