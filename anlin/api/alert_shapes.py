"""How alerts look in answers and in the live stream."""

from collections.abc import Mapping, Sequence
from typing import Any

from ninja import Schema

from anlin.alerts.lifecycle import role_words
from anlin.alerts.models import Alert, WorkChange
from anlin.alerts.modes import KIND_WORDS
from anlin.alerts.sentences import certainty_of, explain, line_of, rule_title_of, title_of
from anlin.alerts.words import ACTION_WORDS, Severity, Words
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef, Ref, instant, named, person, ref, text
from anlin.observations.instants import iso
from anlin.observations.quality import names as quality_names
from anlin.people.models import User
from anlin.places.health import Health, Sign
from anlin.places.models import Device, Zone


class ModeMark(Schema):
    """The mode an alert opened under. `state`: held (pages nobody), drill, over."""

    id: int
    kind: str
    name: Text
    state: str
    ends_at: Instant


class AlertRow(Schema):
    """An alert as a list shows it. `condition_state` and `work_state` are separate: see docs/domain.md section 5."""

    id: int
    model: str
    rule: str
    title: Text
    line: Text
    severity: str
    level: int
    condition_state: str
    work_state: str
    certainty: str
    area: Ref | None
    zone: Ref | None
    device: Ref | None
    opened_at: Instant
    started_at: Instant
    last_seen_at: Instant
    cleared_at: Instant | None
    due_at: Instant | None
    repeat_count: int
    suspected: bool
    claimed_by: PersonRef | None
    assigned_role: str
    mode: ModeMark | None
    verdict: str
    lon: float | None
    lat: float | None
    floor: int | None
    change: int


class Parameter(Schema):
    name: str
    title: Text
    value: float
    unit: str
    source: Text


class RowCopy(Schema):
    """A copy of the first or last observation behind the alert; no identity is in it."""

    which: str
    observed_at: Instant
    received_at: Instant
    kind: str
    label: str
    value: float
    confidence: float
    quality: list[str]
    device: Ref | None
    zone: Ref | None
    has_evidence: bool


class SignOfLife(Schema):
    state: str
    at: Instant | None


class DeviceHealth(Schema):
    """Gateway and channel apart: a live recorder says nothing about its cameras."""

    state: str
    reason: Text
    channel: SignOfLife
    gateway: SignOfLife | None
    clock_offset_s: float | None


class Certainty(Schema):
    code: str
    name: Text
    reason: Text


class Explanation(Schema):
    sentences: list[Text]
    rule: Text
    parameters: list[Parameter]
    rows: list[RowCopy]
    device_health: DeviceHealth | None
    certainty: Certainty


class Step(Schema):
    """One stored step of the work; `who` is null where the system acted."""

    at: Instant
    who: PersonRef | None
    action: str
    name: Text
    before: dict[str, Any]
    after: dict[str, Any]
    note: str


class RoleRef(Schema):
    role: str
    name: Text


class AlertDetail(AlertRow):
    explanation: Explanation
    timeline: list[Step]
    actions: list[str]
    hand_over_to: list[RoleRef]
    merged_into: int | None
    evidence_available: bool


HEALTH_WORDS: dict[str, Words] = {
    "heartbeat": Words("心跳正常", "its heartbeat comes"),
    "no_heartbeat": Words("心跳中断", "its heartbeat stopped"),
    "gateway_silent": Words(
        "上级设备没有心跳，看不到它的情况", "the device it is behind is silent, so nobody can tell"
    ),
    "said_offline": Words("上级平台报告它离线", "its platform reports it offline"),
    "reports": Words("有数据上报", "it reports"),
    "quiet": Words("很久没有数据，无法判断", "long without data; nobody can tell"),
    "never_seen": Words("从未上线", "never seen"),
}


def alert_fields(alert: Alert, now: int) -> dict[str, Any]:
    """The columns of `AlertRow`; the alert comes `with_places`."""
    lon, lat, floor = position_of(alert)
    code, _sure, _why = certainty_of(alert)
    return {
        "id": alert.pk,
        "model": alert.model,
        "rule": alert.rule,
        "title": text(title_of(alert)),
        "line": text(line_of(alert, now)),
        "severity": Severity.NAMES[alert.severity],
        "level": alert.level,
        "condition_state": alert.condition_state,
        "work_state": alert.work_state,
        "certainty": code,
        "area": ref(alert.area),
        "zone": ref(alert.zone),
        "device": ref(alert.device),
        "opened_at": instant(alert.opened_at),
        "started_at": instant(alert.started_at),
        "last_seen_at": instant(alert.last_seen_at),
        "cleared_at": instant(alert.cleared_at),
        "due_at": instant(alert.due_at),
        "repeat_count": alert.repeat_count,
        "suspected": alert.suspected,
        "claimed_by": person(alert.claimed_by),
        "assigned_role": alert.assigned_role,
        "mode": mode_mark(alert),
        "verdict": alert.verdict,
        "lon": lon,
        "lat": lat,
        "floor": floor,
        "change": alert.change,
    }


