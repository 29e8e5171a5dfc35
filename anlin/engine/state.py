"""The engine's memory: arrays that grow by doubling, and are carried over when the plan changes."""

from typing import Any

import numpy as np

from anlin.engine import layout
from anlin.engine.adopt import drop_unwatched, resettle
from anlin.engine.conditions import Condition, What
from anlin.engine.deadlines import BUCKETS
from anlin.engine.layout import EVENT, FAR, HEAD, NEVER, Out, StateArrays
from anlin.engine.plan import Plan
from anlin.engine.reference import Laid
from anlin.engine.slots import enter
from anlin.engine.wording import conditions_of


class State:
    """Everything that is remembered between two steps; `step` changes it in place."""

    _laid: Laid | None
    _out_laid: Laid | None

    def __init__(self, arrays: StateArrays) -> None:
        self.arrays = arrays
        self.out = Out(np.zeros(0, EVENT), np.zeros(1, np.int64))

    @property
    def arrays(self) -> StateArrays:
        return self._arrays

    @arrays.setter
    def arrays(self, arrays: StateArrays) -> None:
        self._arrays, self._laid = arrays, None

    @property
    def out(self) -> Out:
        """Where kernels write conditions."""
        return self._out

    @out.setter
    def out(self, out: Out) -> None:
        self._out, self._out_laid = out, None

    @property
    def address(self) -> int:
        """Where compiled kernels find the arrays; good until they are replaced."""
        if self._laid is None:
            self._laid = Laid(self._arrays)
        return self._laid.address

    @property
    def out_address(self) -> int:
        if self._out_laid is None:
            self._out_laid = Laid(self._out)
        return self._out_laid.address

    @classmethod
    def fresh(cls, plan: Plan) -> "State":
        """The state before the first row."""
        terrain = plan.terrain
        head = np.zeros(HEAD, np.int64)
        head[[layout.CLOCK, layout.NOW, layout.LAST_RELEASE]] = NEVER
        state = cls(
            StateArrays(
                head, np.zeros(1, np.uint64), np.zeros(0, layout.SLOT), np.zeros(0, np.int64),
                np.full(plan.direct_size, -1, np.int32), np.full(1, -1, np.int64),
                np.zeros(0, layout.ROW), np.zeros(0, np.int64), np.zeros(1, layout.WAITING),
                np.zeros(0, layout.WAITING), np.zeros(0, layout.TIMER), np.zeros(0, layout.STAGED),
                np.full(BUCKETS, -1, np.int64), np.zeros((0, plan.pool_width), np.int64),
                np.zeros(0, np.int64), _fresh_life(plan), _seen(terrain.zones),
                _seen(terrain.dwellings), _seen(terrain.areas),
            )
        )  # fmt: skip
        # At the first instant every device gets its timer at once, before any room is looked for.
        state.arrays = _with_timers(state.arrays, len(terrain.devices))
        state.grow(plan)
        return state

    def grow(self, plan: Plan) -> None:
        """Double whatever could not hold what one more row or timer may need."""
        a, head = self.arrays, self.arrays.head
        room = int(plan.arrays.numbers[layout.ROOM])
        if head[layout.SLOTS_FREE] < room:
            slots, free = _more(a.slots, a.slots_free, head, layout.SLOTS_FREE, room)
            slots["rule"][len(a.slots) :] = -1
            a = a._replace(slots=slots, slots_free=free)
        if head[layout.HELD_FREE] < layout.AT_ONCE:
            held, free = _more(a.held, a.held_free, head, layout.HELD_FREE, layout.AT_ONCE)
            a = a._replace(
                held=held, held_free=free, waiting=_longer(a.waiting, len(held)), run=_unrolled(a, len(held))
            )
        if head[layout.TIMERS_USED] + head[layout.STAGED_USED] + room > len(a.timers):
            a = _with_timers(a, 2 * len(a.timers) + room)
        if head[layout.POOL_FREE] < room:
            pool, free = _more(a.pool, a.pool_free, head, layout.POOL_FREE, room)
            a = a._replace(pool=pool, pool_free=free)
        if 2 * (head[layout.HASHED_USED] + room) > len(a.hashed):
            a = a._replace(hashed=_rehashed(plan, a, room))
        if self.out.used[0] + room > len(self.out.events):
            self.out = Out(_longer(self.out.events, 2 * len(self.out.events) + room), self.out.used)
        self.arrays = a

    def make_room_for_all(self, plan: Plan) -> None:
        """Room to turn every slot, zone and device at once, as a new plan may."""
        a = self.arrays
        most = 2 * (self.live_slots() + len(a.life) + len(a.zone_seen)) + int(plan.arrays.numbers[layout.ROOM])
        most += 2 * (len(plan.terrain.zones) + len(plan.terrain.devices)) + int(a.head[layout.TIMERS_USED])
        self.out = Out(np.zeros(max(most, len(self.out.events)), EVENT), self.out.used)
        self.arrays = _with_timers(a, max(most, len(a.timers)))

    def take_events(self) -> np.ndarray[Any, Any]:
        """Conditions written since the last call, as `layout.EVENT` records."""
        events = self._out.events[: self._out.used[0]].copy()
        self._out.used[0] = 0
        return events

    @property
    def has_events(self) -> bool:
        """Whether conditions were written since they were last taken."""
        return bool(self._out.used[0])

    def live_slots(self) -> int:
        return len(self.arrays.slots) - int(self.arrays.head[layout.SLOTS_FREE])

    def nbytes(self) -> int:
        return sum(array.nbytes for array in self.arrays)


