"""The filter of repeats: ids of the last days in open-addressed tables, compiled when this is imported.

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


@njit("void(uint64[::1], uint64[::1], boolean[::1])", cache=True)
def _unmark_known(table: Ids, ids: Ids, fresh: Marks) -> None:
    """Clears `fresh` where the table holds the id. `table`: power of two slots, 0 is empty; ids are never 0."""
    mask = np.uint64(len(table) - 1)
    for i in range(len(ids)):
        slot = ids[i] & mask
        while fresh[i] and table[slot] != 0:
            fresh[i] = table[slot] != ids[i]
            slot = (slot + np.uint64(1)) & mask


@njit("int64(uint64[::1], uint64[::1], boolean[::1])", cache=True)
def _insert(table: Ids, ids: Ids, fresh: Marks) -> int:
    """Puts ids into the table, clears `fresh` where one was there already; how many were new.

    The caller keeps the table at most half full.
    """
    mask = np.uint64(len(table) - 1)
    added = 0
    for i in range(len(ids)):
        slot = ids[i] & mask
        while table[slot] != 0 and table[slot] != ids[i]:
            slot = (slot + np.uint64(1)) & mask
        if table[slot] == 0:
            table[slot] = ids[i]
            added += 1
        else:
            fresh[i] = False
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

    def fresh(self, ids: Ids) -> Marks:
        """(n,) bool: the first of each id that was not accepted lately."""
        marks: Marks = np.ones(len(ids), np.bool_)
        if not len(ids):
            return marks
        ids = np.array(ids, np.uint64)  # A copy: columns may be read-only or not lie close together.
        _insert(np.zeros(1 << (2 * len(ids)).bit_length(), np.uint64), ids, marks)
        for table in self._tables:
            _unmark_known(table.ids, ids, marks)
        return marks

    def add(self, ids: Ids, received_at: int) -> None:
        """`received_at`: microseconds since 1970 UTC; decides when they may be forgotten."""
        ids = np.array(ids, np.uint64)
        while len(ids):
            table = self._tables[-1]
            room = table.room()
            if room == 0:
                self._tables.append(_Table(min(_LARGEST, 2 * len(table.ids))))
                continue
            now, ids = ids[:room], ids[room:]
            table.count += _insert(table.ids, now, np.ones(len(now), np.bool_))
            table.newest = max(table.newest, received_at)

    def forget(self, before: int) -> None:
        """Lets go of tables that hold nothing received at or after that instant."""
        if len(self._tables) > 1:
            self._tables = [table for table in self._tables[:-1] if table.newest >= before] + self._tables[-1:]
