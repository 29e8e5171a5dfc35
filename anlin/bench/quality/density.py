"""Density, direction and flow on people's tracks in metres, as counting cameras would say them to the scenic area.

A camera says once a second how dense each field of nine square metres is, and one says who crosses the line in the
middle of the scene, each way; the model `crowd_flow` is told of that by the engine's own step. Beside it: a slow
definition, a rule of one second, the speeds that Weidmann (1993) and the levels of service that Fruin (1971) give for
a density. No scene is dense; so copies of one scene are laid over each other, some seconds apart, until it is.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlin.bench.quality.access import spans_of
from anlin.bench.quality.streams import SECOND, model_of, places_of, rows_from, said_of, share

Array = NDArray[np.float64]

FRAME_S = 0.04
SIDE_M = 3.0
"""Length of a watched field's side."""
NEAR_M = 2.0
"""Radius within which a walker's own density is reckoned."""
COPIES = (4, 8, 12, 16)
APART_S = 7.0
_MODEL = "crowd_flow"
_SAYS = (("zone_density", ""), ("line_count", "in"), ("line_count", "out"))
RULES = {"bottleneck": 1.75, "dense": 3.5}
FRUIN = {"A": 0.31, "B": 0.43, "C": 0.72, "D": 1.08, "E": 2.17}
"""Upper densities of the levels of service for walkways, people per square metre; F is beyond."""


def weidmann(density: Array) -> Array:
    """Speed in m/s at a density in people/m² (Weidmann 1993, Transporttechnik der Fussgänger)."""
    return np.maximum(1.34 * (1 - np.exp(-1.913 * (1 / np.maximum(density, 1e-9) - 1 / 5.4))), 0)


