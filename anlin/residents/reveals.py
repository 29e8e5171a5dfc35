"""Showing one masked field of one person, for one open alert, for five minutes (LU-11 to LU-14)."""

from dataclasses import dataclass
from typing import Any

from anlin.access.audit import Notes
from anlin.access.sealed import open_column
from anlin.alerts.lifecycle import OPEN_STATES, SUPPRESSED
from anlin.alerts.models import Alert
from anlin.alerts.rights import roles_at
from anlin.alerts.words import Words
from anlin.observations.instants import DAY, MINUTE
from anlin.people.models import User
from anlin.people.stops import stop_account
from anlin.residents.models import HouseholdContact, Resident, Reveal
from anlin.residents.registering import REGISTER, has_consent

SHOWN_FOR = 5 * MINUTE
PER_PERSON = 6
"""Fields of one person that one user may see in 24 h."""
PER_DAY = 40
"""Fields that one user may see in 24 h; one more stops the account."""
PEOPLE_PER_WEEK = 100
"""Different people in 7 days; one more stops the account, however slowly they were looked at."""
PURPOSES = {
    "elderly_inactivity": "elder_care", "watchlist_hit": "watch_lists", "public_health_list": "public_health",
    "home_isolation": "public_health", "registration_gap": "household_register",
}  # fmt: skip
"""What an alert's model is for, where that is not plain work on alerts."""
FIELDS: dict[str, str] = {"name": "sealed_name", "phone": "sealed_phone", "id_number": "sealed_id_number"}
"""Field class to column."""
NARROW = {"id_number": frozenset({"community_officer"})}
"""Field classes that only some roles see; the others see all that are not named here."""


def purpose_of(alert: Alert) -> str:
    """What looking at a person for this alert is for."""
    return PURPOSES.get(alert.model, "alert_handling")


class NotShown(Exception):
    """A field stays masked; `words` say why. `kind`: forbidden, conflict (the work item does not allow it), limit."""

    def __init__(self, kind: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.kind = kind
        self.words = Words(zh, en)


@dataclass(frozen=True)
class Shown:
    """The field in clear, and the instant (µs since 1970 UTC) at which a page masks it again."""

    value: str
    shown_until: int


def show(
    alert: Alert, of: Resident | HouseholdContact | Any, field: str, column: str, user: User, notes: Notes, now: int
) -> Shown:
    """One field. `alert` comes from a query limited to the user. The work item is the reason. Raises `NotShown`.

    The caller's record is the request's own; `Reveal` is what the person will see of it. A stop must outlive the
    refusal, so the route keeps its changes.
    """
    _check_work_item(alert, user)
    _check_person(alert, of, field, user)
    _check_limits(of, user, now)
    value = open_column(of, column)
    roles = sorted(roles_at(user, alert.area.path if alert.area else ""))
    Reveal.objects.create(
        user=user,
        unit=user.unit,
        role=roles[0] if roles else "",
        alert=alert.pk,
        of=of.pseudonym,
        resident=of if isinstance(of, Resident) else getattr(of, "resident", None),
        field_class=field,
        purpose=purpose_of(alert),
        at=now,
        shown_until=now + SHOWN_FOR,
    )
    notes.work_item = f"alert:{alert.pk}"
    notes.purpose = purpose_of(alert)
    notes.showed(of.pseudonym, field)
    return Shown(value, now + SHOWN_FOR)


def _check_work_item(alert: Alert, user: User) -> None:
    if alert.work_state not in OPEN_STATES or alert.work_state == SUPPRESSED:
        raise NotShown("conflict", "这项工作已结束，不能再查看。", "This work is over; nothing more is shown for it.")
    holder = alert.claimed_by
    is_ours = holder is not None and (
        holder.pk == user.pk or (user.unit_id is not None and holder.unit_id == user.unit_id)
    )
    if not is_ours:
        raise NotShown("conflict", "请先认领，再查看。", "Please claim it first; then it can be shown.")


def _check_person(alert: Alert, of: Any, field: str, user: User) -> None:
    if field in NARROW and not roles_at(user, alert.area.path if alert.area else "") & NARROW[field]:
        raise NotShown("forbidden", "您的角色不能查看这一项。", "Your role does not see this field.")
    resident = of if isinstance(of, Resident) else getattr(of, "resident", None)
    if resident is None:
        return
    home = alert.zone.dwelling_id if alert.zone is not None else None
    if home is None or resident.household.dwelling_id != home:
        # Work on a lift, or on the home next door, is no reason to look at a person.
        raise NotShown("forbidden", "这项工作与此人无关。", "This work is not about this person.")
    if not has_consent(resident, REGISTER):
        raise NotShown("forbidden", "本人已撤回同意。", "The person withdrew their consent.")


def _check_limits(of: Any, user: User, now: int) -> None:
    mine = Reveal.objects.filter(user=user, at__gt=now - DAY)
    if mine.count() >= PER_DAY:
        stop_account(user, "reveals_a_day", now)
        raise NotShown("limit", "查看过多，账号已停用。", "Too many were shown; the account is stopped.")
    week = Reveal.objects.filter(user=user, at__gt=now - 7 * DAY).values_list("of", flat=True).distinct()
    people = set(week)
    if of.pseudonym not in people and len(people) >= PEOPLE_PER_WEEK:
        stop_account(user, "reveals_a_week", now)
        raise NotShown("limit", "查看过多，账号已停用。", "Too many were shown; the account is stopped.")
    if mine.filter(of=of.pseudonym).count() >= PER_PERSON:
        raise NotShown("limit", "今天对此人的查看已达上限。", "This person was looked at as often as is allowed today.")
