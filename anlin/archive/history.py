"""The past as tables, for pages and figures: lazy Polars frames over the archived days.

Never answers where one subject was: the column is left out of every frame (LU-27, LU-F3).
"""

from collections.abc import Collection
from datetime import UTC, datetime

import polars as pl

from anlin.archive.reader import Archive
from anlin.archive.segment import day_of
from anlin.observations import SCHEMA
from anlin.observations.instants import DAY, moment

COLUMNS = [name for name in SCHEMA.names if name not in ("subject", "evidence")]
"""What history shows of an observation: everything but who it was and its picture."""

LATE_DAYS = 7
"""Rows may be received so long after they were observed, so days up to then are read too."""


def observations(
    archive: Archive, begin: int, end: int, areas: Collection[int] | None = None, kinds: Collection[int] | None = None
) -> pl.LazyFrame:
    """Observations with `begin <= observed_at < end` (microseconds since 1970 UTC); order is not defined, so sort."""
    first, last = day_of(begin - DAY), day_of(end + LATE_DAYS * DAY)
    files = [
        segment.rows_file(archive.folder)
        for shard in archive.manifest.shards()
        for segment in archive.manifest.segments(shard, first, last)
        if segment.rows
    ]
    if not files:
        return pl.LazyFrame(schema=pl.Schema(SCHEMA)).select(COLUMNS)
    frame = pl.scan_parquet(files, hive_partitioning=False).select(COLUMNS)
    chosen = pl.col("observed_at").is_between(moment(begin), moment(end), closed="left")
    if areas is not None:
        chosen = chosen & pl.col("area").is_in(list(areas))
    if kinds is not None:
        chosen = chosen & pl.col("kind").is_in(list(kinds))
    return frame.filter(chosen)


def hourly_counts(
    archive: Archive, begin: int, end: int, areas: Collection[int] | None = None
) -> list[tuple[datetime, int, int, int]]:
    """(hour, area, kind, how many), ascending; hours are UTC."""
    counted = (
        observations(archive, begin, end, areas)
        .group_by(pl.col("observed_at").dt.truncate("1h"), "area", "kind")
        .agg(pl.len())
        .sort("observed_at", "area", "kind")
        .collect()
    )
    return [(hour.astimezone(UTC), area, kind, count) for hour, area, kind, count in counted.iter_rows()]
