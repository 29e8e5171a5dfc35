"""Instants: microseconds since 1970 UTC, and how devices write them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

SITE_ZONE: tzinfo = ZoneInfo("Asia/Shanghai")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS = re.compile(r"\d+")
_MISSING = {"", "-", "null", "none", "unknown", "_无_", "0"}


def micros(moment: datetime) -> int:
    """Microseconds since 1970 UTC of an aware datetime. Raises ValueError on a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no zone")
    # Integer arithmetic: a float of seconds loses the last microsecond.
    return (moment - _EPOCH) // timedelta(microseconds=1)


def moment(at: int) -> datetime:
    """Aware UTC datetime of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=at)


def iso(at: int) -> str:
    """ISO 8601 UTC with microseconds, as every `--json` prints it."""
    return moment(at).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_device_time(text: Any, zone: tzinfo = SITE_ZONE) -> int | None:
    """Microseconds since 1970 UTC of a device's time, or None where it says nothing.

    Reads `yyyyMMddHHmmss` with or without milliseconds, `yyyy-MM-dd HH:mm:ss[.fff]`, RFC 3339, and epoch seconds
    or milliseconds (int, float or digits). A time without a zone is the site's. Raises ValueError on other text.
    Source: shared protocol page gat1400 section 7.
    """
    if text is None or isinstance(text, bool):
        return None
    if isinstance(text, int | float):
        return _from_epoch(float(text))
    text = str(text).strip()
    if text.lower() in _MISSING:
        return None
    if _DIGITS.fullmatch(text):
        if len(text) in (14, 17):
            return _from_compact(text, zone)
        if len(text) in (10, 13, 16):
            return _from_epoch(float(text))
        raise ValueError(f"{text!r} is not a time: 14 or 17 digits, or epoch seconds or milliseconds expected")
    try:
        parsed = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise ValueError(f"{text[:40]!r} is not a time") from None
    return micros(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))


def _from_compact(text: str, zone: tzinfo) -> int:
    year, month, day, hour, minute, second = (
        int(text[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
    )
    millis = int(text[14:17]) if len(text) == 17 else 0
    try:
        local = datetime(year, month, day, hour, minute, second, millis * 1000, tzinfo=zone)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a time: {error}") from None
    return micros(local)


def _from_epoch(number: float) -> int | None:
    """Seconds, milliseconds or microseconds by size; 0 and below say nothing."""
    if number <= 0 or number != number:
        return None
    if number < 1e11:
        scale = SECOND
    elif number < 1e14:
        scale = 1000
    else:
        scale = 1
    at = round(number * scale)
    if at >= 253402300800 * SECOND:
        raise ValueError(f"{number!r} is past the year 9999")
    return at


def fixed_zone(hours: float) -> tzinfo:
    return timezone(timedelta(hours=hours))
