"""Care: false alarms a day against the delay after somebody falls silent, in four real homes, beside fixed limits.

No home holds an emergency, so every opening is false. For the delay the rows are cut at seeded random instants, as if
the person stopped moving there; the same `step` as live goes on without rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlin.bench.quality.homes import HOUR_S, SECOND, Home, homes
from anlin.bench.quality.worse import CHANGES
from anlin.engine import Condition, load_model
from anlin.engine.conditions import What
from anlin.engine.layout import RowArrays
from anlin.engine.operators.mats import occupied_mats
from anlin.engine.plan import Plan
from anlin.engine.replay import Setting, with_settings
from anlin.engine.rows import no_rows
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State
from anlin.engine.steps import step
from anlin.models import folders

CUTS = 400
SEED = 20261123
_AFTER_S = 60 * HOUR_S
_NEVER_H = 60.0
_MODEL = "elderly_inactivity"

FLOORS_H = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
"""The curve: the shortest limit, with the other limits of who is awake moved as much. 3 h is in force."""
FIXED_H = (2.0, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0, 24.0, 48.0)

Floats = NDArray[np.float64]


@dataclass
class Played:
    """One home under one setting, delays in hours by state at the cut.

    `after_rising_h`: of cuts asleep, how long after the usual latest rising it was told, on a clock of ±12 h.
    """

    home: Home
    asked: int
    paged: int
    delays_h: dict[str, list[float]]
    after_rising_h: list[float]

    @property
    def all_h(self) -> list[float]:
        return [delay for delays in self.delays_h.values() for delay in delays]


def measure_care(folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Curves, bars, baselines and the oracle; one home left out in turn when the floor is chosen."""
    spec = load_model(next(path for path in folders() if path.name == _MODEL))
    found = homes(folder)
    curve: dict[float, list[Played]] = {}
    for floor_h in FLOORS_H:
        say(f"care: shortest limit {floor_h:g} h")
        curve[floor_h] = [play_home(home, spec, floor_h) for home in found]
    figures: dict[str, Any] = {"cuts": CUTS, "seed": SEED, "homes": {}}
    for nth, home in enumerate(found):
        say(f"care {home.name}: fixed limits")
        figures["homes"][home.name] = _of_home(home, [curve[floor_h][nth] for floor_h in FLOORS_H])
    figures["curve"] = {f"{floor_h:g}": _pooled(curve[floor_h]) for floor_h in FLOORS_H}
    figures["leave_one_out"] = {home.name: _left_out(curve, nth) for nth, home in enumerate(found)}
    figures["worse_data"] = {name: _under(found, spec, change) for name, change in CHANGES.items()}
    return figures


def play_home(home: Home, spec: ModelSpec, floor_h: float) -> Played:
    """Run the model over the home's rows; at every cut, run it on without rows from there."""
    plan = Plan([spec], with_settings(home.registry, settings(floor_h)))
    state, conditions = State.fresh(plan), list[Condition]()
    at, delays, after = 0, dict[str, list[float]](), list[float]()
    latest = home.usual_latest_rising()
    for cut in cuts_of(home):
        end = int(np.searchsorted(home.rows.observed_at, cut, side="right"))
        state, said = step(plan, state, sliced(home.rows, at, end), cut)
        conditions += said
        at = end
        truth = home.state_at(cut)
        if truth == "away" or _is_open(conditions):
            continue
        name = "on a mat" if truth == "awake" and occupied_mats(state.arrays.pool) else truth
        delay = _delay_h(plan, state, cut)
        delays.setdefault(name, []).append(delay)
        if truth == "asleep":
            after.append(((cut - latest) / SECOND / HOUR_S + delay + 12) % 24 - 12)
    state, said = step(plan, state, sliced(home.rows, at, len(home.rows.id)))
    conditions += said
    return Played(
        home,
        questions(conditions),
        sum(c.what == What.ESCALATED and c.level == 1 for c in conditions),
        delays,
        after,
    )


def settings(floor_h: float) -> list[Setting]:
    """The limits of who is awake, moved together; nights stay as they are."""
    moved = floor_h / 3.0
    in_force = {"floor_s": 10_800, "ceiling_s": 21_600, "watched_ceiling_s": 12_000, "sitting_floor_s": 14_400}
    return [Setting(_MODEL, name, value * moved, "silence") for name, value in in_force.items()]


