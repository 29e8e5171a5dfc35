"""Variants: the same model once more, under a name of its own, with other limits on the same rows.

A registry that sets limits or hours of `model~name` makes one: for a trial on the past, or a shadow run beside the
limits in force. Routes, rules and words are the model's.
"""

from collections.abc import Iterable

import msgspec

from anlin.engine.spec import ModelSpec
from anlin.observations import Registry

_MARK = "~"


def variant_name(model: str, name: str) -> str:
    return f"{model}{_MARK}{name}"


def base_model(name: str) -> str:
    """The model's own name, whichever variant of it spoke."""
    return name.partition(_MARK)[0]


def variant_of(spec: ModelSpec, name: str) -> ModelSpec:
    """The model as its variant of this whole name; the model itself for its own name."""
    return spec if name == spec.name else msgspec.structs.replace(spec, name=name)


def with_variants(specs: Iterable[ModelSpec], registry: Registry) -> tuple[ModelSpec, ...]:
    """The models, and after them, in order of name, their variants that the registry speaks of."""
    by_name = {spec.name: spec for spec in specs}
    named = {row.model for rows in (registry.overrides, registry.arming) for row in rows if _MARK in row.model}
    variants = (name for name in sorted(named) if base_model(name) in by_name)
    return (*by_name.values(), *(variant_of(by_name[base_model(name)], name) for name in variants))
