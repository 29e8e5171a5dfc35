"""Decides, from what was observed, what is so: pure steps over a journal. Design: docs/architecture.md, "Engine"."""

from anlin.engine.conditions import Condition, Fenced, Sink, What, place, position_of, row_of
from anlin.engine.spec import BadModel, ModelSpec, load_model, load_models

__all__ = [
    "BadModel",
    "Condition",
    "Fenced",
    "ModelSpec",
    "Sink",
    "What",
    "load_model",
    "load_models",
    "place",
    "position_of",
    "row_of",
]
