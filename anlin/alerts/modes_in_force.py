"""Which mode, if any, an alert falls under as it opens: asked by the sink, once per batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from anlin.alerts.audience import DISCREET
from anlin.alerts.lifecycle import HELD_BACK, IN_DRILL, MODE_OVER
from anlin.alerts.models import Alert, Mode
from anlin.alerts.modes import DRILL, MAINTENANCE, MUTE
from anlin.alerts.words import Severity
from anlin.places.models import Area, Device

ORDER = {DRILL: 0, MAINTENANCE: 1, MUTE: 2}


@dataclass
class ModesInForce:
    """The modes that hold at one instant, drills first."""

    modes: Sequence[Mode]

    @classmethod
    def at(cls, now: int) -> Self:
        found = Mode.objects.in_force(now).select_related("area").order_by("pk")
        return cls(sorted(found, key=lambda mode: ORDER[mode.kind]))

    def mark(self, alert: Alert, *, is_new: bool) -> bool:
        """Put the alert under the mode that covers it; True if it is held back no longer, because it got worse.

        Work that was open before a mode began goes on as it did.
        """
        if alert.mode_state == HELD_BACK:
            mode = next((mode for mode in self.modes if mode.pk == alert.mode_id), None)
            if mode is not None and not _holds_back(mode, alert):
                alert.mode_state = MODE_OVER
                return True
        elif is_new and not alert.shadow:
            mode = next((mode for mode in self.modes if self._covers(mode, alert) and _holds_back(mode, alert)), None)
            if mode is not None:
                alert.mode, alert.mode_state = mode, IN_DRILL if mode.kind == DRILL else HELD_BACK
        return False

    def _covers(self, mode: Mode, alert: Alert) -> bool:
        # What is closed to most is held back only by whoever may see it and named it.
        if mode.model != alert.model and (mode.model or alert.model in DISCREET):
            return False
        if mode.device_id is not None:
            return alert.device_id == mode.device_id or (alert.device_id, mode.device_id) in self._behind
        if mode.zone_id is not None:
            return alert.zone_id == mode.zone_id
        return self._path_of(alert.area_id or 0).startswith(mode.area.path)

    @cached_property
    def _behind(self) -> frozenset[tuple[int | None, int | None]]:
        """Pairs (device, recorder it lies behind) of the devices that a mode names."""
        parents = [mode.device_id for mode in self.modes if mode.device_id is not None]
        return frozenset(Device.objects.filter(parent__in=parents).values_list("pk", "parent_id"))

    @cached_property
    def _paths(self) -> dict[int, str]:
        return {}

    def _path_of(self, area: int) -> str:
        if area not in self._paths:
            self._paths[area] = Area.objects.filter(pk=area).values_list("path", flat=True).first() or ""
        return self._paths[area]


def _holds_back(mode: Mode, alert: Alert) -> bool:
    """A critical alert is held back only where somebody works on that very device or place, or drills there."""
    if mode.kind == DRILL or alert.severity != Severity.CRITICAL:
        return True
    return mode.kind == MAINTENANCE and (mode.device_id is not None or mode.zone_id is not None)
