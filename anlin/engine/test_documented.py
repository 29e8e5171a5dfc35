"""What a model's author can write stands in docs/guide/operators.md."""

import re
from pathlib import Path

import pytest

from anlin.engine.catalogue import KEYS, OPERATORS, Operator

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "operators.md"
NAMED = set(re.findall(r"`([a-z0-9_+]+)`", PAGE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=OPERATORS.keys())
def test_every_operator_and_parameter_is_explained(operator: Operator) -> None:
    assert {operator.name, *operator.parameters} - NAMED == set()


def test_every_key_is_named() -> None:
    assert {key.removesuffix("+label") for key in KEYS} - NAMED == set()
