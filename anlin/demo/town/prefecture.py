"""The whole prefecture 望海市: three districts, 502 compounds, a scenic area, a market, villages. All invented.

Furong Gardens with its neighbourhood is one of the 502, at its own place, so the small demo's story plays here too.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from shapely import Polygon, unary_union

from anlin.demo.town.blocks import TIERS, Age, block
from anlin.demo.town.compound import Builder, Compound, Layout
from anlin.demo.town.frame import Frame, box
from anlin.demo.town.furong import FRAME, furong
from anlin.demo.town.ground import long_coast
from anlin.demo.town.ids import Numbers
from anlin.demo.town.kit import KITS, equip
from anlin.demo.town.names import DISTRICTS, TOWNS, VILLAGES, VILLAGES_EN, community_names, compound_names
from anlin.demo.town.offices import open_offices
from anlin.demo.town.plan import Area, Dialect, Ground, Platform, Ring, Town
from anlin.demo.town.sites import SCENIC_CAPACITY, market, scenic, village
from anlin.demo.town.workforce import employ

COMPOUNDS = 502
PER_COMMUNITY = 3
PITCH = (520.0, 500.0)
CELL = (2740.0, 2640.0)
DIALECTS: tuple[Dialect, ...] = ("standard", "absolute_uri", "unwrapped", "camel_case", "replay_burst")
AGES: tuple[Age, ...] = ("old", "middle", "new")
SHARES = (0.40, 0.40, 0.20)
# Cells (columns to the west, rows to the north) of the towns; Furong's own, (0, 0), stays as it is drawn.
CELLS = (
    (1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (0, 2), (1, 2), (0, -2), (1, -2),
    (0, 3), (1, 3), (2, 3), (0, 4), (1, 4), (2, 4),
    (2, 0), (2, -1), (3, 0), (3, 1), (2, 1),
)  # fmt: skip
DISTRICT_OF_TOWN = (0,) * 9 + (1,) * 6 + (2,) * 5
INDOORS = frozenset({"lift", "lobby", "door"})
# Row by row, there and back, so that neighbours in the list are neighbours on the ground.
PLACES = tuple((column if row % 2 == 0 else 4 - column, row) for row in range(5) for column in range(5))


@dataclass(slots=True)
class _Growing:
    """The town so far, and what gives out names and numbers."""

    town: Town
    names: Iterator[tuple[str, str]]
    communities: Iterator[tuple[str, str]]
    numbers: Numbers
    dialect: int = 0
    made: int = field(default=1)  # Furong Gardens stands.

    def take(self, built: Compound) -> None:
        town = self.town
        town.areas.append(built.area)
        town.buildings.extend(built.buildings)
        town.dwellings.extend(built.dwellings)
        watched = {device.zone for device in built.devices}
        # Lifts, lobbies and doors that nothing watches are no places the platform could know anything of.
        town.zones.extend(zone for zone in built.zones if zone.kind not in INDOORS or zone.code in watched)
        town.platforms.extend(built.platforms)
        town.devices.extend(built.devices)
        town.ground.extend(built.ground)


def prefecture(seed: int = 1) -> Town:
    """With its offices; the same for the same seed, to the last digit."""
    numbers = Numbers()
    town = grown(seed, numbers)
    open_offices(town, numbers, random.Random(f"{seed}/offices"))
    employ(town, random.Random(f"{seed}/workforce"))
    return town


def grown(seed: int, numbers: Numbers) -> Town:
    """The prefecture as it is built, without offices and what they keep books of."""
    small = furong(seed, numbers)
    rng = random.Random(f"{seed}/prefecture")
    town = replace(small, name="望海市", name_en="Wanghai", ground=[*long_coast(FRAME), *small.ground])
    growing = _Growing(town, compound_names(rng), community_names(rng), numbers)
    for code, zh, en in DISTRICTS[1:]:
        town.areas.append(Area(code, "district", zh, en, "379900", (), "plus", "mid"))
    for index, cell in enumerate(CELLS):
        _grow_town(growing, index, cell, random.Random(f"{seed}/town {index}"))
    _grow_sites(growing, random.Random(f"{seed}/sites"))
    town.areas[:] = with_outlines(town.areas)
    return town


def _grow_town(growing: _Growing, index: int, cell: tuple[int, int], rng: random.Random) -> None:
    """A subdistrict: communities of three compounds with a video platform each, one sensor platform for all."""
    district = DISTRICTS[DISTRICT_OF_TOWN[index]][0]
    code = f"{district}{index - DISTRICT_OF_TOWN.index(DISTRICT_OF_TOWN[index]) + 1:03d}"
    zh, en = TOWNS[index]
    frame = FRAME.within(900 - CELL[0] * (cell[0] + 1), -1320 + CELL[1] * cell[1])
    if index:  # The first stands already: it is Furong's.
        growing.town.areas.append(Area(code, "town", zh, f"{en} Subdistrict", district, (), "plus", "mid"))
    growing.town.ground.extend(_streets(frame, zh, en))
    hub = Platform(
        growing.numbers.device(f"{district}01", "edge_box"), code, f"{zh}物联平台", f"{en} sensor platform", "edge_box",
        f"hub-{code}", f"demo-hub-{code}", frame.point(30, 30),
    )  # fmt: skip
    growing.town.platforms.append(hub)
    # The five hundred and second compound lies west of the twelfth town, where there is room.
    places = [*PLACES, (-1, 2)] if index == 11 else list(PLACES)
    for start in range(0, len(places), PER_COMMUNITY):
        _grow_community(growing, code, start // PER_COMMUNITY, frame, places[start : start + PER_COMMUNITY], hub, rng)


def _grow_community(
    growing: _Growing, town: str, turn: int, frame: Frame, places: list[tuple[int, int]], hub: Platform,
    rng: random.Random,
) -> None:  # fmt: skip
    zh, en = next(growing.communities)
    code = f"{town}{turn + (11 if town == '379902001' else 1):03d}"  # 003 of the first town is Furong's.
    growing.town.areas.append(Area(code, "community", zh, en, town, (), "plus", "mid"))
    number = growing.numbers.device(f"{town[:6]}01", "recorder")
    dialect = DIALECTS[growing.dialect % len(DIALECTS)]
    growing.dialect += 1
    at = frame.point(40 + PITCH[0] * places[0][0], 40 + PITCH[1] * places[0][1])
    video = Platform(
        number, code, f"{zh}视频平台", f"{en} video platform", dialect, number, f"demo-{number}", at
    )  # fmt: skip
    growing.town.platforms.append(video)
    for index, (column, row) in enumerate(places, 1):
        if growing.made == COMPOUNDS:
            return
        spot = frame.within(60 + PITCH[0] * column, 60 + PITCH[1] * row)
        growing.take(_compound(growing, f"{code}-{index:02d}", spot, video, hub, rng))
        growing.made += 1


def _compound(
    growing: _Growing, code: str, frame: Frame, video: Platform, hub: Platform, rng: random.Random
) -> Compound:
    zh, en = next(growing.names)
    built = block(rng, rng.choices(AGES, SHARES)[0])
    tier = TIERS[built.age]
    width, depth = built.size
    area = Area(
        code, "compound", zh, en, code.rpartition("-")[0], frame.box(0, 0, width, depth),
        "standard" if tier == "low" else "plus", tier,
    )  # fmt: skip
    builder = Builder(Layout(area, f"{code[:6]}01", frame, built.size, built.houses, built.places), growing.numbers)
    builder.houses()
    builder.places()
    equip(builder, KITS[tier], video, hub, rng)
    builder.built.ground += [
        Ground("block", frame.box(-3, -3, width + 6, depth + 6)),
        Ground("green", frame.box(12, 10, width - 24, 10)),
    ]
    return builder.built


def _streets(frame: Frame, zh: str, en: str) -> list[Ground]:
    """The streets between a town's compounds, named after it."""
    width, depth = CELL
    bare, bare_en = zh.removesuffix("街道").removesuffix("镇"), en
    return [
        *(
            Ground("street", frame.line([(30 + PITCH[0] * i, 0), (30 + PITCH[0] * i, depth)]), f"{bare}{name}街",
                   f"{bare_en} {i + 1} Street", width_m=24 if i == 0 else 13)
            for i, name in enumerate("一二三四五六")
        ),
        *(
            Ground("street", frame.line([(0, 30 + PITCH[1] * i), (width, 30 + PITCH[1] * i)]), f"{bare}{name}路",
                   f"{bare_en} {i + 1} Road", width_m=20 if i == 0 else 12)
            for i, name in enumerate("一二三四五")
        ),
    ]  # fmt: skip


