"""Messages that are due go out; each is claimed by a counted update, so that of several senders one sends it."""

import logging
from collections.abc import Callable, Mapping

from django.db.models import F

from anlin.alerts.lifecycle import WAITING_STATES
from anlin.alerts.models import Alert
from anlin.alerts.words import Severity
from anlin.notify.composing import link_to, subject_of, text_of
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
    alerts = _still_needed(message)
    transport = transports.get(message.channel)
    if not alerts or transport is None:
        return _end(message, DROPPED)
    try:
        is_received = transport.send(_outgoing(message, alerts, now, public_url))
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
        Message.objects.filter(
            user=message.user, state=WAITING, step__gt=message.step, calls__in=message.calls.all(), due_at__gt=now
        ).update(due_at=now)
    return FAILED if is_over else WAITING


def _still_needed(message: Message) -> list[Alert]:
    """Alerts of the message that still wait for somebody; further rungs only while the person confirmed none."""
    calls = message.calls.all()
    if message.step > 0 and Message.objects.filter(user=message.user, state=RECEIVED, calls__in=calls).exists():
        return []
    waiting = Alert.objects.filter(calls__in=calls, work_state__in=WAITING_STATES) | Alert.objects.filter(
        # A condition that got worse concerns also who is on it already, and police whom those have called.
        calls__in=calls.filter(reason__in=("escalated", EMERGENCY)),
        work_state__in=(*WAITING_STATES, "accepted", "handling"),
    )
    return list(waiting.with_places().distinct().order_by("severity", "opened_at"))


def _outgoing(message: Message, alerts: list[Alert], now: int, public_url: str) -> Outgoing:
    address = message.user.addresses.filter(channel=message.channel, is_enabled=True).first()
    return Outgoing(
        id=message.pk,
        to=address.address if address else "",
        subject=subject_of(alerts),
        text=text_of(alerts, now),
        link=link_to(alerts, public_url, is_emergency=message.calls.filter(reason=EMERGENCY).exists()),
        severity=Severity.NAMES[message.severity],
        alerts=tuple(alert.pk for alert in alerts),
    )
