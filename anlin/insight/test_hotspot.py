import numpy as np
import pytest

from anlin.insight.hotspot import (
    HotspotModel,
    dispersion,
    exceedance,
    fading,
    negative_binomial_log,
    steady_mean,
    upper_bound,
)

PLACES = 200
DISTRICT = np.arange(PLACES) // 20


def a_city(periods: int, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Counts whose means differ between places and drift slowly, and one other kind that follows them."""
    random = np.random.default_rng(seed)
    rate = np.exp(random.normal(0.8, 0.7, PLACES))
    counts, others = [], []
    for _ in range(periods):
        rate = rate * np.exp(random.normal(0, 0.08, PLACES))
        counts.append(random.negative_binomial(8, 8 / (8 + rate)))
        others.append(random.poisson(rate * 3))
    return np.array(counts, float), np.array(others, float)[:, :, None]


def test_the_model_foretells_better_than_last_period_and_the_mean():
    counts, others = a_city(24)
    model = HotspotModel(DISTRICT)
    ours, last, mean = [], [], []
    for period in range(12, 24):
        past = counts[:period]
        model.learn(past, others[:period])
        outcome = counts[period]
        ours.append(negative_binomial_log(outcome, model.expect(past, others[:period]), 8).mean())
        last.append(negative_binomial_log(outcome, past[-1] + 0.1, 8).mean())
        mean.append(negative_binomial_log(outcome, past.mean(axis=0) + 0.1, 8).mean())
    assert np.mean(ours) > np.mean(mean) + 0.005 > np.mean(last)


@pytest.mark.parametrize(("knew", "least", "most"), [(0, 0.9, 1.0), (1, 0.0, 0.1)])
def test_half_of_each_is_believed_before_anything_was_heeded_then_what_knew_better(knew, least, most):
    counts, others = a_city(30)
    model = HotspotModel(DISTRICT)
    assert model.share == pytest.approx(0.5)
    for period in range(10, 30):
        model.learn(counts[:period], others[:period])
        model.expect(counts[:period], others[:period])
        for _ in range(5):
            model.heed(model.said[knew])  # It comes just as one of the two has said.
    assert least <= model.share <= most


def test_what_was_not_foretold_by_two_forecasts_changes_nothing():
    counts, others = a_city(3)
    model = HotspotModel(DISTRICT)
    model.learn(counts, others)
    model.expect(counts, others)
    model.heed(counts[-1])
    assert model.share == pytest.approx(0.5)


def test_with_nothing_to_learn_from_the_steady_mean_stands():
    counts, others = a_city(3)
    model = HotspotModel(DISTRICT)
    model.learn(counts, others)
    np.testing.assert_array_equal(model.expect(counts, others), steady_mean(counts))


def test_a_town_without_a_single_case_expects_almost_none():
    counts, others = np.zeros((10, PLACES)), np.zeros((10, PLACES, 1))
    model = HotspotModel(DISTRICT)
    model.learn(counts, others)
    expected = model.expect(counts, others)
    assert (expected >= 0).all()
    assert expected.max() < 0.05


@pytest.mark.parametrize(("expected", "size", "bound"), [(0.01, 8, 0), (1.0, 1000, 3), (5.0, 1e6, 9), (5.0, 2, 13)])
def test_the_bound_is_the_smallest_count_that_chance_passes_at_most_once_in_twenty(expected, size, bound):
    # Poisson 1: P(>3) = 0.019, P(>2) = 0.080. Poisson 5: P(>9) = 0.032, P(>8) = 0.068.
    assert upper_bound(expected, size) == bound


def test_dispersion_is_found_again():
    random = np.random.default_rng(5)
    mean = np.exp(random.normal(1, 0.5, 20_000))
    counts = random.negative_binomial(4, 4 / (4 + mean)).astype(float)
    assert 3 < dispersion(counts, mean) < 5.5


def test_exceedance_of_a_right_forecast_is_uniform():
    random = np.random.default_rng(6)
    mean = np.exp(random.normal(1, 0.5, 4000))
    counts = random.negative_binomial(4, 4 / (4 + mean)).astype(float)
    chance = exceedance(counts, mean, 4.0, random.random(4000))
    assert 0.04 < (chance < 0.05).mean() < 0.06


def test_fading_weighs_the_newest_most():
    assert fading(np.array([[0.0], [1.0]]), 0.5)[0] == pytest.approx(2 / 3)
