"""What is broken, since when, and what does it blind?"""

from collections import defaultdict

from django.db.models import Count
from ninja import Schema

from anlin.alerts.models import Alert, Unseen
from anlin.alerts.sentences import rule_title_of
from anlin.alerts.words import Severity
from anlin.api.models import shipped_models
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef, Ref, named, person, text
from anlin.engine import ModelSpec
from anlin.observations.instants import iso
from anlin.places.coverage import Watcher, coverage_of
from anlin.places.models import Device, Zone

routes = Routes("/upkeep", tag="upkeep")
MODEL = "device_upkeep"
SILENT = Text(zh="没有消息", en="Not heard")
NOBODY = Text(zh="那里没有在线的设备", en="No device there is online")
LISTED = 200
ZONES_NAMED = 60


class Trouble(Schema):
    """One device that is broken; `device` is null for places that lost the last of several.

    `zones` names places that nothing sees because of it (`zone_count` counts all); `models` cannot judge there.
    `alert` is null where the work is not this person's.
    """

    device: Ref | None
    kind: str
    area: Ref
    what: Text
    since: Instant
    behind: int
    zones: list[Ref]
    zone_count: int
    models: list[Text]
    alert: int | None
    work_state: str
    severity: str
    with_whom: PersonRef | None


class Upkeep(Schema):
    devices: int
    broken: list[Trouble]
    zones_unseen: int


@routes.get("", permission="devices.read", purpose="operations", response=Upkeep, summary="What is broken")
def upkeep(request: Request) -> Upkeep:
    """Devices in reach that are broken, those that blind most first. A dead recorder stands for what is behind it."""
    reach = request.user.reach()
    lost: dict[int, list[Unseen]] = defaultdict(list)
    rows = Unseen.objects.filter(reach.over("area__path"), model=MODEL, zone__isnull=False)
    for row in rows.select_related("zone__area", "device__area").order_by("since", "pk"):
        lost[row.device_id or 0].append(row)
    alerts = {
        alert.device_id: alert
        for alert in Alert.objects.visible_to(request.user)
        .open()
        .filter(model=MODEL, device__isnull=False)
        .exclude(condition_state="clear")
        .select_related("device__area", "claimed_by")
        .order_by("opened_at")
    }
    behind = dict(
        Device.objects.filter(parent__in={*lost, *alerts} - {0}).values_list("parent").annotate(Count("pk")).order_by()
    )
    specs = [spec for spec in shipped_models() if spec.group != "upkeep"]
    broken = [
        _trouble(alerts.get(number), lost.get(number, []), behind.get(number, 0), specs)
        for number in dict.fromkeys([*alerts, *lost])
    ]
    broken.sort(key=lambda each: (-each.zone_count, each.since))
    return Upkeep(
        devices=Device.objects.visible_to(request.user).filter(enabled=True).count(),
        broken=broken[:LISTED],
        zones_unseen=len({row.zone_id for each in lost.values() for row in each}),
    )


def _trouble(alert: Alert | None, lost: list[Unseen], behind: int, specs: list[ModelSpec]) -> Trouble:
    zones = [row.zone for row in lost if row.zone is not None]
    device = alert.device if alert is not None else lost[0].device
    area = device.area if device is not None else zones[0].area
    since = min([*(row.since for row in lost), *([alert.started_at] if alert else [])])
    return Trouble(
        device=Ref(id=device.pk, name=named(device)) if device is not None else None,
        kind=device.kind if device is not None else "",
        area=Ref(id=area.pk, name=named(area)),
        what=text(rule_title_of(alert)) if alert is not None else SILENT if device is not None else NOBODY,
        since=iso(since),
        behind=behind,
        zones=[Ref(id=zone.pk, name=named(zone)) for zone in zones[:ZONES_NAMED]],
        zone_count=len(zones),
        models=[Text(zh=spec.title.zh, en=spec.title.en) for spec in _blinded(zones, specs)],
        alert=alert.pk if alert is not None else None,
        work_state=alert.work_state if alert is not None else "",
        severity=Severity.NAMES[alert.severity] if alert is not None else "",
        with_whom=person(alert.claimed_by) if alert is not None else None,
    )


def _blinded(zones: list[Zone], specs: list[ModelSpec]) -> list[ModelSpec]:
    """The models that would look at one of these places, could anything there be seen."""
    kinds = Device.objects.filter(zone__in=[zone.pk for zone in zones]).values_list("kind", "zone__kind").distinct()
    watchers = [Watcher(kind, zone_kind, is_seen=False) for kind, zone_kind in kinds]
    return [spec for spec in specs if coverage_of(spec, watchers).state == "unknown"]
