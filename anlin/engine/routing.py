"""One look says which rules a row concerns: kind and label give a class, class and kind of zone a list of rules."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from anlin.engine.catalogue import OPERATORS, RESERVED_ZONES
from anlin.engine.spec import Rule
from anlin.observations import KIND_CODES, KINDS, LABEL_CODES, LABELS

Routes = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]


def routes(rules: Sequence[Rule], zone_kinds: Sequence[str]) -> Routes:
    """(classes, route, lists) of `layout.PlanArrays` for these rules, which are numbered as they stand.

    Where two signals of one rule fit the same row, the first that is written counts.
    """
    entries: dict[tuple[int, int, int], list[int]] = {}
    for number, rule in enumerate(rules):
        for spot, entry in _spots(number, rule, zone_kinds).items():
            entries.setdefault(spot, []).append(entry)
    by_row: dict[tuple[int, int], dict[int, tuple[int, ...]]] = {}
    for (kind, label, zone_kind), found in entries.items():
        by_row.setdefault((kind, label), {})[zone_kind] = tuple(found)
    classes = np.zeros((len(KINDS), len(LABELS)), np.int16)
    lists: list[int] = [0]
    places: dict[tuple[int, ...], int] = {(): 0}
    columns: dict[tuple[tuple[int, tuple[int, ...]], ...], int] = {(): 0}
    route = [[0] * len(zone_kinds)]
    for (kind, label), by_zone_kind in by_row.items():
        column = tuple(sorted(by_zone_kind.items()))
        if column not in columns:
            columns[column] = len(route)
            route.append([_place(by_zone_kind.get(z, ()), lists, places) for z in range(len(zone_kinds))])
        classes[kind, label] = columns[column]
    return classes, np.array(route, np.int32), np.array(lists, np.int32)


def narrowed(
    route: np.ndarray[Any, Any],
    lists: np.ndarray[Any, Any],
    zone_kind: np.ndarray[Any, Any],
    watched: np.ndarray[Any, Any],
) -> Routes:
    """(route of each zone, route, lists) where a list leaves out the rules that do not watch the zone anyway.

    zone_kind: (zones,) column of `route`; watched: (rules, zones) bool, true too where it is not the zone that says so.
    """  # fmt: skip
    bits = np.packbits(watched, axis=0).T
    kinds, zone_route = np.unique(
        np.column_stack([zone_kind.astype(">u4").view(np.uint8).reshape(-1, 4), bits]), axis=0, return_inverse=True
    )
    first = np.zeros(len(kinds), np.int64)
    first[zone_route] = np.arange(len(zone_kind))
    kept: list[int] = [0]
    places: dict[tuple[int, ...], int] = {(): 0}
    narrow = np.zeros((len(route), len(kinds)), np.int32)
    for column, zone in enumerate(first):
        for row, at in enumerate(route[:, zone_kind[zone]]):
            entries = lists[at + 1 : at + 1 + lists[at]]
            narrow[row, column] = _place(tuple(int(e) for e in entries if watched[e >> 8, zone]), kept, places)
    return zone_route.reshape(-1).astype(np.int32), narrow, np.array(kept, np.int32)


def _spots(number: int, rule: Rule, zone_kinds: Sequence[str]) -> dict[tuple[int, int, int], int]:
    """(kind, label, zone kind) to `rule << 8 | doubt << 7 | means` of everything the rule's signals name."""
    if rule.operator == "liveness":
        return {}
    means = OPERATORS[rule.operator].means
    doubtful = {LABEL_CODES[name] for name in rule.suspected_labels}
    spots: dict[tuple[int, int, int], int] = {}
    for signal in rule.signals:
        meaning = means.index(signal.means) if signal.means else 0
        labels = [LABEL_CODES[name] for name in signal.labels] or range(len(LABELS))
        anywhere = [name for name in zone_kinds if rule.key.startswith("device") or name not in RESERVED_ZONES]
        places = [i for i, name in enumerate(zone_kinds) if name in (signal.zone_kinds or anywhere)]
        for kind in signal.kinds:
            for label in labels:
                entry = number << 8 | (label in doubtful) << 7 | meaning
                for place in places:
                    spots.setdefault((KIND_CODES[kind], label, place), entry)
    return spots


def _place(found: tuple[int, ...], lists: list[int], places: dict[tuple[int, ...], int]) -> int:
    if found not in places:
        places[found] = len(lists)
        lists.extend((len(found), *found))
    return places[found]
