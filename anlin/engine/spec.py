"""A model as its folder states it: `model.toml`, read and checked into typed values."""

import re
import tomllib
from collections.abc import Iterable
from math import isfinite
from pathlib import Path
from typing import Literal

import msgspec

from anlin.engine.authoring import content_faults, nearest, structure_fault
from anlin.engine.catalogue import KEYS, LEVELS, NEEDS_CAPACITY, OPERATORS, PURPOSES
from anlin.observations import KIND_CODES, LABEL_CODES

Severity = Literal["critical", "high", "medium", "low"]
Group = Literal["community_security", "care", "flow", "public_health", "registration", "law", "fire", "upkeep", "other"]


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people read, in both languages; a template where the field says so."""

    zh: str
    en: str


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number that may be set for everywhere, an edition, an area or a zone; the settings form is made from it."""

    title: Text
    default: float
    min: float
    max: float
    source: Text  # Where the default comes from: a standard, practice, or an estimate and its reason.
    unit: str = ""


class Signal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows that concern the rule, and what they mean to its operator. Empty lists: any."""

    kinds: tuple[str, ...]
    labels: tuple[str, ...] = ()
    zone_kinds: tuple[str, ...] = ()
    means: str = ""  # One of the operator's `means`; empty is its usual one.


class Escalation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a further level of the same condition changes."""

    level: Literal[1, 2]
    severity: Severity
    recipients: tuple[str, ...]
    line: Text | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way the model's question is answered yes. Templates: docs/guide/a-model-of-your-own.md."""

    name: str
    title: Text
    signals: tuple[Signal, ...] = msgspec.field(name="signal")
    key: str
    operator: str
    severity: Severity
    recipients: tuple[str, ...]
    parameters: dict[str, Parameter]
    line: Text  # Template: the alert in one line.
    because: Text  # Template: why it opened, in a sentence.
    clear: Text  # When it ends.
    unknown: Text  # When it cannot be seen.
    escalation: tuple[Escalation, ...] = ()
    consent: Literal["", "care"] = ""  # Rows of a home without this consent never reach the rule (LU-31).
    inputs: Literal["any", "all"] = "any"  # A key is seen while any, or all, of its devices are.
    suspected_labels: tuple[str, ...] = ()  # Rows with these labels can open only as suspected.
    schedule: tuple[tuple[str, str], ...] = ()  # Hours of the local day it watches; empty: always.


class ModelSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model: its rules and what people are told about it."""

    name: str
    number: int
    group: Group
    purpose: str  # What its alerts may be used for: a code of access/purposes.toml (LU-01).
    title: Text
    question: Text
    editions: tuple[Literal["standard", "plus"], ...]
    rules: tuple[Rule, ...] = msgspec.field(name="rule")
    traps: tuple[Text, ...] = ()
    advice: tuple[Text, ...] = ()
    cooldown_s: float = 600
    enabled: bool = True  # Off by default where a declared response or order is needed first.

    def rule(self, name: str) -> Rule:
        return next(rule for rule in self.rules if rule.name == name)


class BadModel(Exception):
    """A model.toml that cannot be used: names file, line, field and remedy."""

    def __init__(self, path: Path, line: int, field: str, remedy: str) -> None:
        super().__init__(f"{path}:{line}: {field}: {remedy}" if line else f"{path}: {field}: {remedy}")
        self.path, self.line, self.field, self.remedy = path, line, field, remedy


def load_model(path: Path) -> ModelSpec:
    """The model of one folder or `model.toml`. Raises `BadModel`."""
    path = path / "model.toml" if path.is_dir() else path
    try:
        text = _text_of(path)
        written = tomllib.loads(text)
        spec = msgspec.convert(written, ModelSpec)
    except OSError as error:
        raise BadModel(path, 0, "file", f"cannot be read ({error.strerror}); a model is a folder with it") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise BadModel(path, int(line[1]) if line else 1, "TOML", f"{error}; this line is no TOML") from None
    except msgspec.ValidationError as error:
        field, remedy = structure_fault(error, written, ModelSpec, Parameter)
        raise BadModel(path, line_of(text, field) or 1, field, remedy) from None
    for field, remedy in (*_faults(spec), *content_faults(spec)):
        raise BadModel(path, line_of(text, field), field, remedy)
    return spec


def _text_of(path: Path) -> str:
    """Raises `BadModel` for another encoding than UTF-8; the mark that Windows puts before it is no fault."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadModel(path, line, "file", "it is not UTF-8; save it as UTF-8") from None


def load_models(paths: Iterable[Path]) -> list[ModelSpec]:
    """The models of these folders, in order of number and name. Raises `BadModel`, also when two share a name."""
    found: dict[str, Path] = {}
    specs = []
    for path in paths:
        spec = load_model(path)
        if spec.name in found:
            raise BadModel(path, 0, "name", f"{spec.name!r} is already the name of {found[spec.name]}; rename one")
        found[spec.name] = path
        specs.append(spec)
    return sorted(specs, key=lambda spec: (spec.number, spec.name))


