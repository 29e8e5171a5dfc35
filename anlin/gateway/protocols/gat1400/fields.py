"""Reading what devices put into fields: text, numbers, flags and instants of any type, and "unknown" in any form."""

import math
from functools import lru_cache
from typing import Any

from anlin.gateway.forbidden import FORBIDDEN_NAMES, is_said, names_below
from anlin.gateway.protocols.gat1400.names import MAX_NAME, STANDARD_NAMES, standard_name
from anlin.observations.instants import SECOND, SITE_ZONE, parse_device_time

Fields = dict[str, Any]

MAX_FIELDS = 600
"""The largest object of the standard has about 100 fields; one beyond this bound is not read at all."""
MAX_TEXT = 256
_NESTED = frozenset({dict, list})
_UNSAID = {"", "null", "none", "-", "unknown", "_无_"}


def with_standard_names(sent: Fields) -> Fields:
    """The object with every known key in the standard's spelling; of two spellings of one key the said one wins."""
    if STANDARD_NAMES.issuperset(sent):
        return sent
    fields: Fields = {}
    for key, value in sent.items():
        name = standard_name(key) if len(key) <= MAX_NAME else key
        if name not in fields or (is_said(value) and not is_said(fields[name])):
            fields[name] = value
    return fields


def dropped_from(fields: Fields) -> tuple[str, ...]:
    """Names of forbidden attributes this object carries, at any depth, each once, in order of first appearance."""
    if FORBIDDEN_NAMES.isdisjoint(fields) and _NESTED.isdisjoint(map(type, fields.values())):
        return ()
    return tuple(dict.fromkeys(names_below(fields)))


def text(value: Any, limit: int = MAX_TEXT) -> str:
    """What a field says as printable text of at most `limit` letters; "" for unknown, and for lists and objects."""
    if type(value) is str:
        if 8 <= len(value) <= limit and value.isalnum():
            return value  # Nearly every id: nothing to strip, nothing unprintable.
        said = value.strip()
        if len(said) > limit:
            said = said[:limit]
        if not said.isprintable():
            said = "".join(letter for letter in said if letter.isprintable()).strip()
        return "" if len(said) < 8 and said.lower() in _UNSAID else said
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if isinstance(value, float):
        return f"{value:g}" if math.isfinite(value) else ""
    return str(value) if abs(value) < 10**64 else ""


def number(value: Any) -> float | None:
    """A finite number from a number or its text; None where there is none."""
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        value = value.strip()
        if not value or len(value) > 32:
            return None
    elif not isinstance(value, int | float):
        return None
    try:
        read = float(value)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None


def code(value: Any) -> int:
    """A code of a table as an integer; -1 for unknown (empty, null, not a number); leading zeros do not count."""
    read = number(value)
    return int(read) if read is not None and abs(read) < 1e9 else -1


def instant(value: Any, *, compact_is_utc: bool = False) -> int | None:
    """Microseconds since 1970 UTC of a device's time, None where it says none or cannot be read.

    `compact_is_utc`: 17 digits are UTC; one simulator sends them so (`protocols/gat1400.md` section 13).
    """
    if value is None or value == "":
        return None
    try:
        if type(value) is str:
            if len(value) == 14 and value.isascii() and value.isdigit():
                second = int(value[12:])
                return None if second > 59 else _minute(value[:12]) + second * SECOND
            if compact_is_utc and len(value) == 17 and value.isdigit():
                return parse_device_time(f"{value[:8]}T{value[8:14]}.{value[14:]}Z")
            if len(value) > 40:
                return None
        elif not isinstance(value, int | float):
            return None
        return parse_device_time(value, SITE_ZONE)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4096)
def _minute(digits: str) -> int:
    """Start of a site minute. Objects of one batch share it, and a zone look-up costs more than all the rest."""
    at = parse_device_time(digits + "00", SITE_ZONE)
    if at is None:
        raise ValueError(digits)
    return at
