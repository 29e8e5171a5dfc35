"""Writes what a batch did to alerts: few statements, whatever its size. Runs inside the sink's transaction."""

from collections.abc import Iterator
from typing import Any

from anlin.alerts import changes
from anlin.alerts.bulk import chunks, insert_many, rows_of, update_many
from anlin.alerts.deadlines import due_at, judge_by
from anlin.alerts.lifecycle import ARCHIVED, DISPATCHED, HELD_BACK, SUPPRESSED, TRIAGE
from anlin.alerts.merging import Merged, Touched
from anlin.alerts.models import Alert, AppliedCondition, Call, PastUnseen, Unseen, WorkChange
from anlin.alerts.modes_in_force import ModesInForce
from anlin.alerts.rowcopies import RowsAt, copy_rows
from anlin.observations.instants import DAY
from anlin.places.registered import Registered

CONDITION_COLUMNS = (
    "severity", "level", "suspected", "condition_state", "conditions", "last_seen_at", "cleared_at", "repeat_count",
    "observations", "value", "rows", "due_at", "mode_id", "mode_state", "change",
)  # fmt: skip
"""What a batch may change on an alert that stands; of the work only when its next step is due."""
WORDS_COLUMNS = ("rule", "explanation")
"""What a graver rule changes on an alert that stands."""
PAST_KEPT = 365 * DAY
CLOSING_COLUMNS = ("work_state", "archived_at")
ALERT_COLUMNS = tuple(field.attname for field in Alert._meta.concrete_fields)


def write(
    shard: int, merged: Merged, tokens: list[int], rows_at: RowsAt | None, registered: Registered, now: int
) -> None:
    """Store the batch: alerts, applied conditions, first steps of the work, calls, unseen places."""
    touched = sorted(merged.touched.values(), key=lambda entry: (entry.alert.model, entry.alert.key))
    new = [entry for entry in touched if entry.is_new]
    _locate([entry.alert for entry in new], registered)
    modes = ModesInForce.at(now) if touched else ModesInForce(())
    copy_rows(shard, touched, rows_at)
    # Numbers are taken as late as possible: they are ours alone until the commit.
    first = changes.take(len(touched)) if touched else 0
    for number, entry in enumerate(touched, first):
        alert = entry.alert
        alert.change = number
        is_released = modes.mark(alert, is_new=entry.is_new)
        alert.due_at = _due_at(entry, now, is_anew=entry.is_new or is_released)
        if entry.is_new:
            alert.pk, alert.shard = number, shard
        if entry.is_new or entry.reworded:
            alert.explanation = entry.explanation
    insert_many(Alert, ALERT_COLUMNS, rows_of((entry.alert for entry in new), ALERT_COLUMNS))
    standing = [entry.alert for entry in touched if not entry.is_new]
    update_many(Alert, CONDITION_COLUMNS, rows_of(standing, (*CONDITION_COLUMNS, "id")))
    reworded = [entry.alert for entry in touched if entry.reworded and not entry.is_new]
    update_many(Alert, WORDS_COLUMNS, rows_of(reworded, (*WORDS_COLUMNS, "id")))
    closed = [entry.alert for entry in touched if entry.closed]
    update_many(Alert, CLOSING_COLUMNS, rows_of(closed, (*CLOSING_COLUMNS, "id")))
    insert_many(
        AppliedCondition,
        ("token", "condition", "alert_id", "what", "level", "at", "suspected"),
        [
            (token, c.id, alert.pk if alert else None, int(c.what), c.level, c.at, c.suspected)
            for token, (c, alert) in zip(tokens, merged.log, strict=True)
        ],
    )
    insert_many(WorkChange, ("alert_id", "at", "action", "before", "after", "note"), list(_steps(touched, now)))
    insert_many(Call, ("alert_id", "role", "reason", "severity", "at"), list(_calls(touched, now)))
    _write_unseen(merged, registered)


