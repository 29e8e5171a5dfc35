"""Where cases are above what is usual, and where the week under way may bring most."""

from datetime import UTC, datetime

import pytest

from anlin.api import cases as cases_module
from anlin.insight.cases import NEEDED_WEEKS
from anlin.observations.instants import DAY, HOUR
from anlin.places.models import Device, Zone
from anlin.site.config import config
from anlin.tables import import_tables
from anlin.tables.mapping import mapping_of

MONDAY = 1_764_000_000_000_000 - DAY  # 2025-11-24 00:00 in China.
WEEK = 7 * DAY


@pytest.fixture(autouse=True)
def asked_on_wednesday(monkeypatch):
    monkeypatch.setattr(cases_module, "clock", lambda: lambda: MONDAY + 2 * DAY)
    for cached in (cases_module._past, cases_module._this_week, cases_module._outlook):
        cached.cache_clear()


@pytest.fixture
def grids(town):
    """A grid in the compound and one at the neighbour's, each with the station's feed."""
    made = []
    for area, code in ((town.compound, "grid-1"), (town.neighbour, "grid-2")):
        zone = Zone.objects.create(area=area, code=code, kind="grid", name_zh="网格", name_en="Grid")
        Device.objects.create(area=area, zone=zone, code=f"feed-{code}", name_zh="案件", kind="feed")
        made.append(zone)
    return made


@pytest.fixture
def bring(tmp_path):
    """`bring((at, grid, kind), …)`: what the station counted before goes through `anlin import`."""

    def rows(*given):
        history = config().home / "history"
        history.mkdir(parents=True, exist_ok=True)
        table = tmp_path / "cases.csv"
        lines = [
            f"{datetime.fromtimestamp(at / 1e6, UTC).isoformat()},{grid},{what},{nth}"
            for nth, (at, grid, what) in enumerate(sorted(given), 1)
        ]
        table.write_text("at,grid,what,record\n" + "\n".join(lines) + "\n")
        mapping = {
            "time": {"column": "at"},
            "columns": {
                "device": "grid", "kind": {"value": "case_record"}, "label": "what", "zone": "grid", "event": "record",
            },
            "zones": {code: {"zone": code, "area": "a", "kind": "grid"} for code in ("grid-1", "grid-2")},
        }  # fmt: skip
        import_tables([table], mapping_of(mapping), history / "cases.parquet")

    yield rows
    (config().home / "history" / "cases.parquet").unlink(missing_ok=True)


def past(weeks, *, each=2, grid="grid-1", what="burglary"):
    return [
        (MONDAY - nth * WEEK + DAY + more * HOUR, grid, what) for nth in range(1, weeks + 1) for more in range(each)
    ]


def test_where_no_feed_serves_there_is_nothing_to_say(as_role):
    found = as_role("dispatcher").get("/api/cases").json()
    assert (found["places"], found["total"], found["weeks_known"]) == ([], 0, 0)
    assert found["advice"][0]["zh"]


def test_a_grid_says_what_was_what_is_and_what_to_expect(as_role, grids, bring):
    bring(*past(12), (MONDAY + HOUR, "grid-1", "burglary"))
    found = as_role("community_officer").get("/api/cases").json()
    [place] = found["places"]
    assert (found["week"][:10], found["weeks_known"]) == ("2025-11-23", 12)
    assert (place["zone"]["id"], place["kind"], place["weeks"], place["so_far"]) == (
        grids[0].pk,
        "burglary",
        [2] * 12,
        1,
    )
    assert place["expected"] == pytest.approx(2, abs=0.7)
    assert (place["at_most"] >= 3, place["is_above"]) == (True, False)
    [kind] = [each for each in found["kinds"] if each["kind"] == "burglary"]
    assert (kind["last_week"], kind["so_far"], kind["name"]["zh"]) == (2, 1, "入室盗窃")


def test_what_is_above_its_bound_stands_first(as_role, grids, bring):
    bring(
        *past(12, each=5, what="theft"), *past(12, each=1),
        *((MONDAY + nth * HOUR, "grid-1", "burglary") for nth in range(9)),
    )  # fmt: skip
    first, second = as_role("grid_leader").get("/api/cases").json()["places"]
    assert (first["kind"], first["is_above"], second["kind"], second["is_above"]) == ("burglary", True, "theft", False)


def test_one_or_two_cases_are_above_nothing_however_quiet_a_grid_is(as_role, grids, bring):
    bring(*past(12, each=4, what="theft"), (MONDAY - 6 * WEEK, "grid-1", "burglary"),
          *((MONDAY + nth * HOUR, "grid-1", "burglary") for nth in range(2)))  # fmt: skip
    places = as_role("community_officer").get("/api/cases").json()["places"]
    assert [(place["kind"], place["is_above"]) for place in places] == [("theft", False), ("burglary", False)]


def test_before_enough_weeks_are_known_it_says_so_and_foretells_nothing(as_role, grids, bring):
    bring(*past(NEEDED_WEEKS - 1))
    found = as_role("dispatcher").get("/api/cases").json()
    assert (found["weeks_known"], found["weeks_needed"]) == (NEEDED_WEEKS - 1, NEEDED_WEEKS)
    assert (found["places"][0]["expected"], found["places"][0]["at_most"]) == (None, None)


def test_a_past_that_is_brought_along_later_is_known_within_the_hour(as_role, grids, bring, monkeypatch):
    assert as_role("dispatcher").get("/api/cases").json()["weeks_known"] == 0
    bring(*past(8))
    monkeypatch.setattr(cases_module, "clock", lambda: lambda: MONDAY + 2 * DAY + HOUR)
    assert as_role("dispatcher").get("/api/cases").json()["weeks_known"] == 8


def test_one_kind_alone_may_be_asked_for(as_role, grids, bring):
    bring(*past(7), *past(7, what="theft"))
    found = as_role("dispatcher").get("/api/cases?kind=theft").json()
    assert [place["kind"] for place in found["places"]] == ["theft"]


def test_a_neighbours_grid_is_not_yours_but_what_it_teaches_is(as_role, grids, bring, town):
    bring(*past(8), *past(8, grid="grid-2"))
    found = as_role("property_manager").get("/api/cases").json()
    assert [place["zone"]["id"] for place in found["places"]] == [grids[0].pk]
    assert [kind["last_week"] for kind in found["kinds"] if kind["kind"] == "burglary"] == [2]


def test_the_alert_about_a_place_is_named_beside_it(as_role, grids, bring, raise_alert, town):
    bring(*past(8))
    alert = raise_alert(model="incident_hotspot", rule="more_than_usual", key="zone:grid-1/burglary")
    [place] = as_role("community_officer").get("/api/cases").json()["places"]
    assert place["alert"] == alert.pk
