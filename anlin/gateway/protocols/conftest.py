"""Where the protocols' tests find the shared samples, and how they read an item."""

import os
from pathlib import Path
from typing import Any

import pytest

from anlin.gateway.decoded import Seen
from anlin.observations.instants import iso
from anlin.observations.kinds import KINDS, LABELS

_SHARED = Path(os.environ.get("ANLIN_SHARED", Path(__file__).parents[4] / "shared"))


def samples_of(protocol: str) -> Path:
    return _SHARED / "samples" / protocol


def needs_samples(protocol: str) -> pytest.MarkDecorator:
    path = samples_of(protocol)
    return pytest.mark.skipif(not path.is_dir(), reason=f"no samples at {path}")


def told(item: Any) -> tuple[str, str]:
    """(kind, label) of an observation, (class name, reason or "") of anything else."""
    if isinstance(item, Seen):
        return KINDS[item.kind], LABELS[item.label]
    return type(item).__name__, getattr(item, "reason", "")


def when(item: Any) -> str:
    """The device's instant to the second, "" for none."""
    return "" if item.observed_at is None else iso(item.observed_at)[:19]
