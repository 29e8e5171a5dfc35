"""Times that ran out: work nobody judged, accepted or reached in time; archived work whose condition stays."""

from dataclasses import replace

from django.db import IntegrityError
from django.db.models import Q

from anlin.alerts.audience import Audience
from anlin.alerts.lifecycle import (
    ACCEPTED,
    ARCHIVED,
    DISPATCHED,
    HELD_BACK,
    IN_DRILL,
    MODE_OVER,
    OPEN_STATES,
    TRIAGE,
    WAITING_STATES,
    Work,
    escalated,
    in_triage_anew,
)
from anlin.alerts.models import ACTIVE, CLEAR, Alert
from anlin.alerts.work import audience_for, step_by_system, work_of

AT_ONCE = 200
"""Alerts one look takes on; the rest follow with the next look."""
STILL_SO_AFTER_US = 600 * 1_000_000
"""How long archived work may rest while its condition stays, like the cooldown of docs/domain.md section 6."""


def run_timers(now: int) -> int:
    """Do everything that is due at `now`; how many alerts changed."""
    return end_modes(now) + escalate_overdue(now) + bring_back_what_stays(now)


def end_modes(now: int) -> int:
    """A mode ends by itself. What still goes on is asked for as if new; what ended meanwhile waits for a look.

    What was part of a drill and is over is archived; if it still goes on it is no drill any more.
    """
    rows = Alert.objects.filter(mode_state__in=(HELD_BACK, IN_DRILL)).filter(
        Q(mode__ends_at__lte=now) | Q(mode__ended_at__lte=now)
    )
    return sum(_out_of_mode(alert, now) for alert in rows.order_by("severity", "opened_at")[:AT_ONCE])


def _out_of_mode(alert: Alert, now: int) -> bool:
    audience = audience_for(alert)
    work = work_of(alert, audience)
    after = replace(work, mode=MODE_OVER)
    if work.state not in WAITING_STATES:
        return step_by_system(alert, "mode_over", after, now, "")
    if alert.condition_state != CLEAR:
        if work.state == DISPATCHED:
            after = replace(after, dispatched_at=now)
        return step_by_system(alert, "mode_over", after, now, after.assigned_role or "triage")
    if alert.mode_state == IN_DRILL:
        return step_by_system(alert, "mode_over", replace(after, state=ARCHIVED, archived_at=now), now, "")
    return step_by_system(alert, "mode_over", replace(after, state=TRIAGE, claimed_by=None, rung=0), now, "")


def escalate_overdue(now: int) -> int:
    """Work nobody judged, accepted or reached in time goes to the next rung; at the ladder's end that is said once."""
    timed = Alert.objects.filter(due_at__lte=now, work_state__in=(TRIAGE, DISPATCHED, ACCEPTED))
    due = timed.order_by("severity", "due_at")
    return sum(_escalate(alert, now) for alert in due[:AT_ONCE])


def _escalate(alert: Alert, now: int) -> bool:
    audience = audience_for(alert)
    work = work_of(alert, audience)
    after = escalated(work, audience, now)
    if after is not None and work.state == TRIAGE:
        return step_by_system(alert, "unjudged", after, now, "triage")
    if after is not None:
        return step_by_system(alert, "escalate", after, now, after.assigned_role)
    return step_by_system(alert, "overdue", work, now, _last_role(work, audience), is_timed=False)


def _last_role(work: Work, audience: Audience) -> str:
    if work.state == TRIAGE:
        return "triage"
    return work.assigned_role or audience.ladder[-1]


def bring_back_what_stays(now: int) -> int:
    """Archived work does not hide a condition that still holds: it goes back to triage.

    What a person judged to be false stays archived while the same signal goes on; the situation still counts it.
    """
    rows = Alert.objects.filter(
        work_state=ARCHIVED, condition_state=ACTIVE, shadow=False, archived_at__lte=now - STILL_SO_AFTER_US
    ).exclude(verdict="false")
    brought = 0
    for alert in rows.order_by("severity", "archived_at")[:AT_ONCE]:
        # Where a newer alert of the same place is open already, people know.
        if Alert.objects.filter(model=alert.model, key=alert.key, shadow=False, work_state__in=OPEN_STATES).exists():
            continue
        try:
            brought += step_by_system(
                alert, "resume", in_triage_anew(work_of(alert, audience_for(alert))), now, "triage"
            )
        except IntegrityError:
            continue  # The newer alert came between our look and our step.
    return brought