def _faults(spec: ModelSpec) -> Iterable[tuple[str, str]]:
    """(field, remedy) of everything that types alone do not catch."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", spec.name):
        yield "name", f"{spec.name!r}: use lower-case letters, digits and underscores"
    if spec.purpose not in PURPOSES:
        yield "purpose", f"{spec.purpose!r} is no purpose of a model; {nearest(spec.purpose, PURPOSES)}"
    if spec.number < 0:
        yield "number", f"{spec.number}: 0 or more; models are shown in this order"
    if not spec.rules:
        yield "rule", "a model has at least one [[rule]]"
    names = [rule.name for rule in spec.rules]
    for index, rule in enumerate(spec.rules):
        at = f"rule[{index}]"
        if rule.name in names[:index]:
            yield f"{at}.name", f"{rule.name!r} is used twice; give each rule its own name"
        if rule.key not in KEYS:
            yield f"{at}.key", f"{rule.key!r} is not one of {', '.join(KEYS)}"
        if rule.operator not in OPERATORS:
            yield f"{at}.operator", f"{rule.operator!r} is not one of {', '.join(OPERATORS)}"
            continue
        if rule.operator == "inactivity" and rule.key != "dwelling":
            yield f"{at}.key", f"{rule.key!r}: inactivity is of a home; its key is dwelling"
        yield from _signal_faults(rule, at)
        yield from _parameter_faults(rule, at)
        yield from _level_faults(rule, at)


def _signal_faults(rule: Rule, at: str) -> Iterable[tuple[str, str]]:
    means = OPERATORS[rule.operator].means
    begins = means[: OPERATORS[rule.operator].begins]
    if not any(signal.means in ("", *begins) for signal in rule.signals):
        yield f"{at}.signal", f"at least one signal must mean {' or '.join(map(repr, begins))}"
    for index, signal in enumerate(rule.signals):
        here = f"{at}.signal[{index}]"
        if signal.means not in ("", *means):
            yield f"{here}.means", f"{signal.means!r}: {rule.operator} knows {', '.join(means)}"
        for kind in signal.kinds:
            if kind not in KIND_CODES:
                yield f"{here}.kinds", f"{kind!r} is no kind of observation; {nearest(kind, KIND_CODES)}"
        for label in signal.labels:
            if label not in LABEL_CODES:
                yield f"{here}.labels", f"{label!r} is no label; {nearest(label, LABEL_CODES)}"


def _parameter_faults(rule: Rule, at: str) -> Iterable[tuple[str, str]]:
    operator = OPERATORS[rule.operator]
    known = operator.parameters
    for name, parameter in rule.parameters.items():
        here = f"{at}.parameters.{name}"
        if name not in known:
            yield here, f"{rule.operator} has no such parameter; {nearest(name, known)}"
        if not parameter.min <= parameter.default <= parameter.max:
            yield f"{here}.default", f"{parameter.default:g} is not within {parameter.min:g} to {parameter.max:g}"
        yield from _number_faults(name, parameter, here)
        least, most = operator.bounds.get(name, (parameter.min, parameter.max))
        if parameter.min < least:
            yield f"{here}.min", f"{parameter.min:g}: {operator.name} needs at least {least:g}"
        if parameter.max > most:
            yield f"{here}.max", f"{parameter.max:g}: {operator.name} can do at most {most:g}"
    for name, default in known.items():
        if default is None and name not in rule.parameters:
            yield f"{at}.parameters", f"{rule.operator} needs [rule.parameters.{name}]"


def _number_faults(name: str, parameter: Parameter, here: str) -> Iterable[tuple[str, str]]:
    """Bounds that are none, a time that is not in seconds or runs backwards."""
    for bound in ("min", "max"):
        if not isfinite(getattr(parameter, bound)):
            yield f"{here}.{bound}", f"{getattr(parameter, bound):g}: write a number that ends"
    if name.endswith("_s"):
        if parameter.unit != "s":
            yield f"{here}.unit", f'{parameter.unit!r}: {name} is in seconds; write unit = "s" and the value in seconds'
        if parameter.min < 0:
            yield f"{here}.min", f"{parameter.min:g}: a time is 0 or more seconds"


def _level_faults(rule: Rule, at: str) -> Iterable[tuple[str, str]]:
    if rule.operator != "level":
        return
    if len(rule.parameters.keys() & set(LEVELS)) != 1:
        yield f"{at}.parameters", f"level needs exactly one of {', '.join(LEVELS)}"
    if rule.key.endswith("+label") or rule.key == "subject+zone":
        yield f"{at}.key", f"{rule.key!r}: level measures a place or a device as a whole; take zone, device or area"
    if rule.parameters.keys() & NEEDS_CAPACITY and rule.key not in ("zone", "device", "area"):
        yield f"{at}.key", f"{rule.key!r} has no published capacity; take zone, device or area"


def line_of(text: str, field: str) -> int:
    """Line, from 1, on which `rule[1].parameters.quiet_s.default` stands in a TOML text; its table's, else 0."""
    wanted = [part for part in re.split(r"\.|(?=\[)", field) if part]
    counts: dict[str, int] = {}
    table: list[str] = []
    best, depth = 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)\s*([\w.\"-]+)\s*\]\]?", line):
            table = _table_path(header[2], header[1] == "[[", counts)
            names = table
        elif key := re.match(r"\s*([\w.\"-]+)\s*=", line):
            names = table + key[1].replace('"', "").split(".")
        else:
            continue
        shared = min(len(names), len(wanted))
        if shared > depth and names[:shared] == wanted[:shared]:
            best, depth = number, shared
    return best


def _table_path(header: str, is_array: bool, counts: dict[str, int]) -> list[str]:
    """`rule.parameters.x` under the second `[[rule]]` is ["rule", "[1]", "parameters", "x"]."""
    path: list[str] = []
    parts = header.replace('"', "").split(".")
    for index, part in enumerate(parts):
        path.append(part)
        name = ".".join(path)
        if is_array and index == len(parts) - 1:
            counts[name] = counts.get(name, -1) + 1
        if name in counts:
            path.append(f"[{counts[name]}]")
    return path
