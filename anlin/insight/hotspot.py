"""Monthly (or weekly) incident counts of places, foretold one period ahead, and the bound that is worth a look.

A place's expected count begins with its own mean, drawn to the mean of all as far as chance explains their differences
(Poisson–gamma). Poisson regression over all places then says how far to depart from it: by what the place had lately,
what its district had, and what other kinds of incident it had. Strength is shared, so a quiet place is not alarmed by
one case nor a busy one excused; with little to learn from, the departure stays small. How much of it is believed is
learned too: the forecast lies between the regression and the steady mean at the town's latest level, for two forecasts
that err in different ways err less together (Bates and Granger, 1969), nearer to what foretold the past periods better
(Bayesian averaging over shares). Counts spread wider than Poisson; one dispersion for all is learned from past
forecasts. Places and times only; it knows no person (LU-F3).

Measured in docs/quality.md (`anlin bench quality`). Method: penalised Poisson regression by iteratively reweighted
least squares (McCullagh and Nelder, 1989, ch. 6), negative binomial bound.
"""

from dataclasses import dataclass, field
from math import exp, lgamma, log

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

LONG, SHORT, LATELY = 0.97, 0.6, 0.7  # What a period's weight shrinks to with each further one.
FORGET = 0.9
RIDGE = 100.0
MINIMUM_PERIODS = 3
SHARES = np.linspace(0, 1, 9)
"""Of the regression in the forecast; the rest is the steady mean's."""
WORTH = 0.25
"""Of a place's outcome as evidence: places share what a period brings, so they are fewer witnesses than they look."""
USUAL_SIZE = 10.0
"""Dispersion under which shares are compared: surprises of busy places must not decide it alone."""


@dataclass
class HotspotModel:
    """Foretells the next period's count per place. `district`: (places,) code of the larger unit around each."""

    district: Codes
    weights: Array = field(default_factory=lambda: np.zeros(0))
    centre: Array = field(default_factory=lambda: np.zeros(0))
    spread: Array = field(default_factory=lambda: np.ones(0))
    evidence: Array = field(default_factory=lambda: np.zeros(len(SHARES)))
    said: tuple[Array, Array] | None = None

    def learn(self, counts: Array, others: Array) -> None:
        """From `counts` (periods, places) of one kind and `others` (periods, places, kinds); no NaN.

        With fewer than MINIMUM_PERIODS + 1 periods there is nothing to learn from and `expect` gives the mean.
        """
        lessons = range(MINIMUM_PERIODS, len(counts))
        if not lessons:
            self.weights = np.zeros(0)
            return
        known = np.concatenate([self._signs(counts[:t], others[:t]) for t in lessons])
        outcome = np.concatenate([counts[t] for t in lessons])
        start = np.concatenate([np.log(steady_mean(counts[:t])) for t in lessons])
        weight = [FORGET ** (len(counts) - 1 - t) for t in lessons]
        importance = np.repeat(weight, counts.shape[1])
        self.centre, self.spread = known.mean(axis=0), known.std(axis=0) + 1e-9
        self.centre[0], self.spread[0] = 0.0, 1.0
        self.weights = _poisson_weights((known - self.centre) / self.spread, start, outcome, importance)

    def expect(self, counts: Array, others: Array) -> Array:
        """Expected count per place in the period after the last row of `counts`."""
        if not len(self.weights):
            self.said = None
            return steady_mean(counts)
        known = (self._signs(counts, others) - self.centre) / self.spread
        expected = steady_mean(counts) * np.exp(np.clip(known @ self.weights, -3, 3))
        # The whole town's level wanders: the regression looks back months, the last period is noisy. Half of each.
        level = np.sqrt((counts[-1].sum() + 1) / (expected.sum() + 1))
        self.said = (np.asarray(expected * level, np.float64), at_its_level(counts))
        return _between(*self.said, self.share)

    def heed(self, outcome: Array) -> None:
        """What the period that `expect` spoke of has brought: what knew better counts for more from then on."""
        if self.said is not None:
            for nth, share in enumerate(SHARES):
                foretold = _between(*self.said, float(share))
                self.evidence[nth] += WORTH * negative_binomial_log(outcome, foretold, USUAL_SIZE).sum()

    @property
    def share(self) -> float:
        """How much of the regression is believed, 0 to 1; half before anything was heeded."""
        chances = np.exp(self.evidence - self.evidence.max())
        return float(chances @ SHARES / chances.sum())

    def _signs(self, counts: Array, others: Array) -> Array:
        """(places, signs) known after the last row, in logarithms so that doubling means the same everywhere."""
        own_long, own_short = fading(counts, LONG), fading(counts, SHORT)
        columns = [
            np.ones(counts.shape[1]),
            np.log(own_long + 0.5),
            np.log(own_short + 0.5),
            np.log(fading(counts[-3:], 1.0) + 0.5),
            np.log(counts[-1] + 1.0),
            np.log(self._of_neighbours(own_long) + 0.5),
            np.log(self._of_neighbours(own_short) + 0.5),
        ]
        columns += [np.log(fading(others[:, :, kind], 0.95) + 0.5) for kind in range(others.shape[2])]
        return np.stack(columns, axis=1)

    def _of_neighbours(self, values: Array) -> Array:
        """Mean of the district's other places, drawn a little to the mean of all."""
        total = np.bincount(self.district, weights=values)[self.district]
        count = np.bincount(self.district)[self.district]
        return np.asarray((total - values + values.mean()) / count, np.float64)


