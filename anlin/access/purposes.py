"""The purposes there are, as shipped; known at import, so that a route with a wrong purpose never starts."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class PurposeSpec:
    """One purpose with the five items of LU-01: code, legal basis, unit, assessment number, retention."""

    code: str
    zh: str
    en: str
    legal_basis: str
    unit: str
    assessment: str
    retention_days: int


class IncompletePurpose(ValueError):
    """A purpose lacks one of the five items of LU-01."""


def read_purposes(text: str) -> dict[str, PurposeSpec]:
    """Purposes by code from TOML. Raises `IncompletePurpose` naming the code and what is missing."""
    found = {}
    for code, row in tomllib.loads(text).items():
        for item in ("zh", "en", "legal_basis", "unit", "assessment", "retention_days"):
            if not row.get(item):
                raise IncompletePurpose(f"purpose {code}: {item} is missing (LU-01)")
        found[code] = PurposeSpec(code=code, **row)
    return found


@lru_cache(maxsize=1)
def shipped_purposes() -> dict[str, PurposeSpec]:
    return read_purposes(Path(__file__).with_name("purposes.toml").read_text(encoding="utf-8"))
