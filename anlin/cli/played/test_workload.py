"""How many alerts reach each person at work."""

from collections import Counter

from anlin.cli.played.workload import _figures


def test_the_mean_is_over_everybody_and_the_rate_over_a_shift_of_the_busiest() -> None:
    told = Counter({(7, 0): 2, (7, 5): 1, (8, 5): 1})
    assert _figures(4, told) == {
        "people": 4,
        "per_person_and_day": 1.0,
        "busiest_day": 3,
        "busiest_per_10_min": round(3 / 72, 3),
        "most_in_10_min": 2,
    }
