"""What the engine says: conditions, and the way they reach whoever acts on them."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Protocol

import msgspec

_ROW_BITS = 20
MAX_ROWS = 1 << _ROW_BITS
"""Most rows of one journal entry."""


class What(IntEnum):
    """What became of a condition. One id goes OPENED, then any of the others, and ends with CLEARED."""

    OPENED = 1
    """It holds. Said again for the same id when it is seen again after UNKNOWN, or is no longer only `suspected`."""
    ESCALATED = 2
    """It has reached `level`."""
    UNKNOWN = 3
    """Its inputs are offline, late or broken: whether it still holds cannot be seen. Never shown as normal."""
    CLEARED = 4
    """It no longer holds."""


class Condition(msgspec.Struct, frozen=True, gc=False):
    """One thing the engine says about one key of one rule. Instants are microseconds since 1970 UTC.

    The same journal gives the same conditions, field by field, under any batching and after any crash (P2).
    """

    id: int  # `condition_id(model, rule, key, opened_at)`, the same for all that follows on one opening.
    model: str
    rule: str
    key: str  # "zone:<code>", "dwelling:<code>", "device:<code>", … of the registry; never a name, plate or number.
    what: What
    level: int  # 0 as opened; 1 and 2 after escalation.
    at: int  # When it became so, on the clock of what was observed.
    opened_at: int  # `at` of the first OPENED of this id.
    start: int  # First moment of what led to it: the door opened, the run began.
    count: int  # Observations that speak for it.
    value: float  # The operator's number at `at`, in the unit the rule names.
    first: int  # Journal place of the first row that speaks for it; 0 if none does.
    last: int  # Journal place of the last such row.
    area: int = 0
    zone: int = 0
    device: int = 0
    suspected: bool = False  # Rests on doubtful rows only: goes to triage, not straight to a guard.
    shadow: bool = False  # The model runs in shadow here: pages nobody.


def place(position: int, row: int) -> int:
    """Journal place of a row: `position << 20 | row`, an int64 for positions below 2**43."""
    return position << _ROW_BITS | row


def position_of(at: int) -> int:
    return at >> _ROW_BITS


def row_of(at: int) -> int:
    return at & (MAX_ROWS - 1)


class Fenced(Exception):
    """Another engine with a higher fencing number has taken the shard over: this one must stop."""


class Sink(Protocol):
    """Where conditions go: in production the alerts app, which turns them into alerts."""

    def applied(self, shard: int) -> int:
        """Position of the last entry whose conditions are stored; 0 before the first."""
        ...

    def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
        """Store what came of all entries after the last applied one, up to and with `position`, in order.

        Conditions, position and fencing number are committed together or not at all, so each condition is applied
        once. Raises `Fenced` if a higher fencing number was there first.
        """
        ...
