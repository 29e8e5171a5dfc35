"""Hourly counts from the archive and from what a site brings along, and what they foretell."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from anlin.insight.counting import AHEAD_H, WARM_UP_H, days_known, expected, hourly_people
from anlin.observations.instants import DAY, HOUR, MINUTE
from anlin.tables import import_tables
from anlin.tables.mapping import mapping_of

NOON = 1_764_043_200_000_000  # 2025-11-25 12:00 in China.
MAPPING = mapping_of(
    {
        "time": {"column": "hour"},
        "columns": {
            "device": "counter",
            "kind": {"value": "people_count"},
            "value": "people",
            "zone": "place",
        },
        "zones": {
            "sq": {"zone": "A/square", "area": "A", "kind": "square"},
            "other": {"zone": "A/other", "area": "A", "kind": "square"},
        },
    }
)


@pytest.fixture
def bring(tmp_path: Path):
    """`bring((at, counter, place, people), …)`: a table goes through `anlin import` into the history folder."""
    folder = tmp_path / "history"
    folder.mkdir()

    def rows(*given: tuple[int, str, str, int]) -> Path:
        table = tmp_path / "counts.csv"
        lines = [f"{datetime.fromtimestamp(at / 1e6, UTC).isoformat()},{c},{z},{n}" for at, c, z, n in given]
        table.write_text("hour,counter,place,people\n" + "\n".join(lines) + "\n")
        counts = import_tables([table], MAPPING, folder / "counts.parquet")
        assert counts.accepted == len(given)
        return folder

    return rows


def test_what_a_site_brings_along_is_known_by_the_codes_of_its_places(bring) -> None:
    folder = bring((NOON, "c", "sq", 40), (NOON + HOUR, "c", "sq", 60), (NOON, "d", "other", 9))
    found = hourly_people(None, folder, {77: "A/square", 78: "elsewhere"}, NOON - DAY, NOON + DAY)
    assert found == {77: {NOON: 40.0, NOON + HOUR: 60.0}, 78: {}}


def test_an_hours_counts_are_averaged_and_those_of_several_counters_added(bring) -> None:
    folder = bring((NOON, "east", "sq", 40), (NOON + 30 * MINUTE, "east", "sq", 60), (NOON, "west", "sq", 5))
    assert hourly_people(None, folder, {7: "A/square"}, NOON, NOON + HOUR) == {7: {NOON: 55.0}}


def test_a_platform_without_a_past_knows_nothing(tmp_path: Path) -> None:
    assert hourly_people(None, tmp_path, {7: "A/square"}, 0, NOON) == {7: {}}
    assert expected({}, NOON) == []
    assert days_known({}, NOON) == 0


def weeks(hours: int) -> dict[int, float]:
    """A place that holds 100 by night and 500 from ten to six."""
    past = range(NOON - hours * HOUR, NOON, HOUR)
    return {at: 500.0 + at // HOUR % 7 if 10 <= (at // HOUR + 8) % 24 < 18 else 100.0 + at // HOUR % 5 for at in past}


def test_six_weeks_are_needed_for_a_forecast() -> None:
    assert expected(weeks(WARM_UP_H - 2), NOON) == []


def test_the_next_hours_follow_the_rhythm_of_the_place_within_their_interval() -> None:
    hours = expected(weeks(90 * 24), NOON + 5 * MINUTE)
    assert [hour.at for hour in hours] == [NOON + n * HOUR for n in range(AHEAD_H)]
    for hour in hours:
        assert 480 < hour.people < 530
        assert hour.low <= hour.people <= hour.high


def test_the_hour_under_way_counts_once_half_of_it_has_passed() -> None:
    past = weeks(90 * 24) | {NOON: 500.0}
    assert expected(past, NOON + 29 * MINUTE)[0].at == NOON
    assert expected(past, NOON + 30 * MINUTE)[0].at == NOON + HOUR


@pytest.mark.parametrize(
    ("day", "region", "is_free"),
    [
        ((2026, 10, 1), "CN", True),  # National Day, a Thursday.
        ((2026, 10, 1), "AU", False),
        ((2026, 2, 28), "CN", False),  # A Saturday worked for the Spring Festival.
        ((2026, 3, 7), "CN", True),  # Any other Saturday.
    ],
)
def test_public_holidays_are_expected_like_sundays_and_worked_weekends_like_weekdays(
    day: tuple[int, int, int], region: str, is_free: bool
) -> None:
    midnight = round(datetime(*day, tzinfo=UTC).timestamp() * 1e6) - 8 * HOUR
    past = {at: 100.0 if _is_weekend(at) else 500.0 for at in range(midnight - 90 * DAY, midnight, HOUR)}
    people = expected(past, midnight, region)[0].people
    assert people < 250 if is_free else people > 400


def _is_weekend(at: int) -> bool:
    return (datetime.fromtimestamp(at / 1e6, UTC) + timedelta(hours=8)).weekday() >= 5
