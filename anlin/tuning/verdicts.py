"""What people found out about the alerts that a trial would have kept or lost."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from anlin.alerts.models import Alert
from anlin.observations.instants import SECOND, micros
from anlin.places.models import subtree
from anlin.tuning.models import Trial

if TYPE_CHECKING:
    # Loaded where it is used: pages ask for trials, and need not load the compiler for that.
    from anlin.engine.known import Known

KNOWN = ("true", "false")


class Verdicts:
    """Judged alerts of one model by key; a replayed alert is the stored one of its key whose time meets its own."""

    def __init__(self, alerts: Iterable[Alert], cooldown_s: float) -> None:
        self._rest = round(cooldown_s * SECOND)
        self._by_key: dict[str, list[Alert]] = defaultdict(list)
        for alert in alerts:
            self._by_key[alert.key].append(alert)

    def of(self, line: Mapping[str, Any]) -> Alert | None:
        """The judged alert of one line of `anlin replay --alerts`, or None where nobody judged it."""
        from anlin.engine.known import meets

        begins = _instant(line["opened_at"])
        ends = _instant(line["cleared_at"]) if line["cleared_at"] else begins
        for alert in self._by_key.get(line["key"], ()):
            if meets(_known(alert), begins, ends, self._rest):
                return alert
        return None


def known_of(trial: Trial) -> "list[Known]":
    """The judged alerts of a trial's model, days and area."""
    begins, ends = trial.period()
    judged = Alert.objects.filter(
        model=trial.model, verdict__in=KNOWN, shadow=False, opened_at__gte=begins, opened_at__lt=ends
    )
    if trial.area is not None:
        judged = judged.filter(area__in=subtree(trial.area))
    return [_known(alert) for alert in judged]


def _known(alert: Alert) -> "Known":
    from anlin.engine.known import Known

    return Known(alert.model, alert.key, alert.opened_at, _ended(alert), _told(alert))


def _told(alert: Alert) -> Literal["true", "false"]:
    return "true" if alert.verdict == "true" else "false"


def _ended(alert: Alert) -> int:
    ended: int = alert.cleared_at if alert.cleared_at is not None else alert.last_seen_at
    return ended


def _instant(text: str) -> int:
    return micros(datetime.fromisoformat(text))
