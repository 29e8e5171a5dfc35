from datetime import date, datetime

import numpy as np
import pytest

from anlin.insight.calendar import Calendar, calendar_of
from anlin.insight.crowd import CrowdModel, ago, ahead, intervals, rhythm_of, rolling_forecasts, signs

MONDAY = datetime(2026, 1, 5)  # noqa: DTZ001 - a place's own clock has no zone.
WEEKS = 20


def a_town(weeks: int = WEEKS, seed: int = 1) -> np.ndarray:
    """Three places with a daily and weekly rhythm, busy days that last, and chance."""
    random = np.random.default_rng(seed)
    hours = np.arange(weeks * 168)
    shape = 40 + 400 * np.clip(np.sin((hours % 24 - 6) / 24 * 2 * np.pi), 0, 1)
    shape[(hours // 24) % 7 >= 5] *= 1.6
    mood = np.repeat(np.exp(random.normal(0, 0.2, weeks * 7)), 24)
    return random.poisson(np.outer(shape * mood, [1.0, 0.5, 2.0])).astype(float)


def error(forecast: np.ndarray, outcome: np.ndarray) -> float:
    known = ~np.isnan(forecast) & ~np.isnan(outcome)
    return float(np.abs(forecast - outcome)[known].sum() / outcome[known].sum())


@pytest.mark.parametrize("horizon_h", [1, 3, 24])
def test_a_forecast_beats_the_same_hour_last_week(horizon_h):
    counts = a_town()
    forecast = rolling_forecasts(counts, MONDAY, horizon_h, begin_h=60 * 24)
    last_week = ago(counts, 168 - horizon_h)
    later = ahead(counts, horizon_h)
    known = ~np.isnan(forecast.expected)
    assert error(forecast.expected, later) < 0.9 * error(np.where(known, last_week, np.nan), later)


def test_nine_in_ten_outcomes_lie_in_the_interval():
    counts = a_town(30)
    forecast = rolling_forecasts(counts, MONDAY, 1, begin_h=60 * 24)
    later = ahead(counts, 1)
    judged = ~np.isnan(forecast.high) & ~np.isnan(later)
    inside = (later >= forecast.low) & (later <= forecast.high)
    assert 0.87 <= inside[judged].mean() <= 0.93


def test_a_forecast_knows_nothing_of_the_future():
    counts = a_town()
    origin = 100 * 24
    changed = counts.copy()
    changed[origin + 1 :] *= 7
    before = rolling_forecasts(counts, MONDAY, 3, begin_h=60 * 24)
    after = rolling_forecasts(changed, MONDAY, 3, begin_h=60 * 24)
    np.testing.assert_array_equal(before.expected[: origin + 1], after.expected[: origin + 1])
    np.testing.assert_array_equal(before.high[: origin - 27], after.high[: origin - 27])


def test_a_lost_counter_is_a_gap_and_leaves_the_other_places_alone():
    counts = a_town()
    broken = counts.copy()
    broken[110 * 24 :, 0] = np.nan
    forecast = rolling_forecasts(broken, MONDAY, 1, begin_h=60 * 24)
    whole = rolling_forecasts(counts, MONDAY, 1, begin_h=60 * 24)
    last = slice(120 * 24, 130 * 24)
    assert not np.isnan(forecast.expected[last]).any()
    assert error(forecast.expected[last, 1:], whole.expected[last, 1:]) < 0.05


def test_a_public_holiday_follows_sundays_rhythm():
    counts = a_town()
    wednesday = date(2026, 4, 8)
    calendar = Calendar(free=frozenset({wednesday}))
    rhythm = rhythm_of(counts, MONDAY, calendar)
    row = (wednesday - MONDAY.date()).days * 24 + 12
    assert rhythm.usual[row, 0] == rhythm.usual[row - 3 * 24, 0] or np.isclose(
        rhythm.usual[row, 0], rhythm_of(counts[: row + 1], MONDAY, calendar).usual[row, 0]
    )
    assert rhythm.usual[row, 0] > rhythm_of(counts, MONDAY).usual[row, 0]


def test_a_weekend_day_that_is_worked_follows_a_wednesdays_rhythm():
    counts = a_town()
    saturday = date(2026, 4, 11)
    row = (saturday - MONDAY.date()).days * 24 + 12
    usual = rhythm_of(counts, MONDAY, Calendar(worked=frozenset({saturday}))).usual
    assert usual[row, 0] == rhythm_of(counts, MONDAY).usual[row + 4 * 24, 0]
    assert usual[row, 0] != rhythm_of(counts, MONDAY).usual[row, 0]


def test_the_calendar_knows_the_spring_festival_and_the_days_worked_for_it():
    china = calendar_of("CN", 2025, 2026)
    assert {date(2026, 2, 17), date(2026, 2, 23), date(2026, 10, 1)} <= china.free
    assert {date(2026, 2, 14), date(2026, 2, 28)} <= china.worked
    assert not china.free & china.worked
    assert date(2026, 11, 3) in calendar_of("AU-VIC", 2026, 2026).free


def test_a_region_without_a_calendar_is_an_error():
    with pytest.raises(ValueError, match="XX"):
        calendar_of("XX", 2026, 2026)


def test_no_forecast_before_anything_is_known():
    forecast = rolling_forecasts(a_town(2), MONDAY, 1, begin_h=0)
    assert np.isnan(forecast.expected).all()


def test_places_that_were_never_counted_have_no_forecast():
    counts = a_town()
    counts[:, 1] = np.nan
    forecast = rolling_forecasts(counts, MONDAY, 1, begin_h=60 * 24)
    assert np.isnan(forecast.expected[:, 1]).all()
    assert not np.isnan(forecast.expected[130 * 24, 0])


def test_a_horizon_beyond_a_day_is_refused():
    with pytest.raises(ValueError, match="1 to 24 hours"):
        CrowdModel(25)


def test_without_errors_there_is_no_interval():
    expected = np.full((48, 1), 100.0)
    low, high = intervals(expected, expected, 1, np.arange(48) % 24)
    assert np.isnan(low).all()
    assert np.isnan(high).all()


def test_signs_have_one_row_per_hour_and_place():
    counts = a_town(6)
    assert signs(rhythm_of(counts, MONDAY), 3).shape == (6 * 168, 3, 15)
