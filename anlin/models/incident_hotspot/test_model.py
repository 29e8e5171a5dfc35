"""Each test is a sentence of README.md."""

from pathlib import Path

import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, PLAIN, Rehearsal, with_watcher

MODEL = load_model(Path(__file__).parent)
GRID = with_watcher(with_watcher(PLACE, "station", "grid-1", "grid"), "call-centre", "grid-1", "grid")
KEY = "zone:grid-1/burglary"
DAY = 86_400
WEEK = 7 * DAY
BURGLARY = "case_record/burglary"
MONDAY = -8 * 3600  # Second 0 is Monday 08:00 in Shanghai; the local week began eight hours before.


@pytest.fixture
def place() -> Rehearsal:
    # Thirteen weeks in which the feed lived; a row a week shows that.
    return Rehearsal([MODEL], GRID, by=PLAIN).says("station", "device_heartbeat", *range(0, 16 * WEEK, WEEK))


def test_it_opens_at_the_third_case_of_a_week_in_a_quiet_grid(place: Rehearsal) -> None:
    place.says("station", BURGLARY, *(13 * WEEK + DAY * i for i in (1, 2, 3, 4)))
    assert place.told(14 * WEEK) == [("more_than_usual", KEY, "OPENED", 13 * WEEK + 3 * DAY)]


def test_two_cases_are_nothing(place: Rehearsal) -> None:
    assert place.says("station", BURGLARY, 13 * WEEK + DAY, 13 * WEEK + 2 * DAY).told(15 * WEEK) == []


def test_where_two_a_week_are_usual_three_are_nothing(place: Rehearsal) -> None:
    place.says("station", BURGLARY, *(week * WEEK + DAY * i for week in range(13) for i in (1, 3)))
    assert place.says("station", BURGLARY, *(13 * WEEK + DAY * i for i in (1, 2, 3))).told(14 * WEEK) == []


def test_each_kind_of_case_is_counted_by_itself(place: Rehearsal) -> None:
    place.says("station", BURGLARY, 13 * WEEK, 13 * WEEK + DAY).says(
        "station", "case_record/theft", 13 * WEEK + 2 * DAY
    )
    assert place.told(14 * WEEK) == []


def test_a_record_that_two_feeds_bring_counts_once(place: Rehearsal) -> None:
    for record in (1, 2):
        for feed in ("call-centre", "station"):
            place.says(feed, BURGLARY, 13 * WEEK + record * DAY, track=record)
    assert place.told(14 * WEEK) == []
    assert len(place.says("station", BURGLARY, 13 * WEEK + 3 * DAY, track=3).told(14 * WEEK)) == 1


@pytest.mark.parametrize("what", ["citizen_report/theft", "citizen_report/dispute", "case_record/dispute"])
def test_reports_are_no_cases(place: Rehearsal, what: str) -> None:
    assert place.says("station", what, *(13 * WEEK + DAY * i for i in range(6))).told(14 * WEEK) == []


def test_it_clears_at_the_end_of_the_second_normal_week(place: Rehearsal) -> None:
    place.says("station", BURGLARY, *(13 * WEEK + DAY * i for i in (1, 2, 3)))
    said = place.told(17 * WEEK)
    assert said[1:] == [("more_than_usual", KEY, "CLEARED", 16 * WEEK + MONDAY)]


def test_it_is_unknown_when_the_feeds_are_offline(place: Rehearsal) -> None:
    place.says("station", BURGLARY, *(13 * WEEK + DAY * i for i in (1, 2, 3)))
    for feed in ("station", "call-centre"):
        place.says(feed, "device_heartbeat/offline", 13 * WEEK + 4 * DAY)
    assert ("more_than_usual", KEY, "UNKNOWN", 13 * WEEK + 4 * DAY) in place.told(14 * WEEK)


def test_a_week_at_whose_end_nobody_could_see_is_no_normal_one(place: Rehearsal) -> None:
    place.says("station", BURGLARY, *(13 * WEEK + DAY * i for i in (1, 2, 3)))
    for feed in ("station", "call-centre"):
        place.says(feed, "device_heartbeat/offline", 14 * WEEK + 4 * DAY)
        place.says(feed, "device_heartbeat/online", 15 * WEEK + DAY)
    cleared = [at for _, _, what, at in place.told(20 * WEEK) if what == "CLEARED"]
    assert cleared == [17 * WEEK + MONDAY]
