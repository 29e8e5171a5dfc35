"""Zigbee2MQTT messages -> items: one observation for each attribute that has a kind. Pure; never raises.

What becomes what: `README.md`. Messages repeat the whole cached state; telling a change from a repetition is the
business of who holds the last state. PIN codes and users of locks are dropped.
"""

from collections.abc import Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Rejected, Seen
from anlin.gateway.forbidden import names_below
from anlin.gateway.protocols.zigbee2mqtt.locks import lock_readings
from anlin.gateway.reading import Fields, NotJson, instant, json_of, text
from anlin.gateway.sensors import Reading, flag, reading_of
from anlin.observations.quality import Quality

_PERSONAL = ("pin_code", "users", "action_user", "action_source_user", "user")
_COMMANDS = ("/set", "/get")
_MAX_LISTED = 2000


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one MQTT message; `where` is its topic, `retain` in the headers marks a replayed state."""
    topic = where.strip("/")
    peer = text(headers.get("peer", ""), 64)
    if topic.endswith(_COMMANDS):
        return [Rejected("", "command", "A command to a device is no event.", device=_device(topic, peer) or None)]
    if not body.strip():
        # A deleted retained message: nothing is said any more.
        return [DeviceNews(_device(topic, peer), _device(topic, peer))]
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
    """One attribute under its own topic (`output: attribute`)."""
    parent, _, name = topic.rpartition("/")
    read = reading_of(name, sent)
    device = _device(parent, peer)
    if read is None:
        if not device:
            return [Rejected("", "no_attribute", "Neither topic nor payload names an attribute that is known.")]
        return [DeviceNews(device, device, online=True)]
    quality = int(Quality.REPLAYED) if headers.get("retain") else 0
    return [_seen(device, name, read, None, now, quality, ())]


def _bridge(message: Any, topic: str) -> list[Item]:
    """Devices that joined, left, or are listed; the bridge's own state."""
    bridge = topic.partition("/bridge")[0] or "zigbee2mqtt"
    listed = message if isinstance(message, list) else None
    if listed is None and isinstance(message, dict):
        inner = message.get("data")
        if isinstance(inner, dict):
            return [_member(inner, bridge, text(message.get("type"), 40) != "device_leave")]
        return [DeviceNews(bridge, bridge, kind="gateway", online=flag(_state_word(message)))]
    if listed is None:
        return [DeviceNews(bridge, bridge, kind="gateway", online=flag(message == "online"))]
    members: list[Item] = [_member(each, bridge, None) for each in listed[:_MAX_LISTED] if isinstance(each, dict)]
    return members or [DeviceNews(bridge, bridge, kind="gateway")]


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
    word = message.get("state") if isinstance(message, dict) else message
    return DeviceNews(device, device, online={"online": True, "offline": False}.get(text(word, 16).lower()))


def _state_word(message: Fields) -> Any:
    return "on" if (word := message.get("state")) == "online" else "off" if word == "offline" else word


def _discovered(message: Any, topic: str) -> Item:
    """Home Assistant discovery: what device stands behind a state topic. Templates are not evaluated."""
    fields: Fields = message if isinstance(message, dict) else {}
    state = text(fields.get("json_attributes_topic") or fields.get("state_topic") or fields.get("stat_t"))
    own = fields.get("device") or fields.get("dev")
    made: Fields = own if isinstance(own, dict) else {}
    device = _device(state, "") or text(made.get("name"), 64)
    if not device:
        return Rejected("", "no_device", f"The discovery under {topic[:80]} names no device.")
    model = f"{text(made.get('manufacturer') or made.get('mf'), 60)} {text(made.get('model') or made.get('mdl'), 90)}"
    kind = text(fields.get("device_class") or fields.get("dev_cla"), 24)
    return DeviceNews(device, device, text(made.get("name")), kind, model=model.strip())


def _device(topic: str, peer: str) -> str:
    """The friendly name: the topic without its base; it may hold slashes."""
    return text(topic.partition("/")[2], 64) or peer


def _is_told(message: Fields, name: str) -> bool:
    return message.get(name) not in (None, "", [], {}, 65535)
