"""How plan and state lie in memory: records of NumPy arrays, shared by kernels, checkpoints and the code around them.

`zone_no`, `area_no`, `device_no` are registry numbers; `zone`, `area`, `device` are places in the plan's tables, where
0 is "none". Instants and durations are int64 microseconds.
"""

from typing import Any, NamedTuple

import numpy as np

from anlin.engine.catalogue import OPERATORS

NEVER = np.iinfo(np.int64).min
"""An instant that has not come: before all others."""
FAR = np.iinfo(np.int64).max // 4
"""A deadline that does not exist: after all others, with room to add a lag."""
FOREVER = FAR // 2
"""A duration that never ends, and the instant from which on a deadline is none."""

OPERATOR_CODES = {name: code for code, name in enumerate(OPERATORS)}

INTEGERS = {"count", "sensors", "reset_min", "weeks", "normal_weeks", "least", "stay", "alone", "days", "one_in"}
"""Parameters that are whole numbers; those ending in `_s` are durations; all others but these are float64."""
THOUSANDTHS = {f"{name}{rise}" for name in ("over", "below", "share") for rise in ("", "_1", "_2")}
THOUSANDTHS |= {"full_min", "clear_by"}
"""Parameters that kernels compare with numbers kept in thousandths."""


def field_of(parameter: str) -> str:
    return parameter.removesuffix("_s")


def _profile_fields() -> list[tuple[str, str]]:
    fields = {}
    for operator in OPERATORS.values():
        for name in operator.parameters:
            fields[field_of(name)] = "i8" if name.endswith("_s") or name in INTEGERS | THOUSANDTHS else "f8"
    return list(fields.items())


