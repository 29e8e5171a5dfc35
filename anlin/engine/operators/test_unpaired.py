import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlin.engine.rehearsal import ENGINES, PLAIN, Rehearsal, specimen
from anlin.engine.spec import ModelSpec
from anlin.engine.steps import Kernels
from anlin.observations import Quality

IN, GRANTED, DOOR = "line_count/in", "access_event/granted", "magnet-door-1"


def model(window: float = 10, clear: float = 30) -> ModelSpec:
    return specimen("unpaired", "zone", {IN: "holds", GRANTED: "allows"}, window_s=window, clear_s=clear)


def door(granted: list[float], entered: list[float], by: Kernels = PLAIN, **columns: float) -> Rehearsal:
    return Rehearsal([model()], by=by).says(DOOR, GRANTED, *granted).says(DOOR, IN, *entered, **columns)


def told(place: Rehearsal, until: float = 1000) -> list[tuple[str, float]]:
    return [(what, second) for _, _, what, second in place.told(until)]


def test_one_permission_lets_one_through() -> None:
    assert told(door([1], [3])) == []
    assert told(door([1], [3, 5])) == [("OPENED", 5), ("CLEARED", 35)]


def test_two_that_were_let_in_one_after_the_other_may_go_in_together() -> None:
    assert told(door([1, 2], [4, 4.5])) == []


@pytest.mark.parametrize(("entered", "opens"), [(10.9, False), (11, False), (11.1, True)])
def test_a_permission_runs_out_after_the_window(entered: float, opens: bool) -> None:
    assert bool(told(door([1], [entered]))) is opens


def test_a_permission_that_comes_afterwards_is_none() -> None:
    assert told(door([6], [5]))[0] == ("OPENED", 5)


def test_the_oldest_permission_is_used_first() -> None:
    assert told(door([1, 9], [10, 18])) == []


def test_a_row_of_several_needs_as_many_permissions() -> None:
    place = door([1, 2], [4], value=4.0)
    assert [c.value for c in place.until(10)] == [2.0]


def test_a_row_without_a_number_is_one_person() -> None:
    assert told(door([1], [3], value=0.0)) == []


def test_followers_soon_after_belong_to_the_same_condition() -> None:
    assert told(door([], [1, 31, 62])) == [("OPENED", 1), ("CLEARED", 61), ("OPENED", 62), ("CLEARED", 92)]


def test_late_rows_say_nothing() -> None:
    assert told(door([], [3], quality=int(Quality.LATE))) == []


def test_beyond_sixteen_permissions_the_oldest_makes_room() -> None:
    assert told(door([1 + i / 10 for i in range(17)], [11.05])) == []
    assert len(told(door([1 + i / 10 for i in range(20)], [5 + i / 10 for i in range(17)]))) == 2


def defined(granted: list[int], entered: list[int], window: int) -> list[int]:
    """The docstring's sentence: who finds no permission of their own."""
    free, alone = sorted(granted), []
    for moment in sorted(entered):
        fitting = [each for each in free if each <= moment <= each + window]
        if fitting:
            free.remove(fitting[0])
        else:
            alone.append(moment)
    return alone


INSTANTS = st.lists(st.integers(1, 200), max_size=14, unique=True)


@settings(max_examples=60, deadline=None)
@given(INSTANTS, INSTANTS)
def test_it_is_open_after_those_who_find_no_permission_and_only_then(granted: list[int], entered: list[int]) -> None:
    entered = [moment for moment in entered if moment not in granted]
    said = told(door([float(g) for g in granted], [float(e) for e in entered]))
    alone, opened, cleared = defined(granted, entered, 10), list[float](), list[float]()
    for moment in alone:
        if not opened or moment > cleared[-1]:
            opened.append(moment)
            cleared.append(moment + 30)
        else:
            cleared[-1] = moment + 30
    assert [second for what, second in said if what == "OPENED"] == opened
    assert [second for what, second in said if what == "CLEARED"] == cleared


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
def test_it_is_unknown_while_its_watchers_are_dead(by: Kernels) -> None:
    place = door([], [1], by).says(DOOR, "device_heartbeat/offline", 10).says(DOOR, "device_heartbeat/online", 500)
    assert told(place) == [("OPENED", 1), ("UNKNOWN", 10), ("CLEARED", 530)]


@pytest.mark.parametrize("by", ENGINES.values(), ids=ENGINES.keys())
def test_unused_permissions_are_forgotten(by: Kernels) -> None:
    place = door([1, 5], [3], by)
    assert told(place) == []