def _grow_sites(growing: _Growing, rng: random.Random) -> None:
    """The scenic area south on the coast, the market in Dongling, villages in the hills to the west."""
    south = FRAME.within(-90, -8500)
    growing.take(
        scenic(
            Area("379902SC01", "scenic", "金沙湾景区", "Golden Bay Scenic Area", "379902",
                 south.box(-20, -20, 1080, 1420), "plus", "high", SCENIC_CAPACITY),
            "37990202", south, growing.numbers,
        )
    )  # fmt: skip
    north = FRAME.within(-8300, 9300)
    growing.take(
        market(
            Area("379903MK01", "market", "东岭批发市场", "Dongling Wholesale Market", "379903",
                 north.box(0, 0, 420, 320), "plus", "high", 9000),
            "37990302", north, growing.numbers,
        )
    )  # fmt: skip
    for index, (zh, en) in enumerate(zip(VILLAGES, VILLAGES_EN, strict=True)):
        east = -12_800 - 1500 * (index % 4) + rng.uniform(-300, 300)
        place = FRAME.within(east, -5200 + 1900 * (index // 4) + rng.uniform(-300, 300))
        outline = place.ring(box(-10, -10, 252, 190))
        area = Area(
            f"379921RU{index + 1:02d}", "rural", f"{zh}村", f"{en} Village", "379921", outline, "standard", "low"
        )
        growing.take(village(area, "37992102", place, growing.numbers, rng))


def with_outlines(areas: list[Area]) -> list[Area]:
    """The areas, each without an outline of its own drawn around what lies below it; parents first."""
    inside: dict[str, list[Ring]] = {}
    parents = {area.code: area.parent for area in areas}
    leaves = {area.code for area in areas} - set(parents.values())
    for area in areas:
        if area.code in leaves:
            code = area.parent
            while code:
                inside.setdefault(code, []).append(area.outline)
                code = parents[code]
    ordered = sorted(areas, key=lambda area: _depth(area.code, parents))
    return [area if area.code in leaves else replace(area, outline=_around(inside[area.code])) for area in ordered]


def _depth(code: str, parents: dict[str, str]) -> int:
    depth = 0
    while code := parents[code]:
        depth += 1
    return depth


CLOSE = (0.0007, 0.0012, 0.004)
"""Gaps in degrees that are closed between neighbours: streets, squares, fields."""


def _around(rings: list[Ring]) -> Ring:
    """What lies together in one shape: gaps closed as far as it takes, the hull where that is not enough."""
    places = [Polygon(ring) for ring in rings]
    for gap in CLOSE:
        shape = unary_union([place.buffer(gap, join_style="mitre") for place in places])
        shape = shape.buffer(0.0002 - gap, join_style="mitre").simplify(0.00005)
        if isinstance(shape, Polygon) and not shape.is_empty:
            return _ring(shape)
    return _ring(unary_union(places).convex_hull.buffer(0.0002, quad_segs=2))


def _ring(shape: Polygon) -> Ring:
    return tuple((round(lon, 7), round(lat, 7)) for lon, lat in shape.exterior.coords)
