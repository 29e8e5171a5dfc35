"""From a body to its objects, whatever the wrapping: `XxxListObject.XxxObject`, `XxxList`, `XxxObjectList`, none.

Every wrapper is recognised by its name without case, so an object is read as what it is called, not by the path it
came on. Source: `docs/gat1400.md` sections 1, 10 and 13.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from anlin.gateway.forbidden import folded
from anlin.gateway.protocols.gat1400.fields import MAX_FIELDS
from anlin.gateway.protocols.gat1400.names import MAX_NAME
from anlin.gateway.reading import Fields

KINDS = frozenset(
    {
        "motorvehicle", "nonmotorvehicle", "face", "person", "thing", "scene", "image", "videoslice", "file",
        "videolabel", "ape", "apestatus", "aps", "tollgate", "lane", "doordevice", "door", "carinfo", "personinfo",
        "subscribenotification", "subscribe", "dispositionnotification", "disposition", "register", "keepalive",
        "unregister", "case", "analysisrule",
    }
)  # fmt: skip
_ALSO = {
    "device": "ape", "devicestatus": "apestatus", "doorinfo": "door", "viidserver": "aps", "notification":
    "subscribenotification", "imageinfo": "", "videosliceinfo": "", "fileinfo": "",
}  # fmt: skip
_SUFFIXES = ("object", "list", "ies", "s")

_MARKS = (
    # The field that tells an unwrapped object, and what it then is; the first that fits decides.
    ("notificationid", "subscribenotification"), ("nonmotorvehicleid", "nonmotorvehicle"),
    ("motorvehicleid", "motorvehicle"), ("videolabelid", "videolabel"), ("faceid", "face"),
    ("registrationtype", "personinfo"), ("populationtype", "personinfo"), ("personid", "person"),
    ("thingid", "thing"), ("sceneid", "scene"), ("imageinfo", "image"), ("videosliceinfo", "videoslice"),
    ("fileinfo", "file"), ("imageid", "image"), ("videosliceid", "videoslice"), ("videoid", "videoslice"),
    ("fileid", "file"), ("carinfoid", "carinfo"), ("plateno", "motorvehicle"), ("doorid", "door"),
    ("laneid", "lane"), ("apeid", "ape"), ("apsid", "aps"), ("subscribeid", "subscribe"),
    ("dispositionid", "disposition"), ("caseid", "case"), ("deviceno", "doordevice"), ("tollgateid", "tollgate"),
    ("passtime", "motorvehicle"), ("deviceid", "keepalive"),
)  # fmt: skip
_MARK_NAMES = frozenset(mark for mark, _ in _MARKS)
_MAX_DEPTH = 6


def kind_of_path(path: str) -> str:
    """The kind of object a path or a kind's own name speaks of; "" for a path of no objects.

    `/VIID/MotorVehicles`, `/viid/Community/CarInfos/`, `http://host/VIID/Faces?x=1`, `MotorVehicle`.
    """
    parts = [part for part in path.partition("?")[0].split("/") if part]
    lower = [part.lower() for part in parts]
    if "viid" in lower:
        parts = parts[lower.index("viid") + 1 :]
        if parts and parts[0].lower() in ("community", "system") and len(parts) > 1:
            parts = parts[1:]
    return kind_of_name(parts[0]) if parts and len(parts[0]) <= MAX_NAME else ""


@lru_cache(maxsize=1024)
def kind_of_name(name: str) -> str:
    """`MotorVehicleListObject`, `FaceObjectList`, `person_object`, `Faces` -> kind; "" for any other name."""
    bare = folded(name)
    for _ in range(4):
        if bare in KINDS:
            return bare
        if bare in _ALSO:
            return _ALSO[bare]
        suffix = next((suffix for suffix in _SUFFIXES if bare.endswith(suffix)), "")
        if not suffix:
            return ""
        bare = bare[: -len(suffix)]
    return ""


def is_plain_list_name(name: str) -> bool:
    """Whether a wrapper is spelled `XxxList`, as only the simulator of section 13 spells outermost ones."""
    lower = name.lower()
    return lower.endswith("list") and not lower.endswith("objectlist") and lower not in _PLAIN_EVERYWHERE


_PLAIN_EVERYWHERE = frozenset({"carinfolist", "devicelist", "devicestatuslist"})
"""Lists of the community extension and of notifications, which everybody spells so."""


def objects_in(value: Any, kind: str, depth: int = _MAX_DEPTH) -> Iterator[tuple[str, Any]]:
    """(kind, object) of everything in a body, in its order; the object is whatever stood in its place.

    `kind`: what the surroundings say it is. Anything not understood comes out too, so that it can be counted.
    """
    if isinstance(value, list):
        for each in value:
            if isinstance(each, dict) and not is_object(each) and depth:
                yield from objects_in(each, kind, depth - 1)
            else:
                yield kind or (kind_of_object(each) if isinstance(each, dict) else ""), each
        return
    if not isinstance(value, dict) or depth == 0:
        yield kind, value
        return
    if is_object(value):
        yield kind or kind_of_object(value), value
        return
    wrapped = [
        (inner_kind, inner)
        for key, inner in value.items()
        if isinstance(inner, dict | list) and len(key) <= MAX_NAME and (inner_kind := kind_of_name(key))
    ]
    for inner_kind, inner in wrapped:
        yield from objects_in(inner, inner_kind, depth - 1)
    if not wrapped:
        yield from _behind_strange_names(value, kind, depth) or [(kind, value)]


def _behind_strange_names(value: Fields, kind: str, depth: int) -> list[tuple[str, Fields]]:
    """Objects in a wrapper of another name, as middleware adds one: `{"code": 0, "data": […]}`."""
    if len(value) > MAX_FIELDS:
        return []
    return [
        (found, each)
        for inner in value.values()
        if isinstance(inner, dict | list)
        for found, each in objects_in(inner, kind, depth - 1)
        # Anything may bear a device's number: that alone makes no sign of life of it.
        if found and (kind or found != "keepalive") and isinstance(each, dict) and is_object(each)
    ]


def is_object(value: Fields) -> bool:
    """Whether it bears a field of an object, rather than being a wrapper."""
    return len(value) > MAX_FIELDS or any(len(key) <= MAX_NAME and _bare(key) in _MARK_NAMES for key in value)


_bare = lru_cache(maxsize=2048)(folded)


def kind_of_object(value: Fields) -> str:
    """What an unwrapped object is, by its fields; "" if nothing tells."""
    if len(value) > MAX_FIELDS:
        return ""
    names = {_bare(key) for key in value if len(key) <= MAX_NAME}
    for mark, kind in _MARKS:
        if mark in names:
            if kind == "person" and ("communityid" in names or "registrationplacecode" in names):
                return "personinfo"
            if kind == "ape" and "currenttime" in names and "name" not in names:
                return "apestatus"
            return kind
    return ""
