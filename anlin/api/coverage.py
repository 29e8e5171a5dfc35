"""Where one model can see: areas and places it covers, does not cover, or cannot judge now."""

from collections import defaultdict

from ninja import Schema

from anlin.alerts.rules import Places
from anlin.alerts.seeing import unseen_zone_numbers
from anlin.api.models import shipped_models
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.places.coverage import Watcher, coverage_of, zone_kinds_of
from anlin.places.models import Device, Zone
from anlin.places.registry import settings_registry

routes = Routes("/map", tag="map")


class ModelCoverage(Schema):
    """By state, numbers of areas that hold places, and of zones the model speaks of.

    `covered`: its inputs are there, alive. `unknown`: they are there, none answers. `not_covered`: nothing gives them.
    `off`: the model is not switched on there, or not part of the edition. Zones that are covered are left out.
    """

    areas: dict[str, list[int]]
    zones: dict[str, list[int]]


@routes.get(
    "/coverage", permission="places.read", purpose="operations", response=ModelCoverage, summary="Where a model sees"
)
def coverage(request: Request, model: str) -> ModelCoverage:
    spec = next((each for each in shipped_models() if each.name == model), None)
    if spec is None:
        raise absent()
    blind = unseen_zone_numbers(request.user)
    devices = Device.objects.visible_to(request.user).filter(enabled=True, zone__isnull=False)
    watchers: dict[int, set[Watcher]] = defaultdict(set)
    at_zone: dict[int, set[Watcher]] = defaultdict(set)
    for kind, zone, zone_kind, of in devices.values_list("kind", "zone", "zone__kind", "zone__area"):
        watcher = Watcher(kind, zone_kind or "", zone not in blind)
        watchers[of or 0].add(watcher)
        at_zone[zone or 0].add(watcher)
    kinds = zone_kinds_of(spec)
    areas_by: dict[str, list[int]] = defaultdict(list)
    zones_by: dict[str, list[int]] = defaultdict(list)
    places = Places(shipped_models(), settings_registry())
    zones = Zone.objects.visible_to(request.user).values_list("pk", "area", "kind", "dwelling")
    of_area: dict[int, list[tuple[int, str, int | None]]] = defaultdict(list)
    for zone, area, zone_kind, home in zones:
        of_area[area].append((zone, zone_kind, home))
    for area, inside in of_area.items():
        if not any(places.at(spec, rule, area).watches for rule in spec.rules):
            areas_by["off"].append(area)
            continue
        areas_by[coverage_of(spec, watchers[area]).state].append(area)
        for number, kind_here, dwelling in inside:
            if kinds and kind_here in kinds and dwelling is None:
                state = coverage_of(spec, at_zone[number]).state
                if state != "covered":
                    zones_by[state].append(number)
    return ModelCoverage(areas=areas_by, zones=zones_by)
