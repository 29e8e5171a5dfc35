"""Hours of the local week, as tables a kernel can look up."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

DAY = 24 * 60
WEEK = 7 * DAY

Pairs = tuple[tuple[int, int], ...]
"""Minutes of the local week, [from, to); a pair whose end is not after its start runs on over the week's end."""


def daily(hours: Iterable[tuple[str, str]]) -> Pairs:
    """Every day's hours as minutes of the week: ("22:00", "06:00") runs over midnight. Raises ValueError."""
    pairs = []
    for begins, ends in hours:
        start, end = _minute(begins), _minute(ends)
        length = (end - start) % DAY or DAY
        pairs += [((day * DAY + start) % WEEK, (day * DAY + start + length) % WEEK) for day in range(7)]
    return tuple(pairs)


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) <= 24 and int(minute) < 60):
        raise ValueError(f"{text!r} is not an hour such as 22:00")
    return (int(hour) * 60 + int(minute)) % DAY


def week_table(pairs: Pairs) -> np.ndarray[Any, Any]:
    """(WEEK,) uint8: 1 in the minutes of the pairs."""
    table = np.zeros(WEEK, np.uint8)
    for start, end in pairs:
        if end > start:
            table[start:end] = 1
        else:
            table[start:] = 1
            table[:end] = 1
    return table


def minutes_to_change(table: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """(WEEK,) int16: minutes from the start of each minute until the table's value changes, -1 if it never does."""
    twice = np.concatenate([table, table])
    changes = np.flatnonzero(twice[1:] != twice[:-1]) + 1
    if len(changes) == 0:
        return np.full(WEEK, -1, np.int64)
    at = np.arange(WEEK)
    return (changes[np.searchsorted(changes, at, side="right")] - at).astype(np.int64)


@cache
def offsets(zone_name: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """(instants, offsets) in microseconds: from each instant on, the zone's clock is that far ahead of UTC; to 2100."""
    zone = ZoneInfo(zone_name)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)

    def offset_at(hours: int) -> int:
        ahead = (epoch + timedelta(hours=hours)).astimezone(zone).utcoffset()
        assert ahead is not None
        return ahead // timedelta(microseconds=1)

    hour = 3_600_000_000
    instants, values = [np.iinfo(np.int64).min], [offset_at(0)]
    month = 24 * 28
    for start in range(0, 24 * 365 * 130, month):
        if offset_at(start + month) == values[-1]:
            continue
        low, high = start, start + month
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset_at(middle) == values[-1] else (low, middle)
        instants.append(high * hour)
        values.append(offset_at(high))
    return np.array(instants, np.int64), np.array(values, np.int64)
