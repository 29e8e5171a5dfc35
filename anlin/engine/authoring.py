"""What is wrong with a `model.toml`, said so that its author can set it right: which field, and what to write instead.

`structure_fault` explains what does not fit the types of `spec`; `content_faults` finds what types cannot say.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from string import Formatter
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import msgspec

from anlin.engine.catalogue import OF_A_HOME, OPERATORS, PLACEHOLDERS, RECIPIENTS, RESERVED, RESERVED_ZONES
from anlin.engine.schedules import daily
from anlin.observations import LABEL_CODES

if TYPE_CHECKING:
    from anlin.engine.spec import ModelSpec, Rule, Text

Fault = tuple[str, str]
"""(field, remedy)"""

_BOTH_LANGUAGES = 'write { zh = "…", en = "…" }'
_HOURS = 'write schedule = [["22:00", "06:00"]]'
_MOST_NAMED = 30
_REACHED_BY = {
    1: ("escalate_s", "over_1", "below_1", "share_1"),
    2: ("escalate_2_s", "over_2", "below_2", "share_2"),
}


def nearest(given: str, known: Iterable[str]) -> str:
    """What was probably meant where something is close to what was given, else the names there are."""
    known = [name for name in known if name]
    close = get_close_matches(given, known, 1)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"it is one of {', '.join(known)}" if len(known) <= _MOST_NAMED else "all are in anlin/observations/kinds.py"


def structure_fault(error: msgspec.ValidationError, given: Mapping[str, Any], root: type, parameter: type) -> Fault:
    """What `msgspec` says of the given TOML, in an author's words. `root`, `parameter`: the types of `spec`."""
    reason, where = _parted(error)
    if "[...]" in where:
        reason, where = _in_a_parameter(given, parameter) or (reason, where.replace("[...]", ""))
    kind = _type_at(root, where)
    if found := re.search(r"unknown field `(.+)`", reason):
        known = [field.encode_name for field in msgspec.structs.fields(kind)] if _is_struct(kind) else []
        return _below(where, found[1]), f"{found[1]!r} is not known here; {nearest(found[1], known)}"
    if found := re.search(r"missing required field `(.+)`", reason):
        how = _how_to_write(_type_at(kind, found[1]), _below(where, found[1]))
        return where or "model", f"{found[1]} is missing; {how}"
    return where or "model", f"{reason[:1].lower()}{reason[1:]}; {_how_to_write(kind, where)}"


def _parted(error: msgspec.ValidationError) -> tuple[str, str]:
    reason, _, where = str(error).partition(" - at `$")
    return reason, where.rstrip("`").lstrip(".")


def _in_a_parameter(given: Mapping[str, Any], parameter: type) -> tuple[str, str] | None:
    """(reason, where) of the first parameter that does not fit: msgspec does not say which it is."""
    for index, rule in enumerate(given.get("rule", ())):
        for name, each in rule.get("parameters", {}).items():
            try:
                msgspec.convert(each, parameter)
            except msgspec.ValidationError as error:
                reason, where = _parted(error)
                return reason, _below(f"rule[{index}].parameters.{name}", where)
    return None


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where and name else where or name


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _type_at(kind: Any, where: str) -> Any:
    """The type that stands at a path such as `rule[0].parameters.quiet_s.default` below `kind`."""
    for part in re.findall(r"[\w-]+|\[\d+\]", where):
        if _is_struct(kind):
            kind = next((field.type for field in msgspec.structs.fields(kind) if field.encode_name == part), None)
        else:
            kind = (get_args(kind) or (None,))[-1 if get_origin(kind) is dict else 0]
    return kind


def _how_to_write(kind: Any, where: str) -> str:
    name, _, nth = where.rpartition(".")[2].partition("[")
    if name == "schedule":
        return _HOURS
    if nth and kind is str:
        return f'write a list: {name} = ["…"]'
    if get_origin(kind) is Literal:
        return f"write one of {', '.join(repr(each) for each in get_args(kind))}"
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        table = ".".join(re.sub(r"\[\d+\]", "", part) for part in where.split("."))
        return f"write [[{table}]] with two brackets" if _is_struct(inner) else f'write a list: {name} = ["…"]'
    if get_origin(kind) is dict:
        return f"write a table [rule.{name}.…] for each, or {name} = {{}}"
    if _is_struct(kind):
        names = [field.encode_name for field in msgspec.structs.fields(kind)]
        return _BOTH_LANGUAGES if names == ["zh", "en"] else f"write a table with {', '.join(names)}"
    examples = {str: f'{name} = "…"', float: f"{name} = 60", int: f"{name} = 15", bool: f"{name} = true"}
    return f"write {examples[kind]}" if kind in examples else "see docs/guide/a-model-of-your-own.md"


def content_faults(spec: "ModelSpec") -> Iterable[Fault]:
    """Of everything that fits the types and still cannot work, or may not be."""
    if not spec.editions:
        yield "editions", 'no edition would have the model; write ["standard", "plus"] or one of them'
    if not 0 <= spec.cooldown_s < float("inf"):
        yield "cooldown_s", f"{spec.cooldown_s:g}: seconds from 0 on"
    yield from _text_faults("title", spec.title)
    yield from _text_faults("question", spec.question)
    yield from _advice_faults(spec)
    for index, rule in enumerate(spec.rules):
        at = f"rule[{index}]"
        if not re.fullmatch(r"[a-z][a-z0-9_]*", rule.name):
            yield f"{at}.name", f"{rule.name!r}: use lower-case letters, digits and underscores"
        yield from _law_faults(spec.name, rule, at)
        yield from _recipient_faults(rule, at)
        if rule.operator in OPERATORS:
            yield from _escalation_faults(rule, at)
        yield from _wording_faults(rule, at)
        yield from _place_and_time_faults(rule, at)


