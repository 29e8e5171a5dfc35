"""A resident's own page: how it is at home, "I'm fine", who may see it, what I agreed to, what I was told."""

from typing import Annotated

from django.db.models import QuerySet
from ninja import Schema, Status
from pydantic import Field

from anlin.access.masking import MASKS
from anlin.access.purposes import shipped_purposes
from anlin.access.sealed import open_column
from anlin.alerts.lifecycle import OPEN_STATES
from anlin.alerts.models import Alert
from anlin.api.intake_store import clock, journal
from anlin.api.problems import absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, instant, text
from anlin.care import answering
from anlin.care.models import HomeNow
from anlin.care.showing import home_now
from anlin.observations.instants import iso
from anlin.residents import registering
from anlin.residents.models import RELATIONS, HouseholdContact, Landlord, Notice, Resident
from anlin.residents.notices import WORDS
from anlin.residents.registering import NotRegistered
from anlin.site.config import config

routes = Routes("/own", tag="own")
CARE = "elder_care"
NOTICES = 50


class HomeState(Schema):
    """`state`: home, asleep, away or unknown; unknown is not the same as well. `usual_s`: usual longest pause now."""

    state: str
    since: Instant | None
    heard_at: Instant | None
    usual_s: int | None


class Question(Schema):
    """The platform asks whether the person is well; `help_called`: they pressed for help.

    Nothing moved from `since` on; `until`: since then something moves again, null while nothing does.
    """

    alert: int
    since: Instant
    until: Instant | None
    help_called: bool
    on_the_way: bool


class OwnContact(Schema):
    """`sees_home`: I let them see how it is at home."""

    id: int
    relation: Text
    name: str
    sees_home: bool


class AgreedPurpose(Schema):
    """One purpose I may agree to by itself; `given_at` null: not now. `by_page`: I can give it here."""

    purpose: str
    title: Text
    given_at: Instant | None
    by_page: bool


class Reminder(Schema):
    """A home of mine, or one that I let, of which a registration is due; a service, and no suspicion."""

    alert: int
    since: Instant
    is_landlord: bool


class OwnPage(Schema):
    """`home` null: the home is not sensed, or nobody is registered under this account."""

    registered: bool
    home: HomeState | None
    question: Question | None
    contacts: list[OwnContact]
    consents: list[AgreedPurpose]
    reminders: list[Reminder]


class PurposeGiven(Schema):
    purpose: Annotated[str, Field(max_length=40)]


class SightGiven(Schema):
    sees_home: bool


class OwnNotice(Schema):
    id: int
    at: Instant
    text: Text
    is_seen: bool


@routes.get("", permission="own.read", purpose=CARE, response=OwnPage, summary="My home and what I agreed to")
def own(request: Request) -> OwnPage:
    return _page(request, _me(request))


@routes.post("/fine", permission="own.answer", purpose=CARE, response=OwnPage, summary="I'm fine")
def fine(request: Request) -> OwnPage:
    me = _registered(request)
    home = me.household.dwelling
    if home_now(home, clock()()) is None:
        raise invalid("家里没有开通关怀", "Your home is not in the care service")
    request.audit.subjects.append(me.pseudonym)
    answering.say_fine(journal(), config().shard, home, request.user, clock()())
    return _page(request, me)


@routes.post("/consents", permission="own.consent", purpose=CARE, response=OwnPage, summary="I agree to one purpose")
def agree(request: Request, given: PurposeGiven) -> OwnPage:
    me = _registered(request)
    at = clock()()
    try:
        registering.give_consent(me, given.purpose, f"本人在线 online {iso(at)[:19]}", at)
    except NotRegistered as refused:
        raise invalid(*refused.words) from None
    return _page(request, _registered(request))


@routes.post(
    "/consents/withdraw",
    permission="own.consent",
    purpose=CARE,
    response=OwnPage,
    summary="I take a consent back; in force within a minute",
)
def withdraw(request: Request, given: PurposeGiven) -> OwnPage:
    me = _registered(request)
    if given.purpose not in registering.PURPOSES:
        raise invalid("没有这个用途", "There is no such purpose")
    registering.withdraw_consent(me, given.purpose, clock()())
    return _page(request, _registered(request))


@routes.post(
    "/contacts/{int:contact_id}",
    permission="own.consent",
    purpose=CARE,
    response=OwnPage,
    summary="Whether a contact may see how it is at my home",
)
def let_see(request: Request, contact_id: int, given: SightGiven) -> OwnPage:
    me = _me(request)
    contact = me.contacts.filter(pk=contact_id, ended_at=None).first() if me else None
    if contact is None:
        raise absent()
    contact.sees_home_since = clock()() if given.sees_home else None
    contact.save(update_fields=["sees_home_since"])
    return _page(request, _registered(request))


