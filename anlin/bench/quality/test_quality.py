import gzip
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from anlin.bench.quality import NoData, access, crowd, density, measure_all, parking
from anlin.bench.quality.crowd import trailing_limit, warnings
from anlin.bench.quality.homes import homes
from anlin.bench.quality.hotspot import _whole_months, rank_correlation, top_share
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


def test_a_question_without_its_data_is_left_out_or_named(tmp_path, monkeypatch):
    monkeypatch.setenv("ANLIN_SHARED", str(tmp_path))
    (tmp_path / "data" / "pedestrian_counts").mkdir(parents=True)
    with pytest.raises(NoData, match="none of home_activity, pedestrian_counts"):
        measure_all(lambda _: None)
    with pytest.raises(
        NoData, match=r"no real data for hotspot: no table .* in .*incidents_london or .*incidents_houston"
    ):
        measure_all(lambda _: None, ("hotspot",))
    (tmp_path / "data" / "pedestrian_counts" / "sensors.csv").write_text("id,name\n1,a\n")
    said = []
    assert measure_all(said.append) == {"crowd": {}}
    assert "care: left out, no table in home_activity" in said


def test_places_stand_in_one_order_however_their_counts_were_put_together(tmp_path):
    hours = [f"2012-01-01 {hour:02}:00:00" for hour in range(3)]
    lines = [f"{hour},{sensor},{sensor}" for hour in hours for sensor in range(40, 0, -1)]
    for name, table in {
        "melbourne_2012_2013.csv.gz": ["hour,sensor,count", *lines],
        "melbourne_2018_wide.csv.gz": ["hour,a", *(f"{hour},1" for hour in hours)],
    }.items():
        (tmp_path / name).write_bytes(gzip.compress("\n".join(table).encode()))
    counts, _ = crowd.tables(tmp_path)["melbourne_2012_2013"]
    assert counts.tolist() == [list(range(1, 41))] * 3


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


def test_a_warning_finds_what_lies_within_it_at_its_own_door_only():
    spans = [(1, 10, 20), (2, 10, 20), (1, 50, 60)]
    assert access._judged(spans, [(1, 20), (2, 21), (3, 15)], 0).tolist() == [1, 3, 2]


def test_an_hour_counts_as_never_used_only_if_those_beside_it_are_too():
    never = access._never(np.array([1, 1]), np.array([0, 9]), 2)
    assert set(np.flatnonzero(~never[0])) == {23, 0, 1, 8, 9, 10}
    assert never[1].all()


def test_it_lasts_once_the_second_after_the_last_needed_has_come():
    assert density.lasting(np.array([0.0, 4, 4, 4, 4]), 4, 3, 2, 0.5) == [5]
    assert density.lasting(np.array([0.0, 4, 4, 4, 3.9]), 4, 3, 2, 0.5) == []
    again = np.array([4.0] * 4 + [3.4] * 3 + [4] * 4)
    assert density.lasting(again, 4, 3, 2, 0.5) == [4, 11]


def test_a_walker_is_slower_where_it_is_denser_and_stands_at_the_end():
    speeds = density.weidmann(np.array([0.1, 1.0, 3.0, 5.4, 8.0]))
    assert speeds[0] == pytest.approx(1.34, abs=0.01)
    assert (np.diff(speeds) <= 0).all()
    assert speeds[-2:].tolist() == [0, 0]


def test_copies_of_a_scene_have_as_many_people_at_any_time_as_they_are():
    tracks = pl.DataFrame({"second": [0.0, 0.4, 0.8], "track": [7, 7, 7], "x": [0.0, 1, 2], "y": [0.0, 0, 0]})
    laid = density.laid_over(tracks, 3)
    assert laid.group_by("second").len()["len"].to_list() == [3, 3, 3]
    assert laid["track"].n_unique() >= 3


def test_who_crosses_the_middle_is_counted_each_way():
    second = [0.4 * n for n in range(4)]
    tracks = pl.concat(
        pl.DataFrame({"second": second, "track": [track] * 4, "x": x, "y": [0.0] * 4})
        for track, x in ((1, [-2.0, -1, 1, 2]), (2, [2.0, 1, -1, -2]), (3, [1.0, 2, 3, 4]))
    )
    passed = density.crossings(tracks.with_columns(x=pl.col("x") - 0.0))
    assert sorted(passed["saying"].to_list()) == [1, 2]


def test_a_level_is_passed_again_only_after_relief_or_a_night():
    minutes = np.arange(6) * 3600 * 1_000_000
    assert parking._passed(minutes, np.array([79.0, 80, 76, 80, 75, 80])) == [minutes[1], minutes[5]]
    assert parking._passed(np.array([0, 86_400_000_000]), np.array([85.0, 85])) == [0, 86_400_000_000]


def test_a_warning_after_the_car_park_was_full_is_none():
    hour = 3600 * 1_000_000.0
    day = {"park": 1, "full_at": 3 * hour, "first": 0.0, "at_85_per_cent": 2 * hour}
    figures = parking._warnings(
        [{**day, "anlin": 4 * hour}, {**day, "anlin": 2.5 * hour}, {**day, "full_at": 0.0, "anlin": 0}]
    )
    assert (figures["full"], figures["anlin"]["recall"]["share"], figures["anlin"]["false_per_park_week"]) == (
        2,
        0.5,
        0,
    )


def test_hours_of_a_car_park_hold_its_last_reading():
    eight = datetime.fromisoformat("2026-01-05T08:00")
    at = [eight, eight + timedelta(minutes=30), eight + timedelta(hours=2)]
    counts, first = parking.by_hour(pl.DataFrame({"park": ["a"] * 3, "at": at, "cars": [1.0, 2, 3]}))
    assert first == at[0] - timedelta(hours=8)
    assert counts[8:11, 0].tolist()[::2] == [2, 3]
    assert np.isnan(counts[9, 0])


