"""Emergency access: police see where one home is and its alert, until the alert ends or an hour is over (LU-07).

Care and policing are separate: no police role sees a care alert. Who holds the alert asks for police when somebody must
be helped, says why, and the family is told.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from anlin.access.audit import Notes
from anlin.access.counting import saw
from anlin.alerts.audience import POLICE
from anlin.alerts.lifecycle import OPEN_STATES, SUPPRESSED
from anlin.alerts.models import Alert, Call
from anlin.alerts.rights import roles_at
from anlin.alerts.words import Severity, Words
from anlin.alerts.work import audience_for, step_by_system, work_of
from anlin.care.answering import MODEL
from anlin.care.models import EmergencyAccess
from anlin.observations.instants import HOUR, MINUTE
from anlin.people.models import User
from anlin.residents.models import Resident, Reveal
from anlin.residents.notices import EMERGENCY, tell_family

LASTS = 1 * HOUR
SHOWN_FOR = 5 * MINUTE
REASON = "emergency"
"""Of the calls that go to police."""


class NotOpened(Exception):
    """Emergency access is not given; `words` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


@dataclass(frozen=True)
class Door:
    """Where to go, and the instant (µs since 1970 UTC) at which a page masks it again."""

    text: str
    shown_until: int


def open_access(alert: Alert, why: str, by: User, at: int) -> EmergencyAccess:
    """Let police of the place see this home's location and this alert. `alert` comes from a query limited to `by`."""
    home = alert.zone.dwelling if alert.zone is not None else None
    if alert.model != MODEL or home is None:
        raise NotOpened("只有关怀预警可以请公安协助", "Only an alert of care can ask for police")
    if alert.work_state not in OPEN_STATES or alert.work_state == SUPPRESSED:
        raise NotOpened("这条预警已经办结", "The work on this alert is over")
    if not why.strip():
        raise NotOpened("请写明为什么需要公安", "Say why police are needed")
    try:
        with transaction.atomic():
            _end_over(alert, at)
            access = EmergencyAccess.objects.create(
                alert=alert, dwelling=home, why=why.strip(), opened_by=by, opened_at=at, until_at=at + LASTS
            )
            step_by_system(alert, REASON, work_of(alert, audience_for(alert)), at, "", who=by, note=why)
            for role in sorted(POLICE):
                Call.objects.create(alert=alert, role=role, reason=REASON, severity=Severity.CRITICAL, at=at)
            tell_family(home, EMERGENCY, alert.pk, at)
    except IntegrityError:
        raise NotOpened("已经请公安协助了", "Police were asked already") from None
    return access


def close_access(access: EmergencyAccess, at: int) -> None:
    EmergencyAccess.objects.filter(pk=access.pk, ended_at=None).update(ended_at=at)


def end_over(at: int) -> int:
    """Mark as ended what is over by time or with its alert. Nobody sees those any more anyway; this is the record."""
    over = EmergencyAccess.objects.filter(ended_at=None).exclude(
        pk__in=EmergencyAccess.objects.open_at(at).values("pk")
    )
    return over.filter(opened_at__lte=at).update(ended_at=at)


def _end_over(alert: Alert, at: int) -> None:
    EmergencyAccess.objects.filter(alert=alert, ended_at=None, until_at__lte=at).update(ended_at=at)


def show_door(access: EmergencyAccess, user: User, notes: Notes, at: int) -> Door:
    """The home's door, for who goes there. Every resident of the home sees that it was shown (LU-91)."""
    home, alert = access.dwelling, access.alert
    roles = sorted(roles_at(user, alert.area.path if alert.area else "") & POLICE)
    saw(access.pseudonym)
    notes.work_item = f"alert:{alert.pk}"
    notes.purpose = "elder_care"
    notes.showed(access.pseudonym, "door")
    residents = list(Resident.objects.filter(household__dwelling=home))
    notes.concerns |= {resident.pseudonym for resident in residents}
    Reveal.objects.bulk_create(
        Reveal(
            user=user,
            unit=user.unit,
            role=roles[0] if roles else "",
            alert=alert.pk,
            of=access.pseudonym,
            resident=resident,
            field_class="door",
            purpose="elder_care",
            at=at,
            shown_until=at + SHOWN_FOR,
        )
        for resident in residents
    )
    return Door(home.code, min(at + SHOWN_FOR, access.until_at))
