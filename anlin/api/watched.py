"""A contact's page: is she all right? Only what the person lets them see, and the alerts they are asked about."""

from ninja import Schema, Status

from anlin.access.masking import MASKS
from anlin.access.sealed import open_column
from anlin.alerts.lifecycle import FEEDBACK, OPEN_STATES
from anlin.alerts.models import Alert
from anlin.alerts.sentences import line_of
from anlin.alerts.words import Severity
from anlin.api.intake_store import clock, journal
from anlin.api.own import HomeState, home_state
from anlin.api.problems import Problem, absent, conflict
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, text
from anlin.care import answering
from anlin.care.answering import MODEL, NotAsked
from anlin.care.showing import home_now
from anlin.observations.instants import DAY, iso
from anlin.residents.models import RELATIONS, HouseholdContact
from anlin.site.config import config

routes = Routes("/watched", tag="watched")
PURPOSE = "elder_care"
SHOWN_FOR = 30 * DAY
MOST = 20


class WatchedAlert(Schema):
    """`step`: asked (it is your turn), sent (somebody was asked to go), on_the_way, visited (they reported), over."""

    id: int
    line: Text
    opened_at: Instant
    severity: str
    step: str


class Watched(Schema):
    """Somebody who named me. `home` null: they do not let me see how it is, or their home is not sensed."""

    contact: int
    name: str
    relation: Text
    home: HomeState | None
    alerts: list[WatchedAlert]


@routes.get("", permission="watched.read", purpose=PURPOSE, response=list[Watched], summary="Those who named me")
def watched(request: Request) -> list[Watched]:
    return [_watched(request, contact) for contact in _mine(request)]


@routes.post(
    "/{int:contact_id}/alerts/{int:alert_id}/reached",
    permission="watched.answer",
    purpose=PURPOSE,
    response={204: None},
    summary="I reached them; all is well",
)
def reached(request: Request, contact_id: int, alert_id: int) -> Status[None]:
    contact, alert = _asked(request, contact_id, alert_id)
    try:
        answering.say_reached(journal(), config().shard, contact, alert, request.user, clock()())
    except NotAsked:
        raise _nothing_to_answer() from None
    return Status(204, None)


@routes.post(
    "/{int:contact_id}/alerts/{int:alert_id}/not-reached",
    permission="watched.answer",
    purpose=PURPOSE,
    response={204: None},
    summary="I cannot reach them; send somebody now",
)
def not_reached(request: Request, contact_id: int, alert_id: int) -> Status[None]:
    contact, alert = _asked(request, contact_id, alert_id)
    try:
        answering.say_not_reached(contact, alert, request.user, clock()())
    except NotAsked:
        raise _nothing_to_answer() from None
    return Status(204, None)


def _mine(request: Request) -> list[HouseholdContact]:
    rows = HouseholdContact.objects.filter(account=request.user, ended_at=None)
    return list(rows.select_related("resident__household__dwelling").order_by("pk"))


def _asked(request: Request, contact_id: int, alert_id: int) -> tuple[HouseholdContact, Alert]:
    contact = next((row for row in _mine(request) if row.pk == contact_id), None)
    if contact is None:
        raise absent()
    home = contact.resident.household.dwelling_id
    alert = Alert.objects.with_places().filter(pk=alert_id, model=MODEL, zone__dwelling=home, shadow=False).first()
    if alert is None or home_now(contact.resident.household.dwelling, clock()()) is None:
        raise absent()
    request.audit.work_item = f"alert:{alert.pk}"
    request.audit.subjects.append(contact.resident.pseudonym)
    return contact, alert


def _nothing_to_answer() -> Problem:
    return conflict("这件事已经不用您回答了", "There is nothing for you to answer any more")


def _watched(request: Request, contact: HouseholdContact) -> Watched:
    elder, now = contact.resident, clock()()
    home = elder.household.dwelling
    sensed = home_now(home, now)
    zh, en = RELATIONS[contact.relation]
    request.audit.showed(elder.pseudonym, "name:masked", *(("home_state",) if contact.sees_home_since else ()))
    return Watched(
        contact=contact.pk,
        name=MASKS["name"](open_column(elder, "sealed_name")),
        relation=Text(zh=zh, en=en),
        home=home_state(sensed) if sensed and contact.sees_home_since is not None else None,
        alerts=_alerts(home.pk, now) if sensed else [],
    )


def _alerts(home: int, now: int) -> list[WatchedAlert]:
    """Alerts the contact was told of, open ones first; none of a drill, and none while only the person is asked."""
    rows = Alert.objects.filter(
        model=MODEL, zone__dwelling=home, shadow=False, mode_state="", opened_at__gte=now - SHOWN_FOR
    ).with_places()
    told = [alert for alert in rows.order_by("-opened_at")[:MOST] if answering.is_told(alert)]
    shown = [
        WatchedAlert(
            id=alert.pk,
            line=text(line_of(alert, now)),
            opened_at=iso(alert.opened_at),
            severity=Severity.NAMES[alert.severity],
            step=_step(alert),
        )
        for alert in told
    ]
    return sorted(shown, key=lambda alert: alert.step == "over")


def _step(alert: Alert) -> str:
    if alert.work_state not in OPEN_STATES:
        return "over"
    if alert.work_state == FEEDBACK:
        return "visited"
    if alert.claimed_by_id is not None:
        return "on_the_way"
    return "asked" if alert.assigned_role == "family_contact" else "sent"
