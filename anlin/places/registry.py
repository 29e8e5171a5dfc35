"""The registers as door and engine know them: whole, of one version."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Exists, OuterRef

from anlin.access.features import refused_models
from anlin.observations.registry import AreaRow, DeviceRow, DwellingRow, Registry, ZoneRow
from anlin.observations.registry import Arming as ArmingRow
from anlin.observations.registry import Override as OverrideRow
from anlin.places import models
from anlin.places.cameras import ITEMS, may_go_live
from anlin.places.querysets import RegisterQuerySet
from anlin.site.config import config

CARE = "elder_care"
ISOLATION, ISOLATION_DOOR = "home_isolation", "isolation_door"
Whole = TypeVar("Whole")


def current_version() -> int:
    return models.RegistryVersion.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def current_registry() -> Registry:
    """Everything registered, all of one version."""
    return of_one_version(registry_of)


def settings_registry() -> Registry:
    """What says which numbers hold where, and no more: areas, overrides, arming. A page asks for it at every look, and
    a city's devices and homes take a second to read."""
    return of_one_version(lambda version: Registry(version, areas=_areas(), overrides=_overrides(), arming=_armed()))


def of_one_version(read: Callable[[int], Whole]) -> Whole:
    """Reads until no change came in between; a lock would hold up everyone who writes."""
    while True:
        version = current_version()
        found = read(version)
        if current_version() == version:
            return found


def registry_of(version: int) -> Registry:
    until = dict(_under_order().values_list("pk", "isolation_orders__until_at"))
    return Registry(
        version=version,
        areas=_areas(),
        dwellings=_dwellings(),
        zones=tuple(
            ZoneRow(
                number=number,
                code=code,
                kind=kind,
                area=area,
                name=name,
                dwelling=home or 0,
                floor=floor,
                capacity=capacity,
                ordered_until=until.get(number, 0),
            )
            for number, code, kind, area, name, home, floor, capacity in models.Zone.objects.order_by("pk").values_list(
                "pk", "code", "kind", "area", "name_zh", "dwelling", "floor", "capacity"
            )
            # A door whose order is over is no place any more: the engine forgets it (LU-35).
            if kind != ISOLATION_DOOR or number in until
        ),
        devices=_devices(),
        overrides=_overrides(),
        arming=_armed(),
    )


def _areas() -> tuple[AreaRow, ...]:
    rows = models.Area.objects.order_by("path").values_list(
        "pk", "code", "name_zh", "kind", "parent", "edition", "capacity"
    )
    return tuple(
        AreaRow(number=number, code=code, name=name, kind=kind, parent=parent or 0, edition=edition, capacity=room)
        for number, code, name, kind, parent, edition, room in rows
    )


def _overrides() -> tuple[OverrideRow, ...]:
    return tuple(
        OverrideRow(
            model=row.model,
            parameter=row.parameter,
            value=row.value,
            rule=row.rule,
            area=row.area_id or 0,
            zone=row.zone_id or 0,
            edition=row.edition,
        )
        for row in models.Override.objects.order_by("pk")
    )


def _armed() -> tuple[ArmingRow, ...]:
    """What is armed where; models that are held back stand as switched off, whatever the table says."""
    refused: frozenset[str] = frozenset() if config().is_demo else refused_models()
    allowed = (
        ArmingRow(
            model=row.model,
            enabled=row.enabled,
            shadow=row.shadow,
            area=row.area_id or 0,
            schedule=tuple((int(start), int(end)) for start, end in row.schedule),
        )
        for row in models.Arming.objects.exclude(model__in=refused).order_by("pk")
    )
    # An isolation order switches its model on in its area while it runs, unless somebody has set that area, or hours
    # above it: those agreed for visits hold for an order too.
    said = list(models.Arming.objects.filter(model=ISOLATION).values_list("area", "area__path", "enabled"))
    told, on_above = {area for area, _, _ in said}, tuple(path or "" for _, path, enabled in said if enabled)
    under_order = set(_under_order().values_list("area", "area__path"))
    ordered = sorted(area for area, path in under_order if area not in told and not path.startswith(on_above))
    by_order = (ArmingRow(model=ISOLATION, area=area) for area in ordered)
    return (*allowed, *by_order, *(ArmingRow(model=model, enabled=False) for model in sorted(refused)))


def _under_order() -> RegisterQuerySet[models.Zone]:
    """Doors whose isolation order runs; orders belong to `lists`, which builds on this room."""
    return models.Zone.objects.filter(isolation_orders__isnull=False, isolation_orders__closed_at=None)


def _dwellings() -> tuple[DwellingRow, ...]:
    # Consents belong to `people`, which builds on this room; they are reached through the relation's name.
    in_force = models.Dwelling.objects.filter(
        pk=OuterRef("pk"), consents__purpose=CARE, consents__given_at__isnull=False, consents__withdrawn_at=None
    )
    rows = models.Dwelling.objects.annotate(care=Exists(in_force)).order_by("pk")
    return tuple(
        DwellingRow(
            number=number,
            code=code,
            area=area,
            care_consent=care,
            registered_occupants=occupants,
            quiet_from_min=quiet_from,
            quiet_to_min=quiet_to,
        )
        for number, code, area, care, occupants, quiet_from, quiet_to in rows.values_list(
            "pk", "code", "building__area", "care", "registered_occupants", "quiet_from_min", "quiet_to_min"
        )
    )


def _devices() -> tuple[DeviceRow, ...]:
    ordered = set(_under_order().values_list("pk", flat=True))
    rows = models.Device.objects.order_by("pk").values_list(
        "pk",
        "code",
        "zone",
        "area",
        "kind",
        "name_zh",
        "parent",
        "heartbeat_s",
        "lateness_ms",
        "enabled",
        "zone__kind",
        "zone__dwelling",
        *ITEMS,
    )
    return tuple(
        DeviceRow(
            number=number,
            code=code,
            zone=zone or 0,
            area=area,
            kind=kind,
            name=name,
            parent=parent or 0,
            heartbeat_s=heartbeat,
            lateness_ms=lateness,
            # Whatever way a row came in: a camera in a private place, or one that has not stated what it must, is not
            # heard (LU-30); nor is what watches a door without an order (LU-35).
            enabled=enabled
            and may_go_live(kind, zone_kind, dwelling, stated)
            and (zone_kind != ISOLATION_DOOR or zone in ordered),
        )
        for (
            number,
            code,
            zone,
            area,
            kind,
            name,
            parent,
            heartbeat,
            lateness,
            enabled,
            zone_kind,
            dwelling,
            *stated,
        ) in rows
    )
