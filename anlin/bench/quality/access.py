"""Access: who follows through, and doors used at unusual hours, from badge passages in an office building.

The file says when a badge entered a zone, to the minute, and nothing of people who used none. So both questions are
asked of what is put into it: passages whose badge is taken away (somebody followed), and passages at hours at which
the door has none on any day. Badges are counted, never followed: no figure and no rule knows whose they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlin.bench.quality.streams import SECOND, Instants, model_of, places_of, rows_from, said_of, share
from anlin.engine import Condition
from anlin.engine.conditions import What
from anlin.observations import Registry

SEED = 20261128
RUNS = 10
FOLLOWED = 0.05  # Share of the passages close behind another that lose their badge.
COUNTER_FAULTS = 0.005  # A counter misses one in two hundred, and counts one in two hundred twice.
WITHIN_S = 4
NIGHT_H = (22, 6)
LEARNED_DAYS = 4
_MODEL, _DAY = "access_anomaly", 86_400
_SAYS = (("access_event", "granted"), ("line_count", "in"))


@dataclass
class Badges:
    """Passages in order of time: whole minutes (microseconds, on the building's clock), and the door's number."""

    at: Instants
    door: NDArray[np.int64]
    registry: Registry

    @property
    def door_days(self) -> float:
        return float(len(self.registry.zones) * len(np.unique(local_day(self.at))))


def local_day(at: Instants) -> Instants:
    return (at + 8 * 3600 * SECOND) // (_DAY * SECOND)


def measure_access(folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    badges = read_badges(folder / "badge_vast2016")
    say("access: who follows through")
    figures: dict[str, Any] = {
        "passages": len(badges.at),
        "doors": len(badges.registry.zones),
        "days": len(np.unique(local_day(badges.at))),
        "tailgating": {name: tailgating(badges, faults) for name, faults in (("right", 0.0), ("worn", COUNTER_FAULTS))},
    }
    say("access: unusual hours")
    figures["off_hours"] = {"as_it_is": off_hours(badges), "eight_weeks_drawn_from_it": off_hours(longer(badges, 8))}
    return figures


def read_badges(folder: Path) -> Badges:
    """All files of passages of the folder, of people at fixed readers; a door is a floor's zone."""
    frames = [
        pl.read_csv(path, infer_schema=False).rename(lambda name: name.strip())
        for path in sorted(folder.glob("prox_fixed*.csv*"))
    ]
    table = pl.concat([frame.select(pl.all().str.strip_chars()) for frame in frames]).unique(maintain_order=True)
    door = table["floor"] + "-" + table["zone"]
    minute = table["timestamp"].str.to_datetime(strict=False, time_unit="us")
    known = minute.is_not_null() & door.is_not_null()
    at, door = minute.filter(known).to_numpy().astype(np.int64), door.filter(known)
    names = sorted(door.unique())
    order = np.argsort(at, kind="stable")
    numbers = door.replace_strict(names, list(range(1, len(names) + 1))).to_numpy().astype(np.int64)
    # The building's clock is taken for Shanghai's, in which Anlin reckons days.
    return Badges((at - 8 * 3600 * SECOND)[order], numbers[order], places_of(names, "office"))


def longer(badges: Badges, weeks: int) -> Badges:
    """Weeks whose days are drawn from the file's own (working days for working days), each passage 20 min off at most.

    So the limits, which no file of a week shows, are seen at work.
    """
    random = np.random.default_rng(SEED)
    day = local_day(badges.at)
    by_kind: dict[bool, list[int]] = {True: [], False: []}
    for each in np.unique(day):
        by_kind[_is_weekend(int(each))].append(int(each))
    first = int(day.min())
    at, door = [], []
    for new in range(first, first + 7 * weeks):
        if not (known := by_kind[_is_weekend(new)]):
            continue
        chosen = day == random.choice(known)
        shift = random.integers(-20 * 60, 20 * 60, int(chosen.sum())) * SECOND
        moved = badges.at[chosen] + (new - day[chosen][0]) * _DAY * SECOND + shift if chosen.any() else []
        at.append(np.asarray(moved, np.int64))
        door.append(badges.door[chosen])
    order = np.argsort(np.concatenate(at), kind="stable")
    return Badges(np.concatenate(at)[order], np.concatenate(door)[order], badges.registry)


def tailgating(badges: Badges, faults: float) -> dict[str, Any]:
    """Followers found and false alarms, `RUNS` times with other followers and other seconds within the minute."""
    totals = {name: np.zeros(3, np.int64) for name in ("anlin", "two_within_4_s")}
    for run in range(RUNS):
        instants, zone, saying, followed = _played(badges, faults, np.random.default_rng(SEED + run))
        columns = {"instant": instants, "zone": zone, "device": 2 * zone - saying, "saying": saying}
        rows = rows_from({**columns, "value": np.ones(len(zone))}, badges.registry, _SAYS)
        spans = spans_of(said_of(model_of(_MODEL), badges.registry, rows), "tailgating")
        totals["anlin"] += _judged(spans, followed, 0)
        totals["two_within_4_s"] += _judged(_two_in_a_row(instants, zone, saying), followed, 0)
    days = badges.door_days * RUNS
    return {
        "followers": int(totals["anlin"][1]),
        **{
            name: {
                "recall": share(int(found), int(of)),
                "false_per_door_day": round(float(false) / days, 4),
                "precision": round(float(found) / max(float(found + false), 1), 3),
            }
            for name, (found, of, false) in totals.items()
        },
    }


def _played(badges: Badges, faults: float, random: np.random.Generator) -> tuple[Any, ...]:
    """(instants, doors, sayings, followed): badge, then the count of one person two to five seconds later.

    Who comes in the same minute through the same door as the one before may follow: without a badge, a second or two
    behind. The counter misses and doubles a share of `faults`.
    """
    passed = badges.at + random.integers(0, 60, len(badges.at)) * SECOND
    order = np.lexsort((passed, badges.door))
    passed, door, minute = passed[order], badges.door[order], badges.at[order]
    close = np.zeros(len(passed), bool)
    close[1:] = (door[1:] == door[:-1]) & (minute[1:] == minute[:-1])
    follows = close & (random.random(len(passed)) < FOLLOWED)
    entered = passed + random.integers(2000, 5000, len(passed)) * 1000
    for i in np.flatnonzero(follows):
        entered[i] = entered[i - 1] + int(random.integers(800, 2000)) * 1000
    seen = random.random(len(passed)) >= faults
    twice = random.random(len(passed)) < faults
    instants = np.concatenate([passed[~follows], entered[seen], entered[seen & twice] + SECOND // 2])
    zone = np.concatenate([door[~follows], door[seen], door[seen & twice]])
    saying = np.concatenate(
        [np.zeros(int((~follows).sum()), np.int64), np.ones(len(zone) - int((~follows).sum()), np.int64)]
    )
    return instants, zone, saying, list(zip(door[follows].tolist(), entered[follows].tolist(), strict=True))


def _two_in_a_row(instants: Instants, zone: NDArray[np.int64], saying: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """The naive rule: two people within four seconds are one badge."""
    order = np.lexsort((instants, zone))
    order = order[saying[order] == 1]
    at, door = instants[order], zone[order]
    told = np.flatnonzero((door[1:] == door[:-1]) & (np.diff(at) <= WITHIN_S * SECOND)) + 1
    return [(int(door[i]), int(at[i]), int(at[i])) for i in told]


def spans_of(said: list[Condition], rule: str) -> list[tuple[int, int, int]]:
    """(zone, from, to) of every condition of a rule; the whole time in which rows belonged to it."""
    found: dict[int, tuple[int, int, int]] = {}
    for c in said:
        if c.rule == rule:
            opened = found.get(c.id, (c.zone, c.opened_at, c.opened_at))
            found[c.id] = (opened[0], opened[1], c.at if c.what == What.CLEARED else opened[2])
    return list(found.values())


def _judged(spans: list[tuple[int, int, int]], true: list[tuple[int, int]], slack: int) -> NDArray[np.int64]:
    """(found, of, false): a true one within a span of its door is found; a span with none is false."""
    by_door: dict[int, list[int]] = {}
    for door, at in true:
        by_door.setdefault(door, []).append(at)
    hit = set[tuple[int, int]]()
    false = 0
    for door, begin, end in spans:
        inside = [at for at in by_door.get(door, ()) if begin - slack <= at <= end + slack]
        hit.update((door, at) for at in inside)
        false += not inside
    return np.array([len(hit), len(true), false], np.int64)


def off_hours(badges: Badges) -> dict[str, Any]:
    """Uses at hours at which the door has none on any day (and none in the hours beside), put in one at a time.

    Everything that is in the file counts as usual, so each alert without one of those is false; judged from the fifth
    working day on. Beside it the naive rule: 22:00 to 06:00 at every door.
    """
    random = np.random.default_rng(SEED)
    local = badges.at + 8 * 3600 * SECOND
    day, hour = local // (_DAY * SECOND), local // (3600 * SECOND) % 24
    working = [int(each) for each in np.unique(day) if not _is_weekend(int(each))]
    judged = working[LEARNED_DAYS:]
    never = _never(badges.door, hour, len(badges.registry.zones))
    put: list[tuple[int, int]] = []
    for number, each in enumerate(judged):
        for door in range(1, len(badges.registry.zones) + 1):
            # Every tenth working day at a door, so that what is put in does not become usual.
            if (number + 3 * door) % 10 == 0 and len(hours := np.flatnonzero(never[door - 1])):
                second = int(random.choice(hours)) * 3600 + int(random.integers(0, 3600))
                put.append((door, (each * _DAY + second - 8 * 3600) * SECOND))
    at = np.concatenate([badges.at, np.array([moment for _, moment in put], np.int64)])
    zone = np.concatenate([badges.door, np.array([door for door, _ in put], np.int64)])
    columns = {"instant": at, "zone": zone, "device": 2 * zone, "saying": np.zeros(len(at), np.int64)}
    rows = rows_from({**columns, "value": np.zeros(len(at))}, badges.registry, _SAYS)
    begin = (judged[0] * _DAY - 8 * 3600) * SECOND if judged else 2**62
    told = [
        span for span in spans_of(said_of(model_of(_MODEL), badges.registry, rows), "off_hours") if span[1] >= begin
    ]
    at_night = (at + 8 * 3600 * SECOND) // (3600 * SECOND) % 24
    by_night = (at >= begin) & ((at_night >= NIGHT_H[0]) | (at_night < NIGHT_H[1]))
    naive = _merged(zone[by_night], at[by_night], 1800 * SECOND)
    door_days = max(len(judged) * len(badges.registry.zones), 1)
    figures: dict[str, Any] = {
        "put_in": len(put),
        "judged_days": len(judged),
        "doors_with_such_hours": int(never.any(1).sum()),
    }
    for name, spans in (("anlin", told), ("at_night", naive)):
        found, of, false = _judged(spans, put, 0)
        figures[name] = {"found": share(int(found), int(of)), "others_per_door_day": round(float(false) / door_days, 4)}
    return figures


def _never(door: NDArray[np.int64], hour: NDArray[np.int64], doors: int) -> NDArray[np.bool_]:
    """(doors, 24): the door has no use at this hour or beside it, on any day."""
    used = np.zeros((doors, 24), bool)
    used[door - 1, hour] = True
    return ~(used | np.roll(used, 1, 1) | np.roll(used, -1, 1))


def _merged(zone: NDArray[np.int64], at: Instants, apart: int) -> list[tuple[int, int, int]]:
    spans: list[tuple[int, int, int]] = []
    for i in np.lexsort((at, zone)):
        if spans and spans[-1][0] == zone[i] and at[i] - spans[-1][2] <= apart:
            spans[-1] = (spans[-1][0], spans[-1][1], int(at[i]))
        else:
            spans.append((int(zone[i]), int(at[i]), int(at[i])))
    return spans


def _is_weekend(day: int) -> bool:
    return (day + 3) % 7 >= 5
