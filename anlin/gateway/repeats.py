"""The filter of repeats: ids of the last days in open-addressed tables, compiled.

Tables double and are never rebuilt, so no request waits for a big copy; the oldest go when all they hold is old.
Memory: 16 to 40 bytes an id of the span kept.
"""

from typing import Any

import numpy as np
from numba import njit

_SMALLEST = 1 << 15
_LARGEST = 1 << 24

Ids = np.ndarray[Any, np.dtype[np.uint64]]
Marks = np.ndarray[Any, np.dtype[np.bool_]]


@njit(cache=True)
def _mark_known(table: Ids, ids: Ids, known: Marks) -> None:
    """Sets `known` where the table holds the id. `table`: power of two slots, 0 is empty; ids are never 0."""
    mask = np.uint64(len(table) - 1)
    for i in range(len(ids)):
        if known[i]:
            continue
        slot = ids[i] & mask
        while table[slot] != 0:
            if table[slot] == ids[i]:
                known[i] = True
                break
            slot = (slot + np.uint64(1)) & mask


@njit(cache=True)
def _insert(table: Ids, ids: Ids) -> int:
    """Puts ids into the table; how many were new. The caller keeps it at most half full."""
    mask = np.uint64(len(table) - 1)
    added = 0
    for i in range(len(ids)):
        slot = ids[i] & mask
        while table[slot] != 0 and table[slot] != ids[i]:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] == 0:
            table[slot] = ids[i]
            added += 1
    return added


class _Table:
    def __init__(self, slots: int) -> None:
        self.ids: Ids = np.zeros(slots, np.uint64)
        self.count = 0
        self.newest = 0

    def room(self) -> int:
        return len(self.ids) // 2 - self.count


class Repeats:
    """Ids (u64, spread evenly, never 0) that were accepted lately. Not for several threads."""

    def __init__(self) -> None:
        self._tables = [_Table(_SMALLEST)]

    def __len__(self) -> int:
        return sum(table.count for table in self._tables)

    def known(self, ids: Ids) -> Marks:
        marks: Marks = np.zeros(len(ids), np.bool_)
        for table in self._tables:
            _mark_known(table.ids, ids, marks)
        return marks

    def add(self, ids: Ids, received_at: int) -> None:
        """`received_at`: microseconds since 1970 UTC; decides when they may be forgotten."""
        while len(ids):
            table = self._tables[-1]
            room = table.room()
            if room == 0:
                self._tables.append(_Table(min(_LARGEST, 2 * len(table.ids))))
                continue
            table.count += _insert(table.ids, ids[:room])
            table.newest = max(table.newest, received_at)
            ids = ids[room:]

    def forget(self, before: int) -> None:
        """Lets go of tables that hold nothing received at or after that instant."""
        if len(self._tables) > 1:
            self._tables = [table for table in self._tables[:-1] if table.newest >= before] + self._tables[-1:]
