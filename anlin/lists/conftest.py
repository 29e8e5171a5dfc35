"""Three officers of two units and a health worker, and a stolen car, for the tests of lists."""

from dataclasses import replace
from typing import Any

import pytest

from anlin.lists.entries import NewEntry, approve, register_entry
from anlin.lists.models import Entry
from anlin.observations.instants import DAY
from anlin.people.models import Unit
from anlin.site.config import config

AT = 1_767_573_000_000_000  # 2026-01-05 08:30:00 +08:00, microseconds since 1970 UTC.
PLATE = "鲁L7Q4W9"


@pytest.fixture
def demo(monkeypatch):
    """Features that the law still holds back work in a demo only."""
    monkeypatch.setenv("ANLIN_DEMO", "1")
    config.cache_clear()
    yield
    monkeypatch.undo()
    config.cache_clear()


@pytest.fixture
def officers(town: Any, person: Any) -> list[Any]:
    """Of the station, of the station, of the traffic police, of the bureau."""
    made = []
    for code in ("station", "station", "traffic", "bureau"):
        unit, _ = Unit.objects.get_or_create(code=code, defaults={"name_zh": code, "kind": "police"})
        made.append(person("community_officer", town.community, unit=unit))
    return made


def stolen(area: Any, **fields: Any) -> NewEntry:
    given = NewEntry(
        kind="stolen_vehicle",
        criterion="case_filed",
        subject_type="plate",
        subject=PLATE,
        area=area,
        legal_basis="刑事诉讼法 115",
        issuing_body="东港分局刑侦大队",
        document_number="东公（刑）立字〔2026〕0012号",
        from_at=AT,
        until_at=AT + 30 * DAY,
    )
    return replace(given, **fields)


def in_force(area: Any, officers: list[Any], at: int = AT, **fields: Any) -> Entry:
    given = stolen(area, **{"from_at": at, "until_at": at + 30 * DAY, **fields})
    entry = register_entry(given, officers[0], at)
    approve(entry, officers[1], at)
    return approve(entry, officers[2], at)
