"""Rules as the alerts app needs them, made from the loaded models and the registry in force."""

from collections.abc import Callable, Iterable, Sequence

from anlin.alerts.facts import COOLDOWN_US, Level, ParameterInForce, RuleFacts
from anlin.alerts.words import Severity, Words
from anlin.engine import ModelSpec
from anlin.engine.spec import Parameter, Rule, Text
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
        self._places = Places(Registry())
        self._made: dict[tuple[str, str, int, int], RuleFacts] = {}

    def of(self, model: str, rule: str, area: int, zone: int) -> RuleFacts:
        """The rule at this place. A rule that no folder has any more still gets words, so nothing is lost."""
        registry = self._registry()
        if registry.version != self._version or len(self._made) > KEPT:
            self._version, self._places, self._made = registry.version, Places(registry), {}
        place = (model, rule, area, zone)
        if place not in self._made:
            self._made[place] = self._make(*place)
        return self._made[place]

    def _make(self, model: str, rule: str, area: int, zone: int) -> RuleFacts:
        spec = self._specs.get(model)
        found = next((own for own in spec.rules if own.name == rule), None) if spec else None
        if spec is None or found is None:
            return RuleFacts(model, rule, Words(model, model), Words("", ""))
        return facts_of(spec, found, parameters_in_force(spec, found, self._places, area, zone))


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
        title=words(rule.title),
        because=words(rule.because),
        levels=tuple(levels),
        advice=tuple(words(text) for text in spec.advice),
        cooldown_us=int(spec.cooldown_s * 1_000_000) if spec.cooldown_s is not None else COOLDOWN_US,
        parameters=tuple(parameters),
    )


class Places:
    """Which override of a registry comes first at a place."""

    def __init__(self, registry: Registry) -> None:
        self._parents = {area.number: area.parent for area in registry.areas}
        self._editions = {area.number: area.edition for area in registry.areas}
        self._by_model: dict[str, list[Override]] = {}
        for override in registry.overrides:
            self._by_model.setdefault(override.model, []).append(override)

    def _above(self, area: int) -> list[int]:
        """The area and what it lies in, inside first."""
        chain: list[int] = []
        while area and area not in chain:
            chain.append(area)
            area = self._parents.get(area, 0)
        return chain

    def override(self, model: str, rule: str, parameter: str, area: int, zone: int) -> Override | None:
        """The nearest one: a zone before its area, an area before the one around it, one for a rule before for all."""
        chain = self._above(area)
        edition = self._editions.get(area, "standard")
        best: tuple[tuple[int, int, int], Override] | None = None
        for candidate in self._by_model.get(model, ()):
            if candidate.parameter != parameter or candidate.rule not in ("", rule):
                continue
            if candidate.edition not in ("", edition) or (candidate.zone and candidate.zone != zone):
                continue
            if candidate.area and candidate.area not in chain:
                continue
            nearness = (
                len(chain) + 1 if candidate.zone else len(chain) - chain.index(candidate.area) if candidate.area else 0
            )
            rank = (nearness, int(bool(candidate.edition)), int(bool(candidate.rule)))
            if best is None or rank >= best[0]:
                best = (rank, candidate)
        return best[1] if best else None


def parameters_in_force(spec: ModelSpec, rule: Rule, places: Places, area: int, zone: int) -> list[ParameterInForce]:
    """Every parameter of the rule with the value that holds at this place and where that value comes from."""
    return [_in_force(spec, rule, places, name, parameter, area, zone) for name, parameter in rule.parameters.items()]


def _in_force(
    spec: ModelSpec, rule: Rule, places: Places, name: str, parameter: Parameter, area: int, zone: int
) -> ParameterInForce:
    override = places.override(spec.name, rule.name, name, area, zone)
    value = parameter.default if override is None else override.value
    source = parameter.source if override is None else _source_of(override)
    return ParameterInForce(name, words(parameter.title), value, parameter.unit, source)


def _source_of(override: Override) -> str:
    if override.zone:
        return "set for this zone"
    if override.area:
        return "set for this area"
    return f"set for the {override.edition} edition" if override.edition else "set by the operator"
