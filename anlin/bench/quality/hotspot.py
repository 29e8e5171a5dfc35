"""Hotspot: incidents by ward and month in London, by beat and week in Houston, foretold one period ahead."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlin.bench.quality.sources import has_tables
from anlin.insight.hotspot import HotspotModel, dispersion, exceedance, negative_binomial_log

Array = NDArray[np.float64]

BEGIN = 6  # Periods seen before the first forecast.
WHOLE = 0.9
"""Share of the usual wards that a month must have: of one only 61 of 496 ward files were published."""
SEED = 20261123


def measure_hotspot(folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for place, (city, read) in CITIES.items():
        if not has_tables(folder / place):
            continue
        counts, kinds, district = read(folder / place)
        for kind in ("burglary", "robbery"):
            say(f"hotspot {city}: {kind}")
            nth = kinds.index(kind)
            figures[f"{city} {kind}"] = judge(counts[:, :, nth], np.delete(counts, nth, axis=2), district)
            figures[f"{city} {kind}"]["worse_data"] = {
                name: _bars(judge(*made(counts[:, :, nth], np.delete(counts, nth, axis=2), district)))
                for name, made in WORSE.items()
            }
    return figures


def _half_of_places(
    counts: Array, others: Array, district: NDArray[np.int64]
) -> tuple[Array, Array, NDArray[np.int64]]:
    """Half of the places, drawn by a seed."""
    chosen = np.random.default_rng(SEED).random(counts.shape[1]) < 0.5
    return counts[:, chosen], others[:, chosen], district[chosen]


def _begun_later(counts: Array, others: Array, district: NDArray[np.int64]) -> tuple[Array, Array, NDArray[np.int64]]:
    """A quarter of the periods later."""
    first = len(counts) // 4
    return counts[first:], others[first:], district


def _under_reported(
    counts: Array, others: Array, district: NDArray[np.int64]
) -> tuple[Array, Array, NDArray[np.int64]]:
    """A fifth of the incidents is never reported."""
    random = np.random.default_rng(SEED)
    return random.binomial(counts.astype(np.int64), 0.8).astype(np.float64), others, district


WORSE = {"half_of_places": _half_of_places, "begun_later": _begun_later, "fifth_not_reported": _under_reported}


def _bars(figures: dict[str, Any]) -> dict[str, Any]:
    return {"gain_in_log_score": figures["gain_in_log_score"], "beyond_95_bound": figures["anlin"]["beyond_95_bound"]}


def judge(counts: Array, others: Array, district: NDArray[np.int64]) -> dict[str, Any]:
    """Rank correlation, share of incidents in the tenth of places named first, log score, share beyond the bound.

    `share_of_regression`: how much of the regression Anlin believes after the last period.
    """
    model = HotspotModel(district)
    forecasts = rolling(counts, others, model)
    random = np.random.default_rng(SEED)
    figures: dict[str, Any] = {}
    scores: dict[str, Array] = {}
    for name, expected in forecasts.items():
        outcomes = counts[BEGIN:]
        log_scores, beyond = [], []
        for t in range(1, len(expected)):
            size = dispersion(outcomes[:t].ravel(), np.concatenate(expected[:t]))
            log_scores.append(negative_binomial_log(outcomes[t], expected[t], size))
            beyond.append(exceedance(outcomes[t], expected[t], size, random.random(len(outcomes[t]))) < 0.05)
        scores[name] = np.array(log_scores)
        figures[name] = {
            "rank_correlation": _mean(rank_correlation(e, y) for e, y in zip(expected, outcomes, strict=True)),
            "share_in_top_tenth": _mean(top_share(e, y) for e, y in zip(expected, outcomes, strict=True)),
            "log_score": round(float(scores[name].mean()), 4),
            "beyond_95_bound": round(float(np.mean(beyond)), 4),
        }
    best = max((name for name in scores if name != "anlin"), key=lambda name: float(scores[name].mean()))
    gain = scores["anlin"] - scores[best]
    places = gain.shape[1]
    drawn = [float(gain[:, random.integers(0, places, places)].mean()) for _ in range(2000)]
    low, high = np.quantile(drawn, [0.025, 0.975])
    figures["anlin"]["share_of_regression"] = round(model.share, 2)
    figures["gain_in_log_score"] = {
        "over": best,
        "mean": round(float(gain.mean()), 4),
        "interval_95": [round(float(low), 4), round(float(high), 4)],
    }
    return figures


def rolling(counts: Array, others: Array, model: HotspotModel) -> dict[str, list[Array]]:
    """Forecasts of each period from BEGIN on, by Anlin and by the references, each from the past only."""
    forecasts: dict[str, list[Array]] = {"anlin": [], "persistence": [], "expanding_mean": [], "poisson_gamma": []}
    for t in range(BEGIN, len(counts)):
        past = counts[:t]
        model.learn(past, others[:t])
        forecasts["anlin"].append(model.expect(past, others[:t]))
        model.heed(counts[t])
        forecasts["persistence"].append(np.maximum(past[-1], 0.05))
        forecasts["expanding_mean"].append(np.maximum(past.mean(axis=0), 0.05))
        forecasts["poisson_gamma"].append(poisson_gamma(past))
    return forecasts


def poisson_gamma(past: Array) -> Array:
    """The reference: each place's posterior mean under a gamma prior by moments, times the last period's level."""
    mean = past.mean(axis=0)
    beyond_chance = max(float(mean.var()) - float(mean.mean()) / len(past), 1e-6)
    rate = float(mean.mean()) / beyond_chance
    posterior = (rate * mean.mean() + past.sum(axis=0)) / (rate + len(past))
    return np.asarray(posterior * past[-1].sum() / mean.sum(), np.float64)


def rank_correlation(expected: Array, outcome: Array) -> float:
    """Spearman's, ties at their middle rank."""
    return float(np.corrcoef(_ranks(expected), _ranks(outcome))[0, 1])


