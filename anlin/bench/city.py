"""The reference city as a seeded generator: 502 compounds, some 450,000 rows a day. Source: docs/domain.md section 1.

Numbers per compound are ours (estimate), chosen so that the day's sum is the reference city's and every model meets
what it watches for, and its traps.
"""

from collections.abc import Iterator
from typing import NamedTuple

from anlin.observations import AreaRow, DeviceRow, DwellingRow, Registry, ZoneRow

COMPOUNDS = 502
HOMES = 1
"""Homes of a compound that have sensors."""


class Group(NamedTuple):
    """Devices of one kind in every compound: each watches a zone of its own, or shares the zones of `beside`."""

    name: str
    kind: str
    zone_kind: str
    many: int
    beside: str = ""
    in_homes: bool = False


GROUPS = (
    Group("lift", "camera", "lift", 6),
    Group("door", "door", "unit_door", 6),
    Group("reader", "access", "unit_door", 6, beside="door"),
    Group("gate", "plate_camera", "gate", 2),
    Group("barrier", "barrier", "gate", 2, beside="gate"),
    Group("lane", "camera", "fire_lane", 2),
    Group("fence", "camera", "perimeter", 2),
    Group("facade", "camera", "facade", 2),
    Group("path", "camera", "passage", 2),
    Group("hydrant", "meter", "riser", 1),
    Group("bedroom", "pir", "bedroom", HOMES, in_homes=True),
    Group("kitchen", "pir", "kitchen", HOMES, in_homes=True),
    Group("bathroom", "pir", "bathroom", HOMES, in_homes=True),
    Group("entry", "door", "door", HOMES, in_homes=True),
    Group("gas", "gas", "kitchen", HOMES, beside="kitchen", in_homes=True),
    Group("smoke", "smoke", "kitchen", HOMES, beside="kitchen", in_homes=True),
)


class City(NamedTuple):
    """A registry, and where the devices of each group of each compound are: numbers run on from the first."""

    registry: Registry
    compounds: int
    devices: dict[str, tuple[int, int]]  # group: (device number of the first, devices of it per compound)
    zones: dict[str, int]  # group: zone number of the first
    recorders: int  # device number of the first recorder, one per compound


def reference_city(compounds: int = COMPOUNDS) -> City:
    """The registered city: each compound a recorder, all its devices live behind it."""
    dwellings = tuple(
        DwellingRow(c * HOMES + h + 1, f"c{c + 1}-{h + 1}", c + 2, care_consent=True)
        for c in range(compounds)
        for h in range(HOMES)
    )
    devices = [
        DeviceRow(c + 1, f"recorder-{c + 1}", 0, c + 2, kind="gateway", heartbeat_s=900) for c in range(compounds)
    ]
    zones: list[ZoneRow] = []
    first_device: dict[str, tuple[int, int]] = {}
    first_zone: dict[str, int] = {}
    for group in GROUPS:
        first_device[group.name] = len(devices) + 1, group.many
        first_zone[group.name] = first_zone[group.beside] if group.beside else len(zones) + 1
        if not group.beside:
            zones += _zones_of(group, compounds, first_zone[group.name])
        for nth in range(compounds * group.many):
            c = nth // group.many
            number, zone = len(devices) + 1, first_zone[group.name] + nth
            devices.append(
                DeviceRow(number, f"{group.name}-{nth + 1}", zone, c + 2, group.kind, parent=c + 1, heartbeat_s=0)
            )
    areas = (AreaRow(1, "city", kind="city", edition="plus"), *_compounds(compounds))
    registry = Registry(1, "Asia/Shanghai", areas, dwellings, tuple(zones), tuple(devices))
    return City(registry, compounds, first_device, first_zone, 1)


def _compounds(compounds: int) -> Iterator[AreaRow]:
    return (AreaRow(c + 2, f"c{c + 1}", parent=1) for c in range(compounds))


def _zones_of(group: Group, compounds: int, first: int) -> Iterator[ZoneRow]:
    for nth in range(compounds * group.many):
        home = nth + 1 if group.in_homes else 0
        yield ZoneRow(first + nth, f"{group.name}-{nth + 1}", group.zone_kind, nth // group.many + 2, dwelling=home)
