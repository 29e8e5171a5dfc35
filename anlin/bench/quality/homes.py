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
from anlin.observations import KIND_CODES, LABEL_CODES, Registry, registry_from_bytes
from anlin.tables import Mapping, import_tables, load_mapping, mapping_of

EVENTS = ("ts", "sensor", "room", "kind", "state")
"""The columns of a table with a row for each event of a sensor."""
ROOMS = (
    ("outside", "outside_door"), ("entrance", "outside_door"), ("front", "outside_door"), ("main", "outside_door"),
    ("bath", "bathroom"), ("shower", "bathroom"), ("toilet", "toilet"), ("bed", "bedroom"), ("sleep", "bedroom"),
    ("kitch", "kitchen"), ("work", "study"), ("study", "study"), ("office", "study"), ("hall", "hallway"),
    ("corridor", "hallway"), ("", "living_room"),
)  # fmt: skip
"""The first word that the name of a room contains says of what kind it is."""
KINDS = {
    "motion": "ir_motion", "door": "door_state", "contact": "door_state", "magnetic": "door_state",
    "electric": "door_state", "pressure": "zone_occupied", "flush": "water_use",
}  # fmt: skip
_RESTED_IN = ("living_room", "bedroom", "study")
SECOND, HOUR_S = 1_000_000, 3600
_GONE_S = 600
_NOTED = "_activities"
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
        asleep = [(begin, end) for begin, end, state in self.spans if state == "asleep"]
        ends = np.array([end for _, end in asleep])
        # Nights are told apart in the middle of the twelve hours in which the home sleeps least.
        hour = HOUR_S * SECOND
        slept = np.concatenate([np.arange(begin // hour, end // hour + 1) % 24 for begin, end in asleep])
        by_hour = np.bincount(slept, minlength=24)
        twelve = [sum(by_hour[(first + n) % 24] for n in range(12)) for first in range(24)]
        split = (int(np.argmin(twelve)) + 6) % 24 * hour
        nights = (ends - split) // day
        last = [int(((ends[nights == night] - split) % day).max()) for night in np.unique(nights)]
        return (noon // day) * day + split + round(float(np.quantile(last, 0.95)))

    def state_at(self, instant: int) -> str:
        """`away`, `asleep` or `awake`, as labelled."""
        nth = bisect_right(self.spans, (instant, 2**63, "")) - 1
        return self.spans[nth][2] if nth >= 0 and instant < self.spans[nth][1] else "awake"


def homes(folder: Path) -> list[Home]:
    """Every home of the data folder: by the mapping of its name beside this file, else by the names of its columns."""
    files = sorted((folder / "home_activity").glob("*.csv*"))
    return [_home(file) for file in files if not _stem(file).endswith(_NOTED)]


def _home(file: Path) -> Home:
    mapping = mapping_for(file)
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "home.parquet"
        import_tables([file], mapping, out)
        table = pq.read_table(out)
    registry = registry_from_bytes(table.schema.metadata[b"anlin.registry"])
    batch: pa.RecordBatch = table.combine_chunks().to_batches()[0]
    rows = rows_of(batch, 1)
    labels = _labels(file, ZoneInfo(mapping.time.zone))
    has_labels = any(state == "asleep" for *_, state in labels)
    if not has_labels:
        labels += _nights(rows, ZoneInfo(mapping.time.zone))
    spans = _without_overlap([*_between_doors(rows, registry), *labels])
    # A row for every hour, also of none: there `off` is no sign. Elsewhere the naive rule takes every row for one.
    is_sign = rows.label != LABEL_CODES["off"] if "motion_count" in _header(file) else np.full(len(rows.id), True)
    rested_in = [zone.number for zone in registry.zones if zone.kind in _RESTED_IN]
    has_infrared = bool(np.any((rows.kind == KIND_CODES["ir_motion"]) & np.isin(rows.zone, rested_in)))
    return Home(
        _stem(file), has_infrared, has_labels, registry, rows, spans, rows.observed_at[is_sign].astype(np.int64)
    )


def mapping_for(file: Path) -> Mapping:
    """How a home's table is read. Raises ValueError if it has neither events nor hourly counts of movements."""
    beside = Path(__file__).parent / "homes"
    own = beside / f"{_stem(file)}.toml"
    if own.is_file():
        return load_mapping(own)
    header = _header(file)
    if "motion_count" in header:
        return load_mapping(beside / "elder_hourly.toml")
    if not set(EVENTS) <= set(header):
        raise ValueError(f"{file}: expected the columns {', '.join(EVENTS)}, or motion_count")
    rooms = pl.read_csv(file, infer_schema=False)["room"].unique().sort().to_list()
    return mapping_of(
        {
            # Whose clock it is nobody says; its hours are the home's.
            "time": {"column": "ts", "zone": "UTC"},
            "columns": {"device": "sensor", "zone": "room", "kind": "kind", "label": "state"},
            "values": {"kind": KINDS},
            "zones": {
                room: {"zone": kind, "area": "home", "kind": kind} for room in rooms for kind in [_kind_of(room)]
            },
        },
        str(file),
    )


def _kind_of(room: str) -> str:
    return next(kind for word, kind in ROOMS if word in room.lower())


def _stem(file: Path) -> str:
    return file.name.partition(".csv")[0]


def _header(file: Path) -> list[str]:
    return pl.read_csv(file, n_rows=0).columns


def _labels(file: Path, zone: ZoneInfo) -> list[tuple[int, int, str]]:
    """What the resident noted, in a file of its own or beside each row; nothing where nobody did."""
    noted = file.with_name(f"{_stem(file)}{_NOTED}.csv")
    if noted.is_file():
        return _of_spans(noted, zone)
    return _of_rows(file, zone) if "activity" in _header(file) else []


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
