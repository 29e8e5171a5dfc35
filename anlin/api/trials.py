"""Trying other limits of a model on the past."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from ninja import Schema

from anlin.alerts.models import Alert
from anlin.alerts.rights import may_see_alerts
from anlin.alerts.rules import Places, parameters_in_force
from anlin.api.alert_shapes import middle_of
from anlin.api.models import shipped_models
from anlin.api.problems import Problem, absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef, Ref, named, person, ref
from anlin.engine import ModelSpec
from anlin.engine.scoring import wilson_low
from anlin.observations.clock import open_clock
from anlin.observations.instants import DAY, HOUR, iso
from anlin.people.models import User
from anlin.places.models import Area, Zone
from anlin.places.registry import settings_registry
from anlin.site.config import config
from anlin.tuning.advising import LEAST_JUDGED, Point, advice, points_of, values_to_try
from anlin.tuning.guards import guards_on_shift
from anlin.tuning.limits import BadLimit, Limit, checked
from anlin.tuning.models import DONE, Trial
from anlin.tuning.trying import TooMany, ask
from anlin.tuning.verdicts import KNOWN, Verdicts, known_of

routes = Routes("/trials", tag="models")
MOST_DAYS = 92
LATEST = 20
GUARD_SHIFT_H = 8


class LimitShape(Schema):
    """`rule` empty: every rule of the model that has the parameter."""

    parameter: str
    value: float
    rule: str = ""


class TrialRequest(Schema):
    """Days are by the site's clock, both included. Without `area`: everywhere, for whoever may see everywhere."""

    model: str
    limits: list[LimitShape]
    first_day: date
    last_day: date
    area: int | None = None


class TrialDay(Schema):
    day: str
    area: Text
    before: int
    after: int


class TrialAlert(Schema):
    """One alert that the limits would gain or lose; `alert` and `verdict` where people judged it."""

    opened_at: Instant
    cleared_at: Instant | None
    severity: str
    zone: Text
    area: Text
    alert: int | None
    verdict: str
    lon: float | None
    lat: float | None


class Judged(Schema):
    """Alerts of the period that people judged: how many of them stay, how many go."""

    kept_true: int
    kept_false: int
    lost_true: int
    lost_false: int


class TrialShape(Schema):
    """`lists` is false where the alerts of this model are not for this person: then only numbers are given.

    `held_h`: hours of these days that the archive holds; what is said per shift is said of them.
    `guards`: how many are on duty there at a time, on average; 0 where nobody is.
    """

    id: int
    model: str
    area: Ref | None
    limits: list[LimitShape]
    first_day: str
    last_day: str
    state: str
    asked_at: Instant
    by: PersonRef | None
    failure: str
    observations: int
    seconds: float
    before: int
    after: int
    kept: int
    held_h: float
    before_per_shift: float
    after_per_shift: float
    guards: float
    days: list[TrialDay]
    judged: Judged | None
    lists: bool
    lost: list[TrialAlert]
    gained: list[TrialAlert]


class SweepRequest(Schema):
    """As a trial, without limits: every limit of the model is tried by itself at some other values."""

    model: str
    first_day: date
    last_day: date
    area: int | None = None


class SweepPoint(Schema):
    """One limit at one value. The judged alerts it keeps, loses, and gains (told under earlier limits)."""

    limit: LimitShape
    before: int
    after: int
    kept_true: int
    kept_false: int
    lost_true: int
    lost_false: int
    gained_true: int
    gained_false: int


class Suggestion(Schema):
    """The value past verdicts speak for. Chosen on the earlier half of them; `later`: what it did on the other half.

    `kept_low`: lower end of the 95 % interval of the share of true alerts it keeps.
    """

    point: SweepPoint
    later_true: int
    later_false: int
    kept_low: float | None


class SweepShape(Schema):
    """`suggestion` is null for a `reason`: few (verdicts), clean (none was false), none (no value is better)."""

    id: int
    model: str
    area: Ref | None
    first_day: str
    last_day: str
    state: str
    failure: str
    observations: int
    seconds: float
    judged_true: int
    judged_false: int
    least_judged: int
    points: list[SweepPoint]
    suggestion: Suggestion | None
    reason: str


def spec_of(name: str) -> ModelSpec:
    """The shipped model. Raises a 404."""
    found = next((spec for spec in shipped_models() if spec.name == name), None)
    if found is None:
        raise absent()
    return found


def area_within(user: User, number: int | None) -> Area | None:
    """The area, if it is within reach; None is everywhere, for whoever may see everywhere. Raises a 404 or a 422."""
    within = Area.objects.visible_to(user)
    if number is not None:
        found = within.filter(pk=number).first()
        if found is None:
            raise absent()
        return found
    if within.count() < Area.objects.count():
        raise invalid("请选择区域", "Choose an area")
    return None


