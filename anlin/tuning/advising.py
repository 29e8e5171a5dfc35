"""Which other limit past verdicts speak for, and how well: evidence for people, who decide.

Every limit of a model is tried by itself at some other values. One is named only if on the earlier half of the verdicts
it kept every alert found true and dropped most of those found false, and did the same on the later half, which had no
say in the choice. So it only ever speaks for fewer alerts: nobody judged what was never told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from anlin.engine import ModelSpec
from anlin.engine.spec import Parameter
from anlin.tuning.limits import Limit

LEAST_JUDGED = 20
"""Verdicts of the period below which nothing is named."""
MOST_TRIED = 60
"""Values that one sweep tries; a model with many limits gets fewer values of each."""

_FACTORS = (2.0, 0.5, 1.5, 0.75, 3.0, 1.25)
_SHARES = (0.1, -0.1, 0.2, -0.2, 0.05, -0.05)
_COUNTS = (1, -1, 2, -2, 3, 5)


@dataclass(frozen=True)
class Point:
    """One limit at one value: alerts, and what became of those that people had judged (`known.counted`)."""

    limit: Limit
    before: int
    after: int
    earlier: Mapping[str, int]
    later: Mapping[str, int]

    def of(self, fate: str) -> int:
        """`kept_true`, `lost_false`, …, of the whole period."""
        return self.earlier.get(fate, 0) + self.later.get(fate, 0)


def values_to_try(spec: ModelSpec, now: Mapping[tuple[str, str], float]) -> list[Limit]:
    """Other values of each limit, nearest to what holds `now` (by rule and parameter) first, within its bounds."""
    limits = [(rule.name, name, parameter) for rule in spec.rules for name, parameter in rule.parameters.items()]
    many = max(1, min(len(_FACTORS), MOST_TRIED // max(1, len(limits))))
    chosen = []
    for rule, name, parameter in limits:
        value = now[rule, name]
        others = dict.fromkeys(other for other in _others(value, parameter) if other != value)
        chosen += [Limit(name, other, rule) for other in sorted(list(others)[:many])]
    return chosen[:MOST_TRIED]


def _others(value: float, parameter: Parameter) -> Iterable[float]:
    if parameter.max <= 1:
        moved = (value + step for step in _SHARES)
    elif parameter.unit == "" or value <= 5:
        moved = (value + step for step in _COUNTS)
    else:
        moved = (value * factor for factor in _FACTORS)
    return (float(f"{min(max(each, parameter.min), parameter.max):.4g}") for each in moved)


def points_of(limits: Sequence[Limit], tried: Sequence[Mapping[str, Any]]) -> list[Point]:
    """The limits, in the order tried, each with its line of `anlin replay --try --verdicts --json`."""
    return [
        Point(limit, line["before"], line["after"], line["known"]["earlier"], line["known"]["later"])
        for limit, line in zip(limits, tried, strict=True)
    ]


def advice(points: Sequence[Point], judged: int, judged_false: int) -> tuple[Point | None, str]:
    """The value past verdicts speak for, or None and why: `few` verdicts, none of them false (`clean`), `none` good."""
    if judged < LEAST_JUDGED:
        return None, "few"
    if not judged_false:
        return None, "clean"
    good = [point for point in points if point.after < point.before and _is_good(point.earlier)]
    if not good:
        return None, "none"
    best = max(good, key=lambda point: (point.earlier["lost_false"], point.after))
    return (best, "") if _is_good(best.later) else (None, "none")


def _is_good(half: Mapping[str, int]) -> bool:
    return not half.get("lost_true") and half.get("lost_false", 0) > half.get("gained_false", 0)
