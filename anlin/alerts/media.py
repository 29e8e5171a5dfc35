"""Pictures and cameras beside an alert: which there are, for whom, and until when.

Both serve the work on the alert and nothing else: they end with it (LU-07, LU-40).
"""

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache

from django.db.models import Q

from anlin.access.keys import key_in
from anlin.alerts.audience import DISCREET
from anlin.alerts.lifecycle import MERGED, OPEN_STATES, REOPEN_WITHIN_US
from anlin.alerts.models import Alert
from anlin.evidence import EvidenceStore, NoEvidence
from anlin.people.models import User
from anlin.places.cameras import CAMERA_KINDS, ITEMS, may_go_live
from anlin.places.models import Device
from anlin.site.config import config

SEE = "alerts.media"
DAY_US = 86_400 * 1_000_000
KEPT_US = 30 * DAY_US
KEPT_DISCREET_US = 7 * DAY_US
"""How long a picture behind an alert is kept: 30 days, of restricted models 7 until a person found it true (LU-40)."""
MOST_CAMERAS = 8


@lru_cache(maxsize=1)
def evidence() -> EvidenceStore:
    settings = config()
    return EvidenceStore(settings.evidence, key_in(settings.keys / "evidence.key"))


def evidence_keys(alert: Alert) -> list[str]:
    """Keys of the pictures of the first and the last observation, each once."""
    return list(dict.fromkeys(str(row["evidence"]) for row in alert.rows.values() if row.get("evidence")))


def kept_until(alert: Alert, now: int) -> int:
    """Until when the alert keeps its pictures, asked while it is worked on."""
    is_short = alert.model in DISCREET and alert.verdict != "true"
    return now + (KEPT_DISCREET_US if is_short else KEPT_US)


def keep_pictures(alerts: Iterable[Alert], store: EvidenceStore, now: int) -> None:
    """Hold the alerts' pictures as long as their work may need them; what is gone already is gone."""
    for alert in alerts:
        for key in [] if alert.shadow else evidence_keys(alert):
            with suppress(NoEvidence):
                store.hold(key, kept_until(alert, now))


def destroy_pictures(keys: Iterable[str]) -> None:
    """At once, whatever holds them; what is gone already is gone."""
    for key in keys:
        evidence().destroy(key)


def may_see_media(alert: Alert, user: User, now: int) -> bool:
    """The person's role over this place sees pictures, and the work is open or may still be reopened."""
    if alert.area is None or not user.reach(SEE).includes(alert.area.path):
        return False
    if alert.work_state == MERGED:
        return False
    return alert.archived_at is None or now - alert.archived_at <= REOPEN_WITHIN_US


def cameras_of(alert: Alert) -> list[Device]:
    """Cameras that look at the alert's place, its own first; only those that stated what the law asks (LU-30).

    None once the work is finished: there is nothing left to look at live.
    """
    if alert.work_state not in OPEN_STATES:
        return []
    own = Q(pk=alert.device_id) if alert.device_id else Q(pk__in=())
    there = Q(zone=alert.zone_id) if alert.zone_id else Q(pk__in=())
    found = Device.objects.filter(own | there, kind__in=CAMERA_KINDS, enabled=True).select_related("zone", "parent")
    rows = sorted(found.order_by("pk")[:MOST_CAMERAS], key=lambda device: device.pk != alert.device_id)
    return [device for device in rows if _states_all(device)]


def _states_all(device: Device) -> bool:
    zone = device.zone
    stated: Iterable[object] = (getattr(device, item) for item in ITEMS)
    return may_go_live(device.kind, zone.kind if zone else None, zone.dwelling_id if zone else None, stated)


def may_go_on_watching(alert: int, device: int, user: User, now: int) -> bool:
    """Whether this person may still be shown this camera live, for this alert."""
    found = Alert.objects.visible_to(user).with_places().filter(pk=alert).first()
    if found is None or not may_see_media(found, user, now):
        return False
    return any(camera.pk == device for camera in cameras_of(found))
