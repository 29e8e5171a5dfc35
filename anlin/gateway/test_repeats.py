"""The filter of repeats against a set."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.repeats import Repeats

ids_of_requests = st.lists(st.lists(st.integers(1, 60), max_size=30), max_size=12)


@given(ids_of_requests)
def test_an_id_is_fresh_exactly_once(requests: list[list[int]]) -> None:
    repeats, known = Repeats(), set()
    for request in requests:
        ids = np.array(request, np.uint64)
        fresh = repeats.fresh(ids)
        expected = []
        for each in request:
            expected.append(each not in known)
            known.add(each)
        assert fresh.tolist() == expected
        repeats.add(ids[fresh], 1)
    assert len(repeats) == len(known)


def test_asking_remembers_nothing() -> None:
    repeats = Repeats()
    assert repeats.fresh(np.array([7], np.uint64)).tolist() == [True]
    assert repeats.fresh(np.array([7], np.uint64)).tolist() == [True]


def test_tables_grow_and_old_ones_are_forgotten() -> None:
    repeats = Repeats()
    old = np.arange(1, 40_001, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    repeats.add(old, 100)
    new = np.arange(40_001, 100_001, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    repeats.add(new, 200)
    assert len(repeats) == 100_000
    assert not repeats.fresh(np.concatenate([old, new])).any()
    repeats.forget(101)
    assert repeats.fresh(old[:16_000]).all()
    assert not repeats.fresh(new).any()


def test_an_empty_group_is_no_trouble() -> None:
    assert Repeats().fresh(np.zeros(0, np.uint64)).tolist() == []
