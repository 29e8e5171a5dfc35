"""People's steps on an alert, stored: who, when, before, after. Of two who press at once, one wins."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction

from anlin.alerts import changes
from anlin.alerts.audience import DISCREET, Audience, audience_of
from anlin.alerts.deadlines import due_at, judge_by
from anlin.alerts.lifecycle import (
    ARCHIVED,
    DISPATCHED,
    HELD_BACK,
    OPEN_STATES,
    TRIAGE,
    Actor,
    Given,
    Refused,
    Work,
    actions_for,
    decide,
)
from anlin.alerts.media import destroy_pictures, evidence_keys
from anlin.alerts.models import Alert, Call, WorkChange
from anlin.alerts.rights import roles_at
from anlin.alerts.words import ACTION_WORDS, Words, duration
from anlin.dispatch import leading
from anlin.dispatch.checking_in import ask_to_check_in
from anlin.lists import hits
from anlin.observations.quality import Quality
from anlin.people.models import User


def audience_for(alert: Alert) -> Audience:
    """The audience as it stood when the alert opened."""
    return audience_of(alert.model, tuple(alert.explanation.get("ladder", ())))


def work_of(alert: Alert, audience: Audience) -> Work:
    """Where the work stands; confirmations count since it was last reopened."""
    return Work(
        state=alert.work_state,
        claimed_by=alert.claimed_by_id,
        resolved_by=alert.resolved_by_id,
        verdict=alert.verdict,
        assigned_role=alert.assigned_role,
        assigned_unit=alert.assigned_unit_id,
        rung=alert.rung,
        dispatched_at=alert.dispatched_at,
        archived_at=alert.archived_at,
        confirmed_by=_confirmations(alert) if audience.confirmations else (),
        mode=alert.mode_state,
    )


def _confirmations(alert: Alert) -> tuple[int, ...]:
    people: list[int] = []
    steps = WorkChange.objects.filter(alert=alert, action__in=("confirm", "reopen")).order_by("id")
    for action, who in steps.values_list("action", "who_id"):
        people = [*people, who] if action == "confirm" else []
    return tuple(people)


def actor_at(user: User, alert: Alert) -> Actor:
    return Actor(user.pk, roles_at(user, alert.area.path if alert.area else ""), user.unit_id)


def actions_of(alert: Alert, user: User, now: int) -> list[str]:
    """What this person can do with the alert now."""
    audience = audience_for(alert)
    return actions_for(work_of(alert, audience), actor_at(user, alert), audience, now)


def perform(alert: Alert, action: str, user: User, given: Given, now: int) -> Alert:
    """Take one step. `alert` comes from a query limited to the user. Raises `Refused` with words for the user."""
    audience = audience_for(alert)
    before = work_of(alert, audience)
    after = decide(before, action, actor_at(user, alert), audience, now, given)
    _check_candidate(alert, action, given, now)
    target = _merge_target(alert, user, given) if action == "merge" else None
    try:
        with transaction.atomic():
            if target is not None:
                # Both rows before the counter: the sink takes its locks in this order too.
                list(Alert.objects.filter(pk__in=(alert.pk, target.pk)).order_by("pk").select_for_update())
            _store(alert, after, now, target)
            _record(alert, action, user, before, after, given.note or given.reason, now)
            if target is not None:
                _record_merge(target, alert, user, now)
            _review_candidate(alert, action, user, after, audience, given, now)
            if action in ("claim", "accept", "arrive"):
                leading.taken(alert, user, now)
            if action == "resolve" and given.verdict == "true":
                _withhold_whereabouts(alert, now)
            _call(alert, action, before, after, now)
            _announce_change([alert] if target is None else [alert, target])
    except IntegrityError:
        raise Refused(
            "conflict",
            Words(
                "同一地点已有新的预警在办，请在那一条上处理。",
                "A newer alert of this place is already open; please work on that one.",
            ),
        ) from None
    stored: Alert = Alert.objects.with_places().get(pk=alert.pk)
    return stored


def _check_candidate(alert: Alert, action: str, given: Given, now: int) -> None:
    """A candidate is confirmed against a list that holds now, by somebody who compared it item by item (LU-25)."""
    if action != "confirm":
        return
    is_stale = any(row.get("quality", 0) & Quality.STALE_LIST for row in alert.rows.values())
    why = hits.why_not_confirmed(alert.model, alert.key, given.compared, is_stale, now)
    if why is not None:
        raise Refused("conflict", why)


def _review_candidate(
    alert: Alert, action: str, user: User, after: Work, audience: Audience, given: Given, now: int
) -> None:
    """What became of a candidate goes to its list: the second false hit suspends the entry (LU-26).

    A confirmed one of a health order is asked to check in (LU-24).
    """
    is_false = action == "reject" or (action == "resolve" and given.verdict == "false")
    is_confirmed = action == "confirm" and len(after.confirmed_by) == audience.confirmations
    if alert.model in hits.MODELS and (is_false or is_confirmed):
        hits.reviewed(
            model=alert.model, key=alert.key, alert=alert.pk, opened_at=alert.opened_at, is_false=is_false,
            reason=given.reason or given.note, by=user, at=now,
        )  # fmt: skip
    order = hits.order_of(alert.model, alert.key, now) if is_confirmed else ""
    if order:
        ask_to_check_in(alert, order, user, now)


def _withhold_whereabouts(alert: Alert, now: int) -> None:
    """A missing adult was found and did not agree to being told of: the alert keeps no place and no picture (LU-2A)."""
    area = hits.person_found(alert.model, alert.key, now)
    if area is None:
        return
    keys = evidence_keys(alert)
    Alert.objects.filter(pk=alert.pk).update(
        area=area, zone=None, device=None, rows={}, value=0.0, key=f"{alert.key.split('/')[0]}/found"
    )
    transaction.on_commit(lambda: destroy_pictures(keys))


def _store(alert: Alert, after: Work, now: int, target: Alert | None, *, is_timed: bool = True) -> None:
    is_timed = is_timed and after.mode != HELD_BACK
    fields: dict[str, Any] = {
        "work_state": after.state,
        "mode_state": after.mode,
        "claimed_by": after.claimed_by,
        "resolved_by": after.resolved_by,
        "verdict": after.verdict,
        "assigned_role": after.assigned_role,
        "assigned_unit": after.assigned_unit,
        "rung": after.rung,
        "dispatched_at": after.dispatched_at,
        "archived_at": after.archived_at,
        "due_at": _due_at(alert, after, now) if is_timed else None,
        "work_version": alert.work_version + 1,
    }
    if target is not None:
        fields["merged_into"] = target.pk
    won = Alert.objects.filter(pk=alert.pk, work_version=alert.work_version).update(**fields)
    if not won:
        raise Refused("conflict", _who_was_first(alert, now))


def _due_at(alert: Alert, after: Work, now: int) -> int | None:
    if after.state == TRIAGE:
        return judge_by(alert.severity, now, is_claimed=after.claimed_by is not None)
    patience = audience_for(alert).patience_of(after.assigned_role, alert.severity)
    by_day = audience_for(alert).by_day
    return due_at(after.state, alert.severity, after.dispatched_at, patience_min=patience, by_day=by_day)


def _who_was_first(alert: Alert, now: int) -> Words:
    last = WorkChange.objects.filter(alert=alert).select_related("who").order_by("-id").first()
    if last is None:
        return Words("已有变化，请再看一次。", "It has changed; please look again.")
    name = ACTION_WORDS.get(last.action, Words(last.action, last.action))
    ago = duration((now - last.at) / 1_000_000)
    who = Words(last.who.name, last.who.name) if last.who else Words("系统", "the system")
    return Words(f"{who.zh}在 {ago.zh}前已经先做了“{name.zh}”。", f"{who.en} was first: “{name.en}”, {ago.en} ago.")


def difference(before: Work, after: Work) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what changed, before and after."""
    old, new = asdict(before), asdict(after)
    changed = [name for name in new if new[name] != old[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def _record(alert: Alert, action: str, user: User | None, before: Work, after: Work, note: str, now: int) -> None:
    old, new = difference(before, after)
    WorkChange.objects.create(alert=alert, at=now, who=user, action=action, before=old, after=new, note=note.strip())


def _call(alert: Alert, action: str, before: Work, after: Work, now: int) -> None:
    role = {DISPATCHED: after.assigned_role, TRIAGE: "triage"}.get(after.state)
    if after.mode == HELD_BACK:
        return
    if action in ("dispatch", "hand_over", "escalate", "reopen", "release") and role:
        Call.objects.create(alert=alert, role=role, reason=action, severity=alert.severity, at=now)


def _announce_change(alerts: list[Alert]) -> None:
    first = changes.take(len(alerts))
    for offset, alert in enumerate(alerts):
        Alert.objects.filter(pk=alert.pk).update(change=first + offset)


def _merge_target(alert: Alert, user: User, given: Given) -> Alert:
    target: Alert | None = Alert.objects.visible_to(user).filter(pk=given.into, work_state__in=OPEN_STATES).first()
    if target is None or target.pk == alert.pk or target.area_id != alert.area_id:
        raise Refused(
            "invalid",
            Words("只能并入同一区域另一条在办的预警。", "Merge only into another open alert of the same area."),
        )
    if target.model != alert.model and not {target.model, alert.model}.isdisjoint(DISCREET):
        # Others see the one and not the other; and a candidate would leave its list's figures unjudged.
        raise Refused(
            "invalid",
            Words("这类预警只能并入同类预警。", "An alert of this kind merges only into one of its own kind."),
        )
    return target


def _record_merge(target: Alert, merged: Alert, user: User, now: int) -> None:
    WorkChange.objects.create(
        alert=target, at=now, who=user, action="merge", after={"merged": merged.pk}, note=f"#{merged.pk}"
    )


def step_by_home(alert: Alert, action: str, after: Work, who: User, now: int, role: str) -> bool:
    """A step of the people of the home itself, who see no queue: their answer. As `step_by_system`."""
    return step_by_system(alert, action, after, now, role, who=who)


def step_by_system(
    alert: Alert,
    action: str,
    after: Work,
    now: int,
    role: str,
    *,
    is_timed: bool = True,
    who: User | None = None,
    note: str = "",
) -> bool:
    """A step of the system itself (a time that ran out); False when a person was first.

    `role` empty: nobody is called. `is_timed` false: no further time runs. Raises
    IntegrityError when a newer alert of the key is open.
    """
    before = work_of(alert, audience_for(alert))
    try:
        with transaction.atomic():
            _store(alert, after, now, None, is_timed=is_timed)
            _record(alert, action, who, before, after, note, now)
            if role:
                Call.objects.create(alert=alert, role=role, reason=action, severity=alert.severity, at=now)
            _announce_change([alert])
    except Refused:
        return False
    return True


__all__ = [
    "ARCHIVED",
    "actions_of",
    "audience_for",
    "difference",
    "perform",
    "step_by_home",
    "step_by_system",
    "work_of",
]
