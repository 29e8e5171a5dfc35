"""A walled residential compound: rows of houses, lobbies and lifts, fire lanes, gates, and what watches them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from anlin.demo.town.frame import Frame, box, slab, tower
from anlin.demo.town.ids import Numbers
from anlin.demo.town.plan import Area, Building, Device, Dialect, Dwelling, Ground, Platform, Ring, Zone

STOREY_M = 2.95


@dataclass(frozen=True, slots=True)
class House:
    """A house to build: `form` says its shape; `units` its stair units; positions in metres of the compound."""

    number: int
    form: str
    east: float
    north: float
    width: float
    depth: float
    floors: int
    units: int = 0
    lifts_per_unit: int = 1
    name: str = ""
    name_en: str = ""
    use: str = "residential"

    @property
    def zh(self) -> str:
        return self.name or f"{self.number}号楼"

    @property
    def en(self) -> str:
        return self.name_en or f"Building {self.number}"


@dataclass(frozen=True, slots=True)
class Place:
    """A watched place outdoors: a lane, a gate, a stretch of fence."""

    kind: str
    mark: str
    name: str
    name_en: str
    at: tuple[float, float, float, float]
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything a compound is built from; metres of its own frame."""

    area: Area
    centre: str
    frame: Frame
    size: tuple[float, float]
    houses: tuple[House, ...]
    places: tuple[Place, ...]


@dataclass(slots=True)
class Compound:
    """A compound that is built; lists in order of building."""

    area: Area
    buildings: list[Building] = field(default_factory=list)
    dwellings: list[Dwelling] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    platforms: list[Platform] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)
    ground: list[Ground] = field(default_factory=list)


class Builder:
    """Builds one compound step by step; ids come from `numbers`."""

    def __init__(self, layout: Layout, numbers: Numbers) -> None:
        self.layout = layout
        self.built = Compound(layout.area)
        self._numbers = numbers

    def houses(self) -> None:
        for house in self.layout.houses:
            self._house(house)

    def places(self) -> None:
        for place in self.layout.places:
            outline = self.layout.frame.box(*place.at)
            self._zone(place.kind, place.mark, place.name, place.name_en, outline, capacity=place.capacity)

    def platform(self, dialect: Dialect, name: str, name_en: str, at: tuple[float, float]) -> Platform:
        """A recorder or edge box with its own account; `user` is its id, as most sites have it."""
        kind = "edge_box" if dialect == "edge_box" else "recorder"
        code = self._numbers.device(self.layout.centre, kind)
        platform = Platform(
            code=code,
            area=self.layout.area.code,
            name=f"{self.layout.area.name}{name}",
            name_en=f"{self.layout.area.name_en} {name_en}",
            dialect=dialect,
            user=code,
            password=f"demo-{code}",
            at=self.layout.frame.point(*at),
        )
        self.built.platforms.append(platform)
        return platform

    def watch(self, platform: Platform, zones: Iterator[Zone] | list[Zone], kind: str, device: str, en: str) -> None:
        """One device of `kind` for each zone, behind `platform`."""
        for zone in zones:
            lon = sum(point[0] for point in zone.outline[:-1]) / (len(zone.outline) - 1)
            lat = sum(point[1] for point in zone.outline[:-1]) / (len(zone.outline) - 1)
            self.built.devices.append(
                Device(
                    code=self._numbers.device(self.layout.centre, kind),
                    platform=platform.code,
                    zone=zone.code,
                    kind=kind,
                    name=f"{zone.name}{device}",
                    name_en=f"{zone.name_en} {en}",
                    at=(round(lon, 7), round(lat, 7)),
                    bearing=len(self.built.devices) * 47 % 360,
                )
            )

    def indoors(
        self, kind: str, mark: str, name: str, name_en: str, house: Building, floor: int = 1, dwelling: str = ""
    ) -> Zone:
        """A place in or on a house; drawn as the house, since nobody shows where in it a home lies."""
        self._zone(kind, mark, name, name_en, house.outline, house.code, floor, dwelling)
        return self.built.zones[-1]

    def zones(self, kind: str, houses: set[int] | None = None) -> list[Zone]:
        """The zones of a kind, of all houses or of some (by number)."""
        wanted = None if houses is None else {f"{self.layout.area.code}-{number:02d}" for number in houses}
        return [zone for zone in self.built.zones if zone.kind == kind and (wanted is None or zone.building in wanted)]

    def marked(self, *marks: str) -> list[Zone]:
        """The zones with these marks, in their order."""
        by_code = {zone.code: zone for zone in self.built.zones}
        return [by_code[f"{self.layout.area.code}/{mark}"] for mark in marks]

    def _zone(
        self,
        kind: str,
        mark: str,
        name: str,
        name_en: str,
        outline: Ring,
        building: str = "",
        floor: int = 0,
        dwelling: str = "",
        capacity: int = 0,
    ) -> None:
        area = self.layout.area.code
        code = f"{area}/{mark}"
        self.built.zones.append(Zone(code, area, kind, name, name_en, outline, building, floor, capacity, dwelling))

    def _house(self, house: House) -> None:
        shape = {"slab": slab, "tower": tower, "box": box}
        code = f"{self.layout.area.code}-{house.number:02d}"
        if house.form == "slab":
            corners = slab(house.east, house.north, house.width, house.depth, max(1, house.units))
        else:
            corners = shape[house.form](house.east, house.north, house.width, house.depth)  # type: ignore[operator]
        height = round(house.floors * STOREY_M + (1.2 if house.units else 1.6), 1)
        outline = self.layout.frame.ring(corners)
        self.built.buildings.append(
            Building(code, self.layout.area.code, house.zh, house.en, outline, height, house.floors, house.use)
        )
        for unit in range(1, house.units + 1):
            self._unit(house, code, unit)

    def _unit(self, house: House, code: str, unit: int) -> None:
        """Lobby and door on the ground floor, and the lifts, where the stair tower stands."""
        bay = house.width / house.units
        middle = house.east + bay * (unit - 0.5)
        back = house.north + house.depth
        zh = f"{house.zh}{unit}单元" if house.units > 1 else house.zh
        en = f"{house.en}, unit {unit}" if house.units > 1 else house.en
        mark = f"{house.number:02d}-{unit}"
        frame = self.layout.frame
        self._zone(
            "lobby", f"lobby-{mark}", f"{zh}大堂", f"{en} lobby", frame.box(middle - 3, back - 5.5, 6, 3.5), code, 1
        )
        self._zone(
            "door", f"door-{mark}", f"{zh}单元门", f"{en} door", frame.box(middle - 1.2, back - 1.2, 2.4, 1.2), code, 1
        )
        for lift in range(1, house.lifts_per_unit + 1):
            several = house.lifts_per_unit > 1
            self._zone(
                "lift",
                f"lift-{mark}-{lift}",
                f"{zh}{lift}号电梯" if several else f"{zh}电梯",
                f"{en} lift {lift}" if several else f"{en} lift",
                frame.box(middle - 4.4 + 2.6 * lift, back - 8.2, 2.1, 2.2),
                code,
                1,
            )
