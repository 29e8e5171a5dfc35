"""Copies of the homes made worse: what the figures of care rest on beside the homes themselves."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from anlin.bench.quality.homes import HOUR_S, SECOND, Home
from anlin.engine.layout import RowArrays
from anlin.observations import KIND_CODES, LABEL_CODES


def _lost(home: Home, random: np.random.Generator) -> RowArrays:
    """A tenth of all rows never came."""
    return _chosen(home.rows, random.random(len(home.rows.id)) >= 0.1)


def _door_lost(home: Home, random: np.random.Generator) -> RowArrays:
    """A tenth of the outside door's rows never came."""
    doors = [zone.number for zone in home.registry.zones if zone.kind == "outside_door"]
    return _chosen(home.rows, ~np.isin(home.rows.zone, doors) | (random.random(len(home.rows.id)) >= 0.1))


def _stray(home: Home, random: np.random.Generator) -> RowArrays:
    """One sign of an indoor sensor in every absence of more than an hour."""
    absences = [(begin, end) for begin, end, state in home.spans if state == "away" and end - begin > HOUR_S * SECOND]
    inside = next(zone.number for zone in home.registry.zones if zone.kind in ("kitchen", "living_room"))
    first = {name: column[:1].copy() for name, column in home.rows._asdict().items()}
    first["zone"][0], first["kind"][0], first["label"][0] = inside, KIND_CODES["ir_motion"], LABEL_CODES["on"]
    added = []
    for begin, end in absences:
        instant = int(random.integers(begin + 900 * SECOND, end - 60 * SECOND))
        times = {"observed_at": np.array([instant]), "received_at": np.array([instant])}
        added.append({**first, **times, "id": np.array([random.integers(1, 2**62)], np.uint64)})
    together = RowArrays._make(
        np.concatenate([getattr(home.rows, name), *(each[name] for each in added)]) for name in RowArrays._fields
    )
    order = np.argsort(together.observed_at, kind="stable")
    return RowArrays._make(np.ascontiguousarray(column[order]) for column in together)


def _turned(home: Home, _: np.random.Generator) -> RowArrays:
    """The same life eight hours later: asleep by day, as who works at night."""
    later = home.rows.observed_at + 8 * HOUR_S * SECOND
    return home.rows._replace(observed_at=later, received_at=later)


def _shifts(home: Home, _: np.random.Generator) -> RowArrays:
    """Every other week eight hours later, as who works in shifts; what two lives would have at once is left out."""
    hours, week = 8 * HOUR_S * SECOND, home.rows.observed_at // (7 * 24 * HOUR_S * SECOND)
    late = week % 2 == 1
    at = home.rows.observed_at + np.where(late, hours, 0)
    begins = (week * 7 * 24 * HOUR_S * SECOND) + hours
    keep = late | (home.rows.observed_at >= begins)
    moved = home.rows._replace(observed_at=at, received_at=at)
    return _chosen(RowArrays._make(np.ascontiguousarray(column) for column in moved), keep)


def _without(*kinds: str) -> Callable[..., RowArrays]:
    def change(home: Home, _: np.random.Generator) -> RowArrays:
        """Nothing watches these rooms."""
        zones = [zone.number for zone in home.registry.zones if zone.kind in kinds]
        return _chosen(home.rows, ~np.isin(home.rows.zone, zones))

    return change


def _six_tenths_lost(home: Home, random: np.random.Generator) -> RowArrays:
    """Six rows in ten never came."""
    return _chosen(home.rows, random.random(len(home.rows.id)) >= 0.6)


CHANGES = {
    "tenth_of_rows_lost": _lost,
    "six_tenths_of_rows_lost": _six_tenths_lost,
    "tenth_of_door_lost": _door_lost,
    "stray_signs": _stray,
    "day_sleeper": _turned,
    "shifts": _shifts,
    "bedroom_not_watched": _without("bedroom"),
    "living_room_not_watched": _without("living_room", "study"),
    "outside_door_not_watched": _without("outside_door"),
}


def _chosen(rows: RowArrays, keep: NDArray[np.bool_]) -> RowArrays:
    return RowArrays._make(np.ascontiguousarray(column[keep]) for column in rows)