def adopt(state: State, old: Plan, new: Plan, at: int) -> list[Condition]:
    """Carry the state over to a new plan at the instant of the control that brought it; gives what that ends or begins.

    A key keeps its memory if the new plan watches it with the same operator; else what was open is cleared. Where the
    numbers in force are others than before, deadlines are found anew.
    """
    fates = {(m.name, r.name, r.operator, r.key): i for i, (m, r) in enumerate(new.rules)}
    rules = np.array([fates.get((m.name, r.name, r.operator, r.key), -1) for m, r in old.rules] or [-1], np.int64)
    homes, profiles = new.terrain.dwelling_index, new.equals_of(old)
    state.make_room_for_all(old)
    _clear_removed(state, old, new, at)
    drop_unwatched(old.arrays, new.arrays, state.arrays, rules, homes, at, state.out)
    ended = _in_order(conditions_of(old, state.take_events()))
    a = state.arrays
    life = _fresh_life(new)
    if a.head[layout.STARTED]:
        life["heard"] = at
    _carry(a.life, life)
    zones = _seen(new.terrain.zones)
    _carry(a.zone_seen, zones)
    zones["down"] = 0
    width = max(new.pool_width, a.pool.shape[1])
    pool = np.zeros((len(a.pool), width), np.int64)
    pool[:, : a.pool.shape[1]] = a.pool
    state.arrays = a._replace(
        direct=np.full(new.direct_size, -1, np.int32), hashed=np.full(len(a.hashed), -1, np.int64), pool=pool,
        life=life, zone_seen=zones, dwelling_seen=_seen(new.terrain.dwellings), area_seen=_seen(new.terrain.areas),
    )  # fmt: skip
    state.make_room_for_all(new)
    waits = np.zeros(len(life), np.bool_)
    resettle(old.arrays, new.arrays, state.arrays, rules, profiles, homes, waits, at, state.out)
    return ended + _in_order(conditions_of(new, state.take_events()))


def _in_order(conditions: list[Condition]) -> list[Condition]:
    """Conditions of one instant, in an order that does not depend on where their slots lie in memory."""
    return sorted(conditions, key=lambda c: (c.model, c.rule, c.key, c.what))


