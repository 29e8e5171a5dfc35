"""Zigbee2MQTT messages -> items: one observation for each attribute that has a kind. Pure; never raises.

What becomes what: `README.md`. Messages repeat the whole cached state; telling a change from a repetition is the
business of who holds the last state. PIN codes and users of locks are dropped.
"""

import re
from collections.abc import Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Rejected, Seen
from anlin.gateway.forbidden import names_below
from anlin.gateway.protocols.zigbee2mqtt.locks import lock_readings
from anlin.gateway.reading import Fields, NotJson, instant, json_of, text
from anlin.gateway.sensors import Reading, flag, reading_of
from anlin.observations.quality import Quality

_PERSONAL = ("pin_code", "users", "action_user", "action_source_user", "user")
_COMMAND = re.compile(r"(.+)/(?:set|get)|(.+/.+)/(?:set|get)/[^/]+")
"""`<base>/<name>/set`, or with an attribute behind it."""
_STATE_TOPICS = ("json_attributes_topic", "json_attr_t", "state_topic", "stat_t")
_MAX_LISTED = 2000
_NAMELESS = Rejected("", "no_device", "Neither topic, message nor sender names a device.")


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one MQTT message; `where` is its topic, `retain` in the headers marks a replayed state."""
    items = _items(where, body, headers, now_us)
    return [item if isinstance(item, Rejected) or item.device else _NAMELESS for item in items]


def _items(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    topic = where.strip("/")
    peer = text(headers.get("peer", ""), 64)
    if command := _COMMAND.fullmatch(topic):
        device = _device(command[1] or command[2], peer)
        return [Rejected("", "command", "A command to a device is no event.", device=device or None)]
    try:
        message = json_of(body)
    except NotJson:
        message = text(body.decode("utf-8", "replace"), 64)
    if topic.startswith("homeassistant/") or "/config" in topic[-7:]:
        return [_discovered(message, topic)]
    if "/bridge/" in f"/{topic}/":
        return _bridge(message, topic)
    if topic.endswith("/availability"):
        return [_available(topic.removesuffix("/availability"), message, peer)]
    if not body.strip():
        # A deleted retained message, or the end of an action: nothing is said any more.
        device = _device(topic.removesuffix("/action"), peer)
        return [DeviceNews(device, device)]
    if not isinstance(message, dict):
        return _single(topic, message, peer, headers, now_us)
    return _state(message, _device(topic, peer), headers, now_us)


def _state(message: Fields, device: str, headers: Mapping[str, str], now: int) -> list[Item]:
    own = message.get("device")
    if not device and isinstance(own, dict):
        device = text(own.get("friendlyName"), 64) or text(own.get("ieeeAddr"), 64)
    at = instant(message.get("last_seen"))
    dropped = tuple(dict.fromkeys((*names_below(message), *(name for name in _PERSONAL if _is_told(message, name)))))
    quality = int(Quality.REPLAYED) if headers.get("retain") else 0
    if flag(message.get("test")):
        quality |= Quality.TEST
    readings = [(name, read) for name, value in message.items() if (read := reading_of(name, value))]
    readings += lock_readings(message)
    if not readings:
        return [DeviceNews(device, device, online=True, observed_at=at, dropped=dropped)]
    return [_seen(device, name, read, at, now, quality, dropped) for name, read in readings]


def _seen(
    device: str, name: str, read: Reading, at: int | None, now: int, quality: int, dropped: tuple[str, ...]
) -> Seen:
    event = f"{name} {at or now}"
    return Seen(event, device, event, read.kind, read.label, at, read.value, quality=quality, dropped=dropped)


def _single(topic: str, sent: Any, peer: str, headers: Mapping[str, str], now: int) -> list[Item]:
    """One attribute under its own topic (`output: attribute`): a state of this attribute alone."""
    parent, _, name = topic.rpartition("/")
    device = _device(parent, peer)
    found = _state({name: sent}, device, headers, now)
    if not device and isinstance(found[0], DeviceNews):
        return [Rejected("", "no_attribute", "Neither topic nor payload names an attribute that is known.")]
    return found


def _bridge(message: Any, topic: str) -> list[Item]:
    """Devices that joined, left, or are listed; the bridge's own state."""
    base, _, rest = f"/{topic}/".partition("/bridge/")
    bridge, about = base.strip("/") or "zigbee2mqtt", rest.strip("/")
    if about == "devices" and isinstance(message, list):
        members: list[Item] = [_member(each, bridge, None) for each in message[:_MAX_LISTED] if isinstance(each, dict)]
        return members or [DeviceNews(bridge, bridge, kind="gateway")]
    if about == "event" and isinstance(message, dict) and isinstance(message.get("data"), dict):
        return [_member(message["data"], bridge, text(message.get("type"), 40) != "device_leave")]
    return [DeviceNews(bridge, bridge, kind="gateway", online=_online(message) if about == "state" else None)]


def _member(fields: Fields, bridge: str, online: bool | None) -> Item:
    device = text(fields.get("friendly_name"), 64) or text(fields.get("ieee_address"), 64)
    if not device:
        return Rejected("", "no_device", "The entry names no device.")
    definition = fields.get("definition")
    made: Fields = definition if isinstance(definition, dict) else {}
    model = f"{text(made.get('vendor'), 60)} {text(made.get('model'), 60)}".strip()
    name = text(fields.get("ieee_address"), 64)
    return DeviceNews(device, device, name, text(fields.get("type"), 24), bridge, online, model=model)


def _available(topic: str, message: Any, peer: str) -> Item:
    device = _device(topic, peer)
    return DeviceNews(device, device, online=_online(message))


def _online(message: Any) -> bool | None:
    """What `{"state": "online"}` says, or the plain word of older releases."""
    word = message.get("state") if isinstance(message, dict) else message
    return {"online": True, "offline": False}.get(text(word, 16).lower())


def _discovered(message: Any, topic: str) -> Item:
    """Home Assistant discovery: what device stands behind a state topic. Templates are not evaluated."""
    fields: Fields = message if isinstance(message, dict) else {}
    named = (_full(fields, name) for name in _STATE_TOPICS)
    state = next((each for each in named if each), "")
    own = fields.get("device") or fields.get("dev")
    made: Fields = own if isinstance(own, dict) else {}
    device = _device(state, "") or text(made.get("name"), 64)
    if not device:
        return Rejected("", "no_device", f"The discovery under {topic[:80]} names no device.")
    model = f"{text(made.get('manufacturer') or made.get('mf'), 60)} {text(made.get('model') or made.get('mdl'), 90)}"
    kind = text(fields.get("device_class") or fields.get("dev_cla"), 24)
    return DeviceNews(device, device, text(made.get("name")), kind, model=model.strip())


def _full(fields: Fields, name: str) -> str:
    """A topic of a discovery, with the base put in for a `~` at its start or end; "" where there is no base."""
    topic, base = text(fields.get(name)), text(fields.get("~"))
    if topic.startswith("~"):
        return base and text(base + topic[1:])
    return base and text(topic[:-1] + base) if topic.endswith("~") else topic


def _device(topic: str, peer: str) -> str:
    """The friendly name: the topic without its base; it may hold slashes."""
    return text(topic.partition("/")[2], 64) or peer


def _is_told(message: Fields, name: str) -> bool:
    return message.get(name) not in (None, "", [], {}, 65535)
