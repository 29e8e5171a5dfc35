"""Instants: microseconds since 1970 UTC, and how devices write them."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
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
_END = 253402300800 * SECOND
"""The year 10000, which no calendar here can write."""
_LOOSE = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D{1,2}(\d{1,2})\D(\d{1,2})\D(\d{1,2})(?:[.,:](\d{1,6})\d*)?")
"""`2026-1-5 8:30:00`, `2026年01月05日 08:30:00`: six numbers in order, without a zone."""
_SPLIT = re.compile(r"(\d{8})[ T]?(\d{6})(?:[.,](\d{3}))?")
_DOTNET = re.compile(r"/Date\((\d{10,16})(?:[+-]\d{4})?\)/")
_SHORT_ZONE = re.compile(r"([+-])(\d:?\d\d)$")
_DAYS_END = re.compile(r"([T ])24:00(:00)?")
_DECIMAL = re.compile(r"\d{10,16}\.\d{1,9}")


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


def period_of(first_day: date, last_day: date, zone: tzinfo = SITE_ZONE) -> tuple[int, int]:
    """The instants at which the first of these days begins in the zone, and at which the last one is over."""
    first, after = (datetime.combine(day, time.min, zone) for day in (first_day, last_day + timedelta(days=1)))
    return micros(first), micros(after)


def parse_device_time(text: Any, zone: tzinfo = SITE_ZONE) -> int | None:
    """Microseconds since 1970 UTC of a device's time, or None where it says nothing.

    Reads `yyyyMMddHHmmss` with or without milliseconds, `yyyy-MM-dd HH:mm:ss[.fff]`, RFC 3339, epoch seconds or
    milliseconds (int, float or text), and the careless forms of these. A time without a zone is the site's. One before
    1970 says nothing: it is what programs write for "none" (year 1, 1900). Raises ValueError on other text, and on a
    time past the year 9999. Source: `docs/gat1400.md` section 7.
    """
    if text is None or isinstance(text, bool):
        return None
    if isinstance(text, int | float):
        return _from_epoch(float(text))
    text = str(text).strip()
    if text.lower() in _MISSING:
        return None
    at = _from_digits(text, zone) if _DIGITS.fullmatch(text) else _from_words(text, zone)
    if at is not None and at >= _END:
        raise ValueError(f"{text!r} is past the year 9999")
    return None if at is None or at < 0 else at


def _from_digits(text: str, zone: tzinfo) -> int | None:
    if len(text) in (14, 17):
        return _from_compact(text, zone)
    if len(text) in (10, 13, 16):
        return _from_epoch(float(text))
    raise ValueError(f"{text!r} is not a time: 14 or 17 digits, or epoch seconds or milliseconds expected")


def _from_words(text: str, zone: tzinfo) -> int | None:
    said = text.replace("/", "-")
    try:
        parsed = datetime.fromisoformat(said)
    except ValueError:
        try:
            parsed = _from_rare(said)
        except (ValueError, OverflowError):
            return _from_careless(text, zone)
    return micros(parsed if parsed.tzinfo else parsed.replace(tzinfo=zone))


def _from_rare(text: str) -> datetime:
    """ISO 8601 with a small `z`, a zone of one digit, or 24:00 for the end of a day. Raises ValueError."""
    spelled, late = _DAYS_END.subn(r"\g<1>00:00\2", _SHORT_ZONE.sub(r"\g<1>0\2", text.replace("z", "Z")))
    return datetime.fromisoformat(spelled) + timedelta(days=late)


def _from_careless(text: str, zone: tzinfo) -> int | None:
    """Forms that no standard knows and devices send; each must fit whole."""
    if found := _SPLIT.fullmatch(text):
        return _from_compact("".join(part or "" for part in found.groups()), zone)
    if found := _DOTNET.fullmatch(text):
        return _from_epoch(float(found.group(1)))
    if _DECIMAL.fullmatch(text):
        return _from_epoch(float(text))
    if found := _LOOSE.fullmatch(text):
        *parts, fraction = found.groups()
        try:
            local = datetime(*map(int, parts), int((fraction or "0").ljust(6, "0")), tzinfo=zone)  # type: ignore[arg-type,misc]
        except ValueError as error:
            raise ValueError(f"{text!r} is not a time: {error}") from None
        return micros(local)
    raise ValueError(f"{text[:40]!r} is not a time")


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
    if at >= _END:
        raise ValueError(f"{number!r} is past the year 9999")
    return at


def fixed_zone(hours: float) -> tzinfo:
    return timezone(timedelta(hours=hours))
