"""Hourly people counts of places, foretold hours ahead with an interval.

The forecast of a place and hour is its usual count at that hour of the week (an exponentially weighted mean that
forgets in about five weeks) times what today's departures from the usual say: at the origin, in the last day and week,
at the same hour yesterday and last week, and of all places together. How much each says is learned per hour of the
day by robust (least absolute deviation) regression over all places, from the past only. Public holidays follow
Sunday's rhythm, a weekend day that is worked follows a Wednesday's. A gap in the counts is a departure of zero, so a
lost counter widens nothing but its own interval.

Measured in docs/quality.md (`anlin bench quality`). Method: a seasonal baseline with dynamic regression on its
residuals; intervals by adaptive conformal inference (Gibbs and Candès, 2021).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlin.insight.calendar import Calendar

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

HOURS_A_WEEK = 168
FORGET = 0.2  # Weight of the newest week in the usual count.
WARM_UP_H = 28 * 24  # Four weeks before a first forecast: each hour of the week was seen four times.
SUNDAY, WEDNESDAY = 6, 2
NO_CALENDAR = Calendar()


@dataclass(frozen=True)
class Forecast:
    """For each origin hour and place, what is expected `horizon_h` later; NaN where nothing can be said.

    `expected`, `low`, `high`: (hours, places) people per hour; `low` to `high` should hold 90 % of what comes.
    """

    horizon_h: int
    expected: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class Rhythm:
    """Counts as departures from the usual; all in log(1 + people), (hours, places). `usual` knows only the past."""

    usual: Array
    departure: Array
    hour_of_day: NDArray[np.int64]
    is_holiday: Flags


def rhythm_of(counts: Array, first_hour: datetime, calendar: Calendar = NO_CALENDAR) -> Rhythm:
    """The rhythm of `counts` (hours, places; NaN is a gap), whose first row begins at local `first_hour`."""
    hours = np.arange(len(counts)) + first_hour.hour
    days = hours // 24
    dates = [first_hour.date() + timedelta(days=int(day)) for day in days]
    is_holiday = np.array([day in calendar.free for day in dates], bool)
    is_worked = np.array([day in calendar.worked for day in dates], bool)
    weekday = np.where(is_holiday, SUNDAY, np.where(is_worked, WEDNESDAY, (days + first_hour.weekday()) % 7))
    hour_of_week = weekday * 24 + hours % 24
    seen = np.log1p(counts)
    usual = np.full(counts.shape, np.nan)
    level = np.full((HOURS_A_WEEK, counts.shape[1]), np.nan)
    for row, slot in enumerate(hour_of_week):
        usual[row] = level[slot]
        # One festival must not become the usual: a single week moves it by at most a factor of e to the FORGET.
        moved = level[slot] + FORGET * np.clip(seen[row] - level[slot], -1, 1)
        level[slot] = np.where(np.isnan(level[slot]), seen[row], np.where(np.isnan(seen[row]), level[slot], moved))
    return Rhythm(usual, seen - usual, hours % 24, is_holiday)


def signs(rhythm: Rhythm, horizon_h: int) -> Array:
    """(hours, places, signs): what is known at each origin about the departure `horizon_h` later."""
    departure = np.nan_to_num(rhythm.departure)
    # A middle of no place at all is no sign.
    any_seen = ~np.isnan(rhythm.departure).all(axis=1)
    together = np.zeros(len(departure))
    together[any_seen] = np.nanmedian(rhythm.departure[any_seen], axis=1)
    everywhere = np.repeat(together[:, None], departure.shape[1], axis=1)
    running = np.cumsum(departure, axis=0)
    usual_then = ahead(rhythm.usual, horizon_h)
    holiday = np.repeat(rhythm.is_holiday[:, None].astype(float), departure.shape[1], axis=1)
    columns = [
        np.ones_like(departure),
        departure,
        ago(departure, 1),
        ago(departure, 2),
        (running - ago(running, 24)) / 24,
        (running - ago(running, HOURS_A_WEEK)) / HOURS_A_WEEK,
        ago(departure, 24 - horizon_h),
        ago(departure, HOURS_A_WEEK - horizon_h),
        ago(departure, 2 * HOURS_A_WEEK - horizon_h),
        everywhere,
        ago(everywhere, 1),
        ago(everywhere, 24 - horizon_h),
        ahead(holiday, horizon_h),
        holiday,
        departure * np.clip(np.nan_to_num(usual_then - rhythm.usual), -2, 2),
    ]
    return np.stack(columns, axis=-1)


class CrowdModel:
    """What departures mean `horizon_h` hours later; learned from the past, one set of weights per hour of the day."""

    def __init__(self, horizon_h: int) -> None:
        if not 1 <= horizon_h <= 24:
            raise ValueError(f"horizon_h={horizon_h}: 1 to 24 hours are supported")
        self.horizon_h = horizon_h
        self.weights: dict[int, Array] = {}

    def learn(self, rhythm: Rhythm, known: Array, until: int, hours: int = 365 * 24) -> None:
        """From origins in the `hours` before row `until` whose outcome lies before it. `known`: `signs` of it."""
        first, last = max(WARM_UP_H, until - hours), max(until - self.horizon_h, 0)
        outcome = ahead(rhythm.departure, self.horizon_h)[first:last]
        usual = ahead(rhythm.usual, self.horizon_h)[first:last]
        hour = (rhythm.hour_of_day[first:last] + self.horizon_h) % 24
        usable = ~np.isnan(outcome) & ~np.isnan(rhythm.departure[first:last])
        for nth in range(24):
            chosen = self._enough(hour, nth, usable, 4 * known.shape[-1])
            if chosen is None:
                continue
            # People, not percent: a crowded hour's error counts more, less than in proportion; an unknown one nothing.
            counts = usable[chosen].ravel()
            importance = np.where(counts, np.sqrt(np.maximum(np.expm1(usual[chosen].ravel()), 5.0)), 0)
            came = np.where(counts, outcome[chosen].ravel(), 0)
            self.weights[nth] = least_absolute(known[first:last][chosen].reshape(len(came), -1), came, importance)

    def _enough(self, hour: NDArray[np.int64], nth: int, usable: Flags, least: int) -> NDArray[np.intp] | None:
        """The rows to learn an hour of the day from: its own, or with too few of them (one place, some weeks) those of
        its neighbours, or of the whole day; None where even these are too few."""
        away = np.minimum((hour - nth) % 24, (nth - hour) % 24)
        for reach in (0, 1, 2, 12):
            chosen = np.flatnonzero(away <= reach)
            if usable[chosen].sum() >= least:
                return chosen
        return None

    def expect(self, rhythm: Rhythm, known: Array, rows: slice) -> Array:
        """Expected people per hour (rows, places) `horizon_h` after each origin; NaN where no rhythm is known yet."""
        usual = ahead(rhythm.usual, self.horizon_h)[rows]
        hour = (rhythm.hour_of_day[rows] + self.horizon_h) % 24
        expected = np.full(usual.shape, np.nan)
        for nth, weights in self.weights.items():
            at = hour == nth
            expected[at] = np.maximum(np.expm1(usual[at] + known[rows][at] @ weights), 0)
        return expected


def rolling_forecasts(
    counts: Array,
    first_hour: datetime,
    horizon_h: int,
    calendar: Calendar = NO_CALENDAR,
    learn_every_h: int = 14 * 24,
    begin_h: int = 90 * 24,
) -> Forecast:
    """A forecast from each hour after `begin_h`, each made only from what was known then."""
    rhythm = rhythm_of(counts, first_hour, calendar)
    known = signs(rhythm, horizon_h)
    model = CrowdModel(horizon_h)
    expected = np.full(counts.shape, np.nan)
    for begin in range(begin_h, len(counts), learn_every_h):
        model.learn(rhythm, known, begin)
        rows = slice(begin, min(begin + learn_every_h, len(counts)))
        expected[rows] = model.expect(rhythm, known, rows)
    low, high = intervals(expected, ahead(counts, horizon_h), horizon_h, rhythm.hour_of_day)
    return Forecast(horizon_h, expected, low, high)


def intervals(
    expected: Array, outcome: Array, horizon_h: int, hour_of_day: NDArray[np.int64], cover: float = 0.9
) -> tuple[Array, Array]:
    """(low, high) that hold `cover` of the outcomes, from the errors known at each origin, per place.

    Errors are scaled by the expected count's own spread, kept for the last six weeks per four hours of the day; the
    share outside steers their quantile (adaptive conformal inference), so the cover holds when the place changes.
    """
    scale = np.sqrt(np.maximum(expected, 1.0)) + 0.05 * np.maximum(expected, 0)
    error = (outcome - expected) / scale
    block = ((hour_of_day + horizon_h) % 24) // 4
    low, high = np.full(expected.shape, np.nan), np.full(expected.shape, np.nan)
    miss = np.full((6, expected.shape[1]), 1 - cover)
    rows_of = [np.flatnonzero(block == nth) for nth in range(6)]
    for nth, rows in enumerate(rows_of):
        for day_rows in _days(rows):
            past = rows[(rows < day_rows[0] - horizon_h) & (rows >= day_rows[0] - 42 * 24)]
            if len(past) < 28:
                continue
            wing = np.clip(miss[nth] / 2, 0.001, 0.25)
            ordered = np.sort(error[past], axis=0)  # NaN comes last.
            many = (~np.isnan(ordered)).sum(axis=0)
            down, up = (np.where(many >= 28, _quantile(ordered, many, share), np.nan) for share in (wing, 1 - wing))
            low[day_rows] = np.maximum(expected[day_rows] + down * scale[day_rows], 0)
            high[day_rows] = expected[day_rows] + up * scale[day_rows]
            inside = (outcome[day_rows] >= low[day_rows]) & (outcome[day_rows] <= high[day_rows])
            judged = ~np.isnan(outcome[day_rows]) & ~np.isnan(high[day_rows])
            count = judged.sum(axis=0)
            outside = np.divide(
                (judged & ~inside).sum(axis=0), count, out=np.full(count.shape, 1 - cover), where=count > 0
            )
            miss[nth] = np.clip(miss[nth] + 0.05 * ((1 - cover) - outside), 0.01, 0.5)
    return low, high


def _quantile(ordered: Array, many: NDArray[np.int64], share: Array) -> Array:
    """(places,) the quantile `share` of the first `many` values of each sorted column, between two of them linearly."""
    at = np.maximum(many - 1, 0) * share
    below = np.floor(at).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(many - 1, 0))
    place = np.arange(ordered.shape[1])
    first, second, part = ordered[below, place], ordered[above, place], at - below
    between: Array = np.where(part < 0.5, first + (second - first) * part, second - (second - first) * (1 - part))
    return between


def least_absolute(signs: Array, outcome: Array, importance: Array, rounds: int = 6) -> Array:
    """Weights (signs,) that make the importance-weighted sum of absolute errors small, by reweighted least squares.

    A year's sums are made in single precision, for they wait for memory; their few equations are solved in double.
    """
    columns = np.ascontiguousarray(signs.T, np.float32)
    came, squared = outcome.astype(np.float32), (importance**2).astype(np.float32)
    emphasis: NDArray[np.floating[Any]] = importance.astype(np.float32)
    weights = np.zeros(len(columns))
    for _ in range(rounds):
        weighted = columns * emphasis
        normal = (weighted @ columns.T).astype(np.float64)
        ridge = 1e-3 * np.trace(normal) / len(normal) * np.eye(len(normal))
        weights = np.linalg.solve(normal + ridge, (weighted @ came).astype(np.float64))
        emphasis = squared / np.maximum(np.abs(came - weights.astype(np.float32) @ columns), 0.03)
    return weights


def ago(values: Array, hours: int) -> Array:
    """The values `hours` earlier, row by row; 0 before the beginning."""
    if hours <= 0:
        return values.copy() if hours == 0 else ahead(values, -hours)
    earlier = np.zeros_like(values)
    earlier[hours:] = values[:-hours]
    return earlier


def ahead(values: Array, hours: int) -> Array:
    """The values `hours` later, row by row; NaN past the end."""
    later = np.full(values.shape, np.nan)
    later[:-hours] = values[hours:]
    return later


def _days(rows: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Runs of consecutive rows: one block of hours of one day each."""
    if len(rows):
        yield from np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