def limits_asked(spec: ModelSpec, shapes: list[LimitShape]) -> list[Limit]:
    """Raises a 422 that names the limit."""
    try:
        return checked(spec, [Limit(shape.parameter, shape.value, shape.rule) for shape in shapes])
    except BadLimit as error:
        raise invalid(error.zh, error.en) from None


@routes.post("", permission="models.try", purpose="operations", response=TrialShape, summary="Try limits on the past")
def try_limits(request: Request, body: TrialRequest) -> TrialShape:
    """Asks for a trial; it runs beside the live platform and changes nothing there. Ask `GET` for its result."""
    spec = _triable(body.model)
    limits = limits_asked(spec, body.limits)
    return _shape(request.user, _asked(request.user, spec, limits, body))


@routes.post(
    "/sweeps", permission="models.try", purpose="operations", response=SweepShape, summary="Look for a better limit"
)
def sweep_limits(request: Request, body: SweepRequest) -> SweepShape:
    """Asks for every limit of the model at other values, counted against what people found out. Sets nothing."""
    spec = _triable(body.model)
    if not may_see_alerts(request.user, spec.name):
        raise absent()
    places = Places(shipped_models(), settings_registry())
    now = {
        (rule.name, found.name): found.value
        for rule in spec.rules
        for found in parameters_in_force(spec, rule, places, body.area or 0)
    }
    return _sweep_shape(_asked(request.user, spec, values_to_try(spec, now), body, is_sweep=True))


@routes.get(
    "/sweeps/{int:sweep_id}", permission="models.try", purpose="operations", response=SweepShape,
    summary="What past verdicts speak for",
)  # fmt: skip
def sweep(request: Request, sweep_id: int) -> SweepShape:
    """A sweep within reach: what each value keeps and loses of the judged alerts, and a suggestion, or why none."""
    found = _within_reach(request.user).filter(pk=sweep_id, is_sweep=True).first()
    if found is None or not may_see_alerts(request.user, found.model):
        raise absent()
    return _sweep_shape(found)


def _triable(name: str) -> ModelSpec:
    spec = spec_of(name)
    if spec.group == "upkeep":
        raise invalid("设备检修不是按预警试算的", "Device upkeep is not tried on alerts")
    return spec


def _asked(
    user: User, spec: ModelSpec, limits: list[Limit], body: TrialRequest | SweepRequest, *, is_sweep: bool = False
) -> Trial:
    area = area_within(user, body.area)
    if not timedelta(0) <= body.last_day - body.first_day < timedelta(days=MOST_DAYS):
        raise invalid(f"时段应为 1 至 {MOST_DAYS} 天", f"The period is 1 to {MOST_DAYS} days")
    days = body.first_day.isoformat(), body.last_day.isoformat()
    try:
        return ask(
            user, spec.name, area.pk if area else None, limits, days, open_clock(config().clock)(), is_sweep=is_sweep
        )
    except TooMany:
        raise Problem(
            429, "busy", "您已有试算在排队，请等它算完", "Your trials are still running; wait for one to finish"
        ) from None


@routes.get("", permission="models.try", purpose="operations", response=list[TrialShape], summary="Latest trials")
def trials(request: Request, model: str = "") -> list[TrialShape]:
    """The latest trials within reach, newest first, without days and lists."""
    found = _within_reach(request.user).filter(is_sweep=False).order_by("-pk")
    found = found.filter(model=model) if model else found
    return [_shape(request.user, trial, is_whole=False) for trial in found[:LATEST]]


@routes.get("/{int:trial_id}", permission="models.try", purpose="operations", response=TrialShape, summary="One trial")
def trial(request: Request, trial_id: int) -> TrialShape:
    """A trial within reach, with what it found once `state` is `done`."""
    found = _within_reach(request.user).filter(pk=trial_id, is_sweep=False).first()
    if found is None:
        raise absent()
    return _shape(request.user, found)


def _within_reach(user: User) -> QuerySet[Trial]:
    """Trials of areas that the person sees; those of everywhere for whoever sees everywhere."""
    within = Area.objects.visible_to(user)
    reach = Q(area__in=within)
    if within.count() == Area.objects.count():
        reach |= Q(area=None)
    return Trial.objects.filter(reach).select_related("area", "user")


