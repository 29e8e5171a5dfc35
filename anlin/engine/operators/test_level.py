from typing import Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.engine.plan import Plan
from anlin.engine.rehearsal import ENGINES, PLACE, PLAIN, Rehearsal, at, row, rows, specimen
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State
from anlin.engine.steps import Kernels, step
from anlin.observations import AreaRow, DeviceRow, Quality, Registry, ZoneRow

PEOPLE, DENSITY, IN, OUT = "people_count", "zone_density", "line_count/in", "line_count/out"
PRESSURE = "water_pressure"
SITE: Registry = msgspec.structs.replace(
    PLACE,
    areas=(*PLACE.areas, AreaRow(9, "scenic", parent=1, capacity=1000), AreaRow(10, "open-ground", parent=1)),
    zones=(*PLACE.zones, ZoneRow(31, "west", "square", 9, capacity=400), ZoneRow(32, "east", "square", 9)),
    devices=(
        *PLACE.devices,
        *(DeviceRow(30 + i, f"counter-{i}", 31 if i < 4 else 32, 9, heartbeat_s=0) for i in range(1, 7)),
        DeviceRow(50, "far-counter", 0, 10, heartbeat_s=0),
    ),
)


def crowd(key: str = "area", **others: Any) -> ModelSpec:
    usual = {"share": 80, "share_1": 90, "share_2": 100, "clear_by": 5, "clear_s": 60}
    return specimen("level", key, {PEOPLE: "count", IN: "in", OUT: "out"}, **usual | others)


def site(spec: ModelSpec, by: Kernels = PLAIN) -> Rehearsal:
    return Rehearsal([spec], SITE, by=by)


def counted(
    place: Rehearsal, device: int, *words: tuple[float, float], what: str = PEOPLE, **columns: Any
) -> Rehearsal:
    """(second, people) as one counter says them."""
    for second, people in words:
        place.says(f"counter-{device}", what, second, value=people, **columns)
    return place


def told(place: Rehearsal, until: float = 3000) -> list[tuple[str, float]]:
    return [(what, second) for _, _, what, second in place.told(until)]


@pytest.mark.parametrize(("people", "opens"), [(799, False), (800, True), (801, True)])
def test_it_opens_at_the_share_of_the_capacity(people: float, opens: bool) -> None:
    assert bool(told(counted(site(crowd()), 1, (10, people)))) is opens


@pytest.mark.parametrize("what", [PEOPLE, IN, OUT])
def test_a_count_below_none_is_left_out(what: str) -> None:
    # Some counters say -1 where they do not know.
    place = counted(counted(site(crowd()), 2, (5, -100.0), what=what), 1, (10, 800))
    assert told(place) == [("OPENED", 10)]


def test_yellow_orange_and_red_are_levels_of_one_condition() -> None:
    place = counted(site(crowd()), 1, (10, 810), (20, 900), (30, 899), (40, 1000))
    said = place.until(100)
    assert [(c.what.name, c.level) for c in said] == [("OPENED", 0), ("ESCALATED", 1), ("ESCALATED", 2)]
    assert [c.value for c in said] == [81, 90, 100]
    assert len({c.id for c in said}) == 1


def test_a_jump_over_all_thresholds_says_them_all_at_once() -> None:
    place = counted(site(crowd()), 1, (10, 1200))
    assert told(place, 60) == [("OPENED", 10), ("ESCALATED1", 10), ("ESCALATED2", 10)]


@pytest.mark.parametrize(("people", "clears"), [(751, False), (750, True), (749, True)])
def test_it_clears_five_points_under_for_long_enough(people: float, clears: bool) -> None:
    place = counted(site(crowd()), 1, (10, 810), (20, people))
    assert told(place) == [("OPENED", 10), *([("CLEARED", 80)] if clears else [])]


def test_a_swing_over_the_clear_line_counts_anew() -> None:
    place = counted(site(crowd()), 1, (10, 810), (20, 700), (50, 760), (60, 700))
    assert told(place) == [("OPENED", 10), ("CLEARED", 120)]


def test_counts_of_several_counters_are_summed() -> None:
    place = counted(counted(site(crowd()), 1, (10, 500)), 4, (20, 299), (30, 300))
    assert told(place, 60) == [("OPENED", 30)]


def test_only_a_place_with_a_published_capacity_is_watched() -> None:
    assert site(crowd()).says("far-counter", PEOPLE, 10, value=10**6).told(60) == []


