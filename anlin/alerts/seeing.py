"""What is watched and what can be seen now, from registers and the places the engine calls unseen."""

from anlin.alerts.models import Unseen
from anlin.people.models import User
from anlin.places.coverage import Watcher
from anlin.places.models import Area, Device, subtree


def unseen_zone_numbers(user: User) -> frozenset[int]:
    """Zones in reach that nothing sees now."""
    rows = Unseen.objects.filter(user.reach().over("area__path"), zone__isnull=False)
    return frozenset(rows.values_list("zone_id", flat=True))


def watchers_in(user: User, area: Area | None = None) -> list[Watcher]:
    """Sorts of devices in use within reach, each once: the kind of zone they watch, and whether that is seen now."""
    devices = Device.objects.visible_to(user).filter(enabled=True, zone__isnull=False)
    if area is not None:
        devices = devices.filter(area__in=subtree(area))
    blind = unseen_zone_numbers(user)
    rows = devices.values_list("kind", "zone__kind", "zone_id").distinct()
    # A city has 20,000 devices and fifty sorts of them.
    sorts = {(kind, zone_kind, zone not in blind) for kind, zone_kind, zone in rows}
    return [Watcher(*sort) for sort in sorted(sorts)]
