"""Times of a table to instants: whole columns, local clocks with their zone and the hours that come twice.

An hour that comes twice is told apart by the order of the rows: the first pass until the clock steps back. A local
time that never was (the hour skipped in spring) has no instant, so its row is refused.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from anlin.tables.mapping import BadMapping, TimeColumn

STEP_BACK = timedelta(seconds=60)
"""Rows of one log may be that much out of order without meaning that the clock was set back."""

_NAIVE = pl.Datetime("us")
_AWARE = pl.Datetime("us", "UTC")
_HAS_OFFSET = r"(?:[zZ]|[+-]\d{2}:?\d{2})$"
_ISO_FORMATS = ("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_EPOCH_US = {"epoch_s": 1_000_000, "epoch_ms": 1000, "epoch_us": 1}
_LATEST = 253_402_300_800_000_000  # The year 10000.


@dataclass
class Fold:
    """Which pass of a doubled hour the last row was in; goes from one part of a file to the next."""

    last: datetime | None = None
    is_second_pass: bool = False


def instants(texts: pl.Series, column: TimeColumn, fold: Fold) -> tuple[pl.Series, pl.Series]:
    """(Int64 microseconds since 1970 UTC, null where there is no instant; Boolean: the local time never was)."""
    texts = texts.str.strip_chars()
    if column.format in _EPOCH_US:
        at = _from_number(texts, _EPOCH_US[column.format])
        return at, pl.Series([False] * len(texts), dtype=pl.Boolean)
    if column.format in ("", "iso"):
        aware, local, at = _read_iso(texts)
    else:
        aware, local, at = _read_format(texts, column.format)
    zoned, never_was = _zoned(local, column.zone, fold)
    return at.fill_null(aware.dt.timestamp("us")).fill_null(zoned), never_was


def _read_iso(texts: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """(aware, local, epoch): each null where the text is another of the three."""
    plain = texts.str.replace("T", " ", literal=True).str.replace_all("/", "-", literal=True)
    has_offset = texts.str.contains(_HAS_OFFSET) & texts.str.contains(":", literal=True)
    with_offset = pl.select(pl.when(has_offset).then(plain.str.replace(r"[zZ]$", "+00:00"))).to_series()
    without = pl.select(pl.when(~has_offset).then(plain)).to_series()
    local = pl.Series([None] * len(texts), dtype=_NAIVE)
    for written in (*_ISO_FORMATS, "%Y%m%d%H%M%S"):
        local = local.fill_null(without.str.to_datetime(written, time_unit="us", strict=False))
    aware = with_offset.str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z", time_unit="us", strict=False)
    if aware.dtype != _AWARE:
        aware = aware.cast(_AWARE)
    digits = texts.str.extract(r"^(\d{10}|\d{13}|\d{16})$", 1)
    length = digits.str.len_chars()
    scale = pl.select(pl.when(length == 10).then(1_000_000).when(length == 13).then(1000).otherwise(1)).to_series()
    return aware, local, digits.cast(pl.Int64, strict=False) * scale


def _read_format(texts: pl.Series, written: str) -> tuple[pl.Series, pl.Series, pl.Series]:
    # Python's %f counts decimals of a second; the same sign means nanoseconds to the parser used here.
    pattern = written.replace(".%f", "%.f").replace("%f", "%6f")
    none = pl.Series([None] * len(texts), dtype=pl.Int64)
    try:
        read = texts.str.to_datetime(pattern, time_unit="us", strict=False)
    except pl.exceptions.PolarsError as error:
        raise BadMapping(f"time.format={written!r}: cannot be used ({str(error).splitlines()[0]})") from None
    if read.dtype == _NAIVE:
        return pl.Series([None] * len(texts), dtype=_AWARE), read, none
    return read.cast(_AWARE), pl.Series([None] * len(texts), dtype=_NAIVE), none


def _from_number(texts: pl.Series, scale: int) -> pl.Series:
    whole = texts.cast(pl.Int64, strict=False) * scale
    # A fraction of a second is kept to the microsecond.
    part = (texts.cast(pl.Float64, strict=False) * scale).round().cast(pl.Int64, strict=False)
    at = whole.fill_null(part)
    return pl.select(pl.when((at > 0) & (at < _LATEST)).then(at)).to_series()


def _zoned(local: pl.Series, zone: str, fold: Fold) -> tuple[pl.Series, pl.Series]:
    """(microseconds since 1970 UTC, never was) of local times."""
    first = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    second = local.dt.replace_time_zone(zone, ambiguous="latest", non_existent="null")
    at = first.dt.timestamp("us")
    comes_twice = (first != second).fill_null(False)
    if comes_twice.any():
        passes = _second_passes(local, comes_twice, fold)
        at = pl.select(pl.when(passes).then(second.dt.timestamp("us")).otherwise(at)).to_series()
    elif local.is_not_null().any():
        fold.last = None
    return at, local.is_not_null() & first.is_null()


def _second_passes(local: pl.Series, comes_twice: pl.Series, fold: Fold) -> pl.Series:
    """Which rows are the second pass of their hour: those after the clock stepped back within a run of such rows."""
    passes = [False] * len(local)
    times, twice = local.to_list(), comes_twice.to_list()
    for row, (now, is_twice) in enumerate(zip(times, twice, strict=True)):
        if now is None:
            continue
        if not is_twice:
            fold.last, fold.is_second_pass = None, False
            continue
        if fold.last is None:
            fold.is_second_pass = False
        elif now < fold.last - STEP_BACK:
            fold.is_second_pass = True
        fold.last = now
        passes[row] = fold.is_second_pass
    return pl.Series(passes, dtype=pl.Boolean)


def iso_text(moment: datetime) -> str:
    """A typed time of a table as the text that `instants` reads: UTC with offset, or local without."""
    return moment.astimezone(UTC).isoformat(sep=" ") if moment.tzinfo else moment.isoformat(sep=" ")