@routes.get(
    "/notices", permission="notices.read", purpose="oversight", response=list[OwnNotice], summary="What I was told"
)
def notices(request: Request) -> list[OwnNotice]:
    """Newest first; of residents and of contacts."""
    return [
        OwnNotice(id=row.pk, at=iso(row.at), text=text(WORDS[row.kind]), is_seen=row.seen_at is not None)
        for row in _notices(request).order_by("-pk")[:NOTICES]
    ]


@routes.post(
    "/notices/{int:notice_id}/seen",
    permission="notices.read",
    purpose="oversight",
    response={204: None},
    summary="I have read it",
)
def seen(request: Request, notice_id: int) -> Status[None]:
    mine = _notices(request).filter(pk=notice_id)
    if not mine.exists():
        raise absent()
    Notice.objects.filter(pk=notice_id, seen_at=None).update(seen_at=clock()())
    return Status(204, None)


def home_state(now: HomeNow) -> HomeState:
    return HomeState(
        state=now.state, since=instant(now.since), heard_at=instant(now.heard_at), usual_s=now.usual_s or None
    )


def _me(request: Request) -> Resident | None:
    rows = Resident.objects.select_related("household__dwelling").prefetch_related("contacts", "consents")
    return rows.filter(account=request.user).first()


def _registered(request: Request) -> Resident:
    me = _me(request)
    if me is None:
        raise invalid("这个账号还没有登记住户", "No home is registered under this account")
    return me


def _notices(request: Request) -> QuerySet[Notice]:
    user = request.user
    return Notice.objects.filter(resident__account=user) | Notice.objects.filter(
        contact__account=user, contact__ended_at=None
    )


def _page(request: Request, me: Resident | None) -> OwnPage:
    if me is None:
        reminders = _reminders(request, None)
        return OwnPage(
            registered=bool(reminders), home=None, question=None, contacts=[], consents=[], reminders=reminders
        )
    request.audit.subjects.append(me.pseudonym)
    home = me.household.dwelling
    now = home_now(home, clock()())
    question = next(iter(answering.unanswered_alerts_of(home)), None) if now else None
    return OwnPage(
        registered=True,
        home=home_state(now) if now else None,
        question=_question(question) if question else None,
        contacts=[_contact(request, row) for row in me.contacts.all() if row.ended_at is None],
        consents=[_consent(me, purpose) for purpose in registering.PURPOSES],
        reminders=_reminders(request, me),
    )


def _reminders(request: Request, me: Resident | None) -> list[Reminder]:
    lets = set(Landlord.objects.filter(account=request.user, ended_at=None).values_list("dwelling_id", flat=True))
    homes = lets | ({me.household.dwelling_id} if me else set())
    due = Alert.objects.filter(
        model="registration_gap", zone__dwelling__in=homes, work_state__in=OPEN_STATES, shadow=False
    ).select_related("zone")
    return [
        Reminder(
            alert=alert.pk,
            since=iso(alert.opened_at),
            is_landlord=alert.zone is not None and alert.zone.dwelling_id in lets,
        )
        for alert in due.order_by("opened_at")
    ]


def _question(alert: Alert) -> Question:
    return Question(
        alert=alert.pk,
        since=iso(alert.started_at),
        until=None if alert.cleared_at is None else iso(alert.cleared_at),
        help_called="sos" in {held[0] for held in alert.conditions.values()},
        on_the_way=alert.claimed_by_id is not None,
    )


def _contact(request: Request, row: HouseholdContact) -> OwnContact:
    zh, en = RELATIONS[row.relation]
    request.audit.showed(row.pseudonym, "name:masked")
    return OwnContact(
        id=row.pk,
        relation=Text(zh=zh, en=en),
        name=MASKS["name"](open_column(row, "sealed_name")),
        sees_home=row.sees_home_since is not None,
    )


def _consent(me: Resident, purpose: str) -> AgreedPurpose:
    spec = shipped_purposes()[purpose]
    given = next((row for row in me.consents.all() if row.purpose == purpose and row.withdrawn_at is None), None)
    return AgreedPurpose(
        purpose=purpose,
        title=Text(zh=spec.zh, en=spec.en),
        given_at=instant(given.given_at) if given else None,
        by_page=not me.is_minor,
    )