def _due_at(entry: Touched, now: int, *, is_anew: bool) -> int | None:
    """When the next step is overdue. A repeat never gives more time, and none where all that time has run out."""
    alert, audience = entry.alert, entry.facts.audience
    if alert.mode_state == HELD_BACK or (alert.due_at is None and not is_anew):
        return None
    if alert.work_state == TRIAGE:
        due: int | None = judge_by(alert.severity, now, is_claimed=alert.claimed_by_id is not None)
    else:
        patience = audience.patience_of(alert.assigned_role, alert.severity)
        since = now if is_anew else alert.dispatched_at
        due = due_at(alert.work_state, alert.severity, since, patience_min=patience, by_day=audience.by_day)
    return due if is_anew or due is None or alert.due_at is None else min(due, alert.due_at)


def _locate(alerts: list[Alert], registered: Registered) -> None:
    """Numbers that are no longer registered become empty, the area the root: an alert is never lost over a place."""
    areas, zones, devices = registered.areas, registered.zones, registered.devices
    areas.learn(alert.area_id for alert in alerts)
    zones.learn(alert.zone_id for alert in alerts)
    devices.learn(alert.device_id for alert in alerts)
    for alert in alerts:
        alert.area_id = alert.area_id if alert.area_id in areas else registered.root()
        alert.zone_id = alert.zone_id if alert.zone_id in zones else None
        alert.device_id = alert.device_id if alert.device_id in devices else None


def _steps(touched: list[Touched], now: int) -> Iterator[tuple[Any, ...]]:
    for entry in touched:
        alert = entry.alert
        if entry.is_new:
            after = {"state": alert.work_state, "assigned_role": alert.assigned_role}
            yield alert.pk, now, "open", {}, after, ""
        elif entry.closed:
            before = SUPPRESSED if alert.shadow else DISPATCHED
            yield alert.pk, now, "close", {"state": before}, {"state": ARCHIVED}, ""


def _calls(touched: list[Touched], now: int) -> Iterator[tuple[Any, ...]]:
    """At most one call for each reason and role: however often one batch says it, people are told once."""
    for entry in touched:
        alert = entry.alert
        if alert.shadow or alert.mode_state == HELD_BACK:
            continue
        for reason in dict.fromkeys(entry.calls):
            for role in _roles_called(entry, reason):
                yield alert.pk, role, reason, alert.severity, now


def _roles_called(entry: Touched, reason: str) -> list[str]:
    if not entry.alert.assigned_role:
        return ["triage"]
    if reason != "escalated":
        return [entry.alert.assigned_role]
    seen = entry.facts.audience.sees | set(entry.facts.audience.ladder)
    return [role for role in entry.facts.at(entry.alert.level).recipients if role in seen] or [
        entry.alert.assigned_role
    ]


def _remember(rows: list[Unseen], ended: dict[tuple[str, str], int]) -> None:
    """What was unseen and is seen again, for whoever looks at the hour later."""
    past = [
        PastUnseen(area_id=row.area_id, zone_id=row.zone_id, since=row.since, until=until)
        for row in rows
        if row.zone_id is not None and (until := ended[row.model, row.key]) > row.since
    ]
    if past:
        PastUnseen.objects.filter(until__lt=past[0].until - PAST_KEPT).delete()
        PastUnseen.objects.bulk_create(past)


def _write_unseen(merged: Merged, registered: Registered) -> None:
    gone: dict[str, list[str]] = {}
    for model, key in merged.unseen:
        gone.setdefault(model, []).append(key)
    ended = {(c.model, c.key): c.at for c, _ in merged.log}
    for model, keys in gone.items():
        for chunk in chunks(keys):
            rows = Unseen.objects.filter(model=model, key__in=chunk)
            _remember(list(rows), ended)
            rows.delete()
    blind = [c for c in merged.unseen.values() if c is not None]
    registered.areas.learn(c.area for c in blind)
    registered.zones.learn(c.zone for c in blind)
    registered.devices.learn(c.device for c in blind)
    Unseen.objects.bulk_create(
        Unseen(
            model=c.model, key=c.key, since=c.at,
            area_id=c.area if c.area in registered.areas else registered.root(),
            zone_id=c.zone if c.zone in registered.zones else None,
            device_id=c.device if c.device in registered.devices else None,
        )
        for c in blind
    )  # fmt: skip
