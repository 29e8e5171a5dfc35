from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.engine.plan import Plan
from anlin.engine.rehearsal import ENGINES, PLACE, PLAIN, Rehearsal, at, row, rows, specimen, with_devices
from anlin.engine.state import State
from anlin.engine.steps import Kernels, step
from anlin.observations import Quality

REFUSED, KEY = "access_event/refused", "zone:door-1"
SIGNALS = {REFUSED: "holds", "access_event/granted": "ends"}


def model(window: float = 10, count: int = 3, clear: float = 30, lasting: float = 0, **others: float):
    return specimen("surge", "zone", SIGNALS, window_s=window, count=count, clear_s=clear, lasting_s=lasting, **others)


def said(*instants: float, until: float = 1000, quality: int = 0, **parameters: float) -> list[tuple[str, float]]:
    place = Rehearsal([model(**parameters)], by=PLAIN).says("magnet-door-1", REFUSED, *instants, quality=quality)
    return [(what, second) for _, _, what, second in place.told(until)]


def test_it_opens_at_the_third_within_the_window_and_clears_after_silence() -> None:
    assert said(1, 2, 3) == [("OPENED", 3), ("CLEARED", 33)]


@pytest.mark.parametrize(("third", "opens"), [(10.9, True), (11, False), (11.1, False)])
def test_a_row_exactly_one_window_old_does_not_count(third: float, opens: bool) -> None:
    assert bool(said(1, 5, third)) is opens


def test_a_row_after_the_silence_is_the_sign_of_life_that_its_end_waited_for() -> None:
    # The recorder says that it lives every hour: nobody can tell before whether the camera saw nothing or was dead.
    watched = with_devices(PLACE, recorder={"heartbeat_s": 3600})
    seen = specimen("surge", "zone", {"ebike_detected": "holds"}, window_s=10, count=1, clear_s=30)
    place = Rehearsal([seen], watched, by=PLAIN).says("cam-lift-1", "ebike_detected", 10, 500)
    assert [told[2:] for told in place.told(600)] == [("OPENED", 10), ("CLEARED", 40), ("OPENED", 500)]


def test_the_window_slides() -> None:
    assert said(1, 9, 12, 18) == [("OPENED", 18), ("CLEARED", 48)]


@pytest.mark.parametrize(("fourth", "clears"), [(32.9, [62.9]), (33, [63]), (33.1, [33])])
def test_a_row_at_the_end_of_the_silence_still_belongs_to_it(fourth: float, clears: list[float]) -> None:
    assert said(1, 2, 3, fourth) == [("OPENED", 3), *(("CLEARED", second) for second in clears)]


def test_what_came_before_it_cleared_does_not_count_again() -> None:
    assert said(1, 2, 3, 9, 10, clear=5, window=100) == [("OPENED", 3), ("CLEARED", 8)]


TURNS = {"door_state/open": "turns", "door_state/closed": "turns_back"}


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
def test_a_turn_counts_once_until_it_turned_back(by: Kernels) -> None:
    spec = specimen("surge", "zone", TURNS, window_s=100, count=3, clear_s=30)
    place = Rehearsal([spec], by=by).says("magnet-door-1", "door_state/open", 1, 2, 3, 5, 6, 8, 30)
    said = place.says("magnet-door-1", "door_state/closed", 4, 7, 7.5).told(100)
    assert [t[2:] for t in said] == [("OPENED", 8), ("CLEARED", 38)]


def test_a_turn_that_nothing_turned_back_counts_once_in_a_window() -> None:
    spec = specimen("surge", "zone", TURNS, window_s=100, count=2, clear_s=30)
    assert Rehearsal([spec], by=PLAIN).says("magnet-door-1", "door_state/open", *range(0, 2000, 20)).told(2000) == []


def test_a_row_that_ends_it_clears_at_once() -> None:
    place = Rehearsal([model()], by=PLAIN).says("magnet-door-1", REFUSED, 1, 2, 3)
    assert [t[2:] for t in place.says("magnet-door-1", "access_event/granted", 4).told(9)] == [
        ("OPENED", 3), ("CLEARED", 4),
    ]  # fmt: skip


def test_it_must_also_have_lasted_where_the_rule_says_so() -> None:
    assert said(1, 1.4, 1.8, 2.2, 2.6, 3, 3.4, lasting=2) == [("OPENED", 3), ("CLEARED", 33.4)]


def test_what_lasted_is_broken_by_a_gap_of_a_window() -> None:
    assert said(1, 11, 12, 13, lasting=3) == []


def test_it_escalates_from_the_oldest_row_that_counted() -> None:
    assert said(1, 9, 12, 18, 38.9, 39, escalate_s=30) == [("OPENED", 18), ("ESCALATED1", 39), ("CLEARED", 69)]


