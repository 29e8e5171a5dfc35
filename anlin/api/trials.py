"""Trying other limits of a model on the past."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from ninja import Schema

from anlin.alerts.models import Alert
from anlin.alerts.rights import may_see_alerts
from anlin.api.models import shipped_models
from anlin.api.problems import Problem, absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef, Ref, named, person, ref
from anlin.engine import ModelSpec
from anlin.observations.clock import open_clock
from anlin.observations.instants import iso
from anlin.people.models import User
from anlin.places.models import Area, Zone
from anlin.site.config import config
from anlin.tuning.limits import BadLimit, Limit, checked
from anlin.tuning.models import DONE, Trial
from anlin.tuning.trying import TooMany, ask
from anlin.tuning.verdicts import Verdicts

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
    """Days are the archive's (UTC), both included. Without `area`: everywhere, for whoever may see everywhere."""

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


class Judged(Schema):
    """Alerts of the period that people judged: how many of them stay, how many go."""

    kept_true: int
    kept_false: int
    lost_true: int
    lost_false: int


class TrialShape(Schema):
    """`lists` is false where the alerts of this model are not for this person: then only numbers are given."""

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
    before_per_shift: float
    after_per_shift: float
    days: list[TrialDay]
    judged: Judged | None
    lists: bool
    lost: list[TrialAlert]
    gained: list[TrialAlert]


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
    spec = spec_of(body.model)
    if spec.group == "upkeep":
        raise invalid("设备检修不是按预警试算的", "Device upkeep is not tried on alerts")
    limits = limits_asked(spec, body.limits)
    area = area_within(request.user, body.area)
    if not timedelta(0) <= body.last_day - body.first_day < timedelta(days=MOST_DAYS):
        raise invalid(f"时段应为 1 至 {MOST_DAYS} 天", f"The period is 1 to {MOST_DAYS} days")
    now = open_clock(config().clock)()
    try:
        trial = ask(
            request.user, spec.name, area.pk if area else None, limits,
            (body.first_day.isoformat(), body.last_day.isoformat()), now,
        )  # fmt: skip
    except TooMany:
        raise Problem(
            429, "busy", "您已有试算在排队，请等它算完", "Your trials are still running; wait for one to finish"
        ) from None
    return _shape(request.user, trial)


@routes.get("", permission="models.try", purpose="operations", response=list[TrialShape], summary="Latest trials")
def trials(request: Request, model: str = "") -> list[TrialShape]:
    """The latest trials within reach, newest first, without days and lists."""
    found = _within_reach(request.user).order_by("-pk")
    found = found.filter(model=model) if model else found
    return [_shape(request.user, trial, is_whole=False) for trial in found[:LATEST]]


@routes.get("/{int:trial_id}", permission="models.try", purpose="operations", response=TrialShape, summary="One trial")
def trial(request: Request, trial_id: int) -> TrialShape:
    """A trial within reach, with what it found once `state` is `done`."""
    found = _within_reach(request.user).filter(pk=trial_id).first()
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
    shifts = days * 24 / GUARD_SHIFT_H
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
        before_per_shift=round(tried.get("before", 0) / shifts, 2),
        after_per_shift=round(tried.get("after", 0) / shifts, 2),
        days=[
            TrialDay(day=row["day"], area=places.area(row["area"]), before=row["before"], after=row["after"])
            for row in whole.get("days", ())
        ],
        judged=_judged(verdicts, whole) if verdicts else None,
        lists=lists,
        lost=[_line(row, places, verdicts) for row in whole.get("lost", ())] if lists else [],
        gained=[_line(row, places, verdicts) for row in whole.get("gained", ())] if lists else [],
    )  # fmt: skip


def _verdicts(trial: Trial) -> Verdicts:
    judged = Alert.objects.filter(model=trial.model, verdict__in=("true", "false"), shadow=False)
    keys = {row["key"] for name in ("kept", "lost", "gained") for row in trial.result["tried"][0][name]}
    return Verdicts(judged.filter(key__in=keys), spec_of(trial.model).cooldown_s)


def _judged(verdicts: Verdicts, tried: dict[str, Any]) -> Judged:
    kept, lost = verdicts.count(tried["kept"]), verdicts.count(tried["lost"])
    return Judged(kept_true=kept["true"], kept_false=kept["false"], lost_true=lost["true"], lost_false=lost["false"])


class _Places:
    """Names of the areas and zones that a result names by code."""

    def __init__(self, tried: dict[str, Any]) -> None:
        rows = [row for name in ("lost", "gained") for row in tried.get(name, ())]
        areas = {row["area"] for row in (*rows, *tried.get("days", ()))}
        self._areas = {row.code: named(row) for row in Area.objects.filter(code__in=areas)}
        self._zones = {row.code: named(row) for row in Zone.objects.filter(code__in={row["zone"] for row in rows})}

    def area(self, code: str) -> Text:
        return self._areas.get(code) or Text(zh=code, en=code)

    def zone(self, code: str) -> Text:
        return self._zones.get(code) or Text(zh=code, en=code)


def _line(row: dict[str, Any], places: _Places, verdicts: Verdicts | None) -> TrialAlert:
    judged = verdicts.of(row) if verdicts else None
    return TrialAlert(
        opened_at=row["opened_at"], cleared_at=row["cleared_at"], severity=row["severity"],
        zone=places.zone(row["zone"]), area=places.area(row["area"]),
        alert=judged.pk if judged else None, verdict=judged.verdict if judged else "",
    )  # fmt: skip
