import numpy as np
import pytest

from anlin.bench.quality import NoData, measure_all
from anlin.bench.quality.crowd import trailing_limit, warnings
from anlin.bench.quality.hotspot import rank_correlation, top_share
from anlin.bench.quality.sources import data_folder


@pytest.fixture
def shared():
    try:
        return data_folder()
    except NoData as error:
        pytest.skip(f"shared data absent: {error}")


def test_without_the_data_the_message_says_where_it_is_looked_for(tmp_path, monkeypatch):
    monkeypatch.setenv("ANLIN_SHARED", str(tmp_path))
    with pytest.raises(NoData, match="ANLIN_SHARED"):
        measure_all(print)


def test_an_unknown_question_is_refused_by_name():
    with pytest.raises(ValueError, match="weather: not one of care"):
        measure_all(print, ("weather",))


def test_rank_correlation_puts_ties_at_their_middle():
    assert rank_correlation(np.array([1.0, 2, 3]), np.array([10.0, 20, 30])) == pytest.approx(1)
    assert rank_correlation(np.array([1.0, 1, 3]), np.array([5.0, 5, 9])) == pytest.approx(1)


def test_the_first_tenth_of_places_holds_its_share_of_incidents():
    outcome = np.array([10.0] + [1.0] * 9)
    assert top_share(np.arange(10, 0, -1.0), outcome) == pytest.approx(10 / 19)


def test_warnings_count_only_what_was_judged():
    flags = np.array([[True], [True], [False], [True]])
    over = np.array([[True], [False], [True], [True]])
    usable = np.array([[True], [True], [True], [False]])
    assert warnings(flags, over, usable)["recall"] == 0.5
    assert warnings(flags, over, usable)["precision"] == 0.5


def test_a_limit_knows_only_the_past():
    counts = np.ones((100 * 24, 1))
    counts[95 * 24 :] = 1000
    assert trailing_limit(counts)[95 * 24, 0] == 1.0


@pytest.mark.shared
def test_hotspots_are_foretold_better_than_the_best_reference_and_calibrated(shared):
    figures = measure_all(lambda _: None, ("hotspot",))["hotspot"]
    for kind in ("burglary", "robbery"):
        london = figures[f"london_month {kind}"]
        assert london["gain_in_log_score"]["interval_95"][0] > 0
        assert 0.025 <= london["anlin"]["beyond_95_bound"] <= 0.075


@pytest.mark.shared
@pytest.mark.long
def test_crowd_forecasts_keep_their_bars(shared):
    for table in measure_all(lambda _: None, ("crowd",))["crowd"].values():
        assert table["horizons"]["1"]["wape"] <= 0.11
        assert table["horizons"]["24"]["wape"] <= 0.155
        for figures in table["horizons"].values():
            assert 0.88 <= figures["cover_90"] <= 0.92


@pytest.mark.shared
@pytest.mark.long
def test_care_keeps_its_bars_in_the_homes(shared):
    figures = measure_all(lambda _: None, ("care",))["care"]
    for home in figures["homes"].values():
        if home["has_infrared"]:
            assert home["asked_a_day"] <= 0.2
            assert home["delays"]["awake"]["within_3_h_30"] >= 0.95
        is_half = home["asked_a_day"] <= home["fixed_at_equal_delay"]["false_a_day"] / 2
        assert is_half or home["median_below_fixed"] >= 0.4
        if home["asleep_told_within_90_min_of_latest_rising"] is not None:
            assert home["asleep_told_within_90_min_of_latest_rising"] >= 0.95
