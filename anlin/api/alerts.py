"""Alerts: the queue, one alert with its explanation and timeline, and the steps people take."""

from typing import Any

from django.db.models import Q, QuerySet
from ninja import Query, Schema

from anlin.alerts.lifecycle import OPEN_STATES, STATES, Given, Refused
from anlin.alerts.media import evidence, keep_pictures
from anlin.alerts.models import Alert
from anlin.alerts.rights import WAITING
from anlin.alerts.words import Severity
from anlin.alerts.work import actions_of, audience_for, perform
from anlin.api.alert_shapes import (
    AlertDetail,
    AlertRow,
    alert_fields,
    alert_row,
    explanation_of,
    role_ref,
    timeline_of,
)
from anlin.api.intake_store import clock, journal
from anlin.api.problems import Problem, absent, conflict, invalid
from anlin.api.security import Request, Routes
from anlin.api.shapes import cursor_of, place_of
from anlin.people.models import User
from anlin.places.health import Health, health_of
from anlin.places.models import Area, subtree

routes = Routes("/alerts", tag="alerts")
PURPOSE = "alert_handling"
PAGE = 50
MOST = 200


class AlertPage(Schema):
    items: list[AlertRow]
    total: int
    next: str | None


class AlertFilter(Schema):
    """`state`: work states, or `open`, `waiting`, `mine`, separated by commas. `order`: `queue` or `newest`."""

    state: str = ""
    condition: str = ""
    area: int | None = None
    severity: str = ""
    model: str = ""
    q: str = ""
    order: str = "queue"
    cursor: str = ""
    limit: int = PAGE


class StepGiven(Schema):
    """What comes with a step; which of it is needed depends on the action."""

    note: str = ""
    reason: str = ""
    verdict: str = ""
    to: str = ""
    into: int | None = None
    compared: list[str] = []


@routes.get("", permission="alerts.read", purpose=PURPOSE, response=AlertPage, summary="The queue of alerts")
def alerts(request: Request, wanted: Query[AlertFilter]) -> AlertPage:
    """Alerts within reach. `queue`: most severe first, then oldest; `newest`: newest first."""
    rows = filtered(Alert.objects.visible_to(request.user), wanted, request.user)
    total = rows.count()
    limit = max(1, min(wanted.limit, MOST))
    is_queue = wanted.order != "newest"
    rows = _after(rows, wanted.cursor, is_queue).with_places()
    found = list(rows.order_by(*(("severity", "opened_at", "id") if is_queue else ("-id",)))[: limit + 1])
    shown, last = found[:limit], found[limit - 1] if len(found) > limit else None
    place: tuple[int, ...] = (
        () if last is None else (last.severity, last.opened_at, last.pk) if is_queue else (last.pk,)
    )
    now = clock()()
    return AlertPage(
        items=[alert_row(alert, now) for alert in shown], total=total, next=cursor_of(*place) if place else None
    )


def _after(rows: Any, cursor: str, is_queue: bool) -> Any:
    if not cursor:
        return rows
    if not is_queue:
        return rows.filter(pk__lt=place_of(cursor, (int,))[0])
    severity, opened_at, pk = place_of(cursor, (int, int, int))
    later = Q(opened_at__gt=opened_at) | Q(opened_at=opened_at, pk__gt=pk)
    return rows.filter(Q(severity__gt=severity) | Q(severity=severity) & later)


def filtered(rows: Any, wanted: AlertFilter, user: User) -> Any:
    """The rows that match every filter given. An area out of reach matches nothing, like one that does not exist."""
    if wanted.state:
        rows = rows.filter(_of_states(wanted.state, user))
    if wanted.condition:
        rows = rows.filter(condition_state__in=wanted.condition.split(","))
    if wanted.severity:
        codes = [Severity.CODES.get(name) for name in wanted.severity.split(",")]
        if None in codes:
            raise invalid(f"没有这个级别：{wanted.severity}", f"There is no such severity: {wanted.severity}")
        rows = rows.filter(severity__in=codes)
    if wanted.model:
        rows = rows.filter(model__in=wanted.model.split(","))
    if wanted.area is not None:
        area = Area.objects.visible_to(user).filter(pk=wanted.area).first()
        rows = rows.filter(area__in=subtree(area)) if area else rows.none()
    return rows.filter(_search(wanted.q.strip())) if wanted.q.strip() else rows


