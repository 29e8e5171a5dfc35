"""Writes a town into the platform's registers, through the apps that own them. Django must be set up."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from anlin.demo.town.geojson import ground_collection, polygon
from anlin.demo.town.plan import FEED_S, USUAL, Manners, Ring, Town
from anlin.notify.models import Duty
from anlin.observations.instants import DAY, HOUR
from anlin.people.models import Consent, RoleGrant, Unit, User
from anlin.people.roles import ROLES
from anlin.places import models as places
from anlin.places.registering import kept_of
from anlin.places.registry import current_version

PURPOSE = "public_safety"
USUAL_LATENESS_S = 2
VISITS_MIN = (9 * 60, 11 * 60)
"""When test visits to homes under an order are agreed, minutes of the day."""
DAYS_ROSTERED = 7
SHIFT = 12 * HOUR
SHIFTS_FROM = {"day": 8 * HOUR, "night": 20 * HOUR}
DEVICE_KINDS = {"gate_camera": "camera", "sensor": "barrier"}


def load_town(town: Town, realm: str, at: int, manners: Manners = USUAL, feeds_only: bool = False) -> None:
    """Everything of the town in empty registers, in one transaction; `realm` is that of the door's digest.

    `at`: the instant (µs since 1970 UTC) from which posts are held and cameras are filed. What is known of how the
    platforms send (`manners`) is registered with their devices, as every site does. With `feeds_only` every device but
    those of offices waits for `switch_on`.
    """
    with transaction.atomic():
        areas = _areas(town)
        _buildings(town, areas)
        _dwellings(town, at)
        _zones(town, areas)
        _devices(town, areas, at, manners, feeds_only)
        _accounts(town, areas, realm)
        _staff(town, areas, at)
        _responses(next(iter(areas.values())))


def switch_on() -> int:
    """Every device that waits goes live; the registry's version then."""
    places.Device.objects.filter(enabled=False).update(enabled=True)
    return current_version()


def beat_as_usual(town: Town, takes: Callable[[str], bool]) -> None:
    """Platforms and devices of the areas that `takes` names say that they are alive as often as usual."""
    codes = [platform.code for platform in town.platforms if takes(platform.area) and not platform.is_feed]
    devices = places.Device.objects.filter(Q(code__in=codes) | Q(parent__code__in=codes))
    devices.filter(parent=None).update(heartbeat_s=USUAL.beat_s)
    devices.exclude(parent=None).update(heartbeat_s=USUAL.devices_s)


def write_ground(town: Town, home: Path) -> None:
    """What the map is drawn on (docs/architecture.md, "Ground")."""
    folder = home / "map"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(ground_collection(town.ground), ensure_ascii=False, separators=(",", ":"))
    (folder / "ground.geojson").write_text(text, encoding="utf-8")


def _areas(town: Town) -> dict[str, places.Area]:
    made: dict[str, places.Area] = {}
    for area in town.areas:
        lon, lat = _middle(area.outline)
        row = places.Area(
            code=area.code,
            kind=area.kind,
            name_zh=area.name,
            name_en=area.name_en,
            parent=made.get(area.parent),
            outline=polygon(area.outline),
            center_lon=lon,
            center_lat=lat,
            edition=area.edition,
            tier=area.tier,
            capacity=area.capacity,
        )
        row.save()  # A tree row's path needs its number, so not in bulk.
        made[area.code] = row
    return made


def _buildings(town: Town, areas: dict[str, places.Area]) -> None:
    places.Building.objects.bulk_create(
        places.Building(
            area=areas[building.area],
            code=building.code,
            name_zh=building.name,
            name_en=building.name_en,
            outline=polygon(building.outline),
            height_m=building.height_m,
            floors=building.floors,
        )
        for building in town.buildings
    )


def _dwellings(town: Town, at: int) -> None:
    buildings = _numbers(places.Building)
    places.Dwelling.objects.bulk_create(
        places.Dwelling(
            building_id=buildings[dwelling.building],
            code=dwelling.code,
            unit=dwelling.unit,
            floor=dwelling.floor,
            registered_occupants=dwelling.occupants,
            quiet_from_min=dwelling.quiet_from_min,
            quiet_to_min=dwelling.quiet_to_min,
        )
        for dwelling in town.dwellings
    )
    agreed = {dwelling.code for dwelling in town.dwellings if dwelling.care_consent}
    Consent.objects.bulk_create(
        Consent(dwelling_id=number, purpose="elder_care", document=f"demo-{code[-40:]}", given_at=at)
        for code, number in _numbers(places.Dwelling).items()
        if code in agreed
    )


def _zones(town: Town, areas: dict[str, places.Area]) -> None:
    buildings, dwellings = _numbers(places.Building), _numbers(places.Dwelling)
    places.Zone.objects.bulk_create(
        places.Zone(
            area=areas[zone.area],
            code=zone.code,
            kind=zone.kind,
            name_zh=zone.name,
            name_en=zone.name_en,
            building_id=buildings.get(zone.building),
            dwelling_id=dwellings.get(zone.dwelling),
            floor=zone.floor,
            shape=polygon(zone.outline),
            capacity=zone.capacity,
        )
        for zone in town.zones
    )


