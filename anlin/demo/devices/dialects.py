"""How platforms of different makes write the same objects: what is met in the field (`docs/gat1400.md`, section 13)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from anlin.demo.devices.objects import local_digits
from anlin.demo.town.plan import Dialect

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_FIELDS = ("PassTime", "AppearTime", "PersonAppearTime")
_COLOURS = {"1": "黑", "2": "白", "5": "蓝", "9": "绿"}

JSON_TYPES: dict[Dialect, str] = {
    "standard": "application/VIID+JSON;charset=UTF-8",
    "absolute_uri": "application/VIID+JSON",
    "unwrapped": "application/json;charset=utf-8",
    "camel_case": "application/viid+json",
    "replay_burst": "application/VIID+JSON;charset=UTF-8",
}


def batch_body(dialect: Dialect, name: str, objects: list[dict[str, Any]]) -> bytes:
    """The body of one POST with these objects (`name` as in `MotorVehicle`)."""
    wrote = _WRITERS[dialect]
    written = [wrote(fields) for fields in objects]
    if dialect == "unwrapped":
        return _json({f"{name}List": {f"{name}Object": written}})
    if dialect == "camel_case":
        low = _lower_first(name)
        return _json({f"{low}ListObject": {f"{low}Object": written}})
    return _json({f"{name}ListObject": {f"{name}Object": written}})


def session_body(dialect: Dialect, name: str, device: str) -> bytes:
    """The body of Register, Keepalive or UnRegister; one make leaves the wrapper out."""
    if dialect == "unwrapped":
        return _json({"DeviceID": device})
    if dialect == "camel_case":
        return _json({f"{_lower_first(name)}Object": {"deviceID": device}})
    return _json({f"{name}Object": {"DeviceID": device}})


def _standard(fields: dict[str, Any]) -> dict[str, Any]:
    return _with_times(fields, local_digits)


def _simulator(fields: dict[str, Any]) -> dict[str, Any]:
    """17 digits of UTC and colours as Chinese words, as one widely copied simulator has them."""
    written = _with_times(fields, _utc_digits)
    for key in ("PlateColor", "VehicleColor", "CoatColor", "TrousersColor"):
        if key in written:
            written[key] = _COLOURS.get(written[key], written[key])
    return written


def _camel(fields: dict[str, Any]) -> dict[str, Any]:
    written = _with_times(fields, lambda at: at // 1000)
    return {_lower_first(key): value for key, value in written.items()}


_WRITERS: dict[Dialect, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "standard": _standard,
    "absolute_uri": _standard,
    "unwrapped": _simulator,
    "camel_case": _camel,
    "replay_burst": _standard,
}


def _with_times(fields: dict[str, Any], write: Callable[[int], Any]) -> dict[str, Any]:
    return {key: write(value) if key in _TIME_FIELDS else value for key, value in fields.items()}


def _utc_digits(at: int) -> str:
    moment = _EPOCH + timedelta(microseconds=at)
    return moment.strftime("%Y%m%d%H%M%S") + f"{moment.microsecond // 1000:03d}"


@lru_cache(256)
def _lower_first(name: str) -> str:
    return re.sub(r"^[A-Z]", lambda found: found.group().lower(), name)


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)
