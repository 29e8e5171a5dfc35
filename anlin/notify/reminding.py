"""Somebody was wrongly matched and must be told within a day: whoever may tell them is reminded until they did (LU-94).

The row is its own note to self (`reminders`): at once, at half time, four hours before the end, and when it has passed;
then those further up are asked too. Where nobody of them is on duty, it is said as soon as somebody is.
"""

from django.db import transaction

from anlin.alerts.words import Severity
from anlin.lists.catalogue import types_kept_by
from anlin.lists.models import WrongMatch
from anlin.notify.ladder import LADDERS, due_at
from anlin.notify.models import Message
from anlin.notify.planning import is_reachable, last_sent_at, told_of
from anlin.observations.instants import DAY, HOUR
from anlin.people.roles import ROLES

BEFORE = (DAY, 12 * HOUR, 4 * HOUR, 0)
"""How long before its end each reminder is due."""
AT_ONCE = 100


def remind(now: int, channels: frozenset[str]) -> int:
    """Plan the reminders that are due; how many matches they are about. Of several that were missed one is given."""
    rows = WrongMatch.objects.filter(told_at=None, reminders__lt=len(BEFORE)).select_related("area").order_by("due_at")
    return sum(_remind(row, now, channels) for row in rows[:AT_ONCE])


def _remind(row: WrongMatch, now: int, channels: frozenset[str]) -> bool:
    due = sum(now >= row.due_at - before for before in BEFORE)
    if due <= row.reminders:
        return False
    people = told_of(_tellers(row.kind), row.area.path, due == len(BEFORE), now)
    if not people:
        return False
    with transaction.atomic():
        claimed = WrongMatch.objects.filter(pk=row.pk, reminders=row.reminders, told_at=None).update(reminders=due)
        for user in people if claimed else ():
            addresses = {address.channel for address in user.addresses.all() if address.is_enabled}
            for step, rung in enumerate(LADDERS[Severity.HIGH]):
                if is_reachable(rung, channels, addresses):
                    Message.objects.create(
                        user=user, channel=rung.channel, step=step, severity=Severity.HIGH, made_at=now, wrong=row,
                        due_at=due_at(rung, Severity.HIGH, now, last_sent_at(user, rung.channel)),
                    )  # fmt: skip
    return bool(claimed)


def _tellers(kind: str) -> frozenset[str]:
    """Roles that may say that somebody of this list was told."""
    return frozenset(
        role for role, spec in ROLES.items() if "lists.approve" in spec.permissions and kind in types_kept_by(role)
    )
