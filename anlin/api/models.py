"""The models: what each asks, its parameters, and whether its inputs exist here at all."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ninja import Schema

from anlin.alerts.records import DAYS, Record, records_for
from anlin.alerts.rights import may_see_alerts
from anlin.alerts.rules import Places, parameters_in_force
from anlin.alerts.seeing import watchers_in
from anlin.api.intake_store import clock
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import named, text
from anlin.engine import ModelSpec, load_models
from anlin.engine.scoring import wilson_high, wilson_low
from anlin.models import folders
from anlin.observations.registry import Override
from anlin.people.models import User
from anlin.places.coverage import Coverage, coverage_of
from anlin.places.models import Area, Zone
from anlin.places.registry import settings_registry
from anlin.site.config import config

routes = Routes("/models", tag="models")


class ElsewhereShape(Schema):
    """An area (with all below it) or a zone where another value holds."""

    name: Text
    value: float


class ParameterShape(Schema):
    """One parameter of one rule; `value` is what holds in the area asked for, `elsewhere` what does not hold to it."""

    rule: str
    rule_title: Text
    name: str
    title: Text
    unit: str
    default: float
    min: float
    max: float
    source: Text
    value: float
    elsewhere: list[ElsewhereShape]


class RecordShape(Schema):
    """How right the model was in the last `days`, as people found out: alerts found true, false, or not to be told.

    `precision` is the share found true of those that could be told, with its 95 % interval; null of none.
    """

    days: int
    true: int
    false: int
    unclear: int
    precision: float | None
    low: float | None
    high: float | None


class ModelShape(Schema):
    """`record` is null where the alerts of this model are not for this person.

    `covered` is false where no device here can give the model its inputs: then "no alerts" means nothing."""

    name: str
    number: int
    title: Text
    question: Text
    group: str
    editions: list[str]
    parameters: list[ParameterShape]
    traps: list[Text]
    covered: bool
    coverage: str
    reason: Text
    enabled: bool
    shadow: bool
    record: RecordShape | None


@lru_cache(maxsize=1)
def shipped_models() -> tuple[ModelSpec, ...]:
    """The models of `anlin/models` and of this home, in their order."""
    return tuple(load_models(folders(config().home)))


class OwnPlace(NamedTuple):
    """A place for which limits were set apart: an area, or (`zone` is not 0) a zone in it."""

    name: Text
    area: int
    zone: int = 0


def _own_places(user: User, within: Area | None, overrides: Sequence[Override]) -> list[OwnPlace]:
    """Those this person sees, inside the area if there is one. What is set for somebody's home is nobody else's."""
    areas = Area.objects.visible_to(user).filter(pk__in={row.area for row in overrides}).order_by("path")
    zones = Zone.objects.visible_to(user).filter(pk__in={row.zone for row in overrides}, dwelling=None).order_by("pk")
    if within is not None:
        areas, zones = areas.filter(path__startswith=within.path), zones.filter(area__path__startswith=within.path)
    return [OwnPlace(named(area), area.pk) for area in areas] + [
        OwnPlace(named(zone), zone.area_id, zone.pk) for zone in zones
    ]


def _parameters(spec: ModelSpec, places: Places, area: int, own: Sequence[OwnPlace]) -> list[ParameterShape]:
    shapes = []
    for rule in spec.rules:
        settings = [(place, dict(places.at(spec, rule, place.area, place.zone).values)) for place in own]
        for found in parameters_in_force(spec, rule, places, area):
            declared = rule.parameters[found.name]
            shapes.append(
                ParameterShape(
                    rule=rule.name, rule_title=Text(zh=rule.title.zh, en=rule.title.en), name=found.name,
                    title=text(found.title), unit=found.unit,
                    default=declared.default, min=declared.min, max=declared.max, source=text(found.source),
                    value=found.value,
                    elsewhere=[
                        ElsewhereShape(name=place.name, value=values[found.name])
                        for place, values in settings if values[found.name] != found.value
                    ],
                )
            )  # fmt: skip
    return shapes


def _record(record: Record) -> RecordShape:
    told = record.true + record.false
    return RecordShape(
        days=DAYS, true=record.true, false=record.false, unclear=record.unclear,
        precision=record.true / told if told else None, low=wilson_low(record.true, told),
        high=wilson_high(record.true, told),
    )  # fmt: skip


def _reason(coverage: Coverage) -> Text:
    if coverage.state == "covered":
        return Text(zh="有设备在看", en="Devices are watching")
    if coverage.state == "unknown":
        return Text(zh="有设备，但现在都看不见", en="There are devices, but none can be seen now")
    kinds = ", ".join(coverage.missing)
    return Text(zh=f"这里没有设备能提供：{kinds}", en=f"No device here gives: {kinds}")


@routes.get("", permission="models.read", purpose="operations", response=list[ModelShape], summary="Models here")
def models(request: Request, area: int | None = None) -> list[ModelShape]:
    """Every model with its parameters as they hold in `area`, else as they hold everywhere."""
    within = Area.objects.visible_to(request.user)
    chosen = within.filter(pk=area).first() if area is not None else None
    if area is not None and chosen is None:
        raise absent()
    registry = settings_registry()
    watchers = watchers_in(request.user, chosen)
    places = Places(shipped_models(), registry)
    number = chosen.pk if chosen else 0
    records = records_for(request.user, clock()(), chosen)
    own = _own_places(request.user, chosen, registry.overrides)
    shapes = []
    for spec in shipped_models():
        coverage = coverage_of(spec, watchers)
        settings = [places.at(spec, rule, number) for rule in spec.rules]
        shapes.append(
            ModelShape(
                name=spec.name, number=spec.number, title=Text(zh=spec.title.zh, en=spec.title.en),
                question=Text(zh=spec.question.zh, en=spec.question.en), group=spec.group,
                editions=list(spec.editions), parameters=_parameters(spec, places, number, own),
                traps=[Text(zh=trap.zh, en=trap.en) for trap in spec.traps], covered=coverage.state == "covered",
                coverage=coverage.state, reason=_reason(coverage), enabled=any(setting.watches for setting in settings),
                shadow=all(setting.shadow for setting in settings),
                record=_record(records.get(spec.name, Record())) if may_see_alerts(request.user, spec.name) else None,
            )
        )  # fmt: skip
    return shapes
