"""`POST /api/observations`: our own JSON for everything that has no protocol here. Strict, and pure.

One wrong observation costs only itself: the body is first read as a whole, and item by item when that fails.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from anlin.gateway.decoded import DeviceNews, Item, Picture, Rejected, Seen, Subject
from anlin.gateway.forbidden import names_below
from anlin.observations import KIND_CODES, LABEL_CODES, Quality
from anlin.observations.instants import parse_device_time

MOST_ITEMS = 10_000

Code = Annotated[str, Meta(min_length=1, max_length=64)]
QualityName = Literal["replayed", "test", "low_confidence", "unhealthy_device"]

_QUALITY = {"replayed": Quality.REPLAYED, "test": Quality.TEST, "low_confidence": Quality.LOW_CONFIDENCE,
            "unhealthy_device": Quality.UNHEALTHY_DEVICE}  # fmt: skip
# What only the door itself may say: a hit on a list is found here, not told from outside.
_NOT_TAKEN = frozenset({"", "match_candidate"})
_EMPTY = "The body has neither `observations` nor `devices`."
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class SentSubject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A plate, card, document or dwelling: compared with the lists, then forgotten unless a purpose keeps it."""

    type: Literal["plate", "card", "document", "dwelling"]
    text: Annotated[str, Meta(min_length=1, max_length=64)]


