"""Cases by week, kind and place, and what the week under way may bring."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from anlin.insight.cases import NEEDED_WEEKS, Weekly, monday_before, outlook, weekly_cases
from anlin.observations.instants import DAY, HOUR
from anlin.tables import import_tables
from anlin.tables.mapping import mapping_of

MONDAY = 1_764_000_000_000_000 - DAY  # 2025-11-24 00:00 in China.
WEEK = 7 * DAY
KINDS = ("burglary", "theft")
PLACES = {7: "A/grid", 8: "B/grid"}
MAPPING = mapping_of(
    {
        "time": {"column": "at"},
        "columns": {
            "device": "feed",
            "kind": {"value": "case_record"},
            "label": "what",
            "zone": "grid",
            "track": "record",
            "event": "record",
        },
        "zones": {code: {"zone": code, "area": code[0], "kind": "grid"} for code in ("A/grid", "B/grid", "C/grid")},
    }
)


@pytest.fixture
def bring(tmp_path: Path):
    """`bring((at, feed, grid, what, record), …)`: a table goes through `anlin import` into the history folder."""
    folder = tmp_path / "history"
    folder.mkdir()

    def rows(*given: tuple[int, str, str, str, str]) -> Path:
        table = tmp_path / "cases.csv"
        lines = [f"{datetime.fromtimestamp(at / 1e6, UTC).isoformat()},{','.join(rest)}" for at, *rest in sorted(given)]
        table.write_text("at,feed,grid,what,record\n" + "\n".join(lines) + "\n")
        assert import_tables([table], MAPPING, folder / "cases.parquet").accepted == len(given)
        return folder

    return rows


def test_a_week_begins_on_monday_by_the_local_clock() -> None:
    assert monday_before(MONDAY) == MONDAY
    assert monday_before(MONDAY - 1) == MONDAY - WEEK
    assert monday_before(MONDAY + WEEK - 1) == MONDAY
    # Where clocks change, a week has an hour more or less.
    autumn = 1_761_433_200_000_000  # 2025-10-26 00:00 in London, still British Summer Time.
    assert monday_before(autumn + 2 * DAY, "Europe/London") == autumn + 25 * HOUR


def test_cases_are_counted_by_local_week_place_and_kind(bring) -> None:
    folder = bring(
        (MONDAY, "f", "A/grid", "burglary", "1"),
        (MONDAY + WEEK - 1_000_000, "f", "A/grid", "burglary", "2"),
        (MONDAY + WEEK, "f", "A/grid", "burglary", "3"),
        (MONDAY + 2 * WEEK, "f", "B/grid", "theft", "4"),
        (MONDAY + 2 * WEEK, "f", "C/grid", "theft", "5"),
        (MONDAY + 2 * WEEK, "f", "B/grid", "dispute", "6"),
    )
    found = weekly_cases(None, folder, PLACES, KINDS, MONDAY - WEEK, MONDAY + 4 * WEEK)
    assert found.weeks == tuple(MONDAY + nth * WEEK for nth in range(4))
    assert (found.places, found.kinds) == ((7, 8), KINDS)
    assert found.counts[:, 0, 0].tolist() == [2, 1, 0, 0]
    assert found.counts[:, 1, 1].tolist() == [0, 0, 1, 0]
    assert found.counts.sum() == 4


def test_a_record_that_two_feeds_bring_counts_once(bring) -> None:
    folder = bring(
        (MONDAY, "call centre", "A/grid", "theft", "77"), (MONDAY + HOUR, "station", "A/grid", "theft", "77")
    )
    assert weekly_cases(None, folder, PLACES, KINDS, MONDAY, MONDAY + WEEK).counts.sum() == 1


def test_a_platform_without_a_past_has_no_weeks(tmp_path: Path) -> None:
    found = weekly_cases(None, tmp_path, PLACES, KINDS, MONDAY, MONDAY + WEEK)
    assert (found.weeks, found.counts.size) == ((), 0)
    assert outlook(found, "theft", (0, 0)) is None


def known(weeks: int, places: int = 30) -> Weekly:
    random = np.random.default_rng(1)
    counts = random.poisson(np.linspace(0.2, 4, places)[None, :, None] * np.ones((weeks, 1, 2))).astype(float)
    return Weekly(tuple(range(weeks)), tuple(range(places)), KINDS, counts)


def test_a_busy_place_is_expected_to_have_more_and_its_bound_lies_above() -> None:
    found = outlook(known(20), "theft", [nth // 5 for nth in range(30)])
    assert found is not None
    assert found.expected[-5:].mean() > found.expected[:5].mean() + 2
    assert all(bound >= mean for mean, bound in zip(found.expected, found.at_most, strict=True))


def test_the_bound_is_passed_about_once_in_twenty() -> None:
    week = known(40, 200)
    passed = []
    for last in range(20, 40):
        past = Weekly(week.weeks[:last], week.places, KINDS, week.counts[:last])
        found = outlook(past, "theft", [0] * 200)
        assert found is not None
        passed.append(week.counts[last, :, 1] > np.array(found.at_most))
    # Whole numbers: the bound is passed at most so often, and less where counts are small.
    assert 0.01 <= np.mean(passed) <= 0.065


def test_before_enough_weeks_are_known_nothing_is_foretold() -> None:
    assert outlook(known(NEEDED_WEEKS - 1), "theft", [0] * 30) is None
    assert outlook(known(NEEDED_WEEKS), "theft", [0] * 30) is not None


def test_a_kind_that_never_happened_is_not_foretold() -> None:
    assert outlook(known(NEEDED_WEEKS), "robbery", [0] * 30) is None