def _devices(town: Town, areas: dict[str, places.Area], at: int, manners: Manners, feeds_only: bool) -> None:
    feeds = {platform.code for platform in town.platforms if platform.is_feed}
    lateness_ms = {code: 1000 * (USUAL_LATENESS_S + each) for code, each in manners.uploads(town).items()}
    places.Device.objects.bulk_create(
        places.Device(
            area=areas[platform.area],
            code=platform.code,
            standard_id=platform.code,
            name_zh=platform.name,
            name_en=platform.name_en,
            kind="edge_box" if platform.dialect == "edge_box" else "recorder",
            lon=platform.at[0],
            lat=platform.at[1],
            heartbeat_s=FEED_S if platform.is_feed else manners.beat_s,
            lateness_ms=1000 * (USUAL_LATENESS_S + (FEED_S if platform.is_feed else manners.upload_s)),
            enabled=platform.is_feed or not feeds_only,
        )
        for platform in town.platforms
    )
    parents, zone_numbers = _numbers(places.Device), _numbers(places.Zone)
    zones = {zone.code: zone for zone in town.zones}
    places.Device.objects.bulk_create(
        places.Device(
            area=areas[zones[device.zone].area],
            zone_id=zone_numbers[device.zone],
            parent_id=parents[device.platform],
            code=device.code,
            standard_id=device.code,
            name_zh=device.name,
            name_en=device.name_en,
            kind=DEVICE_KINDS.get(device.kind, device.kind),
            lon=device.at[0],
            lat=device.at[1],
            floor=zones[device.zone].floor,
            heartbeat_s=0 if device.platform in feeds else manners.devices_s,
            enabled=device.platform in feeds or not feeds_only,
            lateness_ms=lateness_ms[device.code],
            purpose=PURPOSE,
            covers=f"{device.name}，方位 {device.bearing}°",
            sign_photo="demo-sign",
            filing_number=f"望公视备 {device.code[-6:]}",
            private_place_checked_at=at,
        )
        for device in town.devices
    )


def _accounts(town: Town, areas: dict[str, places.Area], realm: str) -> None:
    devices = _numbers(places.Device)
    places.SourceToken.objects.bulk_create(
        places.SourceToken(
            area=areas[platform.area],
            name=platform.name,
            sha256=hashlib.sha256(platform.password.encode()).hexdigest(),
        )
        for platform in town.platforms
        if platform.dialect == "edge_box"
    )
    places.Account.objects.bulk_create(
        places.Account(
            area=areas[platform.area],
            username=platform.user,
            device_id=devices[platform.code],
            **kept_of(platform.user, platform.password, realm),
        )
        for platform in town.platforms
        if platform.dialect != "edge_box"
    )


def _staff(town: Town, areas: dict[str, places.Area], at: int) -> None:
    units: dict[str, Unit] = {}
    for person in town.staff:
        if person.unit not in units:
            units[person.unit] = Unit(
                code=f"demo-{len(units) + 1}",
                name_zh=person.unit,
                name_en=person.unit_en,
                kind="demo",
                area=areas[person.area],
            )
    Unit.objects.bulk_create(units.values())
    User.objects.bulk_create(
        User(
            username=person.username, name=person.name, unit=units[person.unit], is_demo=True,
            password=make_password(None),
        )
        for person in town.staff
    )  # fmt: skip
    numbers = dict(User.objects.values_list("username", "pk"))
    RoleGrant.objects.bulk_create(
        RoleGrant(
            user_id=numbers[person.username],
            role=person.role,
            area=None if ROLES[person.role].is_platform_wide else areas[person.area],
            unit=units[person.unit],
            valid_from=at,
        )
        for person in town.staff
    )


def load_rosters(town: Town, at: int) -> None:
    """Shifts of a week from the local midnight `at`, µs since 1970 UTC, and of the night before it."""
    numbers = dict(User.objects.values_list("username", "pk"))
    Duty.objects.bulk_create(
        Duty(user_id=numbers[person.username], begins_at=begins, ends_at=begins + SHIFT)
        for person in town.staff
        if person.shift
        for day in range(-1, DAYS_ROSTERED)
        for begins in [at + day * DAY + SHIFTS_FROM[person.shift]]
    )


def _responses(city: places.Area) -> None:
    """The demo's declared response: its models watch, isolation outside the hours agreed for test visits."""
    days = range(0, 7 * 24 * 60, 24 * 60)
    before, after = VISITS_MIN
    hours = [[day, day + before] for day in days] + [[day + after, day + 24 * 60] for day in days]
    places.Arming.objects.create(area=city, model="public_health_list", enabled=True)
    places.Arming.objects.create(area=city, model="home_isolation", enabled=True, schedule=sorted(hours))


def _numbers(register: type[places.Building | places.Dwelling | places.Device | places.Zone]) -> dict[str, int]:
    """Number of each code of one register."""
    return dict(register.objects.values_list("code", "pk"))


def _middle(ring: Ring) -> tuple[float, float]:
    corners = ring[:-1]
    return sum(lon for lon, _ in corners) / len(corners), sum(lat for _, lat in corners) / len(corners)
