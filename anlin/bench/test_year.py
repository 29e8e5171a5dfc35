"""The reference city and its replay, small."""

from pathlib import Path

import numpy as np

from anlin.bench.city import COMPOUNDS, reference_city
from anlin.bench.city_archive import write_days
from anlin.bench.city_rows import rows_of_day
from anlin.bench.year import conditions_of
from anlin.cli.replay import tape_of


def test_a_day_has_the_reference_citys_number_of_rows() -> None:
    city = reference_city(50)
    rows = len(rows_of_day(city, 3)["id"]) / 50 * COMPOUNDS
    assert 440_000 < rows < 480_000


def test_a_day_is_in_order_of_receipt_and_the_same_again() -> None:
    one, two = (rows_of_day(reference_city(3), 1, seed=7) for _ in range(2))
    assert np.all(np.diff(one["received_at"]) >= 0)
    assert all(np.array_equal(one[name], two[name]) for name in one)


def test_a_replay_of_the_city_says_the_same_in_other_batches(tmp_path: Path) -> None:
    observations = write_days(tmp_path, reference_city(4), 3, seed=1)
    assert observations > 9_000
    assert conditions_of(tape_of(tmp_path), 0) == conditions_of(tape_of(tmp_path), 700)
