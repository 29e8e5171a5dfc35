"""Who sent a message and in which dialect: what every object reader needs to know beside the object."""

import hashlib
from typing import Any

import msgspec

from anlin.gateway.protocols.gat1400.ids import device_in, instant_in, is_one_event
from anlin.gateway.protocols.gat1400.pictures import Pictures
from anlin.gateway.reading import Fields, instant, text

MAX_DEVICE = 64
MAX_ITEM = 128


class Sender(msgspec.Struct, frozen=True, gc=False):
    """The session a message came in, and whether its 17-digit times are UTC (one simulator, section 13)."""

    session: str = ""
    compact_is_utc: bool = False

    def instant(self, value: Any) -> int | None:
        return instant(value, compact_is_utc=self.compact_is_utc)

    def device_of(self, fields: Fields, item: str, pictures: Pictures) -> str:
        """The device as sent: its own field, the gate, the pictures, the object's or image's id, then the session."""
        device = text(fields.get("DeviceID"), MAX_DEVICE)
        if device:
            if device == item and self.compact_is_utc and self.session:
                # That simulator numbers every object at random and gives the same number as its device.
                return self.session
            return device
        return (
            text(fields.get("TollgateID"), MAX_DEVICE)
            or text(fields.get("IVADeviceID"), MAX_DEVICE)
            or text(fields.get("CameraID"), MAX_DEVICE)
            or pictures.device[:MAX_DEVICE]
            or device_in(item)
            or device_in(text(fields.get("SourceID")))
            or self.session
        )

    def observed_at(self, fields: Fields, names: tuple[str, ...], item: str, pictures: Pictures) -> int | None:
        """When it happened: the first of these fields that says so, then the pictures, the marks, the object's id."""
        for name in names:
            at = self.instant(fields.get(name))
            if at is not None:
                return at
        if pictures.shot_at is not None:
            return pictures.shot_at
        for name in ("MarkTime", "LocationMarkTime"):
            at = self.instant(fields.get(name))
            if at is not None:
                return at
        return instant_in(item) or instant_in(text(fields.get("SourceID")))


def event_of(item: str, observed_at: int | None, fields: Fields) -> str:
    """What makes a resent object the same one: its id, with the instant where the id alone could belong to many.

    Without id it is a hash of the content. Plates and persons stay out of it: a hash over few possible values would
    give them away (LU-61); box, lane, speed and image ids tell two vehicles of one second apart.
    """
    if item and is_one_event(item):
        return item
    if item:
        return f"{item}@{observed_at}" if observed_at is not None else item
    parts = [f"{observed_at}"]
    for name in ("LeftTopX", "LeftTopY", "RightBtmX", "RightBtmY", "LaneNo", "Speed", "SourceID", "TriggerTime"):
        parts.append(text(fields.get(name)))
    parts.extend(_image_marks(fields.get("SubImageList")))
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12).hexdigest()


def _image_marks(images: Any) -> list[str]:
    marks = []
    if isinstance(images, dict):
        for listed in images.values():
            for image in listed if isinstance(listed, list) else [listed]:
                if isinstance(image, dict):
                    marks += [text(image.get("ImageID")), text(image.get("ShotTime"))]
    return marks[:64]
