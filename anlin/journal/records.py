"""What the journal holds, and what it promises. The two stores are `sqlite.py` and `postgres.py`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import msgspec
import numpy as np
import pyarrow as pa

from anlin.observations import Registry, registry_from_bytes, to_bytes


class JournalUnavailable(Exception):
    """The journal cannot be written or read now (disk full, database gone or locked). Trying again later is right.

    Nothing of the commit was acknowledged; whether it reached the disk is unknown only when a connection broke
    while committing, so the appender looks at the journal's tail before it appends again.
    """


class JournalMoved(Exception):
    """Somebody else appended after the position the appender had seen; read on from there and append again."""

    def __init__(self, shard: int, seen: int, last: int) -> None:
        super().__init__(f"shard {shard} is at position {last}, the appender had seen {seen}")
        self.shard, self.seen, self.last = shard, seen, last


class JournalDamaged(Exception):
    """The file is no journal of Anlin's, or one of a newer version; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as read back: `payload` is the Arrow stream of one batch, or the JSON of one control.

    `received_at`: the largest of its rows, or the control's instant; microseconds since 1970 UTC.
    """

    shard: int
    position: int
    kind: Literal["rows", "control"]
    received_at: int
    rows: int
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Control:
    """A fact that rows are judged by, at its place in the order: `tick`, `registry`, `arming`, `parameters`, `consent`.

    `at`: microseconds since 1970 UTC. `body`: anything JSON can say, or a msgspec Struct such as `Registry`.
    """

    shard: int
    name: str
    at: int
    body: Any = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        return msgspec.json.encode({"name": self.name, "at": self.at, "body": self.body})


class _ControlJson(msgspec.Struct):
    name: str
    at: int
    body: msgspec.Raw


_control_decoder = msgspec.json.Decoder(_ControlJson)


def control_of(entry: Entry) -> Control:
    """The control of a `control` entry; the body of `registry` is a `Registry`, every other a dict."""
    read = _control_decoder.decode(entry.payload)
    body: Any = registry_from_bytes(read.body) if read.name == "registry" else msgspec.json.decode(read.body)
    return Control(entry.shard, read.name, read.at, body)


def registry_of(entry: Entry) -> Registry:
    """The registry of a `registry` control. Raises `msgspec.ValidationError` on another entry."""
    return registry_from_bytes(_control_decoder.decode(entry.payload).body)


TallyKey = tuple[str, str, str]
"""(device code, outcome, reason); see `Tally`."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many items of a device had this outcome for this reason, since the journal began.

    P4, per device: `received = journalled + duplicate + quarantined + refused + parked`. Apart from the balance:
    `derived` (rows the door added itself), `noted` (device news), `dropped` (forbidden fields, reason = name).
    """

    device: str
    outcome: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message or item that could not be taken; `sealed` is its cleaned, encrypted text, kept 7 days, or empty."""

    at: int
    protocol: str
    device: str
    reason: str
    detail: str
    sealed: bytes = field(repr=False, default=b"")
    id: int = 0


