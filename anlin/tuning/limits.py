"""Sets limits: in shadow beside those in force, then in force, and back again with one step."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from anlin.engine import ModelSpec
from anlin.engine.variants import variant_name
from anlin.people.models import User
from anlin.places.models import Area, Arming, Override
from anlin.tuning.models import ENDED, IN_FORCE, SHADOW, Change

SHADOW_RUN = "shadow"


class BadLimit(ValueError):
    """A limit cannot be set: names it and says what is allowed, in zh and en."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


class NotSoNow(Exception):
    """The change is no longer in the state that this step begins from."""


class Limit(msgspec.Struct, frozen=True):
    """One parameter of one rule at another value; an empty rule means every rule that has the parameter."""

    parameter: str
    value: float
    rule: str = ""

    def text(self, model: str) -> str:
        """As `anlin replay --try` takes it."""
        names = (model, self.rule, self.parameter) if self.rule else (model, self.parameter)
        return f"{'.'.join(names)}={self.value!r}"


def checked(spec: ModelSpec, limits: Sequence[Limit]) -> list[Limit]:
    """The limits, if the model has them and they lie within its bounds. Raises `BadLimit`."""
    if not limits:
        raise BadLimit("没有改动任何参数", "No limit is different")
    for limit in limits:
        bounds = [
            rule.parameters[limit.parameter]
            for rule in spec.rules
            if limit.rule in ("", rule.name) and limit.parameter in rule.parameters
        ]
        if not bounds:
            raise BadLimit(f"模型没有参数 {limit.parameter}", f"{spec.name} has no parameter {limit.parameter}")
        for bound in bounds:
            if not bound.min <= limit.value <= bound.max:
                span = f"{bound.min:g}–{bound.max:g} {bound.unit}".rstrip()
                raise BadLimit(f"{bound.title.zh} 应在 {span} 之间", f"{bound.title.en} must lie within {span}")
    return list(limits)


@transaction.atomic
def run_in_shadow(
    user: User, spec: ModelSpec, area: Area | None, limits: Sequence[Limit], reason: str, at: int
) -> Change:
    """The limits run live beside those in force and page nobody. Raises `NotSoNow` if the model has such a run."""
    plain = [msgspec.to_builtins(limit) for limit in checked(spec, limits)]
    try:
        with transaction.atomic():
            change = Change.objects.create(
                user=user, model=spec.name, area=area, limits=plain, state=SHADOW, reason=reason, at=at
            )
    except IntegrityError:
        raise NotSoNow from None
    name = variant_name(spec.name, SHADOW_RUN)
    for own in Override.objects.filter(model=spec.name):
        Override.objects.create(
            model=name, rule=own.rule, parameter=own.parameter, value=own.value, edition=own.edition,
            area_id=own.area_id, zone_id=own.zone_id,
        )  # fmt: skip
    _put(name, area, limits)
    for armed in Arming.objects.filter(model=spec.name):
        Arming.objects.create(
            model=name, area_id=armed.area_id, enabled=armed.enabled, shadow=True, schedule=armed.schedule
        )
    Arming.objects.get_or_create(model=name, area=None, defaults={"enabled": spec.enabled, "shadow": True})
    return change


@transaction.atomic
def put_in_force(
    user: User, spec: ModelSpec, area: Area | None, limits: Sequence[Limit], reason: str, at: int
) -> Change:
    """The limits hold from now on, in the area with all below it, or everywhere."""
    chosen = checked(spec, limits)
    return Change.objects.create(
        user=user, model=spec.name, area=area, limits=[msgspec.to_builtins(limit) for limit in chosen],
        before=_replace(spec.name, area, chosen), state=IN_FORCE, reason=reason, at=at,
    )  # fmt: skip


@transaction.atomic
def promote(user: User, change: Change, at: int) -> None:
    """What ran in shadow holds from now on. Raises `NotSoNow` if somebody ended or promoted it before."""
    before = _replace(change.model, change.area, limits_of(change))
    changed = Change.objects.filter(pk=change.pk, state=SHADOW).update(
        state=IN_FORCE, promoted_by=user, promoted_at=at, before=before
    )
    if not changed:
        raise NotSoNow
    _end_shadow(change.model)


@transaction.atomic
def take_back(user: User, change: Change, at: int) -> None:
    """Ends a shadow run, or puts back what stood before limits were put in force. Raises `NotSoNow`."""
    state = change.state
    if not Change.objects.filter(pk=change.pk, state=state).exclude(state=ENDED).update(
        state=ENDED, ended_by=user, ended_at=at
    ):  # fmt: skip
        raise NotSoNow
    if state == SHADOW:
        _end_shadow(change.model)
        return
    _clear(change.model, change.area, limits_of(change))
    _put(change.model, change.area, [Limit(**row) for row in change.before])


def limits_of(change: Change) -> list[Limit]:
    return [Limit(**row) for row in change.limits]


def _replace(model: str, area: Area | None, limits: Sequence[Limit]) -> list[dict[str, Any]]:
    """Sets the limits; gives those that stood at the same places before."""
    before = [msgspec.to_builtins(limit) for limit in _clear(model, area, limits)]
    _put(model, area, limits)
    return before


def _clear(model: str, area: Area | None, limits: Iterable[Limit]) -> list[Limit]:
    taken = []
    for limit in limits:
        rows = Override.objects.filter(model=model, area=area, zone=None, edition="", parameter=limit.parameter)
        rows = rows.filter(rule=limit.rule) if limit.rule else rows
        taken += [Limit(row.parameter, row.value, row.rule) for row in rows]
        rows.delete()
    return taken


def _put(model: str, area: Area | None, limits: Iterable[Limit]) -> None:
    for limit in limits:
        rows = Override.objects.filter(
            model=model, area=area, zone=None, edition="", parameter=limit.parameter, rule=limit.rule
        )
        if not rows.update(value=limit.value):
            Override.objects.create(
                model=model, area=area, rule=limit.rule, parameter=limit.parameter, value=limit.value
            )


def _end_shadow(model: str) -> None:
    name = variant_name(model, SHADOW_RUN)
    Override.objects.filter(model=name).delete()
    Arming.objects.filter(model=name).delete()