def test_of_more_counters_than_it_can_follow_the_one_silent_longest_makes_room() -> None:
    many = tuple(DeviceRow(100 + i, f"gate-{i}", 32, 9, heartbeat_s=0) for i in range(33))
    place = Rehearsal([crowd()], msgspec.structs.replace(SITE, devices=(*SITE.devices, *many)), by=PLAIN)
    for i in range(33):
        place.says(f"gate-{i}", PEOPLE, 10 + i, value=24)
    assert told(place, 100) == []
    assert told(place.says("gate-7", PEOPLE, 60, value=56), 100) == [("OPENED", 60)]


def test_a_zone_has_its_own_capacity() -> None:
    place = counted(counted(site(crowd(key="zone")), 1, (10, 320)), 4, (20, 900))
    assert place.told(60) == [("rule", "zone:west", "OPENED", 10)]


def test_a_balance_of_in_and_out_is_never_negative() -> None:
    spec = specimen("level", "area", {IN: "in", OUT: "out"}, over=5, clear_by=1)
    place = counted(site(spec), 1, (10, 2), (30, 5), what=IN)
    counted(place, 2, (20, 50), (40, 1), what=OUT)
    assert told(place) == [("OPENED", 30), ("CLEARED", 40)]


def test_a_balance_begins_anew_at_its_hour() -> None:
    # Second 0 is 08:00 in Shanghai; 490 minutes are 08:10.
    spec = specimen("level", "area", {IN: "in", OUT: "out"}, over=5, reset_min=490)
    assert told(counted(site(spec), 1, (10, 4), (590, 1), (610, 4), what=IN)) == [("OPENED", 590), ("CLEARED", 600)]


def test_a_density_must_last() -> None:
    spec = specimen("level", "zone", {DENSITY: "value"}, over=3.5, lasting_s=60, clear_s=10)
    place = counted(site(spec), 1, (10, 3.6), (50, 3.4), (60, 3.5), what=DENSITY)
    assert told(place) == [("OPENED", 120)]


def test_of_several_cameras_the_most_crowded_counts() -> None:
    spec = specimen("level", "zone", {DENSITY: "value"}, over=3.5, clear_s=10)
    place = counted(counted(site(spec), 1, (10, 4), (30, 1), what=DENSITY), 2, (20, 1), what=DENSITY)
    assert told(place) == [("OPENED", 10), ("CLEARED", 40)]


def test_a_pressure_under_its_bound_opens_and_the_lowest_is_told() -> None:
    spec = specimen("level", "device", {PRESSURE: "value"}, below=0.1, lasting_s=300, clear_by=0.02, clear_s=600)
    place = counted(site(spec), 1, (10, 0.09), (200, 0.07), (400, 0.11), (500, 0.3), what=PRESSURE)
    said = place.until(3000)
    assert told(place) == [("OPENED", 310), ("CLEARED", 1100)]
    assert said[0].value == pytest.approx(0.07)


def test_it_warns_when_the_place_will_be_full_in_time() -> None:
    spec = specimen("level", "area", {PEOPLE: "count"}, full_min=20, trend_s=300, clear_by=5, clear_s=60)
    # 100 more in five minutes: 600 places are left for thirty minutes; then 200 more in five: ten minutes.
    place = counted(site(spec), 1, (0, 300), (300, 400), (600, 600), (900, 600), (1200, 600))
    opened, cleared = place.until(2000)
    assert (opened.what.name, opened.at, opened.value) == ("OPENED", at(600), 10)
    assert (cleared.what.name, cleared.at) == ("CLEARED", at(960))


def test_a_silent_counter_keeps_its_word_but_in_doubt() -> None:
    place = counted(counted(site(crowd(stale_s=100)), 1, (10, 500)), 4, (50, 200), (105, 200), (120, 310))
    assert told(place, 180) == [("OPENED?", 120)]


def test_what_is_open_is_unknown_when_the_others_are_not_enough_for_it() -> None:
    place = counted(counted(site(crowd(stale_s=100)), 1, (10, 500), (200, 500)), 4, (50, 310), (140, 310), (190, 310))
    assert told(place, 205) == [("OPENED", 50), ("UNKNOWN", 110), ("OPENED", 200)]


def test_what_is_open_does_not_clear_on_the_word_of_the_others_alone() -> None:
    place = counted(counted(site(crowd(stale_s=100)), 1, (10, 500)), 4, (50, 310), (140, 100), (200, 100), (260, 100))
    assert told(place, 300) == [("OPENED", 50), ("UNKNOWN", 110)]


