"""What offices of the prefecture keep books of: cases by grid, who is registered where, who stays at home by order.

Each district has one feed of case records and one of the registration service; a second feed (the call centre's)
copies what some grids' stations enter.
"""

import random
from collections.abc import Iterator

from anlin.demo.town.ids import Numbers
from anlin.demo.town.plan import Area, Device, Dwelling, Platform, Point, Ring, Town, Wanted, Zone

RENTED_HOMES = 900
HOMES_UNDER_ORDER = 90
STALE = 3
IN_FORCE = 6
COPIED = 0.3
"""Share of the grids whose records also come by the call centre's feed."""


def open_offices(town: Town, numbers: Numbers, rng: random.Random) -> None:
    """Adds grids, feeds and the homes they speak of; every area has its outline by now."""
    for district, inside in _districts(town):
        cases, calls = _stations(town, numbers, district)
        service = _feed(numbers, district, "流动人口登记", "registration service")
        town.platforms.append(service)
        _open_grids(town, numbers, inside, cases, calls, rng)
        _open_homes(town, numbers, {each.code for each in inside}, service, rng)
    town.wanted.extend(wanted_cars(rng))


def open_stations(town: Town, numbers: Numbers, rng: random.Random) -> None:
    """Adds grids and the feeds of their cases only."""
    for district, inside in _districts(town):
        _open_grids(town, numbers, inside, *_stations(town, numbers, district), rng)


def _districts(town: Town) -> Iterator[tuple[Area, list[Area]]]:
    """Each district with the areas in it."""
    parents = {area.code: area.parent for area in town.areas}
    areas = list(town.areas)
    for district in [area for area in areas if area.kind == "district"]:
        yield district, [each for each in areas if _lies_in(each.code, district.code, parents)]


def _stations(town: Town, numbers: Numbers, district: Area) -> tuple[Platform, Platform]:
    """A district's feed of case records, and that of the call centre."""
    cases = _feed(numbers, district, "案件数据", "case records")
    calls = _feed(numbers, district, "报警记录", "call centre records")
    town.platforms.extend([cases, calls])
    return cases, calls


def _open_grids(
    town: Town, numbers: Numbers, inside: list[Area], cases: Platform, calls: Platform, rng: random.Random
) -> None:
    for community in [each for each in inside if each.kind == "community"]:
        _open_grid(town, numbers, community, cases, calls if rng.random() < COPIED else None)


def wanted_cars(rng: random.Random) -> list[Wanted]:
    """Cars on the lists of the day and cars that were on them; no resident's plate is among them."""
    kinds = ("stolen_vehicle", "hit_and_run_vehicle", "public_health")
    return [
        Wanted(f"海K{letter}{rng.randrange(10_000):04d}", kind, nth >= STALE)
        for kind, letters in zip(kinds, ("EF", "GH", "PQ"), strict=True)
        for letter in letters
        for nth in range(STALE + IN_FORCE)
    ]


def _open_grid(town: Town, numbers: Numbers, community: Area, cases: Platform, calls: Platform | None) -> None:
    name, name_en = community.name.removesuffix("社区"), community.name_en.removesuffix(" Community")
    grid = Area(
        f"{community.code}-G", "grid", f"{name}网格", f"{name_en} Grid", community.code, community.outline,
        community.edition, community.tier,
    )  # fmt: skip
    zone = Zone(f"{grid.code}/grid", grid.code, "grid", grid.name, grid.name_en, grid.outline)
    town.areas.append(grid)
    town.zones.append(zone)
    for feed, zh, en in ((cases, "案件", "cases"), (calls, "报警", "calls")):
        if feed is not None:
            code = numbers.device(f"{community.code[:6]}03", "feed")
            town.devices.append(
                Device(code, feed.code, zone.code, "feed", f"{grid.name}{zh}", f"{grid.name_en} {en}", feed.at)
            )


def _open_homes(town: Town, numbers: Numbers, inside: set[str], service: Platform, rng: random.Random) -> None:
    houses = [house for house in town.buildings if house.area in inside and house.use == "residential"]
    boxes = {p.area: p for p in town.platforms if p.dialect == "edge_box" and not p.is_feed}
    parents = {area.code: area.parent for area in town.areas}
    plus = {area.code for area in town.areas if area.kind == "compound" and area.edition == "plus"}
    houses = [house for house in houses if house.area in plus]
    for index in range(RENTED_HOMES // 3):
        house = rng.choice(houses)
        home = Dwelling(
            f"{house.code}/r{index + 1}", house.area, house.code, "1", rng.randint(1, house.floors), rng.randint(1, 4)
        )
        zone = Zone(
            f"{home.code}/home", house.area, "dwelling", f"{house.name}{home.floor}层住户",
            f"{house.name_en}, floor {home.floor}, home", house.outline, house.code, home.floor, 0, home.code,
        )  # fmt: skip
        town.dwellings.append(home)
        town.zones.append(zone)
        code = numbers.device(f"{house.area[:6]}04", "register")
        town.devices.append(
            Device(code, service.code, zone.code, "register", f"{zone.name}登记", f"{zone.name_en} record", service.at)
        )
    for index in range(HOMES_UNDER_ORDER // 3):
        house = rng.choice(houses)
        floor = rng.randint(1, house.floors)
        # The place is the order, not the home: it ends with it, and no other book leads from it to who lives there.
        zone = Zone(
            f"{house.code}/q{index + 1}", house.area, "isolation_door", f"{house.name}{floor}层入户门",
            f"{house.name_en}, floor {floor}, front door", house.outline, house.code, floor,
        )  # fmt: skip
        area = house.area
        while area not in boxes:
            area = parents[area]
        town.zones.append(zone)
        code = numbers.device(f"{house.area[:6]}04", "door")
        town.devices.append(
            Device(code, boxes[area].code, zone.code, "door", f"{zone.name}门磁", f"{zone.name_en} magnet",
                   _middle(house.outline))
        )  # fmt: skip


def _feed(numbers: Numbers, district: Area, zh: str, en: str) -> Platform:
    code = numbers.device(f"{district.code}05", "feed")
    return Platform(
        code, district.code, f"{district.name}{zh}", f"{district.name_en} {en}", "edge_box", code, f"demo-{code}",
        _middle(district.outline), is_feed=True,
    )  # fmt: skip


def _lies_in(code: str, district: str, parents: dict[str, str]) -> bool:
    while code:
        if code == district:
            return True
        code = parents[code]
    return False


def _middle(ring: Ring) -> Point:
    corners = ring[:-1]
    return (
        round(sum(lon for lon, _ in corners) / len(corners), 7),
        round(sum(lat for _, lat in corners) / len(corners), 7),
    )