def top_share(expected: Array, outcome: Array) -> float:
    first = np.argsort(-expected, kind="stable")[: len(outcome) // 10]
    return float(outcome[first].sum() / outcome.sum())


def by_ward_and_month(folder: Path) -> tuple[Array, list[str], NDArray[np.int64]]:
    rows = _whole_months(pl.read_csv(folder / "ward_month_counts.csv.gz"))
    boroughs = dict(pl.read_csv(folder / "wards.csv").select("ward", "borough").iter_rows())
    counts, wards, kinds = _cube(rows["month"], rows["ward"], rows["category"], rows["n"].to_numpy())
    names = sorted({boroughs.get(ward, "") for ward in wards})
    return counts, kinds, np.array([names.index(boroughs.get(ward, "")) for ward in wards], np.int64)


def _whole_months(rows: pl.DataFrame) -> pl.DataFrame:
    """Without months of which only part was published."""
    wards = rows.group_by("month").agg(pl.col("ward").n_unique().alias("wards"))
    whole = wards.filter(pl.col("wards") >= WHOLE * pl.col("wards").median())
    return rows.join(whole.select("month"), on="month", how="semi")


def by_beat_and_week(folder: Path) -> tuple[Array, list[str], NDArray[np.int64]]:
    rows = pl.concat([pl.read_csv(path) for path in sorted(folder.glob("*.csv*"))])
    rows = rows.filter(pl.col("beat").str.len_chars() > 0)
    days = rows["occurred_local"].str.to_datetime().dt.date()
    week = (days - days.min()).dt.total_days() // 7
    # The last week is cut off by the end of the file.
    whole = week < week.max()
    rows, week = rows.filter(whole), week.filter(whole)
    counts, beats, kinds = _cube(week, rows["beat"], rows["offense"], np.ones(len(rows)))
    names = sorted({beat[:2] for beat in beats})
    return counts, kinds, np.array([names.index(beat[:2]) for beat in beats], np.int64)


CITIES = {
    "incidents_london": ("london_month", by_ward_and_month),
    "incidents_houston": ("houston_week", by_beat_and_week),
}
"""Folder of the data: name of its series, and what reads it."""


def _cube(period: pl.Series, place: pl.Series, kind: pl.Series, n: Array) -> tuple[Array, list[str], list[str]]:
    """(periods, places, kinds) sums, with the names of places and kinds in their order."""
    codes, names = [], []
    for column in (period, place, kind):
        unique = column.unique().sort()
        names.append([str(name) for name in unique.to_list()])
        codes.append(np.searchsorted(unique.to_numpy(), column.to_numpy()))
    counts = np.zeros([len(axis) for axis in names])
    np.add.at(counts, tuple(codes), n)
    return counts, names[1], names[2]


def _ranks(values: Array) -> Array:
    _, group, size = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(size) - (size - 1) / 2
    return np.asarray(middle[group], np.float64)


def _mean(values: Any) -> float:
    return round(float(np.mean(list(values))), 4)
