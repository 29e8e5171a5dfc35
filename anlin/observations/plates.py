"""Plates as devices write them, made comparable."""

import re
import unicodedata

_DROPPED = re.compile(r"[\s·•.\-_—－]+")
_NO_PLATE = {
    "",
    "无牌",
    "未识别",
    "无车牌",
    "无",
    "车牌",
    "_无_",
    "-",
    "NULL",
    "NONE",
    "UNKNOWN",
    "NOPLATE",
    "00000000",
}


def normal_plate(text: str | None) -> str:
    """The plate without blanks, dots and dashes, in upper case; "" where the device says it read none."""
    if text is None:
        return ""
    plate = _DROPPED.sub("", unicodedata.normalize("NFKC", str(text))).upper()
    return "" if plate in _NO_PLATE else plate
