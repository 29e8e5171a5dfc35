"""Messages that are due go out; each is claimed by a counted update, so that of several senders one sends it."""

import logging
from collections.abc import Callable, Mapping

from django.db.models import F, QuerySet

from anlin.alerts.lifecycle import WAITING_STATES
from anlin.alerts.models import Alert
from anlin.alerts.words import Severity
from anlin.lists.models import WrongMatch
from anlin.notify.composing import Said, said_of, said_of_leg, said_of_task, said_of_wrong
from anlin.notify.joint import waiting_legs, waiting_tasks
from anlin.notify.models import DROPPED, FAILED, RECEIVED, SENDING, SENT, WAITING, Message
from anlin.notify.planning import EMERGENCY
from anlin.notify.transport import Outgoing, PushError, Transport

log = logging.getLogger(__name__)

AT_ONCE = 50
ATTEMPTS = 6
FIRST_PAUSE_US = 10 * 1_000_000
LOST_AFTER_US = 60 * 1_000_000
"""A message that was claimed so long ago and neither sent nor failed: its sender has died."""


def due_messages(now: int) -> list[int]:
    """Numbers of messages to send now, the most severe first."""
    Message.objects.filter(state=SENDING, claimed_at__lt=now - LOST_AFTER_US).update(state=WAITING)
    rows = Message.objects.filter(state=WAITING, due_at__lte=now).order_by("severity", "due_at", "id")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])


def send(number: int, transports: Mapping[str, Transport], clock: Callable[[], int], public_url: str) -> str:
    """Send one message if it is still ours to send and still needed; the state it ends in, empty if it was not ours."""
    now = clock()
    claimed = Message.objects.filter(pk=number, state=WAITING).update(state=SENDING, claimed_at=now)
    if not claimed:
        return ""  # Another sender was first.
    message = Message.objects.select_related("user").get(pk=number)
    said = what_is_said(message, now, public_url)
    transport = transports.get(message.channel)
    if said is None or transport is None:
        return _end(message, DROPPED)
    try:
        is_received = transport.send(_outgoing(message, said))
    except PushError as error:
        return _failed(message, error, clock())
    done = clock()
    fields = {"sent_at": done, "received_at": done} if is_received else {"sent_at": done}
    return _end(message, RECEIVED if is_received else SENT, **fields)


def _end(message: Message, state: str, **fields: int) -> str:
    Message.objects.filter(pk=message.pk, state=SENDING).update(state=state, **fields)
    return state


def _failed(message: Message, error: PushError, now: int) -> str:
    log.warning("message %d by %s: %s", message.pk, message.channel, error)
    is_over = error.permanent or message.attempts + 1 >= ATTEMPTS
    Message.objects.filter(pk=message.pk).update(
        state=FAILED if is_over else WAITING,
        attempts=F("attempts") + 1,
        error=str(error)[:200],
        due_at=now + FIRST_PAUSE_US * 2**message.attempts,
    )
    if is_over:
        # The next way must not wait for a time that was meant for this one to arrive in.
        _of_same_matter(message).filter(state=WAITING, step__gt=message.step, due_at__gt=now).update(due_at=now)
    return FAILED if is_over else WAITING


def _of_same_matter(message: Message) -> QuerySet[Message]:
    """Messages to the same person about the same: the other rungs of its ladder, and itself."""
    own = Message.objects.filter(user=message.user)
    if message.leg_id is not None:
        return own.filter(leg=message.leg_id)
    if message.task_id is not None:
        return own.filter(task=message.task_id)
    if message.wrong_id is not None:
        # Each reminder has a ladder of its own.
        return own.filter(wrong=message.wrong_id, made_at=message.made_at)
    return own.filter(calls__in=message.calls.all())


def what_is_said(message: Message, now: int, public_url: str) -> Said | None:
    """The message in words, or None where nobody needs it any more.

    Further rungs are needed only while the person confirmed none; a leg or task only until somebody answered.
    """
    if message.step > 0 and _of_same_matter(message).filter(state=RECEIVED).exists():
        return None
    if message.leg_id is not None:
        leg = waiting_legs().filter(pk=message.leg_id).select_related("dispatch").first()
        return said_of_leg(Alert.objects.with_places().get(pk=leg.dispatch.alert_id), now, public_url) if leg else None
    if message.task_id is not None:
        task = waiting_tasks().filter(pk=message.task_id).first()
        return said_of_task(task, public_url) if task else None
    if message.wrong_id is not None:
        wrong = WrongMatch.objects.filter(pk=message.wrong_id, told_at=None).first()
        return said_of_wrong(wrong, now, public_url) if wrong else None
    alerts = _still_needed(message)
    is_emergency = message.calls.filter(reason=EMERGENCY).exists()
    return said_of(alerts, now, public_url, is_emergency=is_emergency) if alerts else None


def _still_needed(message: Message) -> list[Alert]:
    """Alerts of the message that still wait for somebody."""
    calls = message.calls.all()
    waiting = Alert.objects.filter(calls__in=calls, work_state__in=WAITING_STATES) | Alert.objects.filter(
        # A condition that got worse concerns also who is on it already, and police whom those have called.
        calls__in=calls.filter(reason__in=("escalated", EMERGENCY)),
        work_state__in=(*WAITING_STATES, "accepted", "handling"),
    )
    return list(waiting.with_places().distinct().order_by("severity", "opened_at"))


def _outgoing(message: Message, said: Said) -> Outgoing:
    address = message.user.addresses.filter(channel=message.channel, is_enabled=True).first()
    return Outgoing(
        id=message.pk,
        to=address.address if address else "",
        subject=said.subject,
        text=said.text,
        link=said.link,
        severity=Severity.NAMES[message.severity],
        alerts=said.alerts,
    )
