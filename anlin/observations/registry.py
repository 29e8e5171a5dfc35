"""What is registered, as the door and the engine need it: numbers, kinds and relations; no person, no list.

`places` makes it, the journal carries it as a control row, the engine reads it from there. So a replay knows what
was registered when.
"""

from typing import Any

import msgspec


class AreaRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place of the tree, or a grid or beat: `number` in columns, `code` for people."""

    number: int
    code: str
    name: str = ""
    kind: str = "compound"  # city, district, town, community, compound, building, …; docs/domain.md section 2.
    parent: int = 0
    edition: str = "standard"
    capacity: int = 0  # Published instantaneous capacity in people; 0 where none is published.


class DwellingRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A home, without its people: what care and registration models may know."""

    number: int
    code: str
    area: int
    care_consent: bool = False  # LU-31: without it no row of this home reaches a model.
    registered_occupants: int = 0
    quiet_from_min: int = 22 * 60  # Usual sleep window, minutes of the local day.
    quiet_to_min: int = 7 * 60


HOME_KINDS = frozenset({"bathroom", "bedroom", "home", "kitchen", "living_room"})
"""Kinds of zones inside a home: what is sensed there needs a consent, whether or not the register names the home."""


class ZoneRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A watched place: lift, lobby, stair, fire_lane, gate, door, bedroom, kitchen, bathroom, facade, perimeter, …"""

    number: int
    code: str
    kind: str
    area: int
    name: str = ""
    dwelling: int = 0
    floor: int = 0
    capacity: int = 0
    ordered_until: int = 0  # An isolation door is heard before this instant only, its order's end (LU-35); µs.


class DeviceRow(msgspec.Struct, frozen=True, omit_defaults=True):
    """A device, its home zone and the gateway it lives behind. A gateway and its channels have separate liveness."""

    number: int
    code: str  # The id it sends: GB/T 28181 or GA/T 1400 id, MAC, serial.
    zone: int
    area: int
    kind: str = "camera"
    name: str = ""
    parent: int = 0
    heartbeat_s: int = 90  # Longest time between its signs of life; 0: it sends none, its parent's count for it.
    lateness_ms: int = 2000  # The feed's lateness budget; 0 for a feed proven in order.
    enabled: bool = True


class Override(msgspec.Struct, frozen=True, omit_defaults=True):
    """One parameter of one model set differently: everywhere, in one area (with all below it), or in one zone."""

    model: str
    parameter: str
    value: float
    rule: str = ""  # Empty: every rule of the model that has the parameter.
    area: int = 0
    zone: int = 0
    edition: str = ""


class Arming(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a model watches: `schedule` is minutes of the local week [from, to) pairs; empty means always."""

    model: str
    enabled: bool = True
    shadow: bool = False
    area: int = 0
    schedule: tuple[tuple[int, int], ...] = ()


class Registry(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything in force at one instant; `version` rises with every change."""

    version: int = 0
    zone_name: str = "Asia/Shanghai"  # The site's clock: schedules and "night" are judged in it.
    areas: tuple[AreaRow, ...] = ()
    dwellings: tuple[DwellingRow, ...] = ()
    zones: tuple[ZoneRow, ...] = ()
    devices: tuple[DeviceRow, ...] = ()
    overrides: tuple[Override, ...] = ()
    arming: tuple[Arming, ...] = ()


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Registry)


def registry_to_bytes(registry: Registry) -> bytes:
    return _encoder.encode(registry)


def registry_from_bytes(payload: bytes | bytearray | memoryview) -> Registry:
    """Raises `msgspec.ValidationError` naming the field."""
    return _decoder.decode(payload)


def as_builtins(registry: Registry) -> Any:
    return msgspec.to_builtins(registry)
