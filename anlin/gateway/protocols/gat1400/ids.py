"""Anatomy of GA/T 1400 identifiers. Real ones break every length: 5, 20, 22 digits for devices, free text for objects.

Standard: image 41 = device 20 + mark 2 + time 14 + serial 5; object 48 = image 41 + class 2 + serial 5. Devices of
other lengths keep the tail, so identifiers are read from their end. Source: `docs/gat1400.md` section 6.
"""

from functools import lru_cache

from anlin.gateway.reading import instant

_OBJECT_TAIL = 28
_IMAGE_TAIL = 21
_MARKS = ("01", "02", "03")
# Industry type codes of capture devices, GB/T 28181 annex D and GA/T 1400.1: 111-139 front-end peripherals.
_DEVICE_TYPES = range(111, 140)


def device_in(identifier: str) -> str:
    """The device id an object or image id begins with, or "" if it has none.

    20 digits are a device only by their type code (digits 11-13): some senders number objects with 20 random digits.
    """
    device, _ = _split(identifier)
    if device:
        return device
    if len(identifier) == 20 and identifier.isdigit() and int(identifier[10:13]) in _DEVICE_TYPES:
        return identifier
    return ""


def instant_in(identifier: str) -> int | None:
    """The instant inside an object or image id, microseconds since 1970 UTC."""
    return instant(_split(identifier)[1])


def is_one_event(identifier: str) -> bool:
    """Whether the id can belong to one event only: it holds a time. Some senders repeat a 20-digit id for ever."""
    if len(identifier) == 48 and identifier[20:24] in ("0220", "0120") and identifier.isdigit():
        return True  # The standard's own form needs no closer look.
    return bool(_split(identifier)[1])


@lru_cache(maxsize=256)
def _split(identifier: str) -> tuple[str, str]:
    """(device, 14 digits of time) of an object or image id; two empty texts if it is neither."""
    if not identifier.isdigit() or not identifier.isascii():
        return "", ""
    for tail in (_OBJECT_TAIL, _IMAGE_TAIL):
        cut = len(identifier) - tail
        if cut < 4 or identifier[cut : cut + 2] not in _MARKS:
            continue
        time = identifier[cut + 2 : cut + 16]
        if "2000" <= time[:4] < "2100" and instant(time) is not None:
            return identifier[:cut], time
    return "", ""
