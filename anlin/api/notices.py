"""What I was told: my in-app messages, and my confirmation that they arrived."""

from ninja import Schema, Status

from anlin.alerts.models import Alert
from anlin.alerts.words import Severity
from anlin.api.intake_store import clock
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, text
from anlin.notify.composing import subject_of, text_of
from anlin.notify.models import RECEIVED, SENT, Message
from anlin.observations.instants import iso

routes = Routes("/notices", tag="notices")
PURPOSE = "alert_handling"
MOST = 100


class Notice(Schema):
    """One message; `alerts` are the numbers of those one may still see."""

    id: int
    at: Instant
    severity: str
    subject: Text
    text: Text
    alerts: list[int]
    is_received: bool


def _notice(message: Message, alerts: list[Alert], now: int) -> Notice:
    return Notice(
        id=message.pk,
        at=iso(message.made_at),
        severity=Severity.NAMES[message.severity],
        subject=text(subject_of(alerts)),
        text=text(text_of(alerts, now)),
        alerts=[alert.pk for alert in alerts],
        is_received=message.state == RECEIVED,
    )


@routes.get("", permission="alerts.read", purpose=PURPOSE, response=list[Notice], summary="My notices")
def notices(request: Request) -> list[Notice]:
    """Newest first; one whose alerts are all out of reach by now is left out."""
    now = clock()()
    rows = Message.objects.filter(user=request.user, channel="in_app", state__in=(SENT, RECEIVED)).order_by("-id")
    found = []
    for message in rows[:MOST]:
        alerts = list(
            Alert.objects.visible_to(request.user)
            .filter(calls__messages=message)
            .with_places()
            .distinct()
            .order_by("severity", "opened_at")
        )
        if alerts:
            found.append(_notice(message, alerts, now))
    return found


@routes.post(
    "/{int:notice_id}/receipt", permission="alerts.read", purpose=PURPOSE, response={204: None}, summary="It arrived"
)
def receipt(request: Request, notice_id: int) -> Status[None]:
    """Confirm a notice; further channels then stay silent. Confirming twice changes nothing."""
    mine = Message.objects.filter(pk=notice_id, user=request.user, channel="in_app", state__in=(SENT, RECEIVED))
    if not mine.exists():
        raise absent()
    mine.filter(state=SENT).update(state=RECEIVED, received_at=clock()())
    return Status(204, None)
