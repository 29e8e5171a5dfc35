from fractions import Fraction
from itertools import accumulate
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.engine.kernel import uncompiled
from anlin.engine.operators import baseline
from anlin.engine.plan import Plan
from anlin.engine.rehearsal import ENGINES, PLACE, PLAIN, Rehearsal, at, row, rows, specimen
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State
from anlin.engine.steps import Kernels, step
from anlin.observations import Quality

BURGLARY, THEFT = "case_record/burglary", "case_record/theft"
KEY = "zone:door-1/burglary"
DAY, WEEK = 86_400, 604_800
MONDAY = -8 * 3600
"""Second 0 is Monday, 08:00 in Shanghai: this is its midnight."""

upper_bound = uncompiled(baseline.upper_bound)


def model(**others: Any) -> ModelSpec:
    return specimen("baseline", "zone+label", {BURGLARY: "holds", THEFT: "holds"}, weeks=12, **others)


def years(*weeks: int, last: float = DAY, by: Kernels = PLAIN, **parameters: Any) -> Rehearsal:
    """So many burglaries in each week, the first of which the engine watches from its beginning on."""
    place = Rehearsal([model(**parameters)], by=by).says("magnet-door-1", "device_heartbeat", 0)
    for week, count in enumerate(weeks):
        place.says("magnet-door-1", BURGLARY, *(week * WEEK + last + 60 * i for i in range(count)))
    return place


def told(place: Rehearsal, weeks: float) -> list[tuple[str, float]]:
    return [(what, (second - MONDAY) / WEEK) for _, _, what, second in place.told(weeks * WEEK)]


def defined_bound(total: int, weeks: int) -> int:
    """The docstring's sentence in fractions: the first k with P(X <= k) >= 95 %, X negative binomial."""
    r, p = 1 + total, Fraction(1 + weeks, 2 + weeks)
    terms = (comb(r + k - 1, k) * p**r * (1 - p) ** k for k in range(10_000))
    return next(k for k, below in enumerate(accumulate(terms)) if below >= Fraction(19, 20))


@pytest.mark.parametrize(("total", "weeks", "bound"), [(0, 0, 4), (0, 1, 2), (0, 12, 1), (12, 12, 3), (24, 12, 5)])
def test_the_bound_of_a_few_counts(total: int, weeks: int, bound: int) -> None:
    assert upper_bound(total, weeks) == bound == defined_bound(total, weeks)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(0, 26))
def test_the_bound_is_that_of_exact_fractions(total: int, weeks: int) -> None:
    assert upper_bound(total, weeks) == defined_bound(total, weeks)


@pytest.mark.parametrize("weeks", [1, 2, 5, 12, 26])
@pytest.mark.parametrize("total", [201, 260, 500, 900])
def test_above_two_hundred_it_is_at_most_one_off(total: int, weeks: int) -> None:
    assert abs(upper_bound(total, weeks) - defined_bound(total, weeks)) <= 1


def test_after_a_quiet_quarter_it_opens_at_the_third_case_of_a_week() -> None:
    place = years(*[0] * 13, 3)
    assert place.told(14 * WEEK) == [("rule", KEY, "OPENED", 13 * WEEK + DAY + 120)]


def test_a_record_that_two_feeds_bring_counts_once() -> None:
    place = years(*[0] * 13)
    for record in (7, 8):
        for device in ("cam-lane-1", "magnet-lane-2"):
            place.says(device, BURGLARY, 13 * WEEK + DAY + 60 * record, zone="lane-1", track=record)
    assert told(place, 14) == []
    place.says("cam-lane-1", BURGLARY, 13 * WEEK + DAY + 600, track=2**64 - 9)
    assert told(place, 14)[0][0] == "OPENED"


def test_two_are_never_enough() -> None:
    assert told(years(*[0] * 13, 2), 20) == []


def test_where_a_case_a_week_is_usual_four_are_needed() -> None:
    assert told(years(*[1] * 13, 3), 14) == []
    assert len(told(years(*[1] * 13, 4), 14)) == 1


def test_without_a_past_it_is_careful() -> None:
    assert told(years(4), 1) == []
    assert len(told(years(5), 1)) == 1


def test_only_the_last_twelve_weeks_count() -> None:
    assert len(told(years(0, *[9] * 3, *[0] * 12, 3), 16)) == 2


def test_it_clears_after_two_normal_weeks() -> None:
    place = years(*[0] * 13, 3)
    assert told(place, 20)[1:] == [("CLEARED", 16)]