class Line(np.void):  # type: ignore[misc] # Final in the stubs only.
    """A record of a table as plain Python has it, with the attributes (`slot.start`) of compiled code; in half the time
    that `np.record` takes."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except ValueError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def record(*fields: tuple[str, str]) -> np.dtype[Any]:
    return np.dtype((Line, np.dtype(list(fields), align=True)))


# Fields of one line of the processor's cache stand together: what every row and timer reads comes first.
SLOT = record(
    ("resting", "u1"),  # Outside the rule's hours.
    ("blind", "u1"),  # Nothing that watches the key is alive.
    ("unknown", "u1"),  # UNKNOWN was said and nothing since.
    ("doubt", "u1"),  # Opened on doubtful rows only.
    ("level", "u1"),
    ("phase", "u1"),  # The operator's own.
    ("due", "i8"),  # When the operator wants to look again, on the clock of what was observed; FAR if never.
    ("armed", "i8"),  # Release instant of the slot's one valid timer; FAR if none waits.
    ("last", "i8"),
    ("mark", "i8"),  # Silence and standing count from here at the earliest: the instant a zone was seen again.
    ("seen", "i8"),
    ("aux", "i8"),  # The operator's own.
    ("start", "i8"),
    ("opened", "i8"),
    ("lag", "i8"),  # Lateness budget of the key's feeds: a deadline is judged this much later.
    ("profile", "i4"),
    ("rule", "i4"),
    ("pool", "i4"),  # Row of the pool with the operator's longer memory; -1 if it needs none.
    ("spoke", "i4"),  # Number of the device that spoke for it last; -1 if that has been removed.
    ("value", "f8"),
    ("firm", "i8"),  # Of `seen`, rows without doubt.
    ("first", "i8"),  # Journal places.
    ("final", "i8"),
    ("capacity", "i8"),  # People the key's place holds; 0 if none is published.
    ("known", "i8"),  # Since when the engine has watched at all.
    ("ahead", "i8"),  # How far the site's clock is ahead of UTC; kept up where the rule follows local days.
    ("key", "u8"),  # Registry number, or a mix of numbers, that the rule's key stands for.
    ("subject", "u8"),
    ("zone_no", "i4"),
    ("area_no", "i4"),
    ("device_no", "i4"),
    ("place", "i4"),  # Index of the key's place in its space.
    ("label", "i4"),
)

# What is found of a row when it is taken in stands beside its columns: the loop that handles it only reads.
ROW = record(
    ("id", "u8"),
    ("observed_at", "i8"),
    ("place", "i8"),
    ("release", "i8"),  # `observed_at` and the lateness budget of its zone.
    ("zone_at", "i4"),  # Places in the plan's tables.
    ("device_at", "i4"),
    ("parent_at", "i4"),  # What the device lives behind; 0 for nothing.
    ("concerns", "i4"),  # Where the list of the rules it concerns begins in `PlanArrays.lists`.
    ("device_no", "i4"),
    ("zone_no", "i4"),
    ("area_no", "i4"),
    ("value", "f4"),
    ("confidence", "f4"),
    ("kind", "i2"),
    ("label", "i2"),
    ("quality", "u2"),
    ("weak", "u1"),  # Late, replayed, parked or test: can end, never begin, escalate or prolong.
    ("doubt", "u1"),
    ("hears", "u1"),  # What it says of its device: one of the numbers below.
    ("immediate", "u1"),  # Handled as soon as it is taken in, not at its release.
    ("subject", "u8"),
    ("track", "u8"),
)

# `ROW.hears` and `PlanArrays.says`: nothing, not even that the device is alive (a replayed row); that it is alive; its
# word that it is offline; that it sees nothing; that all is well; that it sees, but what it says is doubtful.
REPLAY, ALIVE, GONE, SIGHTLESS, ALL_WELL, AILING = range(6)

WAITING = record(("release", "i8"), ("observed_at", "i8"), ("id", "u8"), ("place", "i8"), ("row", "i8"))
TIMER = record(("release", "i8"), ("key", "u8"), ("rule", "i4"), ("slot", "i4"))
STAGED = record(("release", "i8"), ("key", "u8"), ("rule", "i4"), ("slot", "i4"), ("next", "i8"))
"""A timer in the wheel; `next` in the same bucket, or of those that are free."""

EVENT = record(
    ("at", "i8"),
    ("opened", "i8"),
    ("start", "i8"),
    ("count", "i8"),
    ("value", "f8"),
    ("first", "i8"),
    ("last", "i8"),
    ("key", "u8"),
    ("subject", "u8"),
    ("rule", "i8"),
    ("profile", "i8"),
    ("area_no", "i8"),
    ("zone_no", "i8"),
    ("device_no", "i8"),
    ("label", "i8"),
    ("what", "u1"),
    ("level", "u1"),
    ("doubt", "u1"),
)

RULE = record(
    ("direct", "i8"),  # Where the rule's keys begin in the direct table; -1: keys are found by hash.
    ("profiles", "i8"),  # Where the rule's places begin in `profile_of`.
    ("operator", "i8"),
    ("space", "i8"),
    ("labels", "i8"),  # Keys per place.
    ("needs_all", "i8"),  # 1: blind as soon as one of the key's devices is.
    ("is_local", "i8"),  # 1: it follows local days.
    ("memory", "i8"),  # Integers of the pool a key of it uses; 0: its slot is all it needs.
    ("zeroed", "i8"),  # How many of them are zero when a key begins.
)

PROFILE = record(*_profile_fields(), ("schedule", "i8"), ("shadow", "u1"))

ZONE = record(
    ("number", "i4"),
    ("route", "i4"),  # Zones of one route have the same rules watching them for each kind of row.
    ("area", "i4"),
    ("dwelling", "i4"),
    ("lag", "i8"),  # Lateness budget of the zone's rows.
    ("devices", "i4"),
    ("capacity", "i8"),
    ("watcher", "i4"),  # The device whose signs of life prove that the zone is watched; 0: none sends any.
)

DEVICE = record(
    ("number", "i4"),
    ("zone", "i4"),
    ("area", "i4"),
    ("parent", "i4"),
    ("pulse", "i8"),  # Time between its signs of life; 0: it sends none of its own.
    ("grace", "i8"),  # Silence after which it is taken to be dead.
    ("lag", "i8"),
    ("children", "i4"),  # Where its children begin in `children`.
    ("children_end", "i4"),
)

PLACE = record(
    ("number", "i8"),
    ("area", "i8"),
    ("lag", "i8"),
    ("devices", "i8"),
    ("capacity", "i8"),
    ("quiet_from", "i8"),  # The set sleep window of a dwelling, microseconds of the local day.
    ("quiet_to", "i8"),
)
"""An area or a dwelling."""

# One line of the processor's cache each; what every row reads comes first.
LIFE = record(
    ("heard", "i8"),
    ("silent", "u1"),  # Its own outage: overdue, or said to be offline.
    ("faulty", "u1"),  # It says that it does not see.
    ("behind", "u1"),  # What it lives behind is down.
    ("mute", "u1"),  # Silent or behind: it says nothing of itself.
    ("down", "u1"),  # Silent, faulty or behind: it does not see.
    ("said", "u1"),  # Its own outage was told.
    ("ails_until", "i8"),  # Until then what it says is doubtful: a weak battery, a hand on it; else NEVER.
    ("down_at", "i8"),
    ("armed", "i8"),
    ("turned_at", "i8"),  # When `down` last changed.
    ("number", "i8"),
    ("spare", "i8"),
)

SEEN = record(("number", "i8"), ("down", "i8"), ("unseen_at", "i8"))
"""Of a zone, dwelling or area: how many of its devices are down; of a zone, since when it is unseen, else NEVER."""

# Spaces of keys: what a rule's places are.
ZONES, DEVICES, DWELLINGS, HOMES, AREAS, CITY, HASHED = range(7)

# `StateArrays.head`.
CLOCK, STARTED, BEGAN, NOW, BATCH_ROW, LAST_RELEASE, ATTEND = range(7)
SLOTS_FREE, HELD_FREE, WAITING_USED, TIMERS_USED, POOL_FREE, HASHED_USED, RUN_FIRST, RUN_USED = range(7, 15)
STAGED_USED, STAGED_FREE, STAGED_NEAR, WHEEL_AT = range(15, 19)
HEAD = 19


class PlanArrays(NamedTuple):
    """What a kernel knows of specs and registry. Made by `plan.Plan`; read only."""

    classes: np.ndarray[Any, Any]  # (kinds, labels) int16: class of rows that concern the same rules.
    route: np.ndarray[Any, Any]  # (classes, zones' routes) int32: where the list of rules begins in `lists`.
    lists: np.ndarray[Any, Any]  # int32: a count, then that many `rule << 8 | doubt << 7 | means`.
    rules: np.ndarray[Any, Any]
    label_index: np.ndarray[Any, Any]  # (rules, labels) int16
    profiles: np.ndarray[Any, Any]
    profile_of: np.ndarray[Any, Any]  # int32: profile of a rule at a place, -1 where it does not watch.
    zone_index: np.ndarray[Any, Any]  # int32 by registry number
    device_index: np.ndarray[Any, Any]
    area_index: np.ndarray[Any, Any]
    zones: np.ndarray[Any, Any]
    devices: np.ndarray[Any, Any]
    dwellings: np.ndarray[Any, Any]
    areas: np.ndarray[Any, Any]
    children: np.ndarray[Any, Any]
    armed: np.ndarray[Any, Any]  # (schedules, minutes of a week) uint8
    change: np.ndarray[Any, Any]  # (schedules, minutes of a week) int16: minutes until `armed` changes
    offset_from: np.ndarray[Any, Any]  # int64: instants from which the site's clock is `offset` ahead of UTC
    offset: np.ndarray[Any, Any]
    says: np.ndarray[Any, Any]  # (kinds, labels) uint8: what a row says of its device, ALIVE or one of those after it
    numbers: np.ndarray[Any, Any]  # int64, by the names below


# `PlanArrays.numbers`.
OFFLINE_RULE, UNSEEN_RULE, ROOM = range(3)


class StateArrays(NamedTuple):
    """The engine's whole memory. Made and grown by `state.State`."""

    head: np.ndarray[Any, Any]
    last_id: np.ndarray[Any, Any]  # (1,) uint64: the last scheduled row's
    slots: np.ndarray[Any, Any]
    slots_free: np.ndarray[Any, Any]  # int64 stack of free slots
    direct: np.ndarray[Any, Any]  # int32: slot of a rule's key, -1 if it has none
    hashed: np.ndarray[Any, Any]  # int64: open addressing by (rule, key), size a power of two
    held: np.ndarray[Any, Any]  # rows that wait for their release
    held_free: np.ndarray[Any, Any]
    run: np.ndarray[Any, Any]  # ring over `held`, ascending: rows that came nearly in order; size a power of two
    waiting: np.ndarray[Any, Any]  # heap over `held`: the other rows
    timers: np.ndarray[Any, Any]  # heap: those of the bucket at hand, see `deadlines`
    staged: np.ndarray[Any, Any]  # the other timers, as many places as in the heap
    wheel: np.ndarray[Any, Any]  # int64: the first timer of each bucket, -1 if it has none
    pool: np.ndarray[Any, Any]  # (n, width) int64
    pool_free: np.ndarray[Any, Any]
    life: np.ndarray[Any, Any]  # by device index
    zone_seen: np.ndarray[Any, Any]
    dwelling_seen: np.ndarray[Any, Any]
    area_seen: np.ndarray[Any, Any]


AT_ONCE = 128
"""Rows that are taken in together: looking them up is a loop whose turns do not wait for each other, and what it brings
near is still near when they are handled."""

# What `advance` gives back.
DONE, NEEDS_ROOM, NEEDS_ATTENTION = range(3)


class Out(NamedTuple):
    """Where conditions are written in order; `used[0]` of them are there."""

    events: np.ndarray[Any, Any]
    used: np.ndarray[Any, Any]


class RowArrays(NamedTuple):
    """Columns of one batch, in journal order."""

    id: np.ndarray[Any, Any]
    observed_at: np.ndarray[Any, Any]
    received_at: np.ndarray[Any, Any]
    device: np.ndarray[Any, Any]
    zone: np.ndarray[Any, Any]
    area: np.ndarray[Any, Any]
    kind: np.ndarray[Any, Any]
    label: np.ndarray[Any, Any]
    track: np.ndarray[Any, Any]
    subject: np.ndarray[Any, Any]
    value: np.ndarray[Any, Any]
    confidence: np.ndarray[Any, Any]
    quality: np.ndarray[Any, Any]
    place: np.ndarray[Any, Any]
