"""Tries other limits of a model on the past, beside the limits that hold: one pass, every variant on the same rows.

A variant is the same model under another name, with limits of its own; the engine tells it like any other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from anlin.engine.layout import RowArrays
from anlin.engine.plan import OF_LIVENESS, UPKEEP
from anlin.engine.replay import ReplayedAlert, Setting, Tape
from anlin.engine.variants import variant_name
from anlin.observations import Override, Registry
from anlin.observations.instants import SECOND


@dataclass(frozen=True)
class Variant:
    """Other limits of one model, in the areas of these codes with all below them; none: everywhere.

    `name` tells the variants of a model apart.
    """

    name: str
    limits: tuple[Setting, ...]
    areas: tuple[str, ...] = ()

    @property
    def model(self) -> str:
        return self.limits[0].model

    @property
    def spec_name(self) -> str:
        return variant_name(self.model, self.name)


def tape_with(tape: Tape, variants: Sequence[Variant]) -> Iterator[RowArrays | Registry | int]:
    """The tape with the variants' limits in every registry on it."""
    for item in tape:
        yield registry_with(item, variants) if isinstance(item, Registry) else item


def registry_with(registry: Registry, variants: Sequence[Variant]) -> Registry:
    """The registry in which each variant has the model's limits, hours and places, and then its own limits."""
    overrides, arming = list(registry.overrides), list(registry.arming)
    for variant in variants:
        limits = _limits(registry, variant)
        own = [o for o in registry.overrides if o.model == variant.model and not _replaced(o, limits)]
        overrides += [msgspec.structs.replace(o, model=variant.spec_name) for o in (*own, *limits)]
        arming += [
            msgspec.structs.replace(armed, model=variant.spec_name)
            for armed in registry.arming
            if armed.model == variant.model
        ]
    return msgspec.structs.replace(registry, overrides=tuple(overrides), arming=tuple(arming))


def _limits(registry: Registry, variant: Variant) -> list[Override]:
    """The variant's limits with the registry's numbers; an area that is not registered (yet) has none."""
    if not variant.areas:
        return [limit.override() for limit in variant.limits]
    numbers = [area.number for area in registry.areas if area.code in variant.areas]
    return [msgspec.structs.replace(limit.override(), area=number) for limit in variant.limits for number in numbers]


def _replaced(old: Override, limits: Iterable[Override]) -> bool:
    """Whether a limit of the variant stands in place of an old one: same parameter, same place."""
    return any(
        new.parameter == old.parameter and new.rule in ("", old.rule) and new.area == old.area
        for new in limits
        if not old.zone and not old.edition
    )


@dataclass
class Difference:
    """Alerts of a variant beside those of the limits in force; each alert is in exactly one list.

    `kept`: pairs (as it is, as tried) of one happening. `lost`: told now, not with the variant. `gained`: the opposite.
    """

    kept: list[tuple[ReplayedAlert, ReplayedAlert]] = field(default_factory=list)
    lost: list[ReplayedAlert] = field(default_factory=list)
    gained: list[ReplayedAlert] = field(default_factory=list)


def difference(as_it_is: Iterable[ReplayedAlert], tried: Iterable[ReplayedAlert], cooldown_s: float) -> Difference:
    """Pairs alerts of one key whose times overlap or lie within `cooldown_s` of each other, earliest first."""
    rest = round(cooldown_s * SECOND)
    others: dict[str, list[ReplayedAlert]] = {}
    for alert in sorted(tried, key=_opened):
        others.setdefault(alert.first.key, []).append(alert)
    found = Difference()
    for alert in sorted(as_it_is, key=_opened):
        candidates = others.get(alert.first.key, [])
        match = next((other for other in candidates if _meet(alert, other, rest)), None)
        if match is None:
            found.lost.append(alert)
        else:
            candidates.remove(match)
            found.kept.append((alert, match))
    found.gained = sorted((alert for alerts in others.values() for alert in alerts), key=_opened)
    return found


def split(
    alerts: Iterable[ReplayedAlert], model: str, variants: Sequence[Variant]
) -> Mapping[str, list[ReplayedAlert]]:
    """Alerts of the model by the variant's name; those of the limits in force under the empty name.

    That a device is offline follows from no limit and is told once: it belongs to all of them.
    """
    names = {model: ""} | {variant.spec_name: variant.name for variant in variants}
    by_name: dict[str, list[ReplayedAlert]] = {name: [] for name in names.values()}
    for alert in alerts:
        if alert.first.model == UPKEEP == model and alert.first.rule in OF_LIVENESS:
            for each in by_name.values():
                each.append(alert)
        elif alert.first.model in names:
            by_name[names[alert.first.model]].append(alert)
    return by_name


def _opened(alert: ReplayedAlert) -> tuple[int, str]:
    return alert.first.opened_at, alert.first.key


def _meet(one: ReplayedAlert, other: ReplayedAlert, rest: int) -> bool:
    return _begins_before_end(one, other, rest) and _begins_before_end(other, one, rest)


def _begins_before_end(one: ReplayedAlert, other: ReplayedAlert, rest: int) -> bool:
    return other.cleared_at is None or one.first.opened_at <= other.cleared_at + rest