def test_it_is_unknown_while_nothing_is_seen_and_told_again() -> None:
    place = site(crowd(key="zone")).says("counter-4", "device_heartbeat", 1)
    for i in (1, 2, 3):
        place.says(f"counter-{i}", "device_fault/stuck", 50).says(f"counter-{i}", "device_fault/normal", 200)
    assert told(counted(place, 1, (10, 390)), 300) == [
        ("OPENED", 10), ("ESCALATED1", 10), ("UNKNOWN", 50), ("OPENED", 200),
    ]  # fmt: skip


def test_doubtful_counts_open_it_as_suspected_until_it_is_sure() -> None:
    place = counted(site(crowd()), 1, (10, 810), quality=int(Quality.LOW_CONFIDENCE))
    assert told(counted(place, 1, (20, 815)), 60) == [("OPENED?", 10), ("OPENED", 20)]


@pytest.mark.parametrize("quality", [Quality.REPLAYED, Quality.TEST, Quality.UNREGISTERED_DEVICE])
def test_replayed_rows_begin_nothing_but_can_bring_it_back(quality: Quality) -> None:
    place = counted(site(crowd()), 1, (10, 900), quality=int(quality))
    counted(place, 1, (20, 820))
    counted(place, 1, (30, 950), (40, 100), quality=int(quality))
    assert told(place) == [("OPENED", 20), ("CLEARED", 100)]


def test_a_word_older_than_the_one_known_changes_nothing() -> None:
    place = counted(site(crowd()), 1, (10, 820), (20, 830))
    counted(place, 1, (15, 0), received=300)
    assert told(place) == [("OPENED", 10)]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e30])
def test_a_number_that_is_none_is_left_out(value: float) -> None:
    assert told(counted(site(crowd()), 1, (10, value))) == []


def test_counting_goes_on_outside_its_hours() -> None:
    # Second 0 is 08:00 in Shanghai.
    place = counted(site(crowd(schedule=(("08:10", "09:00"),))), 1, (10, 700))
    assert told(counted(place, 4, (20, 150)), 700) == [("OPENED", 600)]


def test_a_key_is_forgotten_when_nobody_is_there() -> None:
    plan = Plan([crowd()], SITE)
    given_rows = [row(SITE, "counter-1", PEOPLE, second, value=people) for second, people in ((1, 900), (5, 0))]
    state, _ = step(plan, State.fresh(plan), rows(given_rows), at(600), by=PLAIN)
    assert state.live_slots() == 0


class Word(NamedTuple):
    second: float
    device: int
    people: int


@st.composite
def feasts(draw: st.DrawFn) -> list[Word]:
    words, now = [], 0.0
    for _ in range(draw(st.integers(0, 14))):
        now += draw(st.sampled_from([0.5, 1, 5, 10, 20, 30, 60, 90]))
        people = draw(st.sampled_from([0, 100, 250, 350, 370, 375, 380, 400, 450, 500, 600]))
        words.append(Word(now, draw(st.integers(1, 2)), people))
    return words


def defined(words: list[Word], lasting: float, clear: float, until: int) -> list[tuple[str, float]]:
    """The sentences of `level_row` for shares of 80, 90 and 100 % of 1000 people, half a second at a time."""
    found: list[tuple[str, float]] = []
    latest: dict[int, int] = {}
    since: list[float | None] = [None, None, None]
    under: float | None = None
    level = -1
    for now in (half / 2 for half in range(until * 2)):
        latest |= {word.device: word.people for word in words if word.second == now}
        people = sum(latest.values())
        for i, threshold in enumerate((800, 900, 1000)):
            since[i] = (now if since[i] is None else since[i]) if people >= threshold else None
        under = (now if under is None else under) if people <= 750 else None
        for i, begun in enumerate(since):
            if begun is not None and now - begun >= lasting and level < i:
                level = i
                found.append(("OPENED" if i == 0 else f"ESCALATED{i}", now))
        if level >= 0 and under is not None and now - under >= clear:
            level = -1
            found.append(("CLEARED", now))
    return found


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
@settings(max_examples=100, deadline=None)
@given(feasts(), st.sampled_from([0.0, 20.0, 30.0]), st.sampled_from([0.0, 10.0, 60.0]))
def test_it_says_what_its_sentences_say(by: Kernels, words: list[Word], lasting: float, clear: float) -> None:
    place = site(crowd(lasting_s=lasting, clear_s=clear), by)
    for word in words:
        counted(place, word.device, (word.second, word.people))
    assert told(place, 1200) == defined(words, lasting, clear, 1200)
