"""How many people a place held hour by hour: from the archive, and from what a site brought along (`anlin import`).

A site that starts with Anlin has counted before: every Parquet file of `anlin import` in ANLIN_HOME/history counts as
past, its zones known by their codes. An hour without a count is a gap, never a nought.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pyarrow.parquet as pq
from numpy.typing import NDArray

from anlin.archive.history import observations
from anlin.archive.reader import Archive
from anlin.insight.calendar import calendar_of
from anlin.insight.crowd import rolling_forecasts
from anlin.observations import registry_from_bytes
from anlin.observations.instants import HOUR, micros, moment
from anlin.observations.kinds import kind_code

PEOPLE = kind_code("people_count")
COLUMNS = ("observed_at", "zone", "device", "value")
BACK_DAYS = 91
AHEAD_H = 6
WARM_UP_H = 42 * 24
"""Four weeks to know each hour of the week, and two more to know how wrong one is."""


@dataclass(frozen=True)
class Expected:
    """What is expected in the hour that begins at `at` (µs since 1970 UTC): the mean number of people, and between
    which two numbers it lies nine times in ten."""

    at: int
    people: float
    low: float
    high: float


def hourly_people(
    archive: Archive | None, brought: Path, zones: Mapping[int, str], begin: int, end: int
) -> dict[int, dict[int, float]]:
    """Zone → hour (its beginning, µs) → mean number of people, for the zones (number → code) given."""
    frames = [
        *([_archived(archive, zones, begin, end)] if archive else []),
        *(brought_rows(file, zones, PEOPLE, COLUMNS, begin, end) for file in sorted(brought.glob("*.parquet"))),
    ]
    if not frames:
        return {zone: {} for zone in zones}
    hour = pl.col("observed_at").dt.truncate("1h")
    counted = (
        pl.concat(frames)
        .group_by("zone", hour, "device")
        .agg(pl.col("value").mean())
        # Several counters of one place count different people.
        .group_by("zone", "observed_at")
        .agg(pl.col("value").sum())
        .sort("zone", "observed_at")
    )
    found: dict[int, dict[int, float]] = {zone: {} for zone in zones}
    for zone, at, people in counted.iter_rows():
        found[zone][micros(at)] = people
    return found


def _archived(archive: Archive, zones: Mapping[int, str], begin: int, end: int) -> pl.DataFrame:
    counts = observations(archive, begin, end, kinds={PEOPLE}).filter(pl.col("zone").is_in(list(zones)))
    return counts.select(COLUMNS).collect()


def brought_rows(
    file: Path, zones: Mapping[int, str], kind: int, columns: Sequence[str], begin: int, end: int
) -> pl.DataFrame:
    """Rows of one kind of an imported file, with our own numbers of the zones; those we do not know are left out."""
    registry = registry_from_bytes((pq.read_schema(file).metadata or {})[b"anlin.registry"])
    ours = {code: number for number, code in zones.items()}
    numbers = {row.number: ours[row.code] for row in registry.zones if row.code in ours}
    return (
        pl.scan_parquet(file)
        .filter(
            pl.col("kind") == kind,
            pl.col("zone").is_in(list(numbers)),
            pl.col("observed_at").is_between(moment(begin), moment(end), closed="left"),
        )
        .with_columns(pl.col("zone").replace_strict(numbers, default=0, return_dtype=pl.Int32))
        .select(columns)
        .collect()
    )


def expected(
    hours: Mapping[int, float], now: int, region: str = "CN", zone_name: str = "Asia/Shanghai"
) -> list[Expected]:
    """The next hours of one place, from its own past and the calendar of its region (`calendar_of`); empty while too
    little of it is known.

    The hour under way counts as seen once half of it has passed.
    """
    full = now - now % HOUR - (HOUR if now % HOUR < HOUR // 2 else 0)
    known = [at for at in hours if at <= full]
    if not known or full - min(known) < WARM_UP_H * HOUR:
        return []
    first = min(known)
    counts = np.array([hours.get(at, np.nan) for at in range(first, full + 1, HOUR)])
    return _expected(tuple(counts.tolist()), first, region, zone_name)


@lru_cache(maxsize=64)
def _expected(counts: tuple[float, ...], first: int, region: str, zone_name: str) -> list[Expected]:
    # The hours to come are rows of their own: what is usual then is known already.
    column: NDArray[np.float64] = np.array([*counts, *[np.nan] * AHEAD_H], np.float64)[:, None]
    local = datetime.fromtimestamp(first / 1e6, UTC).astimezone(ZoneInfo(zone_name)).replace(tzinfo=None)
    origin = len(counts) - 1
    until = local + timedelta(hours=len(column))
    calendar = calendar_of(region, local.year, until.year)
    last = first + origin * HOUR
    found = []
    for horizon_h in range(1, AHEAD_H + 1):
        forecast = rolling_forecasts(
            column, local, horizon_h, calendar, learn_every_h=7 * 24, begin_h=WARM_UP_H - 14 * 24
        )
        people, low, high = (float(part[origin, 0]) for part in (forecast.expected, forecast.low, forecast.high))
        if np.isnan([people, low, high]).any():
            return []
        found.append(Expected(last + horizon_h * HOUR, people, low, high))
    return found


def days_known(hours: Mapping[int, float], now: int) -> int:
    """Since how many days the place is counted."""
    return timedelta(microseconds=now - min(hours)).days if hours else 0
