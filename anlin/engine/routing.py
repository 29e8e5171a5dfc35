"""One look says which rules a row concerns: kind and label give a class, class and kind of zone a list of rules."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from anlin.engine.catalogue import OPERATORS, RESERVED_ZONES
from anlin.engine.spec import Rule
from anlin.observations import KIND_CODES, KINDS, LABEL_CODES, LABELS

Routes = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], np.ndarray[Any, Any]]
Column = tuple[tuple[int, ...], ...]
"""The entries that count in each kind of zone."""


class _Signal(NamedTuple):
    """What a rule's signal names: kinds of zone, and `rule << 8 | doubt << 7 | means` of each (kind, label)."""

    zone_kinds: list[int]
    entries: dict[tuple[int, int], int]


def routes(rules: Sequence[Rule], zone_kinds: Sequence[str]) -> Routes:
    """(classes, route, lists) of `layout.PlanArrays` for these rules, which are numbered as they stand.

    Where two signals of one rule fit the same row, the first that is written counts.
    """
    signals = [
        signal
        for number, rule in enumerate(rules)
        if rule.operator != "liveness"
        for signal in _signals(number, rule, zone_kinds)
    ]
    named: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for index, signal in enumerate(signals):
        for row, entry in signal.entries.items():
            named.setdefault(row, []).append((index, entry))
    classes = np.zeros((len(KINDS), len(LABELS)), np.int16)
    lists: list[int] = [0]
    places: dict[tuple[int, ...], int] = {(): 0}
    # Most labels are named by nobody, so that most rows concern the same signals.
    columns: dict[tuple[tuple[int, int], ...], Column] = {}
    route: dict[Column, int] = {((),) * len(zone_kinds): 0}
    for row, found in named.items():
        concerned = tuple(found)
        if concerned not in columns:
            columns[concerned] = _column(concerned, signals, len(zone_kinds))
        classes[row] = route.setdefault(columns[concerned], len(route))
    table = [[_place(entries, lists, places) for entries in column] for column in route]
    return classes, np.array(table, np.int32), np.array(lists, np.int32)


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


def _signals(number: int, rule: Rule, zone_kinds: Sequence[str]) -> Iterator[_Signal]:
    means = OPERATORS[rule.operator].means
    doubtful = {LABEL_CODES[name] for name in rule.suspected_labels}
    anywhere = [name for name in zone_kinds if rule.key.startswith("device") or name not in RESERVED_ZONES]
    for signal in rule.signals:
        meaning = means.index(signal.means) if signal.means else 0
        labels = [LABEL_CODES[name] for name in signal.labels] or range(len(LABELS))
        yield _Signal(
            [place for place, name in enumerate(zone_kinds) if name in (signal.zone_kinds or anywhere)],
            {
                (KIND_CODES[kind], label): number << 8 | (label in doubtful) << 7 | meaning
                for kind in signal.kinds
                for label in labels
            },
        )


def _column(concerned: Sequence[tuple[int, int]], signals: Sequence[_Signal], zone_kinds: int) -> Column:
    """For (signal, entry) in the order of their rules: of each rule the first that counts in a kind of zone."""
    found: list[dict[int, int]] = [{} for _ in range(zone_kinds)]
    for signal, entry in concerned:
        for zone_kind in signals[signal].zone_kinds:
            found[zone_kind].setdefault(entry >> 8, entry)
    return tuple(tuple(of_zone.values()) for of_zone in found)


def _place(found: tuple[int, ...], lists: list[int], places: dict[tuple[int, ...], int]) -> int:
    if found not in places:
        places[found] = len(lists)
        lists.extend((len(found), *found))
    return places[found]
