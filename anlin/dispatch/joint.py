"""Sending several organisations to one alert: who may be sent, and each leg's own way to its end.

The lead leg is the alert's own work (`alerts/work.py`): accepting, arriving and reporting there are steps of the alert,
and verifying it closes the alert with everything that hangs on it. Source: docs/domain.md section 5, 三联.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from anlin.alerts.lifecycle import ARCHIVED, OPEN_STATES, VERDICTS, Given, Refused
from anlin.alerts.models import Alert
from anlin.alerts.rights import roles_at
from anlin.alerts.words import Words
from anlin.alerts.work import audience_for, perform
from anlin.dispatch.models import ACCEPTED, HANDLING, RESOLVED, VERIFIED, WAITING, Dispatch, Leg, LegStep
from anlin.notify.recipients import people_for
from anlin.people.models import Unit, User

STANDS = {"dispatched": WAITING, "accepted": ACCEPTED, "handling": HANDLING, "feedback": RESOLVED, ARCHIVED: VERIFIED}
"""Where the lead leg stands while the alert's work stands there; anywhere else it waits."""
MOVES = {
    "accept": ((WAITING,), ACCEPTED),
    "arrive": ((WAITING, ACCEPTED), HANDLING),
    "resolve": ((HANDLING,), RESOLVED),
    "verify": ((RESOLVED,), VERIFIED),
    "return": ((RESOLVED,), HANDLING),
}


@dataclass(frozen=True)
class Part:
    """One organisation's part as it is asked for."""

    unit: Unit
    what: str
    is_lead: bool = False


def units_for(alert: Alert, now: int) -> list[Unit]:
    """Organisations with somebody on duty who may work on this alert here; nobody else is sent (LU-08, LU-34)."""
    if alert.area is None:
        return []
    people = people_for(audience_for(alert).responders, alert.area.path, now)
    found = Unit.objects.filter(pk__in={user.unit_id for user in people if user.unit_id is not None})
    return list(found.order_by("kind", "code"))


def send(alert: Alert, parts: list[Part], by: User, now: int) -> Dispatch:
    """One leg per organisation, exactly one of them the lead. Raises `Refused`."""
    if sum(part.is_lead for part in parts) != 1:
        raise Refused("invalid", Words("请指定一个牵头单位。", "Name one leading organisation."))
    with transaction.atomic():
        if not _is_in(alert, by, audience_for(alert).triage):
            raise Refused("forbidden", Words("您的角色不能派单。", "Your role cannot send anyone."))
        _hand_to_lead(alert, parts, by, now)
        # A confirmed hit of a health order has tasks already, and nobody who leads.
        led_by_nobody = Dispatch.objects.filter(alert=alert, legs=None).first()
        try:
            with transaction.atomic():
                made = led_by_nobody or Dispatch.objects.create(alert=alert, made_by=by, made_at=now)
        except IntegrityError:
            raise Refused(
                "conflict", Words("已有一次联动，请在其中增加单位。", "It is dispatched; add to that.")
            ) from None
        for part in parts:
            _add(made, part, now)
    return made


def _hand_to_lead(alert: Alert, parts: list[Part], by: User, now: int) -> None:
    """The alert's own work goes to the leading organisation, unless somebody of it has it already."""
    role = _role_of(alert, parts, now)
    lead = next(part.unit for part in parts if part.is_lead)
    if alert.work_state in ("received", "triage"):
        perform(alert, "dispatch", by, Given(to=role, unit=lead.pk), now)
    elif alert.work_state not in ("dispatched", "accepted", "handling"):
        raise Refused("conflict", Words("这条预警现在不能派出联动。", "This alert cannot be sent out jointly now."))
    elif alert.claimed_by is None or alert.claimed_by.unit_id != lead.pk:
        perform(alert, "hand_over", by, Given(to=role, unit=lead.pk), now)


def add(dispatch: Dispatch, part: Part, by: User, now: int) -> Leg:
    """A further organisation while the alert is open. Raises `Refused`."""
    if not _is_in(dispatch.alert, by, audience_for(dispatch.alert).triage):
        raise Refused("forbidden", Words("您的角色不能派单。", "Your role cannot send anyone."))
    return _add(dispatch, part, now)


def _add(dispatch: Dispatch, part: Part, now: int) -> Leg:
    if dispatch.alert.work_state not in OPEN_STATES:
        raise Refused("conflict", Words("这条预警已经办结。", "This alert is closed."))
    if part.unit not in units_for(dispatch.alert, now):
        raise Refused(
            "invalid",
            Words("该单位没有在岗且能处置这类预警的人。", "Nobody there is on duty who may work on this alert."),
        )
    if not part.what.strip():
        raise Refused("invalid", Words("请写明做什么。", "Say what they should do."))
    try:
        with transaction.atomic():
            return Leg.objects.create(
                dispatch=dispatch,
                unit=part.unit,
                is_lead=part.is_lead,
                what=part.what.strip()[:200],
                since=now,
                # The lead is told by the call of the alert's own work.
                told_at=now if part.is_lead else None,
            )
    except IntegrityError:
        raise Refused("conflict", Words("该单位已在联动中。", "That organisation is part of it already.")) from None


