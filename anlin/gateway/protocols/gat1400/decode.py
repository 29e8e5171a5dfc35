"""GA/T 1400 bodies -> typed items. Pure: no registry, no store, no clock but the one passed in.

    decode("/VIID/MotorVehicles", body, {"user-identify": "3301…"}, now_us)

Never raises: what cannot be read comes out as `Rejected` with its reason, and one bad object costs only itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import msgspec

from anlin.gateway.decoded import Item, Rejected
from anlin.gateway.forbidden import is_said
from anlin.gateway.protocols.gat1400 import objects, quick, registers, tree
from anlin.gateway.protocols.gat1400.envelope import (
    is_object,
    is_plain_list_name,
    kind_of_name,
    kind_of_path,
    objects_in,
)
from anlin.gateway.protocols.gat1400.fields import MAX_FIELDS, dropped_from, with_standard_names
from anlin.gateway.protocols.gat1400.names import STANDARD_NAMES
from anlin.gateway.protocols.gat1400.sender import MAX_DEVICE, MAX_ITEM, Sender
from anlin.gateway.reading import Fields, NotJson, json_of, text

Reader = Callable[[Fields, Sender], list[Item]]

READERS: dict[str, Reader] = {
    "motorvehicle": objects.motor_vehicle,
    "nonmotorvehicle": objects.non_motor_vehicle,
    "face": objects.face,
    "person": objects.person,
    "thing": objects.scene,
    "scene": objects.scene,
    "image": objects.scene,
    "videoslice": objects.scene,
    "file": objects.scene,
    "videolabel": objects.scene,
    "ape": tree.capture_device,
    "apestatus": tree.capture_status,
    "aps": tree.capture_system,
    "tollgate": tree.tollgate,
    "lane": tree.lane,
    "doordevice": tree.door_device,
    "door": tree.door,
    "carinfo": registers.car,
    "personinfo": registers.resident,
    "register": tree.session_news,
    "keepalive": tree.session_news,
    "unregister": tree.farewell,
}

_SESSION_KINDS = frozenset({"register", "keepalive", "unregister"})
_STANDARD_FORM = {
    f"{name}ListObject": (name.lower(), f"{name}Object")
    for name in ("MotorVehicle", "NonMotorVehicle", "Face", "Person", "APE", "Thing", "Scene")
}
"""The standard's own wrapping, which needs no search: {"MotorVehicleListObject": {"MotorVehicleObject": […]}}."""
MAX_OBJECTS = 10_000
"""Of one body: until all of them are read, no other device gets its answer."""
_INFO = {"image": "ImageInfo", "videoslice": "VideoSliceInfo", "file": "FileInfo"}
_INNER_LISTS = frozenset(
    {"PersonList", "FaceList", "MotorVehicleList", "NonMotorVehicleList", "ThingList", "SceneList"}
)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One object of a body: the id the answer names it by, and what became of it (a notification has many items)."""

    item: str
    items: Sequence[Item]


def decode(path_or_kind: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one body, in its order. `path_or_kind` may be "", then the wrapper or the fields tell.

    `headers`: looked up by `User-Identify`, in any case. `now_us` is not used here: all times bear a full date.
    """
    return [item for entry in decode_entries(path_or_kind, body, headers) for item in entry.items]


def decode_entries(path_or_kind: str, body: bytes, headers: Mapping[str, str]) -> list[Entry]:
    """The same by object, as an answer needs it: one entry for each object of the body."""
    vehicles = quick.vehicles_in(body)
    if vehicles is not None and len(vehicles) <= MAX_OBJECTS:
        return [
            _entry_of(each, headers) if seen is None else Entry(seen.item, (seen,))
            for each, seen in zip(vehicles, quick.plate_reads(vehicles), strict=True)
        ]
    kind = kind_of_path(path_or_kind)
    try:
        # A sender that is named by its header alone leaves the body of a keepalive empty.
        message = {} if kind in _SESSION_KINDS and not body else json_of(body)
    except NotJson:
        return [_rejected("", "not_json", "The body is not JSON.")]
    return entries_of(message, kind, session_in(headers))


def objects_sent(path_or_kind: str, body: bytes) -> list[Any]:
    """The objects of a body as they were sent, one for each entry of `decode_entries`, in the same order."""
    try:
        return entries_of(json_of(body), kind_of_path(path_or_kind), "", make=_as_sent)
    except NotJson:
        return []


def _as_sent(value: Any, kind: str, sender: Sender) -> Any:
    return value


def entries_of(
    message: Any, kind: str, session: str, make: Callable[[Any, str, Sender], Any] | None = None
) -> list[Any]:
    """Entries of a decoded body; `kind` as the path says it, "" if there is none.

    `make`: makes something else of each object than its `Entry`.
    """
    entries = list(islice(_each(message, kind, session, make or _entry), MAX_OBJECTS + 1))
    if len(entries) <= MAX_OBJECTS:
        return entries
    return [_rejected("", "too_many_objects", f"A body has at most {MAX_OBJECTS} objects.")]


