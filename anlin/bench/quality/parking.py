"""Parking: how full 21 car parks are, when they will be full, and how many cars stand there hours ahead."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlin.bench.quality.access import spans_of
from anlin.bench.quality.crowd import wape
from anlin.bench.quality.streams import SECOND, model_of, places_of, rows_from, said_of, share
from anlin.engine.replay import Setting
from anlin.insight.crowd import ago, ahead, rolling_forecasts

Array = NDArray[np.float64]

FULL_WITHIN_MIN = 60
WARN_SHARE = 85
"""The naive warning: so many per cent are taken."""
SEED = 20261128
HORIZONS_H = (1, 2, 3)
BEGIN_H, LEARN_EVERY_H = 28 * 24, 24
_MODEL, _SAYS = "crowd_flow", (("people_count", ""),)
_HOUR_S = 3600
# A car park speaks every half hour: what lasts, falls silent and grows is judged on that.
SETTINGS = (
    Setting(_MODEL, "lasting_s", 0),
    Setting(_MODEL, "clear_s", 0),
    Setting(_MODEL, "stale_s", 3600),
    Setting(_MODEL, "trend_s", 1500),
    Setting(_MODEL, "full_min", FULL_WITHIN_MIN),
)


def measure_parking(folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    table = read_parking(folder / "parking_birmingham")
    say("parking: levels and time to full, by the model's own step")
    figures: dict[str, Any] = {
        "car_parks": table["park"].n_unique(),
        "readings": len(table),
        **filling(table),
    }
    counts, first = by_hour(table)
    for horizon_h in HORIZONS_H:
        say(f"parking: {horizon_h} h ahead")
        figures[f"{horizon_h}_h_ahead"] = forecasts(counts, first, horizon_h)
    return figures


def read_parking(folder: Path) -> pl.DataFrame:
    """(park, capacity, cars, at) in order of park and time: repeats and negative numbers left out."""
    rows = pl.concat([pl.read_csv(path) for path in sorted(folder.glob("parking_*.csv*"))])
    return (
        rows.select(
            park=pl.col("SystemCodeNumber"),
            capacity=pl.col("Capacity").cast(pl.Int64),
            cars=pl.col("Occupancy").cast(pl.Float64),
            at=pl.col("LastUpdated").str.to_datetime(time_unit="us"),
        )
        .filter((pl.col("cars") >= 0) & (pl.col("capacity") > 0))
        .unique(["park", "at"], keep="first")
        .sort("park", "at")
    )


def filling(table: pl.DataFrame) -> dict[str, Any]:
    """Levels against a slow definition; warnings of being full within the hour against what came, by park and day."""
    names = table["park"].unique().sort().to_list()
    room = [int(value) for value in table.group_by("park").agg(pl.col("capacity").max()).sort("park")["capacity"]]
    registry = places_of(names, "car_park", room, each_an_area=True)
    zone = table["park"].replace_strict(names, list(range(1, len(names) + 1))).to_numpy().astype(np.int64)
    at, cars = table["at"].to_numpy().astype(np.int64) - 8 * _HOUR_S * SECOND, table["cars"].to_numpy()
    columns = {"instant": at, "zone": zone, "device": 2 * zone, "saying": np.zeros(len(at), np.int64), "value": cars}
    said = said_of(model_of(_MODEL), registry, rows_from(columns, registry, _SAYS), SETTINGS)
    told = sorted((door, begin) for door, begin, _ in spans_of(said, "part_full"))
    slow, events = list[tuple[int, int]](), list[dict[str, Any]]()
    warned = sorted((door, begin) for door, begin in ((c.area, c.opened_at) for c in said if c.rule == "site_filling"))
    for number, capacity in enumerate(room, 1):
        mine = zone == number
        slow += [(number, moment) for moment in _passed(at[mine], cars[mine] * 100 / capacity)]
        events += _days(number, at[mine], cars[mine] / capacity, [b for z, b in warned if z == number])
    return {
        "at_80_per_cent_as_defined": {"told": len(told), "defined": len(slow), "same": len(set(told) & set(slow))},
        "full_within_the_hour": _warnings(events),
    }


def _passed(at: NDArray[np.int64], taken: Array) -> list[int]:
    """Slowly: at 80 % and more, until 75 % and less, or until 03:00."""
    opened, is_open, day = list[int](), False, -1
    for moment, percent in zip(at.tolist(), (np.floor(taken * 10) / 10).tolist(), strict=True):
        today = (moment + 5 * _HOUR_S * SECOND) // (86_400 * SECOND)
        is_open = is_open and day == today
        day = today
        if percent >= 80 and not is_open:
            opened.append(moment)
            is_open = True
        elif percent <= 75:
            is_open = False
    return opened


def _days(number: int, at: NDArray[np.int64], taken: Array, warned: list[int]) -> list[dict[str, Any]]:
    """Of each park and day: when it was full first (by a straight line between readings), and the first warnings."""
    days = (at + 8 * _HOUR_S * SECOND) // (86_400 * SECOND)
    found = []
    for day in np.unique(days):
        now, share_now = at[days == day], taken[days == day]
        full_at: float = float("inf")
        if (share_now >= 1).any():
            i = int(np.argmax(share_now >= 1))
            gone = (1 - share_now[i - 1]) / (share_now[i] - share_now[i - 1]) if i else 1.0
            full_at = float(now[i - 1] + gone * (now[i] - now[i - 1])) if i else float(now[0])
        before = [moment for moment in warned if now[0] <= moment <= now[-1]]
        near = now[(share_now * 100 >= WARN_SHARE)]
        found.append(
            {
                "park": number,
                "full_at": full_at,
                "first": float(now[0]),
                "anlin": float(before[0]) if before else None,
                f"at_{WARN_SHARE}_per_cent": float(near[0]) if len(near) else None,
            }
        )
    return found


def _warnings(events: list[dict[str, Any]]) -> dict[str, Any]:
    """A day that was full from its first reading asks nothing. A warning is right if it was full within two hours."""
    asked = [e for e in events if e["full_at"] > e["first"]]
    full = [e for e in asked if e["full_at"] < float("inf")]
    weeks = len(asked) / 7
    figures: dict[str, Any] = {"park_days": len(asked), "full": len(full)}
    for name in ("anlin", f"at_{WARN_SHARE}_per_cent"):
        ahead_min = [(e["full_at"] - e[name]) / SECOND / 60 for e in full if e[name] and e[name] <= e["full_at"]]
        timely = [m for m in ahead_min if m <= 120]
        warned = [e for e in asked if e[name] and e[name] <= e["full_at"]]
        right = [e for e in warned if e["full_at"] - e[name] <= 120 * 60 * SECOND]
        figures[name] = {
            "recall": share(len(timely), len(full)),
            "precision": share(len(right), len(warned)),
            "false_per_park_week": round((len(warned) - len(right)) / max(weeks, 1), 3),
            "median_minutes_before": round(float(np.median(timely)), 1) if timely else None,
        }
    return figures


def by_hour(table: pl.DataFrame) -> tuple[Array, datetime]:
    """(hours, parks) cars at the last reading of each hour; NaN where there is none."""
    hourly = table.with_columns(hour=pl.col("at").dt.truncate("1h")).group_by("hour", "park").agg(pl.col("cars").last())
    first, last = hourly["hour"].min(), hourly["hour"].max()
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        raise ValueError("the parking table is empty")
    first = first.replace(hour=0)
    every = pl.DataFrame({"hour": pl.datetime_range(first, last + timedelta(hours=1), "1h", eager=True)})
    parks = hourly.pivot("park", index="hour", values="cars", sort_columns=True)
    wide = every.join(parks, on="hour", how="left").sort("hour")
    return wide.drop("hour").to_numpy().astype(np.float64), first


def forecasts(counts: Array, first: datetime, horizon_h: int) -> dict[str, Any]:
    """Error and cover of the crowd's own forecast, beside what anybody would say; each judged on the same readings."""
    ours = rolling_forecasts(counts, first, horizon_h, learn_every_h=LEARN_EVERY_H, begin_h=BEGIN_H)
    outcome, last_week = ahead(counts, horizon_h), ago(counts, 168 - horizon_h)
    grown = counts + horizon_h * (counts - ago(counts, 1))
    naive = {
        "as_now": counts,
        "trend_goes_on": np.maximum(grown, 0),
        "same_hour_last_week": last_week,
        "last_week_from_now": np.maximum(counts + last_week - ago(counts, 168), 0),
    }
    known = ~np.isnan(ours.expected) & ~np.isnan(outcome)
    for row in range(len(counts)):
        if row < 168:
            known[row] = False
    for each in naive.values():
        known &= ~np.isnan(each)
    if not known.any():
        return {"forecasts": 0}  # Fewer than the four weeks after which the first is made.
    judged = known & ~np.isnan(ours.high)
    inside = (outcome >= ours.low) & (outcome <= ours.high)
    best = min(naive, key=lambda name: wape(naive[name], outcome, known))
    return {
        "forecasts": int(known.sum()),
        "wape": wape(ours.expected, outcome, known),
        "wape_naive": {name: wape(each, outcome, known) for name, each in naive.items()},
        "cover_90": round(float(inside[judged].mean()), 4) if judged.any() else None,
        "less_than_best_naive": _gain(np.abs(naive[best] - outcome), np.abs(ours.expected - outcome), outcome, known),
    }


def _gain(theirs: Array, ours: Array, outcome: Array, known: NDArray[np.bool_]) -> dict[str, Any]:
    """By how much the WAPE is lower than the best naive one, with a 95 % interval over days drawn again."""
    day = np.arange(len(outcome)) // 24
    sums = np.array(
        [
            [np.where(known[day == d], each[day == d], 0).sum() for each in (theirs, ours, outcome)]
            for d in np.unique(day[known.any(axis=1)])
        ]
    )
    random = np.random.default_rng(SEED)
    drawn = sums[random.integers(0, len(sums), (2000, len(sums)))].sum(axis=1)
    low, high = np.quantile((drawn[:, 0] - drawn[:, 1]) / drawn[:, 2], [0.025, 0.975])
    total = sums.sum(axis=0)
    return {
        "mean": round(float((total[0] - total[1]) / total[2]), 4),
        "interval_95": [round(float(low), 4), round(float(high), 4)],
    }
