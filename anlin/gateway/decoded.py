"""What a protocol's `decode` gives: typed items, in the order of the message. Pure: no registry, no store, no clock.

A decoder reads known keys only (an allow-list). What it leaves out on purpose because the law forbids it is named
in `dropped`, so that it can be counted; the value itself never leaves the decoder.

Structs rather than dataclasses: a frozen dataclass of this size takes 2.4 us to make, a struct 0.1 us, and the door
makes one for every object. What identifies a person is left out of `repr`, so that no log can hold it by accident.
"""

from typing import Literal

import msgspec


class Subject(msgspec.Struct, frozen=True, gc=False):
    """A plate, card, document or dwelling as sent. Lives in memory only, until the door has compared it."""

    type: Literal["plate", "card", "document", "dwelling"]
    text: str

    def __repr__(self) -> str:
        return f"Subject(type={self.type!r})"


class Picture(msgspec.Struct, frozen=True, gc=False):
    """One picture that came with an item: bytes already base64-decoded, or the address it can be fetched from."""

    type: str
    data: bytes | None = None
    url: str | None = None

    def __repr__(self) -> str:
        return f"Picture(type={self.type!r}, bytes={len(self.data or b'')})"


class Seen(msgspec.Struct, frozen=True, gc=False):
    """An observation before it is located: `device` is the id as sent, `event` its own event id, counter or time.

    `observed_at`: microseconds since 1970 UTC by the device's clock, None where the message bore no usable time.
    `kind`, `label`: codes of `anlin.observations.kinds`. `value` in the kind's unit.
    """

    item: str  # The id by which the answer names this item.
    device: str
    event: str
    kind: int
    label: int = 0
    observed_at: int | None = None
    value: float = 0.0
    confidence: float = 1.0
    quality: int = 0
    track: int = 0
    zone: str = ""  # The zone's code where the message names one; else the device's own.
    subject: Subject | None = None
    pictures: tuple[Picture, ...] = ()
    dropped: tuple[str, ...] = ()


class DeviceNews(msgspec.Struct, frozen=True, gc=False):
    """A device tree entry or a status: what a platform says of a device behind it."""

    item: str
    device: str
    name: str = ""
    kind: str = ""
    parent: str = ""
    online: bool | None = None
    lon: float | None = None
    lat: float | None = None
    place: str = ""
    model: str = ""
    dropped: tuple[str, ...] = ()
    observed_at: int | None = None  # When it was so, by the device's clock.
    pictures: tuple[Picture, ...] = ()  # Evidence for the device and instant: a scene without an event of its own.


class RegisterRow(msgspec.Struct, frozen=True, gc=False):
    """A row of a register (a household's car, a resident): goes to the catalogue only under a declared purpose."""

    item: str
    category: str
    device: str
    fields: dict[str, str] = msgspec.field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"RegisterRow(item={self.item!r}, category={self.category!r}, fields={sorted(self.fields)})"


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """An item that is not taken: `reason` is a short code, `detail` one sentence without personal values.

    `by_law`: refused by law and never kept; otherwise it goes to quarantine.
    """

    item: str
    reason: str
    detail: str
    device: str | None = None
    by_law: bool = False
    dropped: tuple[str, ...] = ()


Item = Seen | DeviceNews | RegisterRow | Rejected


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What became of one item, in the order of the items."""

    item: str
    outcome: Literal["journalled", "duplicate", "parked", "quarantined", "refused", "noted"]
    reason: str = ""
