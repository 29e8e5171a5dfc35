"""Frigate MQTT messages -> items. Pure; never raises.

What becomes what: `README.md`. `sub_label` of a person may be a recognised name: it is never read. Free descriptions
of what a model believes to see are refused.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from anlin.gateway.decoded import DeviceNews, Item, Picture, Rejected, Seen, Subject
from anlin.gateway.reading import Fields, NotJson, instant, json_of, number, text
from anlin.gateway.sensors import flag
from anlin.observations.kinds import kind_code, label_code
from anlin.observations.plates import normal_plate
from anlin.observations.quality import Quality

_PERSON, _VEHICLE = kind_code("person_detected"), kind_code("vehicle_detected")
_EBIKE, _PLATE = kind_code("ebike_detected"), kind_code("plate_read")
_LEFT, _COUNT = kind_code("left_object"), kind_code("people_count")

_THINGS: dict[str, tuple[int, int]] = {
    "person": (_PERSON, 0),
    "face": (_PERSON, 0),
    "car": (_VEHICLE, label_code("car")),
    "truck": (_VEHICLE, label_code("truck")),
    "bus": (_VEHICLE, label_code("bus")),
    "motorcycle": (_VEHICLE, label_code("motorcycle")),
    "bicycle": (_VEHICLE, label_code("bicycle")),
    "ebike": (_EBIKE, label_code("ebike")),
    "e-bike": (_EBIKE, label_code("ebike")),
    "electric_bicycle": (_EBIKE, label_code("ebike")),
    "license_plate": (_VEHICLE, 0),
    "package": (_LEFT, label_code("package")),
}
_EBIKE_WORDS = ("e-bike", "ebike", "electric", "电动", "电瓶")
_MAX_PLATE = 15
_OF_RECORDER = ("available", "events", "reviews", "tracked_object_update", "triggers", "stats")
"""Topics `<base>/<name>`, which name no camera."""
_GROUPS = ("status", "audio", "classification")
"""Topics `<camera>/<group>/<name>`."""
_DETAILS = ("snapshot", "active", "state")
"""Topics `<camera>/<name>/<detail>`."""


def decode(where: str, body: bytes, headers: Mapping[str, str], now_us: int) -> list[Item]:
    """Items of one message; `where` is its topic, without which JSON is told by its shape."""
    topic = where.strip("/")
    levels = topic.split("/")
    quality = int(Quality.REPLAYED) if headers.get("retain") else 0
    if levels[-1] in ("set", "suggestion"):
        return [Rejected("", "command", "A command is no event.")]
    if body.startswith((b"\xff\xd8", b"\x89PNG")):
        camera = _camera_of(levels) or text(headers.get("peer", ""), 64)
        # Crops of persons are no evidence: only the whole scene may be looked at.
        kept = () if {"person", "face"}.intersection(levels[1:]) else (Picture("14", body),)
        return [DeviceNews(camera, camera, kind="camera", online=True, pictures=kept)]
    try:
        message = json_of(body)
    except NotJson:
        message = text(body.decode("utf-8", "replace"), 64)
    if isinstance(message, dict):
        return _told(message, levels, quality, now_us)
    return [_plain(levels, message, quality, now_us)]


def _told(message: Fields, levels: list[str], quality: int, now: int) -> list[Item]:
    after = message.get("after")
    if isinstance(after, dict):
        data = after.get("data")
        if "severity" in after and isinstance(data, dict):
            return _review(after, data, quality, now)
        return _event(after, text(message.get("type"), 24) == "new", quality, now)
    kind = text(message.get("type"), 24)
    camera = text(message.get("camera"), 64)
    item = text(message.get("id"), 64) or text(message.get("event_id"), 64)
    at = instant(message.get("timestamp"))
    if kind == "face":
        why = "A recognised person is never taken: matches are made at the door against lawful lists only."
        dropped = ("name",) if text(message.get("name")) else ()
        return [Rejected(item, "comparison_result", why, device=camera or None, by_law=True, dropped=dropped)]
    if kind == "description":
        why = "A free description may tell how a person looks: it is never taken."
        return [Rejected(item, "description", why, device=camera or None, by_law=True, dropped=("description",))]
    if kind == "lpr":
        return [_plate(item, camera, message, at, quality, now)]
    camera = camera or _camera_of(levels)
    if levels[-1] == "stats" and len(levels) > 1:
        return [_recorder(levels, True)]
    if not camera:
        return [Rejected(item, "unknown_message", "The message names no camera and is of no known form.")]
    return [DeviceNews(item or camera, camera, kind="camera", online=True, observed_at=at)]


def _event(after: Fields, is_new: bool, quality: int, now: int) -> list[Item]:
    item, camera = text(after.get("id"), 64), text(after.get("camera"), 64)
    if not camera:
        return [Rejected(item, "no_device", "The event names no camera.")]
    at = instant(after.get("frame_time")) or instant(after.get("start_time"))
    name = text(after.get("label"), 40).lower()
    sub = after.get("sub_label")
    sub = sub[0] if isinstance(sub, list) and sub else sub
    meaning = _THINGS.get(name)
    if meaning is None or after.get("false_positive") is True:
        return [DeviceNews(item or camera, camera, kind="camera", online=True, observed_at=at)]
    dropped: tuple[str, ...] = ()
    if name == "bicycle" and any(word in text(sub, 40).lower() for word in _EBIKE_WORDS):
        meaning = _THINGS["ebike"]
    elif text(sub):
        dropped = ("sub_label",)
    kind, label = meaning
    if kind == _VEHICLE and flag(after.get("stationary")) and not is_new:
        # Its updates go on for hours while it stands: none of them is a fresh sight.
        seen: Item = DeviceNews(item, camera, kind="camera", online=True, observed_at=at, dropped=dropped)
    else:
        seen = Seen(
            item, camera, f"{item} {at or now}", kind, label, at, confidence=_score(after.get("score")),
            quality=quality, track=_track(item), dropped=dropped,
        )  # fmt: skip
    return [seen, *_recognised(after, item, camera, at, quality)] if kind == _VEHICLE else [seen]


def _recognised(after: Fields, item: str, camera: str, at: int | None, quality: int) -> list[Item]:
    """The plate of a vehicle, where one was recognised; the same event in every update."""
    named = after.get("recognized_license_plate")
    # As with `sub_label`, some builds send [plate, score].
    plate = normal_plate(text(named[0] if isinstance(named, list) and named else named, 40))
    if not plate or len(plate) > _MAX_PLATE:
        return []
    certain = _score(after.get("recognized_license_plate_score"))
    read = Seen(
        item, camera, f"{item} plate", _PLATE, 0, at, confidence=certain, quality=quality,
        subject=Subject("plate", plate), track=_track(item),
    )  # fmt: skip
    return [read]


def _review(after: Fields, data: Fields, quality: int, now: int) -> list[Item]:
    """One observation for each kind of thing in the review; its updates are the same event."""
    item, camera = text(after.get("id"), 64), text(after.get("camera"), 64)
    at = instant(after.get("start_time"))
    objects = data.get("objects")
    names = [text(each, 40).lower().removesuffix("-verified") for each in objects] if isinstance(objects, list) else []
    meanings = list(dict.fromkeys(_THINGS[name] for name in names if name in _THINGS))
    if not camera:
        return [Rejected(item, "no_device", "The review names no camera.")]
    if not meanings:
        return [DeviceNews(item or camera, camera, kind="camera", online=True, observed_at=at)]
    dropped = ("sub_labels",) if data.get("sub_labels") else ()
    event = f"review {item or now}"
    return [Seen(item, camera, event, *meaning, at, quality=quality, dropped=dropped) for meaning in meanings]


def _plate(item: str, camera: str, message: Fields, at: int | None, quality: int, now: int) -> Item:
    plate = normal_plate(text(message.get("plate"), 40))
    if not plate or len(plate) > _MAX_PLATE:
        return Rejected(item, "no_plate", "The message bears no plate.", device=camera or None)
    if not camera:
        return Rejected(item, "no_device", "The plate names no camera.")
    dropped = ("name",) if text(message.get("name")) else ()
    return Seen(
        item, camera, f"{item or at or now} plate", _PLATE, 0, at, confidence=_score(message.get("score")),
        quality=quality, subject=Subject("plate", plate), track=_track(item), dropped=dropped,
    )  # fmt: skip


def _plain(levels: list[str], message: Any, quality: int, now: int) -> Item:
    """Availability words and counts under their own topics."""
    word = text(message, 24)
    online = {"online": True, "offline": False, "stopped": False, "disabled": None}.get(word)
    if levels[-1] == "available" and len(levels) > 1:
        return _recorder(levels, online)
    camera = _camera_of(levels)
    if not camera:
        return Rejected("", "unknown_message", "Neither topic nor payload is of a known form.")
    if levels[-2] == "status":
        # The camera is not gone because its sound or its recording is.
        return DeviceNews(camera, camera, kind="camera", online=online if levels[-1] == "detect" else None)
    count = number(message)
    if levels[-1] == "person" and count is not None and 0 <= count < 1e6:
        return Seen(camera, camera, f"count {now}", _COUNT, 0, None, count, quality=quality)
    return DeviceNews(camera, camera, kind="camera", online=True)


def _recorder(levels: list[str], online: bool | None) -> Item:
    """Frigate itself, called by its base topic."""
    base = text("/".join(levels[:-1]), 64)
    return DeviceNews(base, base, kind="recorder", online=online)


def _camera_of(levels: list[str]) -> str:
    """The camera or zone a topic speaks of, read from the topic's end: the base may hold slashes. "" for none."""
    if len(levels) < 3 or levels[-1] in _OF_RECORDER:
        return ""
    if len(levels) > 3 and (levels[-2] in _GROUPS or levels[-1] in _DETAILS):
        return text(levels[-3], 64)
    if levels[-1] in _THINGS or levels[-1] == "motion":
        return text(levels[-2], 64)
    # A topic of no known form: the base is taken for one level.
    return text(levels[1], 64)


def _score(sent: Any) -> float:
    score = number(sent)
    return min(max(score, 0.0), 1.0) if score is not None else 1.0


def _track(item: str) -> int:
    """The object's track: Frigate's id is unique for each object."""
    if not item:
        return 0
    return int.from_bytes(hashlib.blake2b(item.encode(), digest_size=8).digest(), "little") >> 1