class SentPicture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A picture, base64. Pictures of faces are dropped and counted."""

    type: Literal["scene", "vehicle", "object", "face"]
    data: bytes


class SentObservation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """This device, at this place, at this time, noticed this.

    `event` (the device's own event id or counter) or `observed_at` must be given: they make a repeat known as one.
    """

    device: Annotated[str, Meta(min_length=1, max_length=64, description="The device's registered code.")]
    kind: Annotated[str, Meta(max_length=40, description="What was noticed, such as ir_motion, door_state, smoke.")]
    label: Annotated[str, Meta(max_length=40, description="Class or state, such as open, on, car; may be empty.")] = ""
    event: Annotated[str, Meta(max_length=128)] | int | None = None
    observed_at: Annotated[
        str | int | float | None,
        Meta(description="ISO 8601 with zone, or epoch seconds or milliseconds; without a zone the site's."),
    ] = None
    value: Annotated[float, Meta(description="The kind's number in the kind's unit: people, m³, s, °C.")] = 0.0
    confidence: Annotated[float, Meta(ge=0, le=1)] = 1.0
    zone: Annotated[str, Meta(max_length=60, description="The zone's code, if it is not the device's own.")] = ""
    track: Annotated[int, Meta(ge=0, le=2**63 - 1, description="The object's track within the device.")] = 0
    subject: SentSubject | None = None
    quality: list[QualityName] = []
    pictures: Annotated[list[SentPicture], Meta(max_length=4)] = []


class SentDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """News of a device: whether it is online, and what it is; an unknown one waits for approval."""

    device: Code
    online: bool | None = None
    name: Annotated[str, Meta(max_length=80)] = ""
    kind: Annotated[str, Meta(max_length=24)] = ""
    model: Annotated[str, Meta(max_length=60)] = ""
    place: Annotated[str, Meta(max_length=120)] = ""
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None


class SentBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    observations: Annotated[list[SentObservation], Meta(max_length=MOST_ITEMS)] = []
    devices: Annotated[list[SentDevice], Meta(max_length=MOST_ITEMS)] = []


class _LooseBody(msgspec.Struct, frozen=True):
    observations: list[msgspec.Raw] = []
    devices: list[msgspec.Raw] = []


class BadBody(ValueError):
    """The body as a whole cannot be read; `reason` is a short code, the message one sentence."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


_body = msgspec.json.Decoder(SentBody)
_loose_body = msgspec.json.Decoder(_LooseBody)


def decode(path: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """As every protocol's `decode`: never raises. `path`, `headers` and `now_us` are not used."""
    try:
        return items_of(body)
    except BadBody as error:
        return [Rejected("", error.reason, str(error))]


def items_of(body: bytes) -> list[Item]:
    """Items of one body, observations before devices, each in its order. Raises `BadBody`."""
    try:
        sent = _body.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _one_by_one(body)
    if not sent.observations and not sent.devices:
        raise BadBody("empty", _EMPTY)
    return [
        *(_seen(observation, nth, ()) for nth, observation in enumerate(sent.observations)),
        *(_news(device, ()) for device in sent.devices),
    ]


def items_sent(body: bytes) -> list[msgspec.Raw]:
    """What was sent as each item of `items_of`, as JSON."""
    loose = _loose_body.decode(body)
    return [*loose.observations, *loose.devices]


def _one_by_one(body: bytes) -> list[Item]:
    try:
        loose = _loose_body.decode(body)
    except msgspec.ValidationError as error:
        raise BadBody("malformed", f"{_without_values(error)}; an object with `observations` is expected") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadBody("not_json", f"The body is not JSON: {_without_values(error)}") from None
    except RecursionError:
        raise BadBody("too_deep", "The body is nested too deeply.") from None
    if len(loose.observations) + len(loose.devices) > MOST_ITEMS:
        raise BadBody("too_many", f"More than {MOST_ITEMS} items in one body.")
    if not loose.observations and not loose.devices:
        raise BadBody("empty", _EMPTY)
    return [
        *(_item(raw, nth, SentObservation) for nth, raw in enumerate(loose.observations)),
        *(_item(raw, nth, SentDevice) for nth, raw in enumerate(loose.devices)),
    ]


def _item(raw: msgspec.Raw, nth: int, kind: type[SentObservation] | type[SentDevice]) -> Item:
    """One item that a look at the whole body did not like: unknown fields left out, forbidden ones counted."""
    try:
        fields = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Rejected(str(nth), "malformed", "The item cannot be read.")
    if not isinstance(fields, dict):
        return Rejected(str(nth), "malformed", "An item is an object.")
    dropped = tuple(names_below(fields))
    known = {name: value for name, value in fields.items() if name in kind.__struct_fields__}
    try:
        sent = msgspec.convert(known, kind)
    except msgspec.ValidationError as error:
        device = fields.get("device")
        return Rejected(
            _item_name(fields.get("event"), nth),
            "malformed",
            _without_values(error),
            device[:64] if isinstance(device, str) else None,
            dropped=dropped,
        )
    return _seen(sent, nth, dropped) if isinstance(sent, SentObservation) else _news(sent, dropped)


def _seen(sent: SentObservation, nth: int, dropped: tuple[str, ...]) -> Item:
    item = _item_name(sent.event, nth)
    kind, label = KIND_CODES.get(sent.kind), LABEL_CODES.get(sent.label)
    if kind is None or sent.kind in _NOT_TAKEN:
        return Rejected(item, "unknown_kind", "The kind is not in the vocabulary.", sent.device, dropped=dropped)
    if label is None:
        return Rejected(item, "unknown_label", "The label is not in the vocabulary.", sent.device, dropped=dropped)
    try:
        observed_at = parse_device_time(sent.observed_at)
    except (ValueError, OverflowError):
        return Rejected(item, "bad_time", "`observed_at` is not a time.", sent.device, dropped=dropped)
    if sent.event is None and observed_at is None:
        detail = "Neither `event` nor `observed_at`: a repeat could not be told from a new event."
        return Rejected(item, "no_identity", detail, sent.device, dropped=dropped)
    quality = 0
    for name in sent.quality:
        quality |= _QUALITY[name]
    pictures = sent.pictures
    if any(picture.type == "face" for picture in pictures):
        dropped = (*dropped, "face picture")
        pictures = [picture for picture in pictures if picture.type != "face"]
    return Seen(
        item,
        sent.device,
        str(observed_at) if sent.event is None else f"#{sent.event}",
        kind,
        label,
        observed_at,
        sent.value,
        sent.confidence,
        int(quality),
        sent.track,
        sent.zone,
        Subject(sent.subject.type, sent.subject.text) if sent.subject else None,
        tuple(Picture(picture.type, picture.data) for picture in pictures),
        dropped,
    )


def _news(sent: SentDevice, dropped: tuple[str, ...]) -> DeviceNews:
    return DeviceNews(
        sent.device,
        sent.device,
        sent.name,
        sent.kind,
        online=sent.online,
        lon=sent.lon,
        lat=sent.lat,
        place=sent.place,
        model=sent.model,
        dropped=dropped,
    )


def _item_name(event: Any, nth: int) -> str:
    return str(nth) if event is None or isinstance(event, dict | list) else str(event)[:128]


def _without_values(error: Exception) -> str:
    """What is wrong and where, without what was sent."""
    return _QUOTED.sub("…", str(error))[:200]
