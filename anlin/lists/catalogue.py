"""The closed catalogue of list types, read once at import (LU-20)."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from anlin.access.purposes import shipped_purposes
from anlin.alerts.words import Words
from anlin.observations.instants import DAY

LONGEST_DAYS = 90
CLOSED = ("person_wanted", "missing_person", "stolen_vehicle", "hit_and_run_vehicle", "public_health")
"""Codes that may stand in the catalogue: the labels that a candidate row can bear."""
VAGUE = re.compile(r"interest|attention|other|misc|suspicious|unstable|关注|其他|可疑|不稳定|重点人员", re.IGNORECASE)


class IncompleteListType(ValueError):
    """A list type lacks what LU-20 asks, or is one that cannot exist."""


@dataclass(frozen=True)
class ListType:
    """One kind of list. `criteria`: what must objectively be so of an entry, by code."""

    code: str
    title: Words
    model: str
    roles: frozenset[str]
    subjects: tuple[str, ...]
    legal_article: str
    authority: str
    assessment: str
    purpose: str
    longest_days: int
    criteria: dict[str, Words]
    least_precision: float
    judged_from: int
    urgent: bool = False
    order: bool = False

    @property
    def longest(self) -> int:
        """Longest term in µs."""
        return self.longest_days * DAY


REQUIRED = (
    "zh", "en", "model", "roles", "subjects", "legal_article", "authority", "assessment", "purpose", "criteria",
    "least_precision", "judged_from",
)  # fmt: skip


def read_catalogue(text: str) -> dict[str, ListType]:
    """List types by code from TOML. Raises `IncompleteListType` naming the type and what is wrong."""
    return {code: _type(code, row) for code, row in tomllib.loads(text).items()}


def _type(code: str, row: dict[str, Any]) -> ListType:
    if code not in CLOSED:
        raise IncompleteListType(f"list type {code}: not one of {', '.join(CLOSED)} (LU-20)")
    for item in REQUIRED:
        if not row.get(item):
            raise IncompleteListType(f"list type {code}: {item} is missing (LU-20)")
    criteria = {name: Words(**words) for name, words in row["criteria"].items()}
    for name, words in criteria.items():
        if VAGUE.search(f"{name} {words.zh} {words.en}"):
            raise IncompleteListType(f"list type {code}: criterion {name} is not objective (LU-20)")
    days = row.get("longest_days", 0)
    if not 0 < days <= LONGEST_DAYS:
        raise IncompleteListType(f"list type {code}: longest_days is 1 to {LONGEST_DAYS} (LU-21)")
    if row["purpose"] not in shipped_purposes():
        raise IncompleteListType(f"list type {code}: purpose {row['purpose']!r} is not in purposes.toml (LU-01)")
    return ListType(
        code=code,
        title=Words(row["zh"], row["en"]),
        model=row["model"],
        roles=frozenset(row["roles"]),
        subjects=tuple(row["subjects"]),
        legal_article=row["legal_article"],
        authority=row["authority"],
        assessment=row["assessment"],
        purpose=row["purpose"],
        longest_days=days,
        criteria=criteria,
        least_precision=float(row["least_precision"]),
        judged_from=int(row["judged_from"]),
        urgent=bool(row.get("urgent")),
        order=bool(row.get("order")),
    )


@lru_cache(maxsize=1)
def list_types() -> dict[str, ListType]:
    return read_catalogue(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))


def types_kept_by(role: str) -> frozenset[str]:
    """Codes of the lists that a role keeps or may compare with."""
    return frozenset(code for code, kind in list_types().items() if role in kind.roles)