def state_of(leg: Leg) -> str:
    """waiting, accepted, handling, resolved, verified; `released` for what was not finished when the alert closed."""
    work = leg.dispatch.alert.work_state
    if leg.is_lead:
        return STANDS.get(work, WAITING if work in OPEN_STATES else "released")
    return "released" if work not in OPEN_STATES and leg.state != VERIFIED else leg.state


def holder_of(leg: Leg) -> User | None:
    """Who has the leg in hand."""
    return leg.dispatch.alert.claimed_by if leg.is_lead else leg.held_by


def step(leg: Leg, action: str, by: User, given: Given, now: int) -> Leg:
    """One step on one leg. Raises `Refused`; of two at once the second learns that it was second."""
    if action not in MOVES:
        raise Refused("invalid", Words("没有这个动作。", f"There is no step {action!r}."))
    _check_who(leg, action, by)
    if leg.is_lead:
        perform(leg.dispatch.alert, action, by, given, now)
        return Leg.objects.select_related("dispatch__alert", "unit").get(pk=leg.pk)
    before = state_of(leg)
    sources, after = MOVES[action]
    if before not in sources:
        raise Refused("conflict", Words("已有变化，请再看一次。", "It has changed; please look again."))
    if action == "resolve" and given.verdict not in VERDICTS:
        raise Refused("invalid", Words("请选择结果：属实、误报或不明。", "Say the outcome: true, false or unclear."))
    if action == "return" and not given.reason.strip():
        raise Refused("invalid", Words("请写明原因。", "Please give the reason."))
    fields: dict[str, object] = {"state": after, "since": now}
    if action in ("accept", "arrive"):
        fields["held_by"] = by
    if action == "resolve":
        fields |= {"resolved_by": by, "verdict": given.verdict}
    if action == "return":
        fields |= {"resolved_by": None, "verdict": ""}
    with transaction.atomic():
        won = Leg.objects.filter(pk=leg.pk, state=before, since=leg.since).update(**fields)
        if not won:
            raise Refused("conflict", Words("已有他人先做了一步。", "Somebody else was first."))
        LegStep.objects.create(
            leg=leg,
            at=now,
            who=by,
            action=action,
            before=before,
            after=after,
            note=(given.note or given.reason).strip(),
        )
    return Leg.objects.select_related("dispatch__alert", "unit").get(pk=leg.pk)


def steps_for(leg: Leg, by: User) -> list[str]:
    """What this person can do with the leg now."""
    found = []
    for action, (sources, _) in MOVES.items():
        if state_of(leg) not in sources or leg.dispatch.alert.work_state == ARCHIVED:
            continue
        try:
            _check_who(leg, action, by)
        except Refused:
            continue
        found.append(action)
    return found


def _check_who(leg: Leg, action: str, by: User) -> None:
    """The unit's own people work on its leg; verifying is somebody else's, who may verify here."""
    alert = leg.dispatch.alert
    audience = audience_for(alert)
    if action in ("verify", "return"):
        reporter = alert.resolved_by_id if leg.is_lead else leg.resolved_by_id
        if not _is_in(alert, by, audience.verifiers) or reporter == by.pk:
            raise Refused("forbidden", Words("核查须由另一位有权核查的人完成。", "Another person must verify it."))
        return
    if by.unit_id != leg.unit_id or not _is_in(alert, by, audience.responders):
        raise Refused("forbidden", Words("这是另一个单位的任务。", "This is another organisation's part."))
    holder = holder_of(leg)
    if holder is not None and holder.pk != by.pk:
        raise Refused("conflict", Words("已由同事签收。", "A colleague has it already."))


def _is_in(alert: Alert, user: User, roles: frozenset[str]) -> bool:
    return bool(roles_at(user, alert.area.path if alert.area else "") & roles)


def _role_of(alert: Alert, parts: list[Part], now: int) -> str:
    """The role that the alert's own work is sent to: one that somebody of the leading organisation holds here."""
    audience = audience_for(alert)
    lead = next(part.unit for part in parts if part.is_lead)
    path = alert.area.path if alert.area else ""
    held: set[str] = set()
    for user in people_for(audience.responders, path, now):
        if user.unit_id == lead.pk:
            held |= roles_at(user, path)
    order = [role for role in audience.ladder if role in held] + sorted(held & audience.responders)
    if not order:
        raise Refused(
            "invalid",
            Words("该单位没有在岗且能处置这类预警的人。", "Nobody there is on duty who may work on this alert."),
        )
    return order[0]
