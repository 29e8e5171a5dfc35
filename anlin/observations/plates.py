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
    "UNLICENSED",
    "N/A",
    "无牌车",
    "无号牌",
    "无车牌号",
    "未悬挂",
    "未悬挂号牌",
    "未检测",
    "未知",
    "未知车牌",
}
# Some recognisers write the plate's colour before it.
_COLOURED = re.compile(r"(?:[蓝黄白黑绿]色?|渐变?绿色?|黄绿色?)(?=[\u4e00-\u9fff][A-Z][A-Z0-9]{4,})")


def normal_plate(text: str | None) -> str:
    """The plate without its colour, blanks, dots and dashes, in upper case; "" where the device says it read none."""
    if text is None:
        return ""
    plate = _DROPPED.sub("", unicodedata.normalize("NFKC", str(text))).upper()
    plate = _COLOURED.sub("", plate, count=1) if _COLOURED.match(plate) else plate
    # One letter over and over is a recogniser's filling, such as "????????" or "000000".
    return "" if plate in _NO_PLATE or len(set(plate)) == 1 else plate