@dataclass(frozen=True, slots=True)
class Parked:
    """A device that is not registered and waits for a person to approve it. `via`: the session it came through."""

    code: str
    protocol: str
    via: str
    peer: str
    first_seen: int
    last_seen: int
    count: int = 1
    name: str = ""
    kind: str = ""
    model: str = ""
    place: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Liveness:
    """When a device last showed itself. A gateway's session and a channel's own reports are different signs of life.

    `session_at`: last request of its own session. `channel_at`: last observation or status about the device itself.
    `online`: what its platform says, None if it says nothing. `clock_offset_us`: to be added to the device's
    clock, None until measured. None in an instant means never; merging keeps the later instant.
    """

    code: str
    session_at: int | None = None
    channel_at: int | None = None
    via: str = ""
    online: bool | None = None
    clock_offset_us: int | None = None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A registered gateway session, kept so that a restart does not sign devices off."""

    protocol: str
    device: str
    account: str
    peer: str
    opened_at: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """A batch as the bytes of its entry; `received_at` is the largest of its rows."""

    rows: int
    received_at: int
    payload: bytes = field(repr=False)


@dataclass
class Commit:
    """What one group commit writes, all or nothing. Controls come before the rows in the order of the journal.

    `seen`: per shard the position up to which the appender knows every row; if somebody else has appended since,
    nothing is written and `JournalMoved` is raised. Shards left out are not checked.
    """

    batches: dict[int, pa.RecordBatch] = field(default_factory=dict)
    controls: list[Control] = field(default_factory=list)
    tallies: Counter[TallyKey] = field(default_factory=Counter)
    quarantined: list[Quarantined] = field(default_factory=list)
    parked: list[Parked] = field(default_factory=list)
    liveness: dict[str, Liveness] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    encoded: dict[int, Encoded] = field(default_factory=dict)

    def encode(self) -> None:
        """Turns the batches into bytes now; `append` does it otherwise, with the appender's time."""
        for shard, batch in self.batches.items():
            if shard not in self.encoded and batch.num_rows:
                # Arrow's own to_numpy would import pandas, where that is installed: a second for the first group.
                received_at = int(np.from_dlpack(batch.column("received_at").view(pa.int64())).max())
                self.encoded[shard] = Encoded(batch.num_rows, received_at, to_bytes(batch))


class Journal(Protocol):
    """What was accepted, in order, durable. Safe to use from several threads; every process opens its own.

    Positions of a shard begin at 1, have no gaps and are the order of commits, whoever appends.
    All methods raise `JournalUnavailable` when the store does not answer.
    """

    def append(self, commit: Commit) -> dict[int, int]:
        """Last position per shard written to; returns after the sync (P1). Raises `JournalMoved`."""

    def append_control(self, control: Control) -> int:
        """Position of the control; any process may append."""

    def read(self, shard: int, after: int, limit_rows: int = 50_000) -> list[Entry]:
        """Entries after a position in order: at least one if there is one, then up to `limit_rows` rows."""

    def rows_at(self, shard: int, places: Sequence[tuple[int, int]]) -> pa.RecordBatch:
        """The rows at (position, row), in that order. Raises KeyError for a place that is not there (pruned)."""

    def latest_control(self, shard: int, name: str) -> Entry | None:
        """The last control of that name, found at once even if everything around it is pruned."""

    def shards(self) -> list[int]: ...

    def first_position(self, shard: int) -> int:
        """Position of the first entry that is still there; last position + 1 if none is."""

    def last_position(self, shard: int) -> int:
        """0 for a shard that has no entry yet."""

    def last_instant(self, shard: int) -> int:
        """When the last entry was received; 0 where there is none."""

    def ids_since(self, received_at: int) -> Iterator[tuple[int, np.ndarray[Any, Any]]]:
        """(received_at, ids) per entry not older, of every shard; warms the filter of repeats."""

    def prune(self, shard: int, before_position: int) -> int:
        """Removes entries before a position except the latest control of each name; how many went."""

    def tallies(self, device: str | None = None, after: TallyKey = ("", "", ""), limit: int = 1000) -> list[Tally]:
        """In order of (device, outcome, reason), after the key given."""

    def totals(self) -> dict[str, int]:
        """Sum of all tallies per outcome."""

    def quarantine(self, before_id: int | None = None, limit: int = 50) -> list[Quarantined]:
        """Newest first."""

    def forget_quarantine(self, before: int) -> int:
        """Removes what was quarantined before an instant; how many rows went."""

    def parked(self, after: str = "", limit: int = 200) -> list[Parked]:
        """In order of code."""

    def unpark(self, code: str) -> bool: ...

    def liveness(self, codes: Sequence[str] | None = None) -> dict[str, Liveness]: ...

    def put_session(self, session: SessionRow) -> None: ...

    def end_session(self, protocol: str, device: str) -> bool: ...

    def sessions(self) -> list[SessionRow]: ...

    def secret(self, name: str) -> bytes:
        """32 random bytes, made once and kept: signs nonces so that they outlive a restart."""

    def close(self) -> None: ...
