"""Homes of people living alone: their rows as `anlin import` makes them, and what is truly so at an instant."""

import tempfile
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from anlin.engine.layout import RowArrays
from anlin.engine.rows import rows_of
from anlin.observations import LABEL_CODES, Registry, registry_from_bytes
from anlin.tables import import_tables, load_mapping

HOMES = {
    # Name: (where rooms to rest in have infra-red, labels of the resident).
    "casas_al_2011": (True, "rows"),
    "kasteren_A": (False, "spans"),
    "ordonez_A": (False, "spans"),
    "elder_hourly": (True, ""),
}
SECOND, HOUR_S = 1_000_000, 3600
_GONE_S = 600
_ASLEEP = ("Sleep", "go-to-bed", "Sleeping")
_AWAY = ("Leave_Home", "leave-house", "Leaving")


@dataclass
class Home:
    """`spans`: (begin, end, state) in microseconds, not overlapping, `asleep` or `away`; the rest is awake.

    `signs`: instants of what the naive rule takes for signs of life.
    """

    name: str
    has_infrared: bool
    has_labels: bool
    registry: Registry
    rows: RowArrays
    spans: list[tuple[int, int, str]]
    signs: NDArray[np.int64]

    @property
    def days(self) -> float:
        return float(self.rows.observed_at[-1] - self.rows.observed_at[0]) / SECOND / 86_400

    def usual_latest_rising(self) -> int:
        """The 95th percentile of the last labelled rising of each night, as an instant of the first day."""
        day, noon = 86_400 * SECOND, int(self.rows.observed_at[0])
        # Nights are told apart at the hour at which the home sleeps least.
        ends = np.array([end for _, end, state in self.spans if state == "asleep"])
        hours = np.bincount((ends // (HOUR_S * SECOND)) % 24, minlength=24)
        split = int(np.argmin(hours + np.roll(hours, 1) + np.roll(hours, -1))) * HOUR_S * SECOND
        nights = (ends - split) // day
        last = [int(((ends[nights == night] - split) % day).max()) for night in np.unique(nights)]
        return (noon // day) * day + split + round(float(np.quantile(last, 0.95)))

    def state_at(self, instant: int) -> str:
        """`away`, `asleep` or `awake`, as labelled."""
        nth = bisect_right(self.spans, (instant, 2**63, "")) - 1
        return self.spans[nth][2] if nth >= 0 and instant < self.spans[nth][1] else "awake"


def homes(folder: Path) -> list[Home]:
    """The four homes of the data folder, imported by the mappings beside this file."""
    return [_home(folder / "home_activity", name, *about) for name, about in HOMES.items()]


def _home(folder: Path, name: str, has_infrared: bool, labelled: str) -> Home:
    file = folder / f"{name}.csv.gz"
    mapping = load_mapping(Path(__file__).parent / "homes" / f"{name}.toml")
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "home.parquet"
        import_tables([file], mapping, out)
        table = pq.read_table(out)
    registry = registry_from_bytes(table.schema.metadata[b"anlin.registry"])
    batch: pa.RecordBatch = table.combine_chunks().to_batches()[0]
    rows = rows_of(batch, 1)
    zone = ZoneInfo(mapping.time.zone)
    labels = _of_rows(file, zone) if labelled == "rows" else []
    if labelled == "spans":
        labels = _of_spans(folder / f"{name}_activities.csv", zone)
    if not labelled:
        labels = _nights(rows, zone)
    spans = _without_overlap([*_between_doors(rows, registry), *labels])
    # A row for every hour, also of none: there `off` is no sign. Elsewhere the naive rule takes every row for one.
    is_sign = np.full(len(rows.id), True) if labelled else rows.label != LABEL_CODES["off"]
    return Home(name, has_infrared, bool(labelled), registry, rows, spans, rows.observed_at[is_sign].astype(np.int64))


def _of_rows(file: Path, zone: ZoneInfo) -> list[tuple[int, int, str]]:
    """Each row's label holds until the next row."""
    table = pl.read_csv(file).with_columns(pl.col("ts").str.to_datetime())
    at = [_instant(moment, zone) for moment in table["ts"]]
    spans: list[tuple[int, int, str]] = []
    for begin, end, label in zip(at, at[1:], table["activity"].to_list(), strict=False):
        state = _state(label)
        if spans and spans[-1][1:] == (begin, state):
            spans[-1] = (spans[-1][0], end, state)
        elif state:
            spans.append((begin, end, state))
    return spans


def _of_spans(file: Path, zone: ZoneInfo) -> list[tuple[int, int, str]]:
    table = pl.read_csv(file, try_parse_dates=True)
    return [
        (_instant(begin, zone), _instant(end, zone), state)
        for begin, end, label in table.iter_rows()
        if (state := _state(label))
    ]


def _nights(rows: RowArrays, zone: ZoneInfo) -> list[tuple[int, int, str]]:
    """Where nobody labelled anything: 22:00 to 07:00 of every day counts as asleep."""
    first, last = (datetime.fromtimestamp(int(rows.observed_at[i]) / SECOND, zone).date() for i in (0, -1))
    days = [first + timedelta(days=n) for n in range(-1, (last - first).days + 1)]
    return [
        (
            _instant(datetime.combine(day, time(22)), zone),
            _instant(datetime.combine(day + timedelta(days=1), time(7)), zone),
            "asleep",
        )
        for day in days
    ]


def _state(label: str | None) -> str:
    return "asleep" if label in _ASLEEP else "away" if label in _AWAY else ""


def _between_doors(rows: RowArrays, registry: Registry) -> list[tuple[int, int, str]]:
    """Nothing for ten minutes and more between two rows of the outside door is absence, labelled or not."""
    doors = [zone.number for zone in registry.zones if zone.kind == "outside_door"]
    at, is_door = rows.observed_at, np.isin(rows.zone, doors)
    gone = np.flatnonzero(is_door[:-1] & is_door[1:] & (np.diff(at) > _GONE_S * SECOND))
    return [(int(at[i]), int(at[i + 1]), "away") for i in gone]


def _without_overlap(spans: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """In order of time; where two overlap, absence wins, else the earlier."""
    kept: list[tuple[int, int, str]] = []
    for begin, end, state in sorted(spans, key=lambda span: (span[2] != "away", span[0])):
        clear = [(begin, end)]
        for other in kept:
            clear = [
                piece
                for low, high in clear
                for piece in ((low, min(high, other[0])), (max(low, other[1]), high))
                if piece[0] < piece[1]
            ]
        kept += [(low, high, state) for low, high in clear]
    return sorted(kept)


def _instant(moment: datetime, zone: ZoneInfo) -> int:
    return round(moment.replace(tzinfo=zone).timestamp() * SECOND)
