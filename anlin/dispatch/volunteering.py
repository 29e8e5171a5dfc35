"""Tasks offered to volunteers: what and where, never who; each knows of their own only (docs/domain.md section 3)."""

import re

from django.db import IntegrityError, transaction

from anlin.alerts.audience import RESTRICTED
from anlin.alerts.lifecycle import OPEN_STATES, Refused
from anlin.alerts.models import Alert
from anlin.alerts.rights import roles_at
from anlin.alerts.words import Words
from anlin.alerts.work import audience_for
from anlin.dispatch.models import DECLINED, DONE, OFFERED, TAKEN, Dispatch, Task
from anlin.notify.recipients import people_for
from anlin.people.models import User

MOVES = {"take": (OFFERED, TAKEN), "decline": (OFFERED, DECLINED), "done": (TAKEN, DONE)}
HELPERS = ("volunteer", "merchant")
LOOKS_PERSONAL = re.compile(r"\d{6,}|[\u4e00-\u9fff][A-Z][A-Z0-9]{5,6}\b")
"""A telephone, document or plate number in the words of a task."""


def volunteers_for(alert: Alert, now: int) -> list[User]:
    """Helpers of the place who are on duty. None for models whose alerts are closed to most: care, lists, health."""
    if alert.model in RESTRICTED or alert.area is None:
        return []
    return people_for(HELPERS, alert.area.path, now)


def offer(dispatch: Dispatch, to: User, what: str, by: User, now: int) -> Task:
    """Ask one volunteer. The place is the alert's, by its public name; the words are looked at. Raises `Refused`."""
    alert = dispatch.alert
    if not roles_at(by, alert.area.path if alert.area else "") & audience_for(alert).triage:
        raise Refused("forbidden", Words("您的角色不能派单。", "Your role cannot send anyone."))
    if alert.work_state not in OPEN_STATES or to not in volunteers_for(alert, now):
        raise Refused("invalid", Words("这里没有可请的这位志愿者。", "This volunteer cannot be asked for this."))
    if not what.strip() or LOOKS_PERSONAL.search(what):
        raise Refused(
            "invalid",
            Words(
                "写清做什么；不要写电话、证件号或车牌。",
                "Say what to do, without telephone, document or plate numbers.",
            ),
        )
    names = [
        place for place in (alert.area, alert.zone) if place is not None and getattr(place, "dwelling_id", None) is None
    ]
    try:
        with transaction.atomic():
            return Task.objects.create(
                dispatch=dispatch,
                offered_to=to,
                offered_by=by,
                what=what.strip()[:120],
                where_zh=" · ".join(place.name_zh for place in names),
                where_en=" · ".join(place.name_en or place.name_zh for place in names),
                offered_at=now,
                since=now,
            )
    except IntegrityError:
        raise Refused("conflict", Words("已经请过这位志愿者。", "This volunteer was asked already.")) from None


def state_of(task: Task) -> str:
    """offered, taken, declined, done; `over` once the alert closed before it was done."""
    is_open = task.dispatch.alert.work_state in OPEN_STATES
    return task.state if is_open or task.state in (DECLINED, DONE) else "over"


def answer(task: Task, action: str, by: User, now: int) -> Task:
    """The volunteer's own yes, no, or done. Raises `Refused`."""
    if action not in MOVES or task.offered_to_id != by.pk:
        raise Refused("invalid", Words("没有这个动作。", "There is no such step."))
    source, after = MOVES[action]
    won = state_of(task) == source and Task.objects.filter(pk=task.pk, state=source).update(state=after, since=now)
    if not won:
        raise Refused("conflict", Words("这个任务已有变化。", "This task has changed."))
    return Task.objects.select_related("dispatch__alert").get(pk=task.pk)
