"""Kinds of zones: anybody may invent one, so a slip in one is no error, and a model that never tells."""

from collections.abc import Iterator
from difflib import get_close_matches

from anlin.cli.checks.finding import Finding, Surroundings, problem, well
from anlin.engine import BadModel, ModelSpec, load_models
from anlin.models import folders

SLIP = 0.85
"""How alike (0 to 1) two kinds must be for one to be a slip of the other: `bin_yrd` and `bin_yard` are 0.93."""


def zone_findings(look: Surroundings) -> Iterator[Finding]:
    """Kinds that stand in one place alone, models or register, and are nearly one that stands elsewhere."""
    from anlin.places.models import Zone

    registered = set(Zone.objects.values_list("kind", flat=True))
    known = {kind for spec in load_models(folders()) for kind in _kinds_of(spec)}
    yield well(f"{len(registered)} kinds of zones are registered", f"已登记 {len(registered)} 种地点")
    named = {kind: spec.name for spec in _own(look) for kind in _kinds_of(spec)}
    yield from _of_models(named, known | registered)
    yield from _of_the_register(registered - named.keys(), known)


def _of_models(named: dict[str, str], known: set[str]) -> Iterator[Finding]:
    for kind, model in sorted(named.items()):
        if meant := _meant(kind, known):
            there_are_none = f"{model} looks at zones of kind {kind!r}, and there are none"
            change = f"is {meant!r} meant? set zone_kinds in its model.toml"
            yield problem(
                (there_are_none, f"{model} 看的地点类型 {kind!r} 不存在"),
                (change, f"是 {meant!r} 吗？请改其 model.toml 的 zone_kinds"),
            )


def _of_the_register(registered: set[str], known: set[str]) -> Iterator[Finding]:
    for kind in sorted(registered):
        if meant := _meant(kind, known):
            unseen = f"zones of kind {kind!r} are registered, and no model names it"
            yield problem(
                (unseen, f"登记了类型 {kind!r} 的地点，但没有模型看它"),
                (f"is {meant!r} meant? set the kind of the zones", f"是 {meant!r} 吗？请改这些地点的类型"),
            )


def _own(look: Surroundings) -> list[ModelSpec]:
    """The models of the home; none where one is bad, which is found among the settings."""
    supplied = set(folders())
    try:
        return load_models(folder for folder in folders(look.config.home) if folder not in supplied)
    except BadModel:
        return []


def _kinds_of(spec: ModelSpec) -> set[str]:
    return {kind for rule in spec.rules for signal in rule.signals for kind in signal.zone_kinds}


def _meant(kind: str, known: set[str]) -> str:
    """The known kind that it nearly is; "" where it is one itself, or like none."""
    return "" if kind in known else next(iter(get_close_matches(kind, sorted(known), 1, SLIP)), "")