def mode_mark(alert: Alert) -> ModeMark | None:
    mode = alert.mode
    if mode is None:
        return None
    ends_at = iso(mode.ended_at or mode.ends_at)
    return ModeMark(
        id=mode.pk, kind=mode.kind, name=text(KIND_WORDS[mode.kind]), state=alert.mode_state, ends_at=ends_at
    )


def alert_row(alert: Alert, now: int) -> AlertRow:
    return AlertRow(**alert_fields(alert, now))


def position_of(alert: Alert) -> tuple[float | None, float | None, int | None]:
    """(lon, lat, floor) in WGS-84 degrees: the zone's middle, else the device, else the area's centre."""
    floor = alert.zone.floor if alert.zone is not None else None
    middle = middle_of(alert.zone.shape) if alert.zone is not None else None
    if middle is not None:
        return (*middle, floor)
    if alert.device is not None and alert.device.lon is not None:
        return alert.device.lon, alert.device.lat, floor
    return (alert.area.center_lon, alert.area.center_lat, floor) if alert.area is not None else (None, None, floor)


def middle_of(shape: dict[str, Any] | None) -> tuple[float, float] | None:
    """The middle of the corners of a GeoJSON geometry, which is good enough to put a mark on."""
    corners = list(_corners(shape["coordinates"])) if shape else []
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if not corners:
        return None
    return sum(lon for lon, _ in corners) / len(corners), sum(lat for _, lat in corners) / len(corners)


def _corners(part: Any) -> Any:
    if part and isinstance(part[0], int | float):
        yield part[0], part[1]
    else:
        for inner in part:
            yield from _corners(inner)


def explanation_of(alert: Alert, health: Health | None, now: int) -> Explanation:
    code, sure, why = certainty_of(alert)
    facts = alert.explanation
    return Explanation(
        sentences=[text(sentence) for sentence in explain(alert, now)],
        rule=text(rule_title_of(alert)),
        parameters=[Parameter(**row) for row in facts.get("parameters", ())],
        rows=_row_copies(alert.rows),
        device_health=health_shape(health),
        certainty=Certainty(code=code, name=text(sure), reason=text(why)),
    )


def _row_copies(rows: Mapping[str, Mapping[str, Any]]) -> list[RowCopy]:
    devices = Device.objects.in_bulk({row["device"] for row in rows.values()})
    zones = Zone.objects.in_bulk({row["zone"] for row in rows.values()})
    return [
        RowCopy(
            which=which,
            observed_at=iso(row["observed_at"]),
            received_at=iso(row["received_at"]),
            kind=row["kind"],
            label=row["label"],
            value=row["value"],
            confidence=row["confidence"],
            quality=quality_names(row["quality"]),
            device=ref(devices.get(row["device"])),
            zone=ref(zones.get(row["zone"])),
            has_evidence=bool(row["evidence"]),
        )
        for which, row in rows.items()
    ]


def sign_shape(sign: Sign) -> SignOfLife:
    return SignOfLife(state=sign.state, at=instant(sign.at))


def health_shape(health: Health | None) -> DeviceHealth | None:
    if health is None:
        return None
    offset = health.clock_offset_us
    return DeviceHealth(
        state=health.state,
        reason=text(HEALTH_WORDS[health.reason]),
        channel=sign_shape(health.channel),
        gateway=sign_shape(health.gateway) if health.gateway else None,
        clock_offset_s=None if offset is None else offset / 1_000_000,
    )


def timeline_of(alert: Alert) -> list[Step]:
    steps: Sequence[WorkChange] = list(alert.timeline.select_related("who"))
    people = _people_named(steps)
    return [
        Step(
            at=iso(step.at),
            # The words of the step say who of the home answered; their name is not needed for the work.
            who=None if step.action in OF_THE_HOME else person(step.who),
            action=step.action,
            name=text(ACTION_WORDS.get(step.action, Words(step.action, step.action))),
            before=_with_names(step.before, people),
            after=_with_names(step.after, people),
            note=step.note,
        )
        for step in steps
    ]


OF_THE_HOME = frozenset({"fine", "reached", "not_reached"})
_PERSON_FIELDS = ("claimed_by", "resolved_by")


def _people_named(steps: Sequence[WorkChange]) -> dict[int, str]:
    numbers = {side.get(name) for step in steps for side in (step.before, step.after) for name in _PERSON_FIELDS}
    return dict(User.objects.filter(pk__in=numbers - {None}).values_list("pk", "name"))


def _with_names(side: Mapping[str, Any], people: Mapping[int, str]) -> dict[str, Any]:
    shown = {name: people.get(value) if name in _PERSON_FIELDS else value for name, value in side.items()}
    shown.pop("confirmed_by", None)
    return shown


def role_ref(role: str) -> RoleRef:
    return RoleRef(role=role, name=text(role_words(role)))


__all__ = ["AlertDetail", "AlertRow", "alert_fields", "alert_row", "explanation_of", "named", "timeline_of"]
