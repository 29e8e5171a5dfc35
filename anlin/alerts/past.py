"""The situation as it was: what stood open in a stretch of the past, and what nothing saw, from what is stored."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min, Q

from anlin.alerts.lifecycle import MERGED, SUPPRESSED
from anlin.alerts.models import Alert, AppliedCondition, PastUnseen, Unseen, WorkChange
from anlin.engine.conditions import What
from anlin.people.models import User

MOST = 4000
"""Alerts of one stretch that are shown; the worst first."""
TAKEN_BY = ("claim", "accept")

Span = tuple[int, int | None]
"""From, and until (None: still so), µs since 1970 UTC."""


@dataclass(frozen=True)
class PastAlert:
    """An alert that stood open: until when (None: still), since when somebody had it, and while it was unknown."""

    alert: Alert
    ended_at: int | None
    taken_at: int | None
    unknown: list[Span]


def alerts_between(user: User, begin: int, end: int) -> list[PastAlert]:
    """Alerts in sight of the person that stood open at some instant of `begin <= t < end`."""
    rows = Alert.objects.visible_to(user).filter(opened_at__lt=end).exclude(work_state__in=(MERGED, SUPPRESSED))
    rows = rows.filter(Q(archived_at=None) | Q(archived_at__gte=begin), shadow=False)
    alerts = list(rows.with_places().order_by("severity", "opened_at")[:MOST])
    numbers = [alert.pk for alert in alerts]
    taken = dict(
        WorkChange.objects.filter(alert__in=numbers, action__in=TAKEN_BY)
        .values_list("alert")
        .annotate(Min("at"))
        .order_by()
    )
    turns: dict[int, list[tuple[int, int]]] = {}
    steps = AppliedCondition.objects.filter(alert__in=numbers).order_by("at", "token")
    for alert, at, what in steps.values_list("alert", "at", "what"):
        turns.setdefault(alert, []).append((at, what))
    return [
        PastAlert(alert, alert.archived_at, taken.get(alert.pk), unknown_spans(turns.get(alert.pk, ())))
        for alert in alerts
    ]


def unknown_spans(turns: Iterable[tuple[int, int]]) -> list[Span]:
    """While a condition was unknown: from its turn to that until whatever came next. `turns`: (at, what) in order."""
    spans: list[Span] = []
    since: int | None = None
    for at, what in turns:
        if since is not None:
            spans.append((since, at))
        since = at if what == What.UNKNOWN else None
    return [*spans, (since, None)] if since is not None else spans


def unseen_between(user: User, begin: int, end: int) -> list[tuple[int, int, int | None]]:
    """(zone, since, until) of what nothing saw at some instant of the stretch, within the person's reach."""
    within = user.reach().over("area__path")
    past = PastUnseen.objects.filter(within, since__lt=end, until__gte=begin)
    now = Unseen.objects.filter(within, since__lt=end, zone__isnull=False)
    spans = [*past.values_list("zone", "since", "until"), *((zone, at, None) for zone, at in
             now.values_list("zone", "since"))]  # fmt: skip
    # A place is unseen by as many models as watch it; the map shows it once.
    return sorted(set(spans), key=lambda span: (span[0], span[1], span[2] or 0))


def first_instant(user: User) -> int | None:
    """The earliest instant of which anything in sight of the person is known."""
    first: int | None = Alert.objects.visible_to(user).aggregate(first=Min("opened_at"))["first"]
    return first