def measure_density(folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    scenes = {path.name.split(".")[0]: path for path in sorted((folder / "pedestrian_tracks").glob("*.csv*"))}
    figures: dict[str, Any] = {"scenes": {}, "laid_over": {}}
    tracks = {}
    for name, path in scenes.items():
        say(f"density {name}: as it is")
        tracks[name] = read_tracks(path)
        figures["scenes"][name] = judge(tracks[name])
    speeds = pl.concat([walked(each) for each in tracks.values()])
    figures["speed_by_density"] = by_density(speeds)
    densest = max(tracks, key=lambda name: _number(tracks[name].group_by("second").len()["len"].mean()))
    for copies in COPIES:
        say(f"density {densest}: {copies} copies")
        figures["laid_over"][str(copies)] = judge(laid_over(tracks[densest], copies))
    return figures


def read_tracks(path: Path) -> pl.DataFrame:
    """(second, track, x, y) four tenths of a second apart, in order of track and time."""
    return (
        pl.read_csv(path)
        .select(
            second=pl.col("frame").cast(pl.Float64) * FRAME_S,
            track=pl.col("track").cast(pl.Float64).cast(pl.Int64),
            x=pl.col("x_m").cast(pl.Float64),
            y=pl.col("y_m").cast(pl.Float64),
        )
        .drop_nulls()
        .with_columns(second=pl.col("second") - pl.col("second").min())
        .sort("track", "second")
    )


def laid_over(tracks: pl.DataFrame, copies: int) -> pl.DataFrame:
    """So many copies, each `APART_S` later than the one before; the end goes on at the beginning."""
    length = _number(tracks["second"].max(), 0) + 0.4
    step_s = round(APART_S / 0.4) * 0.4
    parts = [
        tracks.with_columns(
            second=((pl.col("second") + nth * step_s) % length / 0.4).round() * 0.4,
            # Who is cut by the end is two people.
            track=(pl.col("track") * 2 + ((pl.col("second") + nth * step_s) >= length).cast(pl.Int64)) * copies + nth,
        )
        for nth in range(copies)
    ]
    return pl.concat(parts).sort("track", "second")


def judge(tracks: pl.DataFrame) -> dict[str, Any]:
    """What the model says of the scene, and what a slow reading of the tracks says."""
    fields = _fields(tracks)
    dense, names = densities(fields)
    registry = places_of(names, "passage")
    seconds, zones = dense.shape
    at = np.repeat(np.arange(1, seconds + 1), zones) * SECOND
    zone = np.tile(np.arange(1, zones + 1), seconds)
    passed = crossings(tracks)
    instants = np.concatenate([at, passed["at"].to_numpy()])
    number = np.concatenate([zone, np.ones(len(passed), np.int64)])
    saying = np.concatenate([np.zeros(len(at), np.int64), passed["saying"].to_numpy()])
    value = np.concatenate([dense.ravel(), np.ones(len(passed))])
    columns = {"instant": instants + 10**15, "zone": number, "device": 2 * number, "saying": saying, "value": value}
    rows = rows_from(columns, registry, _SAYS)
    hours = seconds / 3600
    figures: dict[str, Any] = {
        "minutes": round(hours * 60, 1),
        "fields": zones,
        "people_a_square_metre": {"mean": round(float(dense.mean()), 3), "most": round(float(dense.max()), 2)},
        "service": {level: round(share_, 3) for level, share_ in service(dense).items()},
        "flow": flows(tracks, passed),
    }
    said = said_of(model_of(_MODEL), registry, rows)
    for rule, over in RULES.items():
        # After the last second nothing is seen any more.
        spans = [(z, begin - 10**15) for z, begin, _ in spans_of(said, rule)]
        mine = sorted((z, begin) for z, begin in spans if begin <= seconds * SECOND)
        defined = sorted(
            (nth + 1, start * SECOND) for nth in range(zones) for start in lasting(dense[:, nth], over, 60, 600, 0.2)
        )
        single = sum(int(np.diff(np.r_[0, dense[:, nth] >= np.float32(over)]).clip(0).sum()) for nth in range(zones))
        figures[rule] = {
            "told": len(mine),
            "defined": len(defined),
            "same": len(set(mine) & set(defined)),
            "told_an_hour": round(len(mine) / hours, 2),
            "a_rule_of_one_second_an_hour": round(single / hours, 2),
        }
    return figures


def _number(value: Any, otherwise: float = 0.0) -> float:
    """What Polars says of a column, which may be nothing."""
    return float(value or otherwise)


def _fields(tracks: pl.DataFrame) -> pl.DataFrame:
    """Every person of every whole second, with the field they are in; fields that few ever enter are left out."""
    fields = (
        tracks.with_columns(whole=pl.col("second").floor().cast(pl.Int64))
        .sort("second", maintain_order=True)
        .unique(["track", "whole"], keep="first", maintain_order=True)
        .with_columns(
            column=(pl.col("x") / SIDE_M).floor().cast(pl.Int64), line=(pl.col("y") / SIDE_M).floor().cast(pl.Int64)
        )
    )
    used = fields.group_by("column", "line").len().filter(pl.col("len") >= 0.02 * len(fields))
    return fields.join(used.select("column", "line"), on=["column", "line"], how="semi")


def densities(fields: pl.DataFrame) -> tuple[Array, list[str]]:
    """(seconds, fields) people per square metre, as float32 says it; the fields' names."""
    counted = fields.group_by("whole", "column", "line").len()
    places = counted.select("column", "line").unique().sort("column", "line")
    dense = np.zeros((int(_number(fields["whole"].max())) + 1, len(places)))
    index = {place: nth for nth, place in enumerate(places.iter_rows())}
    for whole, column, line, count in counted.iter_rows():
        dense[whole, index[column, line]] = count / SIDE_M**2
    return dense.astype(np.float32).astype(np.float64), [f"{column}:{line}" for column, line in index]


def lasting(dense: Array, over: float, lasts: int, clears: int, by: float) -> list[int]:
    """Slowly: the seconds by which it was at `over` for `lasts`, unless told and not yet `by` under for `clears`."""
    # The camera's first word is of second 1.
    told, above, under, is_open = list[int](), 0, 0, False
    for second, value in enumerate(dense.tolist(), 1):
        above = above + 1 if value >= over else 0
        under = under + 1 if value <= over - by else 0
        if is_open and under > clears:
            is_open = False
        if not is_open and above > lasts:
            told.append(second)
            is_open = True
    return told


def _ways(tracks: pl.DataFrame) -> tuple[str, str]:
    """The axis along which the scene is longer, and the other."""
    is_wide = _number(tracks["x"].std()) >= _number(tracks["y"].std())
    return ("x", "y") if is_wide else ("y", "x")


def crossings(tracks: pl.DataFrame) -> pl.DataFrame:
    """(at, saying) of everyone who crosses the middle of the scene, across the longer way; in is upwards."""
    way, _ = _ways(tracks)
    middle = _number(tracks[way].median(), 0)
    before = pl.col(way).shift(1).over("track")
    return (
        tracks.with_columns(was=before - middle, now=pl.col(way) - middle)
        .filter((pl.col("was") < 0) != (pl.col("now") < 0), pl.col("was").is_not_null())
        .select(
            at=(pl.col("second") * SECOND).round().cast(pl.Int64) + SECOND,
            saying=pl.when(pl.col("now") >= 0).then(1).otherwise(2).cast(pl.Int64),
            track="track",
        )
        .sort("at", "track")
    )


def flows(tracks: pl.DataFrame, passed: pl.DataFrame) -> dict[str, Any]:
    """People a minute each way over the line, per metre of its width, and the way most of them go."""
    minutes = _number(tracks["second"].max(), 1) / 60
    _, across = _ways(tracks)
    width = _number(tracks[across].quantile(0.99)) - _number(tracks[across].quantile(0.01))
    there, back = int((passed["saying"] == 1).sum()), int((passed["saying"] == 2).sum())
    once = passed.group_by("track").len()["len"]
    return {
        "there_a_minute": round(there / minutes, 1),
        "back_a_minute": round(back / minutes, 1),
        "a_metre_and_second": round((there + back) / minutes / 60 / max(width, 0.1), 3),
        "share_of_the_main_way": share(max(there, back), there + back),
        "crossed_more_than_once": share(int((once > 1).sum()), len(once)),
    }


def service(dense: Array) -> dict[str, float]:
    """Share of people-seconds at each of Fruin's levels of service."""
    weight, bounds, low, found = dense.sum(), {**FRUIN, "F": np.inf}, 0.0, {}
    for level, high in bounds.items():
        found[level] = float(dense[(dense > low) & (dense <= high)].sum() / max(weight, 1e-9))
        low = high
    return found


def walked(tracks: pl.DataFrame) -> pl.DataFrame:
    """(speed, density) of every person, over 0.8 s, and how many others are within two metres, per square metre."""
    moved = tracks.with_columns(
        speed=(
            (pl.col("x").shift(-1) - pl.col("x").shift(1)).over("track") ** 2
            + (pl.col("y").shift(-1) - pl.col("y").shift(1)).over("track") ** 2
        ).sqrt()
        / (pl.col("second").shift(-1) - pl.col("second").shift(1)).over("track")
    )
    density = np.zeros(len(moved))
    second, x, y = (moved[name].to_numpy() for name in ("second", "x", "y"))
    for instant in np.unique(second):
        here = np.flatnonzero(second == instant)
        apart = np.hypot(x[here][:, None] - x[here], y[here][:, None] - y[here])
        density[here] = (apart <= NEAR_M).sum(axis=1) / (np.pi * NEAR_M**2)
    return moved.select("speed").with_columns(density=pl.Series(density)).drop_nulls()


def by_density(walkers: pl.DataFrame) -> dict[str, Any]:
    """Mean speed of those who walk (over 0.3 m/s) by their density, beside Weidmann's."""
    rows = {}
    for low in np.arange(0, 1.6, 0.2):
        inside = walkers.filter(pl.col("density") > low, pl.col("density") <= low + 0.2)
        if len(inside) < 100:
            continue
        speeds = inside.filter(pl.col("speed") > 0.3)["speed"].to_numpy()
        density = _number(inside["density"].mean())
        rows[f"{density:.2f}"] = {
            "people": len(inside),
            "speed": round(float(speeds.mean()), 2),
            "spread": round(float(speeds.std()), 2),
            "weidmann": round(float(weidmann(np.array([density]))[0]), 2),
            "standing": round(1 - len(speeds) / len(inside), 3),
        }
    return rows