def cuts_of(home: Home) -> list[int]:
    random = np.random.default_rng(SEED)
    first, last = int(home.rows.observed_at[0]), int(home.rows.observed_at[-1])
    return sorted(int(instant) for instant in random.integers(first, last, CUTS))


def sliced(rows: RowArrays, start: int, end: int) -> RowArrays:
    return RowArrays._make(column[start:end] for column in rows)


def _is_open(conditions: Sequence[Condition]) -> bool:
    open_ones: set[int] = set()
    for c in conditions[-40:]:
        (open_ones.discard if c.what == What.CLEARED else open_ones.add)(c.id)
    return bool(open_ones)


def questions(conditions: Sequence[Condition]) -> int:
    """How often the person is asked: what opens while something of the home is open belongs to the same alert."""
    asked, open_ones = 0, set[int]()
    for c in conditions:
        if c.what == What.OPENED and not open_ones:
            asked += 1
        (open_ones.discard if c.what == What.CLEARED else open_ones.add)(c.id)
    return asked


def _delay_h(plan: Plan, state: State, cut: int) -> float:
    copy = State(type(state.arrays)(*(array.copy() for array in state.arrays)))
    copy.grow(plan)
    _, said = step(plan, copy, no_rows(), cut + _AFTER_S * SECOND)
    opened = [c.at for c in said if c.what == What.OPENED]
    return (min(opened) - cut) / SECOND / HOUR_S if opened else _NEVER_H


def _of_home(home: Home, along: list[Played]) -> dict[str, Any]:
    inside = [cut for cut in cuts_of(home) if home.state_at(cut) != "away"]
    mine = along[FLOORS_H.index(3.0)]
    fixed = {hours: fixed_limit(home, inside, hours) for hours in np.arange(1, 60, 0.25)}
    ours_fa, ours_h = mine.asked / home.days, float(np.median(mine.all_h))
    at_equal_fa = next((row for row in fixed.values() if row["false_a_day"] <= ours_fa), None)
    at_equal_delay = next((row for row in fixed.values() if row["median_h"] >= ours_h), None)
    return {
        "days": round(home.days, 1),
        "has_infrared": home.has_infrared,
        "asked_a_day": round(ours_fa, 3),
        "paged_a_day": round(mine.paged / home.days, 3),
        "delays": _by_state(mine.delays_h),
        "median_h": round(ours_h, 2),
        "asleep_told_within_90_min_of_latest_rising": _share_by(mine.after_rising_h, 1.5) if home.has_labels else None,
        "curve": {
            f"{floor:g}": [round(p.asked / home.days, 3), round(float(np.median(p.all_h)), 2)]
            for floor, p in zip(FLOORS_H, along, strict=True)
        },
        "fixed": {f"{hours:g}": fixed[hours] for hours in FIXED_H},
        "fixed_at_equal_false_alarms": at_equal_fa,
        "fixed_at_equal_delay": at_equal_delay,
        "median_below_fixed": round(1 - ours_h / at_equal_fa["median_h"], 3) if at_equal_fa else None,
        "oracle_3_h": oracle(home, inside, 3.0) if home.has_labels else None,
    }


def _share_by(hours: list[float], limit: float) -> float | None:
    return round(float(np.mean(np.array(hours) <= limit)), 3) if hours else None


def fixed_limit(home: Home, cuts: Sequence[int], hours: float) -> dict[str, float]:
    """The naive rule: every silence of so many hours is told."""
    gaps = np.diff(home.signs) / SECOND / HOUR_S
    elapsed = _elapsed_h(home.signs, cuts)
    waiting = hours - elapsed[elapsed < hours]
    return {
        "limit_h": float(hours),
        "false_a_day": round(float((gaps > hours).sum()) / home.days, 3),
        "median_h": round(float(np.median(waiting)), 2) if len(waiting) else _NEVER_H,
    }


