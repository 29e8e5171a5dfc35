"""What the people of a home answer: "I'm fine", "I reached her", "I cannot reach her".

An answer is a sign of life in the journal, so that the model hears it as it hears a sensor, and a step of the work on
the alert, so that whoever is on the way reads it.
"""

from collections import Counter
from dataclasses import replace

from anlin.alerts.lifecycle import ARCHIVED, DISPATCHED, FEEDBACK, OPEN_STATES, TRIAGE, escalated
from anlin.alerts.models import Alert
from anlin.alerts.words import Severity
from anlin.alerts.work import audience_for, step_by_home, work_of
from anlin.journal import Commit, Journal
from anlin.observations import batch_of, kind_code, label_code, observation_id
from anlin.people.models import User
from anlin.places.models import Dwelling, Zone
from anlin.residents.models import HouseholdContact

MODEL = "elderly_inactivity"
SAID_BY_PHONE = "resident-page"
"""Under this name the journal counts what people of homes said on their own page (P4)."""
FINE, REACHED, NOT_REACHED = "fine", "reached", "not_reached"


class NotAsked(Exception):
    """There is nothing of this home to answer now."""


def open_alerts_of(dwelling: Dwelling | int) -> list[Alert]:
    """Care alerts of the home whose work is not over, the gravest first."""
    rows = Alert.objects.filter(
        model=MODEL, zone__dwelling=dwelling, work_state__in=OPEN_STATES, shadow=False
    ).with_places()
    return list(rows.order_by("severity", "opened_at"))


def unanswered_alerts_of(dwelling: Dwelling | int) -> list[Alert]:
    """Those of them that still ask whether the person is well: nobody has been there and reported."""
    return [alert for alert in open_alerts_of(dwelling) if alert.work_state != FEEDBACK]


def say_fine(journal: Journal, shard: int, dwelling: Dwelling, by: User, at: int) -> int:
    """The person says that they are well. Answers every open alert of the home; how many are over with it.

    Work that somebody has taken on, and a call for help, stay until a person finishes them.
    """
    _journal_sign(journal, shard, dwelling, at)
    return sum(_answer(alert, FINE, by, at) for alert in open_alerts_of(dwelling))


def say_reached(journal: Journal, shard: int, contact: HouseholdContact, alert: Alert, by: User, at: int) -> None:
    """A contact has spoken with the person. Raises `NotAsked` where the contact was not asked."""
    _check_asked(contact, alert)
    _journal_sign(journal, shard, contact.resident.household.dwelling, at)
    _answer(alert, REACHED, by, at)


def say_not_reached(contact: HouseholdContact, alert: Alert, by: User, at: int) -> None:
    """A contact cannot reach the person: somebody is sent now, without waiting for the contact's time to run out."""
    _check_asked(contact, alert)
    work, audience = work_of(alert, audience_for(alert)), audience_for(alert)
    after = escalated(work, audience, at) if alert.assigned_role == "family_contact" else None
    step_by_home(alert, NOT_REACHED, after or work, by, at, after.assigned_role if after else "")


def is_told(alert: Alert) -> bool:
    """Whether contacts are told of it: not while only the person themselves was asked."""
    return alert.assigned_role != "resident"


def _check_asked(contact: HouseholdContact, alert: Alert) -> None:
    home = contact.resident.household.dwelling_id
    is_of_home = alert.model == MODEL and alert.zone is not None and alert.zone.dwelling_id == home
    if not is_of_home or not is_told(alert) or alert.work_state not in OPEN_STATES or contact.ended_at is not None:
        raise NotAsked


def _answer(alert: Alert, action: str, by: User, at: int) -> bool:
    """Record the answer; the work is over with it unless somebody holds it or it is a call for help."""
    work = work_of(alert, audience_for(alert))
    is_over = (
        work.claimed_by is None
        and (work.state == DISPATCHED or (work.state == TRIAGE and alert.suspected))
        and alert.severity != Severity.CRITICAL
    )
    after = replace(work, state=ARCHIVED, archived_at=at) if is_over else work
    return step_by_home(alert, action, after, by, at, "") and is_over


def _journal_sign(journal: Journal, shard: int, dwelling: Dwelling, at: int) -> None:
    """`presence/ok` in a room of the home, from no device; on disk when this returns."""
    zone = Zone.objects.filter(dwelling=dwelling).order_by("pk").first()
    if zone is None:
        return
    kind, label = kind_code("presence"), label_code("ok")
    # The door's time, which a clock that was set has not moved: no answer may carry the town's time on.
    heard_at = journal.last_instant(shard) or at
    row = {
        "id": [observation_id(SAID_BY_PHONE, f"#{dwelling.pk} {at}", kind, label)],
        "observed_at": [heard_at],
        "received_at": [heard_at],
        "zone": [zone.pk],
        "area": [zone.area_id],
        "kind": [kind],
        "label": [label],
    }
    tallies = Counter({(SAID_BY_PHONE, "received", ""): 1, (SAID_BY_PHONE, "journalled", ""): 1})
    journal.append(Commit(batches={shard: batch_of(row)}, tallies=tallies))
