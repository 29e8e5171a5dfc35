"""The parts of a town: plain, frozen records that name each other by code. No Django, no drawing, no chance.

Positions are (lon, lat) in WGS-84 degrees, outlines closed rings of them, heights in metres above the ground.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

Point = tuple[float, float]
Ring = tuple[Point, ...]

Dialect = Literal["standard", "absolute_uri", "unwrapped", "camel_case", "replay_burst", "edge_box"]
"""How a platform speaks: the ways of GA/T 1400 that are met in the field, or `POST /api/observations` (edge box)."""


@dataclass(frozen=True, slots=True)
class Area:
    """A node of the area tree; `code` of its parent is "" at the top."""

    code: str
    kind: str
    name: str
    name_en: str
    parent: str
    outline: Ring = ()
    edition: Literal["standard", "plus"] = "standard"
    tier: Literal["low", "mid", "high"] = "mid"
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Building:
    code: str
    area: str
    name: str
    name_en: str
    outline: Ring
    height_m: float
    floors: int
    use: str = "residential"


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A home that has sensors, or whose register is kept. `care_consent`: somebody here asked to be looked after.

    Sleep in minutes of the day.
    """

    code: str
    area: str
    building: str
    unit: str
    floor: int
    occupants: int = 1
    care_consent: bool = False
    quiet_from_min: int = 22 * 60
    quiet_to_min: int = 7 * 60


@dataclass(frozen=True, slots=True)
class Zone:
    """A watched place. `building` is "" outdoors; `floor` 0 outdoors; `dwelling` "" outside homes."""

    code: str
    area: str
    kind: str
    name: str
    name_en: str
    outline: Ring
    building: str = ""
    floor: int = 0
    capacity: int = 0
    dwelling: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """What holds a session with the door: a recorder, a lower platform, an edge box. `password` is its own secret.

    `is_feed`: an office's records, not a device: it hands over four times a day and lives as long as it does so.
    """

    code: str
    area: str
    name: str
    name_en: str
    dialect: Dialect
    user: str
    password: str
    at: Point
    is_feed: bool = False


@dataclass(frozen=True, slots=True)
class Device:
    """One camera, magnet or sensor behind a platform; it watches one zone."""

    code: str
    platform: str
    zone: str
    kind: str
    name: str
    name_en: str
    at: Point
    bearing: int = 0


Shift = Literal["", "day", "night"]
"""When somebody is on duty: 08:00 to 20:00, 20:00 to 08:00, or without a roster."""


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works here, invented. `role` is a name of the platform's roles; `area` the subtree of the post."""

    username: str
    name: str
    name_en: str
    role: str
    area: str
    unit: str
    unit_en: str
    shift: Shift = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A car that some list names, or named: `kind` is the list's; `is_in_force` False: withdrawn or run out."""

    plate: str
    kind: str
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What the map is drawn on: sea, beach, water, green, street, path, and houses nobody watches (`building`).

    `points` is a closed ring for surfaces, a line for streets and paths; `width_m` is a line's width.
    """

    kind: str
    points: Ring
    name: str = ""
    name_en: str = ""
    width_m: float = 0.0
    height_m: float = 0.0


FEED_S = 6 * 3600
"""How long an office's records may lie before they are handed over."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How platforms of a town send, in seconds: how often they upload what came together (0: at once), say that they
    are alive, and say of their devices that they are. `captures_s`: how often hosts of low and middling sites upload
    who and what passed their gates and lobbies; parking hosts do so every five minutes."""

    upload_s: int = 0
    beat_s: int = 90
    devices_s: int = 90
    captures_s: int = 0

    def uploads(self, town: "Town") -> dict[str, int]:
        """How often each device's notices are uploaded, by its code; the site registers it as their lateness."""
        slow = {area.code for area in town.areas if area.tier != "high"}
        gates = {zone.code for zone in town.zones if zone.area in slow and zone.kind in ("gate", "lobby")}
        # What a host collected in its own time still waits for its platform's next upload.
        captures_s = self.upload_s + self.captures_s
        feeds = {platform.code for platform in town.platforms if platform.is_feed}
        return {
            device.code: FEED_S
            if device.platform in feeds
            else captures_s
            if device.zone in gates and device.kind in ("camera", "gate_camera", "sensor")
            else self.upload_s
            for device in town.devices
        }


USUAL = Manners()


@dataclass(frozen=True, slots=True)
class Town:
    """Everything there is, in an order that never depends on chance."""

    name: str
    name_en: str
    seed: int
    areas: list[Area] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    dwellings: list[Dwelling] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    platforms: list[Platform] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    staff: list[Staff] = field(default_factory=list)
    ground: list[Ground] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)


def offices_of(town: Town) -> Town:
    """The town with nothing that sends but its offices' feeds."""
    feeds = {platform.code for platform in town.platforms if platform.is_feed}
    return replace(
        town,
        platforms=[platform for platform in town.platforms if platform.is_feed],
        devices=[device for device in town.devices if device.platform in feeds],
    )


def part_of(town: Town, takes: Callable[[str], bool]) -> Town:
    """The town with only what stands in the areas that `takes` names by code; the tree of areas stays whole."""
    return replace(
        town,
        buildings=[building for building in town.buildings if takes(building.area)],
        dwellings=[dwelling for dwelling in town.dwellings if takes(dwelling.area)],
        zones=[zone for zone in town.zones if takes(zone.area)],
        platforms=[platform for platform in town.platforms if takes(platform.area)],
        devices=_devices_behind(town, takes),
    )


def _devices_behind(town: Town, takes: Callable[[str], bool]) -> list[Device]:
    areas = {zone.code: zone.area for zone in town.zones}
    return [device for device in town.devices if takes(areas[device.zone])]
