"""Calls become messages: who is told by which channel, gathered so that a flood is one message and not a thousand."""

from collections.abc import Sequence

from django.db import transaction

from anlin.alerts.audience import HOME
from anlin.alerts.lifecycle import HELD_BACK, IN_DRILL
from anlin.alerts.models import Alert, Call, Mode
from anlin.alerts.words import Severity
from anlin.alerts.work import audience_for
from anlin.notify.ladder import GROUP_FOR_US, LADDERS, Rung, due_at
from anlin.notify.models import SENT, WAITING, Message
from anlin.notify.recipients import landlords_of, nearest_for, people_for, people_of_home
from anlin.people.models import User

AT_ONCE = 500
EMERGENCY = "emergency"
"""Reason of the calls of `care/emergency.py`."""
ASKED_OF_ALL = ("unjudged", "overdue")
"""Reasons for which also those further up are asked: the nearest had their time."""
Found = dict[tuple[frozenset[str], str, int | None, bool], list[User]]
"""People by roles, area, drill and whether those further up are asked too."""
TOLD_IN = ("received", "triage", "dispatched", "accepted", "handling")
"""Work states in which a call still matters."""


def take_calls(now: int, channels: frozenset[str]) -> int:
    """Plan the messages of calls that wait, the most severe first; how many calls were taken.

    Taking and planning are one transaction: a stop in between loses no call and tells nobody twice.
    """
    with transaction.atomic():
        waiting = Call.objects.filter(taken_at=None).order_by("severity", "id").select_for_update(skip_locked=True)
        calls = list(waiting[:AT_ONCE])
        if not calls:
            return 0
        alerts = {alert.pk: alert for alert in Alert.objects.filter(pk__in={c.alert_id for c in calls}).with_places()}
        Call.objects.filter(pk__in=[call.pk for call in calls]).update(taken_at=now)
        for user, own in _by_person(calls, alerts, now).items():
            _plan(user, own, channels, now)
    return len(calls)


def _by_person(calls: Sequence[Call], alerts: dict[int, Alert], now: int) -> dict[User, list[Call]]:
    found: Found = {}
    told: dict[User, list[Call]] = {}
    for call in calls:
        alert = alerts[call.alert_id]
        if alert.work_state not in TOLD_IN or alert.area is None or alert.mode_state == HELD_BACK:
            continue
        drill = alert.mode_id if alert.mode_state == IN_DRILL else None
        if call.reason == EMERGENCY:
            # Police of the place see no care alert, only the access that was opened for them (LU-07).
            people = people_for({call.role}, alert.area.path, now)
        elif call.role in HOME:
            people = _of_home(call.role, alert)
        else:
            people = _of_area(call, alert, drill, now, found)
        for user in people:
            told.setdefault(user, []).append(call)
        if not people and audience_for(alert).is_the_homes(call.role):
            # Nobody of the home has an account: the grid leader writes to tenant and landlord, and the week runs on.
            for user in people_for({"grid_leader"}, alert.area.path, now):
                told.setdefault(user, []).append(call)
        elif not people and call.reason != EMERGENCY:
            # Nobody of that role is on duty: the time to judge or accept is over before it began.
            waiting = Alert.objects.filter(pk=alert.pk, work_state__in=("triage", "dispatched"), due_at__gt=now)
            waiting.update(due_at=now)
    return told


def _of_home(role: str, alert: Alert) -> list[User]:
    """The people of the alert's own home, where its model asks them. No drill ever does."""
    home = alert.zone.dwelling_id if alert.zone is not None else None
    if home is None or alert.mode_state == IN_DRILL or role not in audience_for(alert).ladder:
        return []
    found = people_of_home(role, home)
    return [*found, *landlords_of(home)] if alert.model == "registration_gap" else found


def _of_area(call: Call, alert: Alert, drill: int | None, now: int, found: Found) -> list[User]:
    """Who is nearest of those with the role over the alert's area, or all of them; `found` keeps what was looked up."""
    audience = audience_for(alert)
    roles = (audience.triage if call.role == "triage" else frozenset({call.role})) & audience.sees
    path = alert.area.path if alert.area is not None else ""
    # Sent to one organisation: its people are asked, not those of another firm in the same role.
    unit = alert.assigned_unit_id if call.role == alert.assigned_role else None
    is_for_all = call.severity == Severity.CRITICAL or unit is not None or call.reason in ASKED_OF_ALL
    place = (roles, path, drill, is_for_all)
    if place not in found:
        if drill is None:
            found[place] = told_of(roles, path, is_for_all, now)
        else:
            # A drill asks everybody who takes part in it, and nobody else.
            rows = Mode.participants.through.objects.filter(mode=drill)
            taking_part = set(rows.values_list("user_id", flat=True))
            found[place] = [user for user in people_for(roles, path, now) if user.pk in taking_part]
    return [user for user in found[place] if unit is None or user.unit_id == unit]


def told_of(roles: frozenset[str], area_path: str, is_for_all: bool, now: int) -> list[User]:
    """Who is told of an alert there when these roles are called; `is_for_all`: also those further up."""
    return people_for(roles, area_path, now) if is_for_all else nearest_for(roles, area_path, now)


def _plan(user: User, calls: list[Call], channels: frozenset[str], now: int) -> None:
    addresses = {address.channel for address in user.addresses.all() if address.is_enabled}
    urgent = [call for call in calls if call.severity == Severity.CRITICAL]
    rest = [call for call in calls if call.severity != Severity.CRITICAL]
    for own in filter(None, (urgent, rest)):
        severity = min(call.severity for call in own)
        for step, rung in enumerate(LADDERS[severity]):
            if is_reachable(rung, channels, addresses):
                _say(user, own, rung, step, severity, now)


def is_reachable(rung: Rung, channels: frozenset[str], addresses: set[str]) -> bool:
    """Whether the rung's channel exists here and leads to this person; the page needs no address."""
    return rung.channel in channels and (rung.channel == "in_app" or rung.channel in addresses)


def last_sent_at(user: User, channel: str) -> int | None:
    """When the person's last message that was not critical left by this channel."""
    return (
        Message.objects.filter(user=user, channel=channel, sent_at__isnull=False)
        .exclude(severity=Severity.CRITICAL)
        .order_by("-sent_at")
        .values_list("sent_at", flat=True)
        .first()
    )


def _say(user: User, calls: list[Call], rung: Rung, step: int, severity: int, now: int) -> None:
    message = None if severity == Severity.CRITICAL else _gathering(user, rung, now)
    if message is None:
        message = Message.objects.create(
            user=user, channel=rung.channel, step=step, severity=severity, made_at=now,
            due_at=due_at(rung, severity, now, last_sent_at(user, rung.channel)),
        )  # fmt: skip
    elif severity < message.severity:
        sooner = min(message.due_at, now + rung.after_us)
        Message.objects.filter(pk=message.pk).update(severity=severity, due_at=sooner)
    message.calls.add(*calls)


def _gathering(user: User, rung: Rung, now: int) -> Message | None:
    """The message that still gathers: one that waits, or an in-app one that was not read yet."""
    rows = Message.objects.filter(user=user, channel=rung.channel, leg=None, task=None, wrong=None)
    rows = rows.exclude(severity=Severity.CRITICAL)
    unread = rows.filter(state=SENT, made_at__gte=now - GROUP_FOR_US) if rung.channel == "in_app" else rows.none()
    return (rows.filter(state=WAITING) | unread).order_by("-id").first()
