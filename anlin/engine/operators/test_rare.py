from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.engine.rehearsal import ENGINES, PLAIN, Rehearsal, specimen
from anlin.engine.spec import ModelSpec
from anlin.engine.steps import Kernels
from anlin.observations import Quality

GRANTED, DOOR = "access_event/granted", "magnet-door-1"
HOUR, DAY = 3600, 86_400
MONDAY = -8 * HOUR
"""Second 0 is Monday, 08:00 in Shanghai: this is its midnight."""


def model(days: int = 20, least: int = 4, one_in: int = 10, clear: float = 1800) -> ModelSpec:
    return specimen("rare", "zone", {GRANTED: "holds"}, days=days, least=least, one_in=one_in, clear_s=clear)


def office(*uses: tuple[int, float], by: Kernels = PLAIN, watched: bool = True, **parameters: int) -> Rehearsal:
    """A door used on these (day, hour of the local clock); day 0 is the first Monday, from eight on."""
    place = Rehearsal([model(**parameters)], by=by)
    if watched:
        place.says(DOOR, "device_heartbeat", 0)
    return place.says(DOOR, GRANTED, *(MONDAY + day * DAY + hour * HOUR for day, hour in uses))


def told(place: Rehearsal, day: int = 32) -> list[tuple[str, float, float]]:
    found = []
    for _, _, what, second in place.told(MONDAY + day * DAY):
        found.append((what, (second - MONDAY) // DAY, (second - MONDAY) % DAY / HOUR))
    return found


WORKING = [(day, 9.0) for day in range(5)]
"""A first week, Monday to Friday at nine."""


def test_a_use_in_the_night_is_told_once_four_days_are_known() -> None:
    assert told(office(*WORKING[:4], (4, 3))) == [("OPENED", 4, 3.0), ("CLEARED", 4, 3.5)]
    assert told(office(*WORKING[:3], (3, 3))) == []


def test_the_hours_beside_a_usual_one_are_usual() -> None:
    assert told(office(*WORKING, (7, 8.0), (8, 10.9))) == []
    assert told(office(*WORKING, (7, 7.9)))[0] == ("OPENED", 7, 7.9)


def test_the_hour_before_midnight_is_beside_the_hour_after() -> None:
    assert told(office(*((day, 23.5) for day in range(5)), (7, 0.2))) == []


def test_one_day_in_ten_is_rare_and_two_are_not() -> None:
    often = [(day, 9.0) for day in range(25) if day % 7 < 5]
    friday = (25, 3.0)
    once = told(office(*often, (1, 3), friday))
    assert [day for what, day, _ in once if what == "OPENED"] == [25]
    assert told(office(*often, (1, 3), (2, 3), friday)) == []


def test_weekends_count_with_working_days_until_four_of_them_are_known() -> None:
    assert told(office(*WORKING, (5, 9))) == []
    weeks = [(7 * week + day, 9.0) for week in range(3) for day in range(5)]
    assert told(office(*weeks, (19, 9.0)))[0] == ("OPENED", 19, 9.0)


def test_days_without_a_row_count_where_it_was_watched() -> None:
    assert told(office((7, 12)))[0] == ("OPENED", 7, 12.0)
    assert told(office((7, 12), watched=False)) == []


def test_what_comes_within_the_silence_goes_on_with_the_same_condition() -> None:
    assert told(office(*WORKING, (7, 3), (7, 3.5), (7, 4.1))) == [
        ("OPENED", 7, 3.0), ("CLEARED", 7, 4.0), ("OPENED", 7, 4.1), ("CLEARED", 7, 4.6),
    ]  # fmt: skip


def test_late_rows_say_nothing() -> None:
    place = office(*WORKING).says(DOOR, GRANTED, MONDAY + 7 * DAY + 3 * HOUR, quality=int(Quality.LATE))
    assert told(place) == []


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
def test_days_that_nobody_could_see_do_not_count(by: Kernels) -> None:
    place = office(*WORKING, by=by).says(DOOR, "device_heartbeat/offline", MONDAY + 7 * DAY)
    place.says(DOOR, "device_heartbeat/online", MONDAY + 100 * DAY)
    # On a hundred dark days nobody came; nine is still usual.
    assert told(place.says(DOOR, GRANTED, MONDAY + 101 * DAY + 9 * HOUR), 110) == []


def defined(uses: list[tuple[int, int]], days: int, least: int, one_in: int) -> list[tuple[int, int]]:
    """The docstring's sentence: which uses are rare."""
    monday = date(2026, 1, 5)

    def is_weekend(day: int) -> bool:
        return (monday + timedelta(days=day)).weekday() >= 5

    rare = []
    for day, hour in sorted(uses):
        near = {(hour - 1) % 24, hour, (hour + 1) % 24}
        known = used = 0
        for kind in (is_weekend(day), not is_weekend(day)):
            if known >= least:
                break
            past = [each for each in range(day) if is_weekend(each) == kind][-days:]
            known += len(past)
            used += sum(any((each, h) in uses for h in near) for each in past)
        if known >= least and used * one_in <= known:
            rare.append((day, hour))
    return rare


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 23)), max_size=40, unique=True),
    st.integers(1, 20), st.integers(1, 6), st.integers(1, 6),
)  # fmt: skip
def test_rare_is_what_the_days_before_say(uses: list[tuple[int, int]], days: int, least: int, one_in: int) -> None:
    # From eight on, when the engine begins to watch; a first day without a row was not watched as a whole.
    uses = [(0, 9), *(use for use in uses if use > (0, 9))]
    place = office(*((day, float(hour)) for day, hour in uses), days=days, least=least, one_in=one_in)
    opened = [(int(day), int(hour)) for what, day, hour in told(place) if what == "OPENED"]
    assert opened == defined(uses, days, least, one_in)
