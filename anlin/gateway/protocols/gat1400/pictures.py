"""Pictures that come with an object: base64 in every form met, addresses, and which of them the law drops."""

from typing import Any

import msgspec

from anlin.gateway.decoded import Picture
from anlin.gateway.protocols.gat1400.fields import with_standard_names
from anlin.gateway.reading import Fields, address, code, instant, picture_bytes, text

FACE_TYPES = frozenset({"04", "05", "11"})
"""Driver's face, co-driver's face, face. Source: `docs/gat1400.md` section 8."""

_MAX_PICTURES = 64
_TELLING = {
    kind: place for place, kind in enumerate(("01", "08", "14", "07", "09", "10", "12", "13", "100", "02", "03"))
}
_URL_FIELDS = (
    # Field of a vehicle and the picture type it stands for.
    ("StorageUrl1", "09"), ("StorageUrl2", "02"), ("StorageUrl3", "01"), ("StorageUrl4", "08"), ("StorageUrl5", "100"),
)  # fmt: skip


PICTURE_FIELDS = frozenset(
    {"SubImageList", "Data", "StoragePath", "OriginVideoURL", "VideoURL", *(name for name, _ in _URL_FIELDS)}
)
"""An object with none of these fields has no picture."""


class Pictures(msgspec.Struct, frozen=True, gc=False):
    """What the pictures of one object come to: those kept, names of those dropped, the first shot time and device."""

    kept: tuple[Picture, ...] = ()
    dropped: tuple[str, ...] = ()
    shot_at: int | None = None
    device: str = ""


NO_PICTURES = Pictures()


def pictures_of(fields: Fields, *, of_a_face: bool = False, compact_is_utc: bool = False) -> Pictures:
    """Pictures in `SubImageList`, in `StorageUrl1..5`, and the one an image object itself is.

    `of_a_face`: the object is a face, so all of them are dropped.
    """
    kept: list[Picture] = []
    dropped: list[str] = []
    shot_at, device = None, ""
    for sent in _listed(fields.get("SubImageList"))[:_MAX_PICTURES]:
        image = with_standard_names(sent)
        if shot_at is None:
            shot_at = instant(image.get("ShotTime"), compact_is_utc=compact_is_utc)
        device = device or text(image.get("DeviceID"))
        _take(kept, dropped, image.get("Data"), image.get("StoragePath"), picture_type(image.get("Type")), of_a_face)
    for name, kind in _URL_FIELDS:
        url = address(fields.get(name))
        if url:
            kept.append(Picture(kind, url=url))
    path = fields.get("StoragePath") or fields.get("OriginVideoURL") or fields.get("VideoURL")
    _take(kept, dropped, fields.get("Data"), path, picture_type(fields.get("Type")), of_a_face)
    # The door keeps one picture of an item, the first with bytes: the one a person can judge by goes first.
    kept.sort(key=lambda picture: (picture.data is None, _TELLING.get(picture.type, len(_TELLING))))
    return Pictures(tuple(kept), tuple(dropped), shot_at, device)


def _take(kept: list[Picture], dropped: list[str], sent: Any, path: Any, kind: str, of_a_face: bool) -> None:
    """Adds one picture, or the name under which it was dropped."""
    data, url = None, address(path) or address(sent)
    if isinstance(sent, str) and sent and not address(sent):
        data = picture_bytes(sent)
        if data is None and sent.strip():
            dropped.append("Data[unreadable]")
    if data is None and not url:
        return
    if of_a_face or kind in FACE_TYPES:
        dropped.append(f"SubImageInfoObject[Type={kind or 'none'}]")
    else:
        kept.append(Picture(kind, data, url or None))


def picture_type(value: Any) -> str:
    """A picture type as the table writes it: two digits, `100` for general; "" for unknown."""
    kind = code(value)
    return f"{kind:02d}" if 0 < kind <= 100 else ""


def _listed(value: Any) -> list[Fields]:
    """Image objects of a `SubImageList`, whatever the inner key (`SubImageInfoObject`, `SubImageObject`) or none."""
    if isinstance(value, dict):
        inner = [each for each in value.values() if isinstance(each, dict | list)]
        if not inner:
            return [value] if value else []
        value = inner[0]
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