def oracle(home: Home, cuts: Sequence[int], hours: float) -> dict[str, float]:
    """Who knows the labels: its clock stands while the person sleeps or is away, from the last row on."""
    at = home.signs
    long = np.flatnonzero(np.diff(at) > hours * HOUR_S * SECOND)
    false = sum(_awake_s(home, int(at[i]), int(at[i + 1])) > hours * HOUR_S for i in long)
    delays = []
    for cut in cuts:
        last = int(at[np.searchsorted(at, cut, side="right") - 1])
        needed = hours * HOUR_S - _awake_s(home, last, cut)
        begun = next((end for begin, end, state in home.spans if state == "asleep" and begin <= cut < end), cut)
        if needed > 0:
            delays.append((begun - cut) / SECOND / HOUR_S + needed / HOUR_S)
    return {"false_a_day": round(false / home.days, 3), "median_h": round(float(np.median(delays)), 2)}


def _awake_s(home: Home, begin: int, end: int) -> float:
    covered = sum(max(0, min(end, high) - max(begin, low)) for low, high, _ in home.spans)
    return (end - begin - covered) / SECOND


def _elapsed_h(at: NDArray[np.int64], cuts: Sequence[int]) -> Floats:
    last = at[np.searchsorted(at, cuts, side="right") - 1]
    return np.asarray((np.asarray(cuts) - last) / SECOND / HOUR_S, np.float64)


def _by_state(delays: dict[str, list[float]]) -> dict[str, Any]:
    return {
        name: {
            "cuts": len(hours),
            "median_h": round(float(np.median(hours)), 2),
            "p95_h": round(float(np.quantile(hours, 0.95)), 2),
            "within_3_h_30": round(float(np.mean(np.array(hours) <= 3.5)), 3),
            "never": round(float(np.mean(np.array(hours) >= _NEVER_H)), 3),
        }
        for name, hours in sorted(delays.items())
    }


def _pooled(played: Sequence[Played]) -> dict[str, Any]:
    """All homes together. 90 % intervals: false alarms by days drawn again (Poisson), delays by cuts drawn again."""
    random = np.random.default_rng(SEED)
    days = sum(p.home.days for p in played)
    asked, paged = sum(p.asked for p in played), sum(p.paged for p in played)
    states: dict[str, list[float]] = {}
    for p in played:
        for name, hours in p.delays_h.items():
            states.setdefault(name, []).extend(hours)
    states["all"] = [delay for p in played for delay in p.all_h]
    drawn = random.gamma(asked + 0.5, 1.0, 4000) / days
    return {
        "asked_a_day": round(asked / days, 3),
        "asked_a_day_90": [round(float(edge), 3) for edge in np.quantile(drawn, [0.05, 0.95])],
        "paged_a_day": round(paged / days, 3),
        "delays": {name: {**row, "median_h_90": _interval(states[name])} for name, row in _by_state(states).items()},
    }


def _interval(hours: list[float]) -> list[float]:
    random = np.random.default_rng(SEED)
    values = np.array(hours)
    medians = [float(np.median(values[random.integers(0, len(values), len(values))])) for _ in range(1000)]
    return [round(float(edge), 2) for edge in np.quantile(medians, [0.05, 0.95])]


def _under(found: Sequence[Home], spec: ModelSpec, change: Callable[..., RowArrays]) -> dict[str, float]:
    """Questions a day in each home."""
    asked = {}
    for home in found:
        rows = RowArrays._make(column.copy() for column in change(home, np.random.default_rng(SEED)))
        for column in rows:
            column.flags.writeable = False
        plan = Plan([spec], home.registry)
        _, said = step(plan, State.fresh(plan), rows)
        asked[home.name] = round(questions(said) / home.days, 3)
    return asked


def _left_out(curve: dict[float, list[Played]], nth: int) -> dict[str, Any]:
    """The shortest limit with at most 0.2 questions a day in the other homes, tried on this one."""
    chosen = max(FLOORS_H)
    for floor_h in FLOORS_H:
        others = [p for i, p in enumerate(curve[floor_h]) if i != nth]
        if sum(p.asked for p in others) / sum(p.home.days for p in others) <= 0.2:
            chosen = floor_h
            break
    mine = curve[chosen][nth]
    return {
        "floor_h": chosen,
        "asked_a_day": round(mine.asked / mine.home.days, 3),
        "median_h": round(float(np.median(mine.all_h)), 2),
    }
