"""What somebody did, in words: the operations of operations.toml, as the audit page says them."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class Operation:
    zh: str
    en: str


@lru_cache(maxsize=1)
def shipped_operations() -> dict[str, Operation]:
    """By method and path template, as the log keeps it."""
    text = Path(__file__).with_name("operations.toml").read_text(encoding="utf-8")
    return {operation: Operation(**row) for operation, row in tomllib.loads(text).items()}


def words_of(operation: str) -> Operation | str:
    """An operation that is there no more stands for itself: old records stay readable."""
    return shipped_operations().get(operation, operation)
