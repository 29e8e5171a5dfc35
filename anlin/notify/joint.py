"""What joint work asks of people: a leg of its organisation's people on duty, a task of the volunteer it is offered to.

A leg or task that nobody was told of is its own note to self (`told_at` null, written with the row): it is told as soon
as somebody of it is on duty. Whoever is off duty is never paged.
"""

from django.db import transaction
from django.db.models import Q, QuerySet

from anlin.alerts.lifecycle import HELD_BACK, IN_DRILL, OPEN_STATES
from anlin.alerts.models import Alert, Mode
from anlin.alerts.work import audience_for
from anlin.dispatch.models import OFFERED, WAITING, Leg, Task
from anlin.notify.ladder import LADDERS, due_at
from anlin.notify.models import Message
from anlin.notify.planning import is_reachable, last_sent_at
from anlin.notify.recipients import on_duty, people_for
from anlin.people.models import User

AT_ONCE = 200
TOLD_IN = Q(dispatch__alert__work_state__in=OPEN_STATES) & ~Q(dispatch__alert__mode_state=HELD_BACK)


def waiting_legs() -> QuerySet[Leg]:
    """Legs nobody has taken, of alerts that are open and not held back."""
    return Leg.objects.filter(TOLD_IN, is_lead=False, state=WAITING)


def waiting_tasks() -> QuerySet[Task]:
    """Tasks not answered yet, of alerts that are open and not held back."""
    return Task.objects.filter(TOLD_IN, state=OFFERED)


def tell(now: int, channels: frozenset[str]) -> int:
    """Plan the messages of legs and tasks that nobody was told of; how many were told."""
    with transaction.atomic():
        return _tell_legs(now, channels) + _tell_tasks(now, channels)


def _tell_legs(now: int, channels: frozenset[str]) -> int:
    told = 0
    rows = waiting_legs().filter(told_at=None).select_related("dispatch").order_by("pk")[:AT_ONCE]
    alerts = _alerts_of(rows)
    for leg in rows:
        alert = alerts[leg.dispatch.alert_id]
        people = [user for user in _responders(alert, now) if user.unit_id == leg.unit_id]
        if people and Leg.objects.filter(pk=leg.pk, told_at=None).update(told_at=now):
            for user in people:
                _say(user, alert, channels, now, leg=leg)
            told += 1
    return told


def _tell_tasks(now: int, channels: frozenset[str]) -> int:
    told = 0
    rows = waiting_tasks().filter(told_at=None).select_related("dispatch").order_by("pk")[:AT_ONCE]
    alerts = _alerts_of(rows)
    ready = User.objects.filter(on_duty(now), is_active=True, pk__in=[task.offered_to_id for task in rows])
    people = {user.pk: user for user in ready.prefetch_related("addresses")}
    for task in rows:
        user, alert = people.get(task.offered_to_id), alerts[task.dispatch.alert_id]
        if user is None or not _takes_part(user, alert):
            continue
        if Task.objects.filter(pk=task.pk, told_at=None).update(told_at=now):
            _say(user, alert, channels, now, task=task)
            told += 1
    return told


def _alerts_of(rows: QuerySet[Leg] | QuerySet[Task]) -> dict[int, Alert]:
    numbers = {row.dispatch.alert_id for row in rows}
    return {alert.pk: alert for alert in Alert.objects.filter(pk__in=numbers).with_places()}


def _responders(alert: Alert, now: int) -> list[User]:
    if alert.area is None:
        return []
    people = people_for(audience_for(alert).responders, alert.area.path, now)
    return [user for user in people if _takes_part(user, alert)]


def _takes_part(user: User, alert: Alert) -> bool:
    """A drill asks nobody who does not take part in it."""
    if alert.mode_state != IN_DRILL:
        return True
    return Mode.participants.through.objects.filter(mode=alert.mode_id, user=user).exists()


def _say(
    user: User, alert: Alert, channels: frozenset[str], now: int, leg: Leg | None = None, task: Task | None = None
) -> None:
    addresses = {address.channel for address in user.addresses.all() if address.is_enabled}
    for step, rung in enumerate(LADDERS[alert.severity]):
        if is_reachable(rung, channels, addresses):
            Message.objects.create(
                user=user, channel=rung.channel, step=step, severity=alert.severity, made_at=now, leg=leg, task=task,
                due_at=due_at(rung, alert.severity, now, last_sent_at(user, rung.channel)),
            )  # fmt: skip
