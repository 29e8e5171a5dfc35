"""Health orders: declared, and when they end everything they fed is destroyed, with a certificate (LU-24).

Nothing else feeds a health list: an entry's document is the order's number, and no register can be joined with it.
"""

import base64
import logging
from typing import Any

from django.db import transaction

from anlin.access.audit import canonical, job
from anlin.access.heads import Heads
from anlin.access.verify import checker_of
from anlin.alerts.media import destroy_pictures, evidence_keys
from anlin.alerts.models import Alert
from anlin.lists.models import Entry, HealthOrder, Hit
from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import HOUR
from anlin.people.models import User
from anlin.places.models import Area
from anlin.site.config import config

log = logging.getLogger(__name__)

MODEL = "public_health_list"
SWEPT = 1 * HOUR
"""So long after its end what the engine said in an order's last moments may still arrive, and is erased too."""


def declare_order(number: str, area: Area, issued_by: str, from_at: int, until_at: int, by: User) -> HealthOrder:
    """A response that is declared; instants in µs since 1970 UTC. The database refuses one that lacks an item."""
    return HealthOrder.objects.create(
        number=number.strip(),
        area=area,
        issued_by=issued_by.strip(),
        declared_by=by,
        from_at=from_at,
        until_at=until_at,
    )


def order_for(number: str, area: Area, until_at: int, at: int) -> HealthOrder | None:
    """The open order with this number that covers the area and lasts as long, or None."""
    found = HealthOrder.objects.filter(
        number=number.strip(), closed_at=None, from_at__lte=at, until_at__gt=at, until_at__gte=until_at
    ).select_related("area")
    return next((order for order in found if area.path.startswith(order.area.path)), None)


def close_order(order: HealthOrder, at: int) -> HealthOrder:
    """Ends it: entries and hits are destroyed, and a signed certificate says how many. Once; again changes nothing."""
    with transaction.atomic():
        order = HealthOrder.objects.select_for_update().get(pk=order.pk)
        if order.closed_at is not None:
            return order
        entries = Entry.objects.filter(kind="public_health", terms__document_number=order.number).distinct()
        numbers = sorted(entries.values_list("pk", flat=True))
        decided = set(Hit.objects.filter(entry__in=numbers).values_list("alert", flat=True))
        Entry.objects.filter(pk__in=numbers).delete()
        hits = len(decided | _erase_candidates())
        body = {"order": order.number, "destroyed_at": at, "entries": len(numbers), "hits": hits}
        order.closed_at = at
        order.certificate = certificate_of(body)
        order.save()
    return order


def _erase_candidates() -> set[int]:
    """Alerts whose entry is gone, with steps, messages, tasks and pictures; their numbers."""
    known = Entry.objects.filter(kind="public_health").values_list("pk", flat=True)
    keys = tuple(f"entry:{number:016x}/" for number in known)
    candidates = Alert.objects.filter(model=MODEL).only("pk", "key", "rows")
    doomed = [alert for alert in candidates if not alert.key.startswith(keys)]
    numbers = {alert.pk for alert in doomed}
    pictures = [key for alert in doomed for key in evidence_keys(alert)]
    Alert.objects.filter(merged_into__in=numbers).update(merged_into=None)
    Alert.objects.filter(pk__in=numbers).delete()
    transaction.on_commit(lambda: destroy_pictures(pictures))
    return numbers


def certificate_of(body: dict[str, Any]) -> dict[str, Any]:
    """What was destroyed, signed with the key of the audit log."""
    return {**body, "signature": _heads().signature_of(_text(body))}


def close_ended(clock: Clock = system_clock) -> int:
    """Close every order whose end has passed, each on record; returns how many. Called every ten minutes."""
    now = clock()
    if HealthOrder.objects.filter(closed_at__gt=now - SWEPT).exists():
        with transaction.atomic():
            _erase_candidates()
    ended = list(HealthOrder.objects.filter(closed_at=None, until_at__lte=now))
    for order in ended:
        with job("lists.close_order", "public_health", clock) as notes:
            notes.work_item = f"order:{order.pk}"
            close_order(order, now)
        log.info("health order %d ended; its entries are destroyed", order.pk)
    return len(ended)


def is_genuine(certificate: dict[str, Any], public_key_pem: bytes) -> bool:
    """Whether the platform with this key destroyed what the certificate says."""
    body = {name: value for name, value in certificate.items() if name != "signature"}
    return checker_of(public_key_pem)(_text(body), base64.b64decode(certificate["signature"]))


def public_key_pem() -> bytes:
    return _heads().public_key_pem()


def _text(body: dict[str, Any]) -> bytes:
    return f"anlin destruction certificate\n{canonical(body)}".encode()


def _heads() -> Heads:
    return Heads(config().keys, config().home / "witness", config().crypto_profile)
