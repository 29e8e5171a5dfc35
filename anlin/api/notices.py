"""What I was told: my in-app messages, that a page showed them, and my confirmation that they arrived."""

from django.db.models import Q
from ninja import Field, Schema, Status

from anlin.alerts.lifecycle import WAITING_STATES
from anlin.alerts.models import Alert
from anlin.alerts.words import Severity
from anlin.api.intake_store import clock
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, text
from anlin.notify.composing import Said, said_of, said_of_leg, said_of_task, said_of_wrong
from anlin.notify.models import RECEIVED, SENT, Message
from anlin.observations.instants import iso
from anlin.people.models import User

routes = Routes("/notices", tag="notices")
PURPOSE = "alert_handling"
MOST = 100
WAITS = (
    Q(calls__alert__work_state__in=WAITING_STATES)
    | Q(leg__isnull=False)
    | Q(task__isnull=False)
    | Q(wrong__told_at=None, wrong__isnull=False)
)


class Notice(Schema):
    """One message; `alerts` are the numbers of those one may still see, `link` the page that answers it."""

    id: int
    at: Instant
    severity: str
    subject: Text
    text: Text
    link: str
    alerts: list[int]
    is_shown: bool
    is_received: bool


class Shown(Schema):
    """Numbers of notices that a page had before it, the page itself being in sight."""

    notices: list[int] = Field(max_length=MOST)


def _said(message: Message, user: User, now: int) -> Said | None:
    """What the message says by now; None where everything it is about is out of reach."""
    visible = Alert.objects.visible_to(user).with_places()
    if message.task is not None:
        return said_of_task(message.task, "")
    if message.wrong is not None:
        is_theirs = user.reach("lists.approve").includes(message.wrong.area.path)
        return said_of_wrong(message.wrong, now, "") if is_theirs and message.wrong.told_at is None else None
    if message.leg is not None:
        alert = visible.filter(dispatch=message.leg.dispatch_id).first()
        return None if alert is None else said_of_leg(alert, now, "")
    alerts = list(visible.filter(calls__messages=message).distinct().order_by("severity", "opened_at"))
    return said_of(alerts, now, "") if alerts else None


@routes.get("", permission="messages.read", purpose=PURPOSE, response=list[Notice], summary="My notices")
def notices(request: Request, is_new: bool = False) -> list[Notice]:
    """Newest first; one whose alerts are all out of reach by now is left out. `is_new`: only those not confirmed
    whose matter still waits for somebody."""
    now = clock()()
    states = (SENT,) if is_new else (SENT, RECEIVED)
    rows = Message.objects.filter(user=request.user, channel="in_app", state__in=states).order_by("-id")
    if is_new:
        rows = rows.filter(WAITS).distinct()
    found = []
    for message in rows.select_related("leg", "task", "wrong__area")[:MOST]:
        said = _said(message, request.user, now)
        if said is not None:
            found.append(
                Notice(
                    id=message.pk,
                    at=iso(message.made_at),
                    severity=Severity.NAMES[message.severity],
                    subject=text(said.subject),
                    text=text(said.text),
                    link=said.link,
                    alerts=list(said.alerts),
                    is_shown=message.shown_at is not None,
                    is_received=message.state == RECEIVED,
                )
            )
    return found


@routes.post("/shown", permission="messages.read", purpose=PURPOSE, response={204: None}, summary="They were shown")
def shown(request: Request, given: Shown) -> Status[None]:
    """My own only; of another person's, and of those shown before, nothing changes. Further channels go on."""
    mine = Message.objects.filter(pk__in=given.notices, user=request.user, channel="in_app", shown_at=None)
    mine.update(shown_at=clock()())
    return Status(204, None)


@routes.post(
    "/{int:notice_id}/receipt", permission="messages.read", purpose=PURPOSE, response={204: None}, summary="It arrived"
)
def receipt(request: Request, notice_id: int) -> Status[None]:
    """Confirm a notice; further channels then stay silent. Confirming twice changes nothing."""
    mine = Message.objects.filter(pk=notice_id, user=request.user, channel="in_app", state__in=(SENT, RECEIVED))
    if not mine.exists():
        raise absent()
    mine.filter(state=SENT).update(state=RECEIVED, received_at=clock()())
    return Status(204, None)