def _between(regression: Array, steady: Array, share: float) -> Array:
    """The geometric mean of two forecasts, the first with this share."""
    return np.asarray(regression**share * steady ** (1 - share), np.float64)


def fading(values: Array, keep: float) -> Array:
    """Mean over periods (the first axis) in which each older period weighs `keep` times the next."""
    weights = keep ** np.arange(len(values) - 1, -1, -1.0)
    return np.asarray(np.tensordot(weights, values, 1) / weights.sum(), np.float64)


def dispersion(outcome: Array, expected: Array) -> float:
    """Size r of the negative binomial (variance m + m²/r) under which past forecasts were likeliest, 1 to 150."""
    candidates = np.exp(np.linspace(0, 5, 26))
    scores = [negative_binomial_log(outcome, expected, float(size)).mean() for size in candidates]
    return float(candidates[int(np.argmax(scores))])


def negative_binomial_log(outcome: Array, expected: Array, size: float) -> Array:
    """Log probability of counts under mean `expected` and size `size`."""
    expected = np.maximum(expected, 1e-3)
    return np.asarray(
        _log_gamma(outcome + size)
        - lgamma(size)
        - _log_gamma(outcome + 1)
        + size * np.log(size / (size + expected))
        + outcome * np.log(expected / (size + expected)),
        np.float64,
    )


_log_gamma_of_each = np.frompyfunc(lgamma, 1, 1)


def _log_gamma(values: Array) -> Array:
    if len(values) < 100:
        return np.asarray(_log_gamma_of_each(values), np.float64)
    # NumPy has no such function of its own, and of many counts few are different.
    different, place = np.unique(values, return_inverse=True)
    return np.asarray(_log_gamma_of_each(different), np.float64)[place]


def upper_bound(expected: float, size: float, level: float = 0.95) -> int:
    """Smallest count that the negative binomial exceeds with a chance of at most 1 - `level`."""
    chance = exp(size * log(size / (size + expected)))
    total, count = chance, 0
    while total < level and count < 10_000:
        count += 1
        chance *= (count - 1 + size) / count * expected / (size + expected)
        total += chance
    return count


def exceedance(outcome: Array, expected: Array, size: float, random: Array) -> Array:
    """Chance (places,) of a count as high as this under the forecast, made continuous by `random` in 0..1.

    Uniform if the forecast is calibrated (randomised probability integral transform; Czado and others, 2009).
    """
    values = np.empty(len(outcome))
    for place, (seen, mean) in enumerate(zip(outcome, np.maximum(expected, 1e-3), strict=True)):
        counts = np.arange(int(seen) + 1, dtype=float)
        chances = np.exp(negative_binomial_log(counts, np.full(len(counts), mean), size))
        values[place] = 1 - (chances[:-1].sum() + random[place] * chances[-1])
    return values


def steady_mean(counts: Array) -> Array:
    """Each place's mean count, drawn to the mean of all (empirical Bayes, Poisson–gamma by moments); above 0."""
    mean = counts.mean(axis=0)
    middle = max(float(mean.mean()), 1e-3)
    # What the means differ by beyond what chance alone would make them differ.
    beyond_chance = max(float(mean.var()) - middle / len(counts), 1e-3 * middle)
    shape, rate = middle * middle / beyond_chance, middle / beyond_chance
    return np.asarray((shape + counts.sum(axis=0)) / (rate + len(counts)), np.float64)


def at_its_level(counts: Array) -> Array:
    """Each place's steady mean, all together as many as lately."""
    steady = steady_mean(counts)
    lately = fading(counts.sum(axis=1), LATELY)
    return np.asarray(steady * (lately + 1) / (steady.sum() + 1), np.float64)


def _poisson_weights(known: Array, start: Array, outcome: Array, importance: Array, rounds: int = 12) -> Array:
    """Weights that turn log `start` into the log mean of `outcome`; drawn to 0 by RIDGE, the first one hardly."""
    weights: Array = np.zeros(known.shape[1])
    penalty = np.full(known.shape[1], RIDGE)
    penalty[0] = 1.0
    for _ in range(rounds):
        departure = np.clip(known @ weights, -3, 3)
        mean = np.exp(start + departure)
        # Wider than Poisson: a busy place's single surprise must not steer everybody's weights.
        pull = importance * mean / (1 + mean / 8.0)
        target = departure + (outcome - mean) / mean
        normal = (known * pull[:, None]).T @ known + np.diag(penalty)
        weights = np.asarray(np.linalg.solve(normal, (known * pull[:, None]).T @ target), np.float64)
    return weights
