"""OGC SensorThings 1.1 observations -> items. Pure; never raises.

What becomes what: `README.md`. A bare observation says only a number: what it is of is told by the expanded
Datastream, or by the topic of a Datastream whose id is a known property. Unknown keys never fail.
"""

import re
from collections.abc import Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Rejected, Seen
from anlin.gateway.forbidden import names_below
from anlin.gateway.reading import Fields, NotJson, instant, json_of, names_of, spelled, text
from anlin.gateway.sensors import reading_of
from anlin.observations.quality import Quality

_DATASTREAM = re.compile(r"Datastreams\('?([^')]{1,64})'?\)")
_MAX_LISTED = 2000
_NAMES = names_of(
    "result phenomenonTime resultTime Datastream ObservedProperty Thing name @iot.id unitOfMeasurement symbol"
)
_NO_OBSERVATION = "Where an observation should be, something else stands."


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one created, published or listed observation; `where` is its path or topic."""
    peer = text(headers.get("peer", ""), 64)
    try:
        message = json_of(body)
    except NotJson:
        return [Rejected("", "not_json", "The body is not JSON.", device=peer or None)]
    found = _DATASTREAM.search(where)
    stream = text(found.group(1), 64) if found else ""
    quality = int(Quality.REPLAYED) if headers.get("retain") else 0
    items = [
        _observation(spelled(each, _NAMES), stream, peer, quality, now_us)
        if isinstance(each, dict)
        else Rejected("", "no_observation", _NO_OBSERVATION, device=peer or None)
        for each in _listed(message)
    ]
    return items or [Rejected("", "no_observation", "The body bears no observation.", device=peer or None)]


def _listed(message: Any) -> list[Any]:
    """A single observation, a page of them (`value`), or an array: whatever stands there."""
    if isinstance(message, dict) and isinstance(message.get("value"), list):
        message = message["value"]
    return (message if isinstance(message, list) else [message])[:_MAX_LISTED]


def _observation(fields: Fields, topic_stream: str, peer: str, quality: int, now: int) -> Item:
    stream = _inner(fields, "Datastream")
    thing = _inner(stream, "Thing")
    stream_id = text(stream.get("@iot.id"), 64) or topic_stream
    device = text(thing.get("name"), 64) or text(thing.get("@iot.id"), 64) or stream_id or peer
    at = _instant(fields.get("phenomenonTime")) or _instant(fields.get("resultTime"))
    dropped = tuple(dict.fromkeys(names_below(fields)))
    item = text(fields.get("@iot.id"), 64)
    if not device:
        return Rejected(item, "no_device", "The observation names neither Datastream nor Thing.", dropped=dropped)
    if fields.get("result") is None:
        return DeviceNews(item or device, device, online=True, observed_at=at, dropped=dropped)
    names = (_inner(stream, "ObservedProperty").get("name"), stream.get("name"), stream_id)
    unit = text(_inner(stream, "unitOfMeasurement").get("symbol"), 16)
    for name in names:
        read = reading_of(text(name, 64), fields["result"], unit)
        if read is not None:
            event = f"{item or stream_id} {at or now}"
            return Seen(
                item or event, device, event, read.kind, read.label, at, read.value, quality=quality, dropped=dropped
            )
    why = "Nothing tells what this Datastream observes: expand its ObservedProperty, or name it after a known property."
    return Rejected(item, "unmapped_property", why, device=device, dropped=dropped)


def _instant(sent: Any) -> int | None:
    """A time, or the end of an interval `start/end`."""
    return instant(text(sent, 80).rpartition("/")[2])


def _inner(fields: Fields, name: str) -> Fields:
    value = fields.get(name)
    return spelled(value, _NAMES) if isinstance(value, dict) else {}
