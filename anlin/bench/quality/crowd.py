"""Crowd: hourly forecasts of street counts in Melbourne, and warnings of overload one hour ahead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlin.insight.calendar import calendar_of
from anlin.insight.crowd import ago, ahead, rolling_forecasts

HORIZONS_H = (1, 3, 24)
BARS = {1: 0.11, 24: 0.155}
OVERLOAD_SHARE = 0.995
SEED = 20261128
# Share of the upper half of the interval that an expected count may fall short of the limit and still warn.
CAUTION = 0.25

REGION = "AU-VIC"
"""Whose public holidays they are."""

Array = NDArray[np.float64]


def measure_crowd(folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Error, cover and warnings per data set and horizon; `wape` is the sum of errors over the sum of people."""
    figures: dict[str, Any] = {}
    for name, (counts, first_hour) in tables(folder / "pedestrian_counts").items():
        figures[name] = {"places": counts.shape[1], "hours": len(counts), "horizons": {}}
        for horizon_h in HORIZONS_H:
            say(f"crowd {name}: {horizon_h} h ahead")
            figures[name]["horizons"][str(horizon_h)] = judge(counts, first_hour, horizon_h)
        figures[name]["worse_data"] = {}
        for change, made in WORSE.items():
            say(f"crowd {name}: {change}")
            worse = made(counts, np.random.default_rng(SEED))
            begun = first_hour + timedelta(hours=len(counts) - len(worse))
            figures[name]["worse_data"][change] = {
                str(horizon_h): _kept(judge(worse, begun, horizon_h)) for horizon_h in (1, 24)
            }
    return figures


def _kept(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: figures[name] for name in ("wape", "wape_same_hour_last_week", "cover_90")}


def _hours_lost(counts: Array, random: np.random.Generator) -> Array:
    """A tenth of all hours never came."""
    return np.where(random.random(counts.shape) < 0.1, np.nan, counts)


def _counters_dead(counts: Array, random: np.random.Generator) -> Array:
    """Every counter is dead for two weeks in each quarter, each at a time of its own."""
    worse = counts.copy()
    for begin in range(0, len(counts), 91 * 24):
        for place in range(counts.shape[1]):
            first = begin + int(random.integers(0, 77 * 24))
            worse[first : first + 14 * 24, place] = np.nan
    return worse


def _few_places(counts: Array, random: np.random.Generator) -> Array:
    """Five places only: little to learn from the others."""
    return counts[:, np.sort(random.choice(counts.shape[1], 5, replace=False))]


def _half_a_year_later(counts: Array, _: np.random.Generator) -> Array:
    """Begun half a year later: other months are the first that it sees."""
    return counts[182 * 24 :]


WORSE = {
    "tenth_of_hours_lost": _hours_lost,
    "counters_dead_two_weeks_a_quarter": _counters_dead,
    "five_places": _few_places,
    "other_months": _half_a_year_later,
}


def judge(counts: Array, first_hour: datetime, horizon_h: int) -> dict[str, Any]:
    last_hour = first_hour + timedelta(hours=len(counts) + horizon_h)
    calendar = calendar_of(REGION, first_hour.year, last_hour.year)
    forecast = rolling_forecasts(counts, first_hour, horizon_h, calendar)
    outcome, last_week = ahead(counts, horizon_h), ago(counts, 168 - horizon_h)
    known = ~np.isnan(forecast.expected) & ~np.isnan(outcome)
    naive_known = known & ~np.isnan(last_week)
    judged = known & ~np.isnan(forecast.high)
    inside = (outcome >= forecast.low) & (outcome <= forecast.high)
    figures: dict[str, Any] = {
        "wape": wape(forecast.expected, outcome, known),
        "wape_bar": BARS.get(horizon_h),
        "wape_same_hour_last_week": wape(last_week, outcome, naive_known),
        "cover_90": round(float(inside[judged].mean()), 4),
        "forecasts": int(known.sum()),
    }
    if horizon_h == 1:
        limit = trailing_limit(counts)
        warned = forecast.expected + CAUTION * (forecast.high - forecast.expected) > limit
        usable = judged & ~np.isnan(limit)
        figures["overload"] = {
            "anlin": warnings(warned, outcome > limit, usable),
            "same_hour_last_week": warnings(last_week > limit, outcome > limit, usable),
            "over_the_limit_now": warnings(counts > limit, outcome > limit, usable),
        }
    return figures


def warnings(warned: NDArray[np.bool_], over: NDArray[np.bool_], usable: NDArray[np.bool_]) -> dict[str, float]:
    """Recall, precision, and false warnings per place and week."""
    hits = int((warned & over & usable).sum())
    return {
        "recall": round(hits / max(int((over & usable).sum()), 1), 3),
        "precision": round(hits / max(int((warned & usable).sum()), 1), 3),
        "false_per_place_week": round(int((warned & ~over & usable).sum()) / (usable.sum() / 168), 3),
    }


def trailing_limit(counts: Array) -> Array:
    """(hours, places) the 99.5th percentile of each place's last year, set anew each day from the past only."""
    limit = np.full(counts.shape, np.nan)
    for begin in range(90 * 24, len(counts), 24):
        past = counts[max(0, begin - 365 * 24) : begin]
        enough = (~np.isnan(past)).sum(axis=0) > 60 * 24
        if enough.any():
            limit[begin : begin + 24, enough] = np.nanquantile(past[:, enough], OVERLOAD_SHARE, axis=0)
    return limit


def wape(forecast: Array, outcome: Array, known: NDArray[np.bool_]) -> float:
    return round(float(np.abs(forecast - outcome)[known].sum() / outcome[known].sum()), 4)


def tables(folder: Path) -> dict[str, tuple[Array, datetime]]:
    """The tables of counts by hour as (hours, places), on the hours of the local clock: a row for each hour and sensor
    (`hour, sensor, count`), or a column for each sensor beside `hour`."""
    return {
        path.name.partition(".csv")[0]: _table(_every_hour(path))
        for path in sorted(folder.glob("*.csv*"))
        if "hour" in pl.read_csv(path, n_rows=0).columns
    }


def _every_hour(path: Path) -> pl.DataFrame:
    """A row for each hour from first to last; the hour that daylight saving repeats is counted twice, the larger
    stands for both."""
    rows = pl.read_csv(path).with_columns(pl.col("hour").str.to_datetime())
    if {"sensor", "count"} <= set(rows.columns):
        rows = rows.group_by("hour", "sensor").agg(pl.col("count").max())
        rows = rows.pivot("sensor", index="hour", values="count", sort_columns=True)
    first, last = _bounds(rows["hour"])
    every = pl.DataFrame({"hour": pl.datetime_range(first, last, "1h", eager=True)})
    return every.join(rows.group_by("hour").max(), on="hour", how="left").sort("hour")


def _table(wide: pl.DataFrame) -> tuple[Array, datetime]:
    counts = wide.drop("hour").select(pl.all().cast(pl.Float64)).to_numpy()
    return np.where(counts < 0, np.nan, counts), _bounds(wide["hour"])[0]


def _bounds(hours: pl.Series) -> tuple[datetime, datetime]:
    first, last = hours.min(), hours.max()
    if not isinstance(first, datetime) or not isinstance(last, datetime) or last - first < timedelta(hours=1):
        raise ValueError("the table holds no hours")
    return first, last