def _shape(user: User, trial: Trial, *, is_whole: bool = True) -> TrialShape:
    tried: dict[str, Any] = trial.result.get("tried", [{}])[0]
    days = (date.fromisoformat(trial.last_day) - date.fromisoformat(trial.first_day)).days + 1
    held_us = trial.result.get("held_us", days * DAY)  # Of a trial of before, nobody counted it.
    shifts = held_us / HOUR / GUARD_SHIFT_H
    lists = may_see_alerts(user, trial.model)
    whole = tried if is_whole and trial.state == DONE else {}
    verdicts = _verdicts(trial) if whole and lists else None
    places = _Places(whole)
    return TrialShape(
        id=trial.pk, model=trial.model, area=ref(trial.area), limits=trial.limits, first_day=trial.first_day,
        last_day=trial.last_day, state=trial.state, asked_at=iso(trial.asked_at), by=person(trial.user),
        failure=trial.failure, observations=trial.result.get("observations", 0),
        seconds=trial.result.get("seconds", 0.0), before=tried.get("before", 0), after=tried.get("after", 0),
        kept=tried.get("kept_count", 0),
        held_h=round(held_us / HOUR, 1),
        before_per_shift=round(tried.get("before", 0) / shifts, 2) if shifts else 0.0,
        after_per_shift=round(tried.get("after", 0) / shifts, 2) if shifts else 0.0,
        guards=round(guards_on_shift(trial.area, *trial.period()), 1) if whole else 0.0,
        days=[
            TrialDay(day=row["day"], area=places.area(row["area"]), before=row["before"], after=row["after"])
            for row in whole.get("days", ())
        ],
        judged=_judged(whole["known"]) if lists and "known" in whole else None,
        lists=lists,
        lost=[_line(row, places, verdicts) for row in whole.get("lost", ())] if lists else [],
        gained=[_line(row, places, verdicts) for row in whole.get("gained", ())] if lists else [],
    )  # fmt: skip


def _sweep_shape(trial: Trial) -> SweepShape:
    points: list[Point] = []
    if trial.state == DONE:
        points = points_of([Limit(**row) for row in trial.limits], trial.result["tried"])
    known = Counter(each.verdict for each in known_of(trial))
    best, reason = advice(points, known.total(), known["false"]) if points else (None, "")
    return SweepShape(
        id=trial.pk, model=trial.model, area=ref(trial.area), first_day=trial.first_day, last_day=trial.last_day,
        state=trial.state, failure=trial.failure, observations=trial.result.get("observations", 0),
        seconds=trial.result.get("seconds", 0.0), judged_true=known["true"], judged_false=known["false"],
        least_judged=LEAST_JUDGED, points=[_point(point) for point in points],
        suggestion=None if best is None else Suggestion(
            point=_point(best), later_true=best.later.get("kept_true", 0), later_false=best.later.get("lost_false", 0),
            kept_low=wilson_low(best.of("kept_true"), best.of("kept_true") + best.of("lost_true")),
        ),
        reason=reason,
    )  # fmt: skip


def _point(point: Point) -> SweepPoint:
    limit = LimitShape(parameter=point.limit.parameter, value=point.limit.value, rule=point.limit.rule)
    fates = {f"{fate}_{verdict}" for fate in ("kept", "lost", "gained") for verdict in ("true", "false")}
    return SweepPoint(limit=limit, before=point.before, after=point.after, **{fate: point.of(fate) for fate in fates})


def _verdicts(trial: Trial) -> Verdicts:
    judged = Alert.objects.filter(model=trial.model, verdict__in=("true", "false"), shadow=False)
    keys = {row["key"] for name in ("lost", "gained") for row in trial.result["tried"][0][name]}
    return Verdicts(judged.filter(key__in=keys), spec_of(trial.model).cooldown_s)


def _judged(known: dict[str, dict[str, int]]) -> Judged:
    """Of all alerts, not only of those that are listed."""
    fates = Counter(known["earlier"]) + Counter(known["later"])
    return Judged(**{f"{fate}_{verdict}": fates[f"{fate}_{verdict}"] for fate in ("kept", "lost") for verdict in KNOWN})


class _Places:
    """Names of the areas and zones that a result names by code."""

    def __init__(self, tried: dict[str, Any]) -> None:
        rows = [row for name in ("lost", "gained") for row in tried.get(name, ())]
        areas = {row["area"] for row in (*rows, *tried.get("days", ()))}
        self._areas = {row.code: named(row) for row in Area.objects.filter(code__in=areas)}
        zones = list(Zone.objects.filter(code__in={row["zone"] for row in rows}))
        self._zones = {row.code: named(row) for row in zones}
        self._middles = {row.code: middle for row in zones if (middle := middle_of(row.shape)) is not None}

    def area(self, code: str) -> Text:
        return self._areas.get(code) or Text(zh=code, en=code)

    def middle(self, code: str) -> tuple[float | None, float | None]:
        """(lon, lat) of a zone; (None, None) where it was not drawn."""
        return self._middles.get(code, (None, None))

    def zone(self, code: str) -> Text:
        return self._zones.get(code) or Text(zh=code, en=code)


def _line(row: dict[str, Any], places: _Places, verdicts: Verdicts | None) -> TrialAlert:
    judged = verdicts.of(row) if verdicts else None
    lon, lat = places.middle(row["zone"])
    return TrialAlert(
        opened_at=row["opened_at"], cleared_at=row["cleared_at"], severity=row["severity"],
        zone=places.zone(row["zone"]), area=places.area(row["area"]),
        alert=judged.pk if judged else None, verdict=judged.verdict if judged else "",
        lon=lon, lat=lat,
    )  # fmt: skip