def test_a_condition_names_the_rows_that_counted() -> None:
    place = Rehearsal([model()], by=PLAIN).says("magnet-door-1", REFUSED, 1, 9, 12, 18)
    opened = place.until(20)[0]
    assert (opened.start, opened.count, opened.value, opened.first & 15, opened.last & 15) == (at(9), 3, 3, 1, 3)


@pytest.mark.parametrize("quality", [Quality.REPLAYED, Quality.TEST, Quality.LATE, Quality.UNREGISTERED_DEVICE])
def test_replayed_and_late_rows_never_count(quality: Quality) -> None:
    assert said(1, 2, 3, quality=int(quality)) == []


def test_doubtful_rows_open_it_as_suspected_until_enough_are_firm() -> None:
    place = Rehearsal([model()], by=PLAIN).says("magnet-door-1", REFUSED, 1, 2, 6)
    place.says("magnet-door-1", REFUSED, 3, quality=int(Quality.LOW_CONFIDENCE))
    assert [t[2:] for t in place.told(20)] == [("OPENED?", 3), ("OPENED", 6)]


def test_it_is_unknown_while_nothing_watches_and_told_again_afterwards() -> None:
    place = Rehearsal([model()], by=PLAIN).says("magnet-door-1", REFUSED, 1, 2, 3, 410)
    place.says("magnet-door-1", "device_fault/stuck", 10).says("magnet-door-1", "device_fault/normal", 400)
    assert [t[2:] for t in place.told(500)] == [("OPENED", 3), ("UNKNOWN", 10), ("OPENED", 410), ("CLEARED", 440)]


@pytest.mark.parametrize(("until", "left"), [(72.9, 1), (73.1, 0)])
def test_a_key_is_forgotten_a_minute_after_its_rows_no_longer_count(until: float, left: int) -> None:
    plan = Plan([model()], PLACE)
    state, _ = step(plan, State.fresh(plan), rows([row(PLACE, "magnet-door-1", REFUSED, 1)]), at(until), by=PLAIN)
    assert state.live_slots() == left


class Sent(NamedTuple):
    """A refusal: when, how much later it came, whether it counts. The feed's budget is 2 s."""

    second: float
    delay: float
    quality: int


@st.composite
def evenings(draw: st.DrawFn) -> list[Sent]:
    gaps = draw(st.lists(st.sampled_from([0, 0.5, 1, 2, 3, 4, 5, 9.5, 10, 10.5, 30, 31]), max_size=30))
    delays, qualities = st.sampled_from([0, 0, 0.5, 2, 2.1, 60]), st.sampled_from([0, 0, 0, 8])
    return [Sent(float(sum(gaps[: i + 1])), draw(delays), draw(qualities)) for i in range(len(gaps))]


def defined(
    sent: list[Sent], window: float, count: int, clear: float, lasting: float, escalate: float
) -> list[tuple[str, float]]:
    """The sentences of `surge_row`, slowly: every row looks at all rows before it."""
    counted = sorted(each.second for each in sent if each.delay <= 2 and not each.quality)
    found: list[tuple[str, float]] = []
    since, start, opened, level = 0, 0.0, False, 0
    for i, now in enumerate(counted):
        if opened and now > counted[i - 1] + clear:
            found.append(("CLEARED", counted[i - 1] + clear))
            since, opened, level = i, False, 0
        within = [each for each in counted[since : i + 1] if now - each < window]
        run = i
        while run > since and counted[run] - counted[run - 1] < window:
            run -= 1
        if not opened and len(within) >= count and now - counted[run] >= lasting:
            opened, start = True, counted[run] if lasting else within[-count]
            found.append(("OPENED", now))
        if opened and not level and now - start >= escalate:
            level = 1
            found.append(("ESCALATED1", now))
    return [*found, ("CLEARED", counted[-1] + clear)] if opened else found


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
@settings(max_examples=150, deadline=None)
@given(
    evenings(),
    st.sampled_from([5.0, 10.0, 30.0]),
    st.integers(1, 4),
    st.sampled_from([0.0, 5.0, 30.0]),
    st.sampled_from([0.0, 3.0]),
)
def test_it_says_what_its_sentences_say(
    by: Kernels, sent: list[Sent], window: float, count: int, clear: float, lasting: float
) -> None:
    spec = model(window, count, clear, lasting, escalate_s=20)
    place = Rehearsal([spec], by=by)
    for each in sent:
        place.says("magnet-door-1", REFUSED, each.second, received=each.second + each.delay, quality=each.quality)
    assert [(t[2], t[3]) for t in place.told(10000)] == defined(sent, window, count, clear, lasting, 20)
