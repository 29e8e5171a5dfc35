"""How many alerts reach each person at work in the exam's day (LU-101: in ordinary running at most one in ten minutes).

Nobody acts in the exam, so these are upper bounds: what goes up a ladder unheard is counted for everybody it reaches.
"""

from collections import Counter, defaultdict
from typing import Any

TEN_MINUTES = 600_000_000


def workload(begins: int, ends: int) -> dict[str, dict[str, float]]:
    """By role, of those on duty: people, alerts a person and day, the busiest person's, and per ten minutes.

    An alert counts once for a person, when it first reaches them. Instants in microseconds since 1970 UTC.
    """
    from anlin.people.models import RoleGrant
    from anlin.people.roles import ROLES

    told: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    for role, person, at in _first_calls(begins, ends):
        told[role][person, (at - begins) // TEN_MINUTES] += 1
    grants = RoleGrant.objects.in_force(begins).filter(role__in=[role for role in ROLES if role in told])
    people = Counter(grants.values_list("role", flat=True))
    return {role: _figures(people[role], told[role]) for role in sorted(told)}


def _first_calls(begins: int, ends: int) -> "list[tuple[str, int, int]]":
    """(role, person, instant) of each alert's first call to each person, as `notify` would have told them."""
    from anlin.alerts.models import AppliedCondition, Call
    from anlin.alerts.words import Severity
    from anlin.alerts.work import audience_for
    from anlin.engine import What
    from anlin.notify.planning import told_of

    got_worse: dict[int | None, int] = {}
    worse = AppliedCondition.objects.filter(what=int(What.ESCALATED), at__gte=begins).order_by("at")
    for number, instant in worse.values_list("alert", "at"):
        got_worse.setdefault(number, instant)
    asked: dict[tuple[frozenset[str], str, bool, int], list[int]] = {}
    reached: dict[tuple[int, int], tuple[str, int]] = {}
    for call in Call.objects.filter(at__gte=begins).select_related("alert__area").order_by("at", "id"):
        alert = call.alert
        # A busy machine's engine speaks late; people are told of when it was.
        at = got_worse.get(alert.pk, call.at) if call.reason == "escalated" else alert.opened_at
        if alert.area is None or not begins <= at < ends:
            continue
        audience = audience_for(alert)
        roles = (audience.triage if call.role == "triage" else frozenset({call.role})) & audience.sees
        for role in sorted(roles):
            # Shifts change at full hours.
            is_critical = call.severity == Severity.CRITICAL
            place = (frozenset({role}), alert.area.path, is_critical, at // (6 * TEN_MINUTES))
            if place not in asked:
                asked[place] = [person.pk for person in told_of(*place[:3], at)]
            for person in asked[place]:
                reached.setdefault((alert.pk, person), (role, at))
    return [(role, person, at) for (_, person), (role, at) in reached.items()]


def _figures(people: int, told: Counter[tuple[int, int]]) -> dict[str, Any]:
    """`told`: alerts by person and ten minutes. A shift has 72 times ten minutes."""
    of_person: Counter[int] = Counter()
    for (person, _), alerts in told.items():
        of_person[person] += alerts
    return {
        "people": people,
        "per_person_and_day": round(sum(told.values()) / people, 2) if people else None,
        "busiest_day": max(of_person.values()),
        "busiest_per_10_min": round(max(of_person.values()) / 72, 3),
        "most_in_10_min": max(told.values()),
    }
