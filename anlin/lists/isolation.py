"""Isolation orders: a magnet on one door while an order runs; when it ends everything of it is erased (LU-35).

While it runs, alerts go to health staff and the grid, never to police (`alerts/audience.py`). At its end the door of
devices refuses the magnet, alerts, door and place go at once and the engine forgets. What the magnet said is in the
journal alone, which drops it within nine days; the archive never holds it (`Quality.NOT_ARCHIVED`).
"""

import logging

from django.db import transaction
from django.db.models import Q

from anlin.access.audit import job
from anlin.alerts.models import Alert, Unseen
from anlin.alerts.words import Words
from anlin.lists.models import HealthOrder, IsolationOrder
from anlin.lists.orders import certificate_of
from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import DAY, HOUR
from anlin.people.models import User
from anlin.places.models import Area, Building, Device, Zone

log = logging.getLogger(__name__)

LONGEST = 14 * DAY
DOOR = "isolation_door"
PLACE_KEPT = 1 * HOUR
"""How long the empty place outlives its order: what the engine said in its last moments may still name it."""


class NotOrdered(Exception):
    """An isolation order cannot be entered; `words` say why and what now."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


def order_isolation(
    number: str, response: HealthOrder, area: Area, device: Device, until_at: int, by: User, at: int,
    building: Building | None = None,
) -> IsolationOrder:  # fmt: skip
    """The order with its door, heard from now until `until_at` (µs since 1970 UTC). Raises `NotOrdered`."""
    if not number.strip():
        raise NotOrdered("请填写隔离文书编号", "Give the number of the isolation order")
    if response.closed_at is not None or not response.from_at <= at < response.until_at:
        raise NotOrdered("须先有正在生效的应急响应", "There must be a declared response in force first")
    if not area.path.startswith(response.area.path):
        raise NotOrdered("应急响应不包括这个地方", "The declared response does not cover this place")
    if not at < until_at <= min(response.until_at, at + LONGEST):
        raise NotOrdered(
            "到期时间须在 14 天内，且不晚于应急响应结束", "It must end within 14 days and not after the response"
        )
    if device.kind == "camera" or device.zone_id is not None or not device.area.path.startswith(area.path):
        raise NotOrdered(
            "须是本区域内尚未看守任何位置的门磁", "It must be a door magnet of this area that watches no place yet"
        )
    with transaction.atomic():
        if IsolationOrder.objects.filter(Q(number=number.strip()) | Q(device=device, closed_at=None)).exists():
            raise NotOrdered("这份文书或门磁已在使用", "This order or magnet is in use already")
        order = IsolationOrder.objects.create(
            number=number.strip(), response=response, area=area, device=device, declared_by=by, from_at=at,
            until_at=until_at,
        )  # fmt: skip
        # Its name says nothing of the home: the registry travels with the journal and stays in the archive.
        order.zone = Zone.objects.create(
            area=area, kind=DOOR, code=f"isolation-{order.pk}", building=building,
            name_zh=f"隔离门磁 {order.pk}", name_en=f"Isolation door {order.pk}",
        )  # fmt: skip
        order.save()
        device.zone, device.enabled = order.zone, True
        device.save()
    return order


def close_isolation(order: IsolationOrder, at: int) -> IsolationOrder:
    """Ends it: the magnet is taken out of service, its alerts are erased, and a signed certificate says how many."""
    with transaction.atomic():
        order = IsolationOrder.objects.select_for_update().get(pk=order.pk)
        if order.closed_at is not None:
            return order
        erased = _erase_alerts(order)
        if order.device is not None:
            order.device.zone, order.device.enabled = None, False
            order.device.save()
        order.device, order.closed_at = None, at
        order.certificate = certificate_of({"isolation": order.number, "erased_at": at, "alerts": erased})
        order.save()
    return order


def close_ended_isolations(clock: Clock = system_clock) -> int:
    """Close what has run out, or whose response is over; remove the empty places of those closed; how many closed.

    Called every ten minutes. The door of devices does not wait for it: it knows each order's last instant.
    """
    now = clock()
    over = Q(until_at__lte=now) | Q(response__closed_at__isnull=False)
    ended = list(IsolationOrder.objects.filter(over, closed_at=None))
    for order in ended:
        with job("lists.close_isolation", "public_health", clock) as notes:
            notes.work_item = f"isolation:{order.pk}"
            close_isolation(order, now)
    for order in IsolationOrder.objects.filter(closed_at__lte=now - PLACE_KEPT, zone__isnull=False):
        with transaction.atomic():
            _erase_alerts(order)
            if order.zone is not None:
                order.zone.delete()
    if ended:
        log.info("%d isolation orders ended; what they noticed is erased", len(ended))
    return len(ended)


def _erase_alerts(order: IsolationOrder) -> int:
    """Alerts of the order's door with their steps, calls, messages and legs; how many alerts."""
    if order.zone is None:
        return 0
    doomed = Alert.objects.filter(zone=order.zone)
    count = doomed.count()
    Alert.objects.filter(merged_into__in=doomed.values("pk")).update(merged_into=None)
    doomed.delete()
    Unseen.objects.filter(zone=order.zone).delete()
    return count