def _each(message: Any, kind: str, session: str, make: Callable[[Any, str, Sender], Any]) -> Iterator[Any]:
    is_wrapped = False
    if isinstance(message, dict) and not is_object(message):
        for key, inner in message.items():
            inner_kind = kind_of_name(key) if len(key) <= 64 and isinstance(inner, dict | list) else ""
            if not inner_kind:
                continue
            is_wrapped = True
            plain = _STANDARD_FORM.get(key)
            if plain and isinstance(inner, dict) and type(listed := inner.get(plain[1])) is list:
                sender = Sender(session)
                yield from (make(each, plain[0], sender) for each in listed)
                continue
            sender = Sender(session, is_plain_list_name(key))
            yield from (make(each, found, sender) for found, each in objects_in(inner, inner_kind))
    if is_wrapped:
        return
    for found, each in objects_in(message, kind):
        # A notification without any wrapper is that simulator's too.
        bare = found == "subscribenotification"
        yield make(each, found, Sender(session, bare))


def session_in(headers: Mapping[str, str]) -> str:
    """The sender's own id: the header `User-Identify`, in any case."""
    named = headers.get("user-identify")
    if named is None:
        named = next((value for name, value in headers.items() if name.lower() == "user-identify"), "")
    return text(named, MAX_DEVICE)


def _entry(value: Any, kind: str, sender: Sender) -> Entry:
    """What became of one object. Never raises."""
    if not isinstance(value, dict):
        return _rejected("", "not_an_object", "Where an object should be, something else stands.")
    if len(value) > MAX_FIELDS:
        return _rejected("", "too_many_fields", f"An object has at most {MAX_FIELDS} fields.")
    fields = with_standard_names(value)
    if kind == "subscribenotification":
        return _notification(fields, sender)
    if kind in _INFO:
        return _with_inner(fields, kind, sender)
    read = READERS.get(kind)
    if read is None:
        return _unknown(fields, kind)
    if kind not in _SESSION_KINDS and not any(is_said(fields[name]) for name in fields.keys() & STANDARD_NAMES):
        # `{}`, or an error of the sender's own: no vehicle stood anywhere because of it.
        return _rejected("", "empty_object", "The object says nothing that this kind of object can say.")
    items = read(fields, sender)
    return Entry(items[0].item, items)


def _entry_of(vehicle: Any, headers: Mapping[str, str]) -> Entry:
    """A vehicle of the short way that needs a closer look after all."""
    said = {name: value for name, value in msgspec.structs.asdict(vehicle).items() if value is not None}
    return _entry(said, "motorvehicle", Sender(session_in(headers)))


def _with_inner(fields: Fields, kind: str, sender: Sender) -> Entry:
    """An image, clip or file with the objects found in it: itself first, each of them after."""
    info = fields.get(_INFO[kind])
    own = {**fields, **with_standard_names(info)} if isinstance(info, dict) else fields
    own = {name: value for name, value in own.items() if name not in _INNER_LISTS and name != _INFO[kind]}
    items = objects.scene(own, sender)
    # What was found in an image was seen by the camera of the image.
    within = Sender(items[0].device or sender.session, sender.compact_is_utc)
    for name, inner in fields.items():
        if name in _INNER_LISTS and isinstance(inner, dict | list) and inner:
            for found, each in objects_in(inner, kind_of_name(name)):
                items += _entry(each, found, within).items
    return Entry(items[0].item, items)


def _notification(fields: Fields, sender: Sender) -> Entry:
    """A subscription's notification: its inner lists, each as if it had come by itself."""
    item = text(fields.get("NotificationID"), MAX_ITEM)
    items: list[Item] = []
    for name, inner in fields.items():
        kind = kind_of_name(name) if len(name) <= 64 else ""
        if not isinstance(inner, dict | list) or not kind or kind == "subscribenotification":
            continue
        if kind == "ape" and _is_status(inner):
            kind = "apestatus"
        utc = sender.compact_is_utc or is_plain_list_name(name)
        for found, each in objects_in(inner, kind):
            items += _entry(each, found, Sender(sender.session, utc)).items
    if not items:
        items = [Rejected(item, "empty_notification", "The notification bears no list that is understood.")]
    return Entry(item, items)


def _is_status(inner: Any) -> bool:
    return isinstance(inner, dict) and any("status" in key.lower() for key in inner if len(key) <= 64)


def _unknown(fields: Fields, kind: str) -> Entry:
    """Tasks and cases are not taken by this door; anything else is not known."""
    item = next(
        (
            text(fields.get(name), MAX_ITEM)
            for name in ("NotificationID", "SubscribeID", "DispositionID", "CaseID")
            if name in fields
        ),
        "",
    )
    if kind == "dispositionnotification":
        detail = "Hits of foreign watch lists are not taken: matches are made at the door against lawful lists only."
        return Entry(item, [Rejected(item, "comparison_result", detail, by_law=True, dropped=dropped_from(fields))])
    reason = "not_taken" if kind else "unknown_object"
    detail = f"Objects of the kind {kind!r} are not taken." if kind else "Nothing tells what kind of object this is."
    return Entry(item, [Rejected(item, reason, detail, dropped=dropped_from(fields))])


def _rejected(item: str, reason: str, detail: str) -> Entry:
    return Entry(item, [Rejected(item, reason, detail)])
