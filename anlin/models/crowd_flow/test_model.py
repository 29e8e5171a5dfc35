"""Each test is a sentence of README.md."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from anlin.engine import load_model
from anlin.engine.rehearsal import PLACE, Rehearsal, with_watcher
from anlin.observations import Quality

MODEL = load_model(Path(__file__).parent)
SITE = with_watcher(PLACE, "counter", "part-1", "square", area=3, capacity=1000)
SITE = with_watcher(SITE, "counter-2", "part-2", "square", area=3, capacity=1000)
SITE = with_watcher(SITE, "gate", "gate-1", "gate", area=3)
WHOLE = msgspec.structs.replace(
    SITE, areas=tuple(msgspec.structs.replace(a, capacity=2000 if a.number == 3 else 0) for a in SITE.areas)
)
PART, AREA = "zone:part-1", "area:qinghe"
COUNT = "people_count"


@pytest.fixture
def place() -> Rehearsal:
    return Rehearsal([MODEL], SITE)


def every_60_s(start: int, end: int) -> Iterable[int]:
    return range(start, end, 60)


@pytest.mark.parametrize(("people", "opens"), [(799, False), (800, True), (801, True)])
def test_a_part_opens_at_80_per_cent(place: Rehearsal, people: int, opens: bool) -> None:
    assert bool(place.says("counter", COUNT, *every_60_s(0, 600), value=people).told(600)) is opens


def test_it_must_last_150_s(place: Rehearsal) -> None:
    said = place.says("counter", COUNT, *every_60_s(0, 600), value=850).told(600)
    assert said == [("part_full", PART, "OPENED", 150)]


def test_a_group_counted_at_two_gates_is_set_right_before(place: Rehearsal) -> None:
    place.says("counter", COUNT, 0, 60, value=950).says("counter", COUNT, 120, 180, 240, 300, value=700)
    assert place.told(600) == []


def test_it_becomes_orange_at_90_and_red_at_100_per_cent(place: Rehearsal) -> None:
    place.says("counter", COUNT, *every_60_s(0, 300), value=850).says(
        "counter", COUNT, *every_60_s(300, 600), value=900
    )
    place.says("counter", COUNT, *every_60_s(600, 900), value=1000)
    assert place.told(900) == [
        ("part_full", PART, "OPENED", 150),
        ("part_full", PART, "ESCALATED1", 450),
        ("part_full", PART, "ESCALATED2", 750),
    ]
    assert [step.severity for step in MODEL.rule("part_full").escalation] == ["high", "critical"]


def test_it_clears_when_it_was_5_points_under_for_600_s(place: Rehearsal) -> None:
    place.says("counter", COUNT, *every_60_s(0, 600), value=850).says(
        "counter", COUNT, *every_60_s(600, 2400), value=750
    )
    assert place.told(2400)[1:] == [("part_full", PART, "CLEARED", 1200)]


def test_4_points_under_are_not_enough(place: Rehearsal) -> None:
    place.says("counter", COUNT, *every_60_s(0, 600), value=850).says(
        "counter", COUNT, *every_60_s(600, 2400), value=760
    )
    assert len(place.told(2400)) == 1


def test_where_no_capacity_is_published_nothing_is_judged_by_share(place: Rehearsal) -> None:
    assert place.says("gate", COUNT, *every_60_s(0, 600), value=99_999).told(600) == []


def test_the_whole_site_is_the_sum_of_its_parts() -> None:
    place = Rehearsal([MODEL], WHOLE)
    for counter in ("counter", "counter-2"):
        place.says(counter, COUNT, *every_60_s(0, 600), value=790)
    assert place.told(600) == []
    place = Rehearsal([MODEL], WHOLE)
    for counter, people in (("counter", 799), ("counter-2", 790)):
        place.says(counter, COUNT, *every_60_s(0, 600), value=people)
    place.says("counter-2", COUNT, *every_60_s(600, 1200), value=799).says(
        "counter", COUNT, *every_60_s(600, 1200), value=801
    )
    assert [(rule, key) for rule, key, _, _ in place.told(1200)] == [("part_full", PART), ("site_full", AREA)]


def test_the_gates_balance_is_judged_apart() -> None:
    place = Rehearsal([MODEL], WHOLE)
    place.says("gate", "line_count/in", *every_60_s(0, 600), value=200)
    place.says("gate", "line_count/out", *every_60_s(30, 300), value=80)
    # In less out: 200, 320, 440, 560, 680, then 200 more each minute; 1600 of 2000 are reached at second 540.
    said = place.says("gate", "line_count/in", 600, 660, value=0).told(700)
    assert said == [("site_by_gates", AREA, "OPENED", 690)]


def test_a_site_that_fills_fast_is_told_before_it_is_full() -> None:
    place = Rehearsal([MODEL], WHOLE)
    for minute in range(40):
        place.says("counter", COUNT, minute * 60, value=20.0 * minute)
        place.says("counter-2", COUNT, minute * 60, value=20.0 * minute)
    # 40 a minute: from 1200 of 2000 on it is full in 20 minutes, which is so in the 30th and lasts 150 s.
    assert place.told(2300) == [("site_filling", AREA, "OPENED", 1950)]


def test_a_counter_that_joins_is_no_crowd_that_came() -> None:
    place = Rehearsal([MODEL], WHOLE).says("counter", COUNT, *every_60_s(0, 3600), value=700)
    assert place.says("counter-2", COUNT, *every_60_s(900, 3600), value=700).told(3600) == []


def test_a_site_that_fills_slowly_is_not_told() -> None:
    place = Rehearsal([MODEL], WHOLE)
    for minute in range(60):
        place.says("counter", COUNT, minute * 60, value=5.0 * minute)
    assert place.told(3600) == []


@pytest.mark.parametrize(("density", "opens"), [(3.4, False), (3.5, True)])
def test_a_density_is_told_when_it_lasted_60_s(place: Rehearsal, density: float, opens: bool) -> None:
    said = place.says("cam-lane-1", "zone_density", *range(0, 100, 10), value=density).told(100)
    assert said == ([("dense", "zone:lane-1", "OPENED", 60)] if opens else [])


def test_counts_begin_anew_at_three_in_the_morning(place: Rehearsal) -> None:
    three = 19 * 3600
    place.says("counter", COUNT, *every_60_s(three - 600, three), value=850)
    assert place.told(three + 3600)[0] == ("part_full", PART, "OPENED", three - 450)
    assert "CLEARED" in place.told(three + 3600)[-1][2]


def test_it_is_unknown_when_the_counter_is_offline(place: Rehearsal) -> None:
    place.says("counter", COUNT, *every_60_s(0, 600), value=850).says("counter", "device_heartbeat/offline", 600)
    assert place.told(900) == [("part_full", PART, "OPENED", 150), ("part_full", PART, "UNKNOWN", 600)]


def test_of_a_counter_that_is_not_well_it_is_only_suspected(place: Rehearsal) -> None:
    place.says("counter", COUNT, *every_60_s(0, 600), value=850, quality=int(Quality.UNHEALTHY_DEVICE))
    assert place.told(600) == [("part_full", PART, "OPENED?", 150)]


@pytest.mark.parametrize(("density", "opens"), [(1.74, False), (1.75, True)])
def test_a_passage_is_a_bottleneck_from_where_fewer_get_through(density: float, opens: bool) -> None:
    passage = with_watcher(PLACE, "camera", "bridge-1", "bridge", area=3)
    said = Rehearsal([MODEL], passage).says("camera", "zone_density", *range(0, 70, 10), value=density).told(70)
    assert said == ([("bottleneck", "zone:bridge-1", "OPENED", 60)] if opens else [])


def test_of_two_cameras_the_last_word_of_a_dead_one_is_unknown_not_dense_for_ever() -> None:
    square = with_watcher(with_watcher(PLACE, "camera", "square-1", "square"), "camera-2", "square-1", "square")
    place = Rehearsal([MODEL], square).says("camera", "zone_density", *every_60_s(0, 600), value=4.0)
    place.says("camera-2", "zone_density", *every_60_s(0, 7200), value=0.5).says(
        "camera", "device_heartbeat/offline", 600
    )
    dense = "zone:square-1"
    assert place.told(7200) == [("dense", dense, "OPENED", 60), ("dense", dense, "UNKNOWN", 1140)]


def test_a_square_is_no_bottleneck(place: Rehearsal) -> None:
    assert place.says("counter", "zone_density", *range(0, 70, 10), value=3.0).told(70) == []