def _home_table(folder: Path, header: str, lines: list[str]) -> Path:
    (folder / "home_activity").mkdir()
    file = folder / "home_activity" / "someone.csv.gz"
    file.write_bytes(gzip.compress("\n".join([header, *lines]).encode()))
    return file


def test_counts_of_any_year_are_read_in_either_form_with_a_row_for_every_hour(tmp_path: Path) -> None:
    for name, lines in {
        "anywhere_2031": [
            "hour,sensor,count",
            "2031-01-01 00:00:00,a,3",
            "2031-01-01 00:00:00,a,5",
            "2031-01-01 02:00:00,b,7",
        ],
        "elsewhere": ["hour,b,a", "2031-01-01 02:00:00,7,", "2031-01-01 00:00:00,,5"],
    }.items():
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    tables = crowd.tables(tmp_path)
    gap = np.nan
    assert np.array_equal(tables["anywhere_2031"][0], [[5, gap], [gap, gap], [gap, 7]], equal_nan=True)
    assert np.array_equal(tables["elsewhere"][0], [[gap, 5], [gap, gap], [7, gap]], equal_nan=True)
    assert {first for _, first in tables.values()} == {datetime(2031, 1, 1)}  # noqa: DTZ001 - as the table has it.


def test_a_month_of_which_only_a_part_was_published_is_left_out() -> None:
    months = [("2031-01", ward) for ward in "abcdefghij"] + [("2031-02", "a")] + [("2031-03", w) for w in "abcdefghi"]
    rows = pl.DataFrame({"month": [month for month, _ in months], "ward": [ward for _, ward in months]})
    assert set(_whole_months(rows)["month"]) == {"2031-01", "2031-03"}


def test_car_parks_of_less_than_four_weeks_have_no_forecast_and_no_error() -> None:
    counts = np.full((21 * 24, 2), 9.0)
    assert parking.forecasts(counts, datetime(2031, 1, 1), 1) == {"forecasts": 0}  # noqa: DTZ001


def test_a_home_is_read_by_the_names_of_its_columns_whoever_made_it(tmp_path: Path) -> None:
    file = _home_table(
        tmp_path,
        "ts,sensor,room,kind,state,activity",
        [
            "2024-01-01 08:00:00.000,pir,Master_Bedroom,motion,ON,",
            "2024-01-01 09:00:00.000,mat,Sofa,pressure,ON,",
            "2024-01-01 10:00:00.000,main,FrontDoor,door,OPEN,",
            "2024-01-01 12:00:00.000,main,FrontDoor,door,OPEN,",
        ],
    )
    noted = file.with_name("someone_activities.csv")
    noted.write_text("start,end,activity\n2024-01-01 00:00:00,2024-01-01 07:00:00,Sleeping\n")
    (home,) = homes(tmp_path)
    assert {zone.kind for zone in home.registry.zones} == {"bedroom", "living_room", "outside_door"}
    assert (home.name, home.has_infrared, home.has_labels) == ("someone", True, True)
    hour = 3_600_000_000
    first = int(home.rows.observed_at[0])
    assert [home.state_at(first + n * hour) for n in (-2, 1, 3)] == ["asleep", "awake", "away"]
    noted.unlink()
    (home,) = homes(tmp_path)
    # Nobody noted anything: the night counts as asleep.
    assert (home.has_labels, home.state_at(first - 2 * hour)) == (False, "asleep")


def test_a_table_of_a_home_with_other_columns_is_named(tmp_path: Path) -> None:
    _home_table(tmp_path, "when,what", ["2024-01-01 08:00:00,ON"])
    with pytest.raises(ValueError, match=r"someone\.csv\.gz: expected the columns ts, sensor, room, kind, state"):
        homes(tmp_path)


@pytest.mark.shared
def test_levels_and_densities_are_told_when_they_are_defined_to_be(shared):
    levels = parking.filling(parking.read_parking(shared / "parking_birmingham"))["at_80_per_cent_as_defined"]
    assert levels["told"] == levels["defined"] == levels["same"] > 0
    tracks = density.read_tracks(shared / "pedestrian_tracks" / "students003.csv.gz")
    for rule, figures in density.judge(density.laid_over(tracks, 12)).items():
        if rule in density.RULES:
            assert figures["told"] == figures["defined"] == figures["same"] > 0


@pytest.mark.shared
@pytest.mark.long
def test_access_and_parking_are_better_than_their_naive_rules(shared):
    figures = measure_all(lambda _: None, ("access", "parking"))
    for data in figures["access"]["tailgating"].values():
        assert data["anlin"]["recall"]["share"] >= 0.95
        assert data["anlin"]["false_per_door_day"] < data["two_within_4_s"]["false_per_door_day"] / 5
    for hours in figures["access"]["off_hours"].values():
        assert hours["anlin"]["others_per_door_day"] < hours["at_night"]["others_per_door_day"] / 5
    for ahead in ("1_h_ahead", "2_h_ahead", "3_h_ahead"):
        naive = figures["parking"][ahead]["wape_naive"]
        assert figures["parking"][ahead]["wape"] < min(
            naive["as_now"], naive["trend_goes_on"], naive["same_hour_last_week"]
        )


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
    for counts, first_hour in crowd.tables(shared / "pedestrian_counts").values():
        horizons = {horizon_h: crowd.judge(counts, first_hour, horizon_h) for horizon_h in crowd.HORIZONS_H}
        assert horizons[1]["wape"] <= 0.11
        assert horizons[24]["wape"] <= 0.155
        for figures in horizons.values():
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