def _law_faults(model: str, rule: "Rule", at: str) -> Iterable[Fault]:
    for index, signal in enumerate(rule.signals):
        for kind in signal.kinds:
            allowed = RESERVED.get(kind)
            if allowed is not None and model not in allowed.models:
                whose = " or ".join(allowed.models) or "no model"
                yield f"{at}.signal[{index}].kinds", f"{kind!r} is for {whose} only ({allowed.law})"
            if kind in OF_A_HOME and rule.consent != "care":
                yield f"{at}.signal[{index}].kinds", f'{kind!r} shows life at home; write consent = "care" (LU-31)'
        for kind in signal.zone_kinds:
            allowed = RESERVED_ZONES.get(kind)
            if allowed is not None and model not in allowed.models:
                whose = " or ".join(allowed.models)
                yield f"{at}.signal[{index}].zone_kinds", f"{kind!r} is for {whose} only ({allowed.law})"
    kinds = {kind for signal in rule.signals for kind in signal.kinds}
    if rule.key == "subject+zone" and kinds != {"match_candidate"}:
        yield f"{at}.key", "'subject+zone' is for match_candidate only: no rule follows a person or a plate (LU-F3)"


def _recipient_faults(rule: "Rule", at: str) -> Iterable[Fault]:
    asked = {at: rule.recipients, **{f"{at}.escalation[{i}]": e.recipients for i, e in enumerate(rule.escalation)}}
    for here, recipients in asked.items():
        if not recipients:
            yield f"{here}.recipients", "nobody would be told; name at least one role"
        for role in recipients:
            if role not in RECIPIENTS:
                yield f"{here}.recipients", f"{role!r} is no role that is told; {nearest(role, RECIPIENTS)}"


def _escalation_faults(rule: "Rule", at: str) -> Iterable[Fault]:
    """A level needs a parameter that says when it is reached, and such a parameter a level."""
    told = {step.level for step in rule.escalation}
    for level, names in _REACHED_BY.items():
        known = [name for name in names if name in OPERATORS[rule.operator].parameters]
        given = [name for name in known if name in rule.parameters]
        for index, step in enumerate(rule.escalation):
            if step.level == level and known and not given:
                yield f"{at}.escalation[{index}]", f"level {level} needs [rule.parameters.{' or '.join(known)}]"
        if given and level not in told:
            remedy = f"needs a [[rule.escalation]] with level = {level} that says what then"
            yield f"{at}.parameters.{given[0]}", remedy


def _text_faults(field: str, text: "Text") -> Iterable[Fault]:
    if not (text.zh.strip() and text.en.strip()):
        yield field, f"people read both languages; {_BOTH_LANGUAGES}"


def _wording_faults(rule: "Rule", at: str) -> Iterable[Fault]:
    known = (*PLACEHOLDERS, *rule.parameters)
    for name in ("title", "line", "because", "clear", "unknown"):
        text = getattr(rule, name)
        yield from _text_faults(f"{at}.{name}", text)
        yield from _template_faults(f"{at}.{name}", text, known)
    for index, step in enumerate(rule.escalation):
        if step.line is not None:
            yield from _text_faults(f"{at}.escalation[{index}].line", step.line)
            yield from _template_faults(f"{at}.escalation[{index}].line", step.line, known)
    for name, parameter in rule.parameters.items():
        yield from _text_faults(f"{at}.parameters.{name}.title", parameter.title)
        yield from _text_faults(f"{at}.parameters.{name}.source", parameter.source)


def _advice_faults(spec: "ModelSpec") -> Iterable[Fault]:
    """Advice stands under the alerts of every rule, so it may name the parameters that all of them have."""
    shared = set.intersection(*(set(rule.parameters) for rule in spec.rules)) if spec.rules else ()
    for text in spec.advice:
        yield from _text_faults("advice", text)
        yield from _template_faults("advice", text, (*PLACEHOLDERS, *sorted(shared)))


def _template_faults(field: str, text: "Text", known: Iterable[str]) -> Iterable[Fault]:
    for template in (text.zh, text.en):
        try:
            fields = [(name, spec, how) for _, name, spec, how in Formatter().parse(template) if name is not None]
        except ValueError as error:
            yield field, f"{template!r}: {error}; a name stands between {{ and }}"
            continue
        for name, spec, how in fields:
            if name not in known:
                yield field, f"{{{name}}} is nothing that can be filled in; {nearest(name, known)}"
            elif spec or how:
                yield field, f"{template!r}: no ! or : after a name; write {{{name}}}"


def _place_and_time_faults(rule: "Rule", at: str) -> Iterable[Fault]:
    for index, signal in enumerate(rule.signals):
        if not signal.kinds:
            yield f"{at}.signal[{index}].kinds", "name at least one kind of observation"
        for kind in signal.zone_kinds:
            if not re.fullmatch(r"[a-z][a-z0-9_]*", kind):
                yield f"{at}.signal[{index}].zone_kinds", f"{kind!r}: use lower-case letters, digits and underscores"
    for label in rule.suspected_labels:
        if label not in LABEL_CODES:
            yield f"{at}.suspected_labels", f"{label!r} is no label; {nearest(label, LABEL_CODES)}"
    try:
        daily(rule.schedule)
    except ValueError as error:
        yield f"{at}.schedule", f"{error}; {_HOURS}"