def _clear_removed(state: State, old: Plan, new: Plan, at: int) -> None:
    """Clear what was told of devices and zones that are no longer registered."""
    a, n = state.arrays, old.arrays.numbers
    gone = a.life[(a.life["said"] != 0) & ~np.isin(a.life["number"], new.terrain.devices["number"])]
    unseen = a.zone_seen[
        (a.zone_seen["unseen_at"] != NEVER) & ~np.isin(a.zone_seen["number"], new.terrain.zones["number"])
    ]
    for rule, table, since in ((n[layout.OFFLINE_RULE], gone, "down_at"), (n[layout.UNSEEN_RULE], unseen, "unseen_at")):
        for row in table if rule >= 0 else ():
            state.out.events[state.out.used[0]] = np.zeros((), EVENT)
            event = state.out.events[state.out.used[0]]
            state.out.used[0] += 1
            event["what"], event["at"], event["opened"], event["start"] = What.CLEARED, at, row[since], row[since]
            event["key"], event["rule"], event["profile"] = row["number"], rule, -1


def _fresh_life(plan: Plan) -> np.ndarray[Any, Any]:
    life = np.zeros(len(plan.terrain.devices), layout.LIFE)
    life["number"] = plan.terrain.devices["number"]
    life["heard"] = life["down_at"] = life["turned_at"] = life["ails_until"] = NEVER
    life["armed"] = FAR
    return life


def _seen(table: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    seen = np.zeros(len(table), layout.SEEN)
    seen["number"], seen["unseen_at"] = table["number"], NEVER
    return seen


def _carry(old: np.ndarray[Any, Any], new: np.ndarray[Any, Any]) -> None:
    """Copy the records of `old` to those of `new` with the same number."""
    _, here, there = np.intersect1d(old["number"], new["number"], assume_unique=True, return_indices=True)
    new[there] = old[here]


def _rehashed(plan: Plan, a: StateArrays, room: int) -> np.ndarray[Any, Any]:
    """The hash table, at least twice as large as before and at most half full."""
    size = 2
    while size < 4 * (int(a.head[layout.HASHED_USED]) + room):
        size *= 2
    live = np.flatnonzero(a.slots["rule"] >= 0).astype(np.int64)
    spaces = plan.arrays.rules["direct"][a.slots["rule"][live]]
    hashed = np.full(size, -1, np.int64)
    enter(a.slots, live[spaces < 0], hashed)
    return hashed


def _unrolled(a: StateArrays, size: int) -> np.ndarray[Any, Any]:
    """The run, in a ring of at least `size` places, its first row at the first place."""
    used, first = int(a.head[layout.RUN_USED]), int(a.head[layout.RUN_FIRST])
    run = np.zeros(1 << (size - 1).bit_length(), layout.WAITING)
    run[:used] = np.roll(a.run, -first)[:used]
    a.head[layout.RUN_FIRST] = 0
    return run


def _with_timers(a: StateArrays, size: int) -> StateArrays:
    """The same with room for `size` timers, in the heap as in the wheel."""
    before, staged = len(a.staged), _longer(a.staged, size)
    staged["next"][before:] = np.arange(before + 1, size + 1)
    if before < size:
        staged["next"][size - 1] = a.head[layout.STAGED_FREE]
        a.head[layout.STAGED_FREE] = before
    return a._replace(timers=_longer(a.timers, size), staged=staged)


def _longer(array: np.ndarray[Any, Any], size: int) -> np.ndarray[Any, Any]:
    longer = np.zeros((size, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer


def _more(
    array: np.ndarray[Any, Any], free: np.ndarray[Any, Any], head: np.ndarray[Any, Any], count: int, least: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The array and its stack of free places, at least twice as long; the new places are free, the lowest on top."""
    size = 2 * len(array) + least
    longer, stack = _longer(array, size), np.zeros(size, np.int64)
    added = size - len(array)
    used = int(head[count])
    stack[:used] = free[:used]
    stack[used : used + added] = np.arange(size - 1, len(array) - 1, -1)
    head[count] += added
    return longer, stack
