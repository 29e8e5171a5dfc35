"""Reading what devices put into fields: text, numbers, flags and instants of any type, and "unknown" in any form.

For all protocols; types are loose everywhere: "1", 1 and true, and "", null, "-", "unknown" and `_无_` for nothing.
"""

import binascii
import json
import math
import re
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from anlin.observations.instants import SECOND, SITE_ZONE, parse_device_time

Fields = dict[str, Any]

MAX_TEXT = 256
_UNSAID = {"", "null", "none", "-", "unknown", "_无_", "无", "未知"}
_NO_CONTROL = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 32))
_LAST_COMMA = re.compile(rb",\s*([}\]])")
# Also numbers that no field has and no decoder holds: one of them must not cost the others their message.
_UNSAYABLE = re.compile(
    rb"([:,\[]\s*)(?:-?(?:NaN|nan|Infinity|inf)|undefined|-?[\d.]+[eE]\+?\d{3,}|-?\d{300,}[.\d]*)(?=\s*[,}\]])"
)
_HALF = re.compile(rb"(\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
"""A letter of two halves, or one half alone, as is left where a device cuts a text at so many units."""
_GZIP = b"\x1f\x8b"
_MOST_UNPACKED = 32 << 20
_MOST_FIELDS_UNPACKED = 200_000
_decoder = msgspec.json.Decoder()


class NotJson(ValueError):
    """The body is no JSON, in no encoding devices use."""


def json_of(body: bytes) -> Any:
    """The body as JSON: UTF-8 with or without mark, UTF-16, else GB 18030; raw control characters are taken as blanks.

    Also JSON sent as one JSON text or packed with gzip, and what hand-written senders get wrong: a comma before a
    closing bracket, NaN, half a letter. Raises `NotJson`.
    """
    if body[:2] == _GZIP:
        body = _unpacked(body)
    for attempt in _attempts(body):
        try:
            read = _decoder.decode(attempt)
            # The inner text as such only: a text in a text in a text is nobody's message.
            return _decoder.decode(read) if type(read) is str and read.lstrip()[:1] in ("{", "[") else read
        except (msgspec.MsgspecError, ValueError, RecursionError):
            continue
    raise NotJson


def _unpacked(body: bytes) -> bytes:
    """What was packed, within the bounds that the door sets to any body. Raises `NotJson`."""
    unpack = zlib.decompressobj(wbits=31)
    try:
        said = unpack.decompress(body, _MOST_UNPACKED)
    except zlib.error:
        raise NotJson from None
    if unpack.unconsumed_tail or said.count(b",") > _MOST_FIELDS_UNPACKED:
        raise NotJson
    return said


def _attempts(body: bytes) -> Iterator[bytes]:
    """The body as sent, then repaired, then mended; nothing is tried twice."""
    yield body
    try:
        repaired = _repaired(body)
    except ValueError:
        return
    if repaired != body:
        yield repaired
    mended = _mended(repaired)
    if mended != repaired:
        yield mended


def _repaired(body: bytes) -> bytes:
    encoding = json.detect_encoding(body)
    if encoding.startswith(("utf-16", "utf-32")):
        body = body.decode(encoding).encode()
    body = body.removeprefix(b"\xef\xbb\xbf").translate(None, _NO_CONTROL)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        body = body.decode("gb18030").encode()
    return body.replace(b"\t", b" ").replace(b"\r", b" ").replace(b"\n", b" ")


def _mended(body: bytes) -> bytes:
    if b"\\u" in body:
        body = _HALF.sub(lambda found: found[1] or b"\\ufffd", body)
    return _UNSAYABLE.sub(b"\\1null", _LAST_COMMA.sub(b"\\1", body))


def spelled(fields: Fields, names: Mapping[str, str]) -> Fields:
    """The fields with those of `names` (lower case to the spelling that is read) in that spelling."""
    return {names.get(key.lower(), key) if len(key) <= 64 else key: value for key, value in fields.items()}


def names_of(words: str) -> Mapping[str, str]:
    """What `spelled` reads of blank-separated names."""
    return MappingProxyType({name.lower(): name for name in words.split()})


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

    `compact_is_utc`: 17 digits are UTC; one simulator sends them so (`docs/gat1400.md` section 13).
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


def picture_bytes(sent: str) -> bytes | None:
    """Bytes of a base64 picture, also behind a data-URI prefix or as base64 of a data-URI; None if it is none."""
    for _ in range(2):
        if sent[:5].lower() == "data:":
            sent = sent.partition(",")[2]
        try:
            data = binascii.a2b_base64(sent)
        except (ValueError, binascii.Error):
            return None
        if data[:5].lower() != b"data:":
            return data or None
        sent = data.decode("ascii", "replace")
    return None


def address(value: Any) -> str:
    """An http or ftp address as sent, "" for anything else: a path on the camera's own disk is of no use."""
    if not isinstance(value, str) or len(value) > 1024:
        return ""
    sent = value.strip()
    return sent if sent.isprintable() and sent[:6].lower() in ("http:/", "https:", "ftp://") else ""