def test_a_week_above_its_bound_again_postpones_the_end() -> None:
    assert told(years(*[0] * 13, 3, 0, 6), 20)[1:] == [("CLEARED", 18)]


def test_another_kind_of_case_is_another_key() -> None:
    place = years(*[0] * 13, 2).says("magnet-door-1", THEFT, 13 * WEEK + DAY, 13 * WEEK + DAY + 10)
    assert told(place, 20) == []


def test_a_week_begins_on_monday_at_midnight_of_the_site() -> None:
    ends = MONDAY + 14 * WEEK
    place = years(*[0] * 13).says("magnet-door-1", BURGLARY, ends - 20, ends - 10, ends)
    assert told(place, 20) == []
    assert len(told(place.says("magnet-door-1", BURGLARY, ends - 1), 15)) == 1


def test_the_condition_names_the_cases_of_its_week() -> None:
    opened = years(*[0] * 13, 3).until(14 * WEEK)[0]
    assert (opened.value, opened.count, opened.start) == (3, 3, at(13 * WEEK + DAY))


def test_late_cases_count_and_open_nothing() -> None:
    late = years(*[0] * 13, 1)
    late.says("magnet-door-1", BURGLARY, 13 * WEEK + 2 * DAY, received=13 * WEEK + 3 * DAY)
    late.says("magnet-door-1", BURGLARY, 13 * WEEK + 2 * DAY + 1, received=13 * WEEK + 3 * DAY)
    assert told(late, 20) == []
    late.says("magnet-door-1", BURGLARY, 13 * WEEK + 4 * DAY)
    assert len(told(late, 14)) == 1


@pytest.mark.parametrize("quality", [Quality.REPLAYED, Quality.TEST, Quality.UNREGISTERED_DEVICE])
def test_replayed_and_test_rows_never_count(quality: Quality) -> None:
    place = years(*[0] * 13, 2)
    place.says("magnet-door-1", BURGLARY, *(13 * WEEK + 2 * DAY + i for i in range(9)), quality=int(quality))
    assert told(place, 20) == []


def test_doubtful_records_open_it_as_suspected() -> None:
    place = years(*[0] * 13, 2)
    place.says("magnet-door-1", BURGLARY, 13 * WEEK + 2 * DAY, quality=int(Quality.LOW_CONFIDENCE))
    assert [what for what, _ in told(place.says("magnet-door-1", BURGLARY, 13 * WEEK + 3 * DAY), 14)] == [
        "OPENED?", "OPENED",
    ]  # fmt: skip


def test_what_cannot_be_seen_does_not_become_normal() -> None:
    place = years(*[0] * 13, 3)
    place.says("magnet-door-1", "device_fault/stuck", 13.5 * WEEK).says(
        "magnet-door-1", "device_fault/normal", 20 * WEEK
    )
    assert told(place, 25)[1:] == [("UNKNOWN", pytest.approx(13.5, abs=0.1)), ("CLEARED", 22)]


def test_a_key_is_forgotten_when_its_weeks_are_all_empty() -> None:
    plan = Plan([model()], PLACE)
    state, _ = step(plan, State.fresh(plan), rows([row(PLACE, "magnet-door-1", BURGLARY, 1)]), at(20 * WEEK), by=PLAIN)
    assert state.live_slots() == 1
    state, _ = step(plan, state, rows([]), at(28 * WEEK), by=PLAIN)
    assert state.live_slots() == 0


def defined(weeks: list[int], normal_weeks: int, least: int) -> list[tuple[str, int]]:
    """The sentences of `baseline_row`, slowly: (what, week) of a year's counts."""
    found: list[tuple[str, int]] = []
    is_open, normal = False, 0
    for week, count in enumerate(weeks):
        past = weeks[max(0, week - 12) : week]
        is_beyond = count >= least and count > defined_bound(sum(past), len(past))
        if is_beyond and not is_open:
            is_open = True
            found.append(("OPENED", week))
        normal = 0 if is_beyond else normal + 1
        if is_open and normal >= normal_weeks:
            is_open = False
            found.append(("CLEARED", week + 1))
    return found


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=1, max_size=20), st.integers(1, 3), st.integers(1, 4))
def test_it_says_what_its_sentences_say(by: Kernels, weeks: list[int], normal_weeks: int, least: int) -> None:
    # Of the week in which it began, an engine knows only what came.
    weeks[0] = max(weeks[0], 1)
    said = told(years(*weeks, by=by, normal_weeks=normal_weeks, least=least), len(weeks) + 8)
    assert [(what, int(week)) for what, week in said] == defined([*weeks, *[0] * 7], normal_weeks, least)
