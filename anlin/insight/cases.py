"""Cases by week, kind and place: from the archive and what a site brought along, and what the week under way may bring.

Weeks are local, Monday to Sunday, as those of model 14. A record that two feeds bring (one `track`) counts once. Places
and times only: who was involved is in no row (LU-F3), and what citizens report is no case (LU-F4).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlin.archive.history import observations
from anlin.archive.reader import Archive
from anlin.insight.counting import brought_rows
from anlin.insight.hotspot import HotspotModel, dispersion, upper_bound
from anlin.observations import Quality
from anlin.observations.instants import DAY, micros, moment
from anlin.observations.kinds import LABELS, kind_code, label_codes

CASE = kind_code("case_record")
BACK_WEEKS = 26
NEEDED_WEEKS = 6
"""Ended weeks from which on a forecast is made."""
CHECKED_WEEKS = 6
"""The latest weeks, foretold from what was known before each: by them one knows how wrong one is."""
COLUMNS = ("observed_at", "zone", "label", "track")
_NO_CASE = int(Quality.REPLAYED | Quality.UNREGISTERED_DEVICE | Quality.TEST)


@dataclass(frozen=True)
class Weekly:
    """`counts`: (weeks, places, kinds) cases; `weeks`: their Mondays, µs since 1970 UTC, one after the other."""

    weeks: tuple[int, ...]
    places: tuple[int, ...]
    kinds: tuple[str, ...]
    counts: NDArray[np.float64]


@dataclass(frozen=True)
class Outlook:
    """What one kind may bring in the week after the known ones: the mean of each place, and the count that it does not
    exceed nineteen times in twenty."""

    expected: NDArray[np.float64]
    at_most: tuple[int, ...]


def monday_before(now: int, zone_name: str = "Asia/Shanghai") -> int:
    """The beginning of the local week of an instant."""
    local = moment(now).astimezone(ZoneInfo(zone_name)).replace(hour=0, minute=0, second=0, microsecond=0)
    return micros(local - timedelta(days=local.weekday()))


def weekly_cases(
    archive: Archive | None,
    brought: Path,
    places: Mapping[int, str],
    kinds: Collection[str],
    begin: int,
    end: int,
    zone_name: str = "Asia/Shanghai",
) -> Weekly:
    """Cases from the week of `begin` to that of the last instant before `end`, of these kinds in these places
    (number → code).

    Weeks before the first case of all are left out: nobody knows whether the feeds were there.
    """
    frames = [
        *([_archived(archive, places, begin, end)] if archive else []),
        *(brought_rows(file, places, CASE, COLUMNS, begin, end) for file in sorted(brought.glob("*.parquet"))),
    ]
    numbers = tuple(sorted(places))
    labels = sorted(label_codes(kinds))
    rows = pl.concat(frames).filter(pl.col("label").is_in(labels)) if frames else pl.DataFrame()
    if rows.is_empty():
        return Weekly((), numbers, (), np.zeros((0, len(numbers), 0)))
    alone, copied = rows.filter(pl.col("track") == 0), rows.filter(pl.col("track") != 0)
    week = pl.col("observed_at").dt.convert_time_zone(zone_name).dt.truncate("1w").dt.convert_time_zone("UTC")
    counted = (
        pl.concat([alone, copied.unique(["zone", "label", "track"], keep="first", maintain_order=True)])
        .group_by(week.alias("week"), "zone", "label")
        .len()
    )
    first = micros(counted["week"].min())  # type: ignore[arg-type]
    weeks = _mondays(first, end, zone_name)
    counts = np.zeros((len(weeks), len(numbers), len(labels)))
    at_week = {each: nth for nth, each in enumerate(weeks)}
    at_place = {each: nth for nth, each in enumerate(numbers)}
    for monday, place, label, number in counted.iter_rows():
        counts[at_week[micros(monday)], at_place[place], labels.index(label)] = number
    return Weekly(weeks, numbers, tuple(LABELS[label] for label in labels), counts)


def _archived(archive: Archive, places: Mapping[int, str], begin: int, end: int) -> pl.DataFrame:
    rows = observations(archive, begin, end, kinds={CASE}).filter(
        pl.col("zone").is_in(list(places)), (pl.col("quality") & _NO_CASE) == 0
    )
    return rows.select(COLUMNS).collect()


def _mondays(first: int, end: int, zone_name: str) -> tuple[int, ...]:
    weeks = [first]
    while (following := monday_before(weeks[-1] + 10 * DAY, zone_name)) < end:
        weeks.append(following)
    return tuple(weeks)


def outlook(known: Weekly, kind: str, districts: Sequence[int]) -> Outlook | None:
    """What the week after the known ones may bring of one kind; None while too few are known.

    `districts`: the larger unit around each place, any number per unit.
    """
    if len(known.weeks) < NEEDED_WEEKS or kind not in known.kinds:
        return None
    nth = known.kinds.index(kind)
    counts, others = known.counts[:, :, nth], np.delete(known.counts, nth, axis=2)
    model = HotspotModel(np.unique(np.asarray(districts), return_inverse=True)[1].astype(np.int64))
    foretold, came = [], []
    for week in range(max(NEEDED_WEEKS - 2, len(counts) - CHECKED_WEEKS), len(counts)):
        model.learn(counts[:week], others[:week])
        foretold.append(model.expect(counts[:week], others[:week]))
        came.append(counts[week])
        model.heed(counts[week])
    model.learn(counts, others)
    expected = model.expect(counts, others)
    size = dispersion(np.concatenate(came), np.concatenate(foretold))
    return Outlook(expected, tuple(upper_bound(float(each), size) for each in expected))
