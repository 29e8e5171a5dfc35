"""Rules as the alerts app needs them, made from the loaded models and the registry in force."""

from collections.abc import Callable, Iterable, Sequence

from anlin.alerts.facts import COOLDOWN_US, Level, ParameterInForce, RuleFacts
from anlin.alerts.words import Severity, Words
from anlin.engine import ModelSpec
from anlin.engine.profiles import Profiles, Setting, overridden
from anlin.engine.spec import Rule, Text
from anlin.engine.variants import base_model, variant_of
from anlin.observations.registry import Override, Registry

KEPT = 50_000
"""Most (rule, place) pairs kept ready; then they are made anew."""


def words(text: Text) -> Words:
    return Words(text.zh, text.en)


class RulesInForce:
    """`Facts` from model folders; `registry` gives what is registered and overridden now."""

    def __init__(self, specs: Sequence[ModelSpec], registry: Callable[[], Registry]) -> None:
        self._specs = {spec.name: spec for spec in specs}
        self._registry = registry
        self._version = -1
        self._places = Places(specs, Registry())
        self._made: dict[tuple[str, str, int, int], RuleFacts] = {}

    def of(self, model: str, rule: str, area: int, zone: int) -> RuleFacts:
        """The rule at this place. A rule that no folder has any more still gets words, so nothing is lost."""
        registry = self._registry()
        if registry.version != self._version or len(self._made) > KEPT:
            self._version, self._places, self._made = registry.version, Places(list(self._specs.values()), registry), {}
        place = (model, rule, area, zone)
        if place not in self._made:
            self._made[place] = self._make(*place)
        return self._made[place]

    def _make(self, model: str, rule: str, area: int, zone: int) -> RuleFacts:
        spec = self._specs.get(base_model(model))
        spec = variant_of(spec, model) if spec else None
        found = next((own for own in spec.rules if own.name == rule), None) if spec else None
        if spec is None or found is None:
            return RuleFacts(model, rule, Words(model, model), Words("", ""))
        return facts_of(spec, found, parameters_in_force(spec, found, self._places, area, zone))


BY_SILENCE = frozenset({"inactivity", "liveness", "outage"})
"""Operators that open when something stays away."""


def facts_of(spec: ModelSpec, rule: Rule, parameters: Iterable[ParameterInForce]) -> RuleFacts:
    """One rule of a model with the parameters that hold at one place."""
    levels = [Level(Severity.CODES[rule.severity], rule.recipients, words(rule.line))]
    for step in sorted(rule.escalation, key=lambda step: step.level):
        # A level that the rule leaves out is like the one below it.
        levels += [levels[-1]] * (step.level - len(levels))
        line = words(step.line) if step.line else levels[-1].line
        levels.append(Level(Severity.CODES[step.severity], step.recipients, line))
    return RuleFacts(
        model=spec.name,
        rule=rule.name,
        title=words(spec.title),
        rule_title=words(rule.title),
        because=words(rule.because),
        levels=tuple(levels),
        advice=tuple(words(text) for text in spec.advice),
        cooldown_us=int(spec.cooldown_s * 1_000_000) if spec.cooldown_s is not None else COOLDOWN_US,
        parameters=tuple(parameters),
        hears_silence=rule.operator in BY_SILENCE,
    )


class Places:
    """What holds where, as the engine itself reads it (`engine/profiles.py`), worked out once per rule."""

    def __init__(self, specs: Sequence[ModelSpec], registry: Registry) -> None:
        self._profiles = Profiles(specs, registry)
        self._rules: dict[tuple[str, str], tuple[dict[int, Setting], dict[int, list[Override]]]] = {}

    def at(self, spec: ModelSpec, rule: Rule, area: int, zone: int = 0) -> Setting:
        """The rule's setting in an area and zone; 0 is everywhere."""
        known = self._rules.get((spec.name, rule.name))
        if known is None:
            known = self._profiles.by_area(spec, rule), self._profiles.by_zone(spec, rule)
            self._rules[spec.name, rule.name] = known
        by_area, by_zone = known
        return overridden(by_area.get(area, by_area[0]), rule, by_zone.get(zone, ()))


SET_HERE = Words("本地设定", "set here")
"""Source of a value that is not the model's own default."""


def parameters_in_force(
    spec: ModelSpec, rule: Rule, places: Places, area: int, zone: int = 0
) -> list[ParameterInForce]:
    """Every parameter of the rule with the value that holds at this place and where that value comes from."""
    values = dict(places.at(spec, rule, area, zone).values)
    return [
        ParameterInForce(
            name=name,
            title=words(parameter.title),
            value=values[name],
            unit=parameter.unit,
            source=words(parameter.source) if values[name] == parameter.default else SET_HERE,
        )
        for name, parameter in rule.parameters.items()
    ]