def _of_states(names: str, user: User) -> Q:
    chosen = Q(pk__in=[])
    for name in names.split(","):
        match name:
            case "open":
                chosen |= Q(work_state__in=OPEN_STATES)
            case "waiting":
                chosen |= WAITING
            case "mine":
                chosen |= Q(claimed_by=user) & Q(work_state__in=OPEN_STATES)
            case _ if name in STATES:
                chosen |= Q(work_state=name)
            case _:
                raise invalid(f"没有这个状态：{name}", f"There is no such state: {name}")
    return chosen


def _search(words: str) -> Q:
    """Every word must be in a place's or device's name, in the alert's title, or be its number."""
    found = Q()
    for word in words.split()[:8]:
        one = Q(model__icontains=word) | Q(key__icontains=word) | Q(explanation__title__zh__icontains=word)
        for path in ("area", "zone", "device", "zone__building"):
            one |= Q(**{f"{path}__name_zh__icontains": word}) | Q(**{f"{path}__name_en__icontains": word})
        if word.lstrip("#").isdigit():
            one |= Q(pk=min(int(word.lstrip("#")), 2**63 - 1))
        found &= one
    return found


def _one(request: Request, alert_id: int) -> Alert:
    rows: QuerySet[Alert] = Alert.objects.visible_to(request.user).with_places()
    found = rows.filter(pk=alert_id).first()
    if found is None:
        raise absent()
    return found


@routes.get(
    "/{int:alert_id}", permission="alerts.read", purpose=PURPOSE, response=AlertDetail, summary="One alert, explained"
)
def alert(request: Request, alert_id: int) -> AlertDetail:
    """The alert with its explanation, its timeline and what this person can do now."""
    return _detail(_one(request, alert_id), request.user)


def _detail(found: Alert, user: User) -> AlertDetail:
    now = clock()()
    audience = audience_for(found)
    return AlertDetail(
        **alert_fields(found, now),
        explanation=explanation_of(found, device_health(found, now), now),
        timeline=timeline_of(found),
        actions=actions_of(found, user, now),
        hand_over_to=[role_ref(role) for role in sorted(audience.responders)],
        merged_into=found.merged_into_id,
        evidence_available=any(row.get("evidence") for row in found.rows.values()),
    )


def device_health(found: Alert, now: int) -> Health | None:
    """How the device behind the alert is now; None where the alert names none."""
    device = found.device
    if device is None:
        return None
    parent = device.parent
    codes = [device.code, *([parent.code] if parent else [])]
    return health_of(device, parent, journal().liveness(codes), now)


@routes.post(
    "/{int:alert_id}/{action}",
    permission="alerts.work",
    purpose=PURPOSE,
    response=AlertDetail,
    summary="Take a step on an alert",
)
def step(request: Request, alert_id: int, action: str, given: StepGiven) -> AlertDetail:
    """claim, confirm, dispatch, reject, merge, accept, arrive, hand_over, escalate, release, resolve, verify, return,
    reopen.

    409 with words when somebody was first or the state no longer allows it.
    """
    request.audit.work_item = f"alert:{alert_id}"
    found = _one(request, alert_id)
    try:
        done = perform(
            found, action, request.user, Given(**{**given.dict(), "compared": tuple(given.compared)}), clock()()
        )
    except Refused as refused:
        raise refusal(refused) from None
    if done.verdict == "true":
        keep_pictures([done], evidence(), clock()())
    return _detail(done, request.user)


def refusal(refused: Refused) -> Problem:
    zh, en = refused.words
    if refused.kind == "conflict":
        return conflict(zh, en)
    return Problem(403, "not_permitted", zh, en) if refused.kind == "forbidden" else invalid(zh, en)
