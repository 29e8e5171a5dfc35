"""How full places are now and how many come and go: the latest words of their counters, from the journal's end."""

import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from anlin.journal import Journal
from anlin.observations.columns import from_bytes
from anlin.observations.instants import SECOND
from anlin.observations.kinds import KIND_CODES, LABEL_CODES

PEOPLE, OVER_A_LINE = KIND_CODES["people_count"], KIND_CODES["line_count"]
IN, OUT = LABEL_CODES["in"], LABEL_CODES["out"]
BACK = 5_000
"""Entries before the end that are read at first: counters speak every minute or so."""
TREND_S = 300
KEPT = 90
"""Words of one place that are kept, for its trend; bounded by this and by the number of places with counters."""


@dataclass
class Counted:
    """Of one place: (observed_at µs, people), in order of the instants."""

    words: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def last(self) -> tuple[int, float]:
        return self.words[-1]

    @property
    def per_minute(self) -> float | None:
        """How many more it becomes a minute, over the last five; None where there is only one word."""
        at, people = self.last
        then, before = next(word for word in self.words if word[0] >= at - TREND_S * SECOND)
        return None if then == at else (people - before) / ((at - then) / (60 * SECOND))


@dataclass
class Crossed:
    """Of one place with a line: (observed_at µs, people) that came in over it, and that went out."""

    came: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=KEPT))
    went: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def last(self) -> int:
        """When somebody was counted last; 0 before that."""
        return max((at for words in (self.came, self.went) for at, _ in words), default=0)

    def per_minute(self) -> tuple[float, float]:
        """How many came in and went out a minute, over the five up to the last word."""
        since = self.last - TREND_S * SECOND
        came, went = (sum(people for at, people in words if at > since) for words in (self.came, self.went))
        return came * 60 / TREND_S, went * 60 / TREND_S


class Counts:
    """Follows one shard of a journal; `now` reads what was added and gives every place's words, by zone number, `lines`
    then what went over their lines."""

    def __init__(self, journal: Journal, shard: int) -> None:
        self._journal, self._shard = journal, shard
        self._read_up_to: int | None = None
        self._places: dict[int, Counted] = {}
        self._lines: dict[int, Crossed] = {}
        self._lock = threading.Lock()

    def now(self) -> dict[int, Counted]:
        with self._lock:
            end = self._journal.last_position(self._shard)
            if self._read_up_to is None:
                self._read_up_to = max(self._journal.first_position(self._shard) - 1, end - BACK)
            while self._read_up_to < end:
                entries = self._journal.read(self._shard, self._read_up_to)
                if not entries:
                    break
                for entry in entries:
                    if entry.kind == "rows":
                        self._take(entry.payload)
                self._read_up_to = entries[-1].position
            return dict(self._places)

    def lines(self) -> dict[int, Crossed]:
        with self._lock:
            return dict(self._lines)

    def _take(self, payload: bytes) -> None:
        batch = from_bytes(payload)
        kinds = batch.column("kind").to_numpy()
        for zone, at, label, people in _words(batch, kinds == OVER_A_LINE):
            line = self._lines.setdefault(zone, Crossed())
            if label in (IN, OUT):
                (line.came if label == IN else line.went).append((at, people))
        for zone, at, _, people in _words(batch, kinds == PEOPLE):
            place = self._places.setdefault(zone, Counted())
            # A late word changes nothing that is newer.
            if not place.words or at > place.last[0]:
                place.words.append((at, people))


def _words(batch: pa.RecordBatch, chosen: NDArray[np.bool_]) -> Iterator[tuple[int, int, int, float]]:
    """(zone, observed_at µs, label, value) of the chosen rows."""
    rows = np.flatnonzero(chosen)
    if len(rows):
        columns = (batch.column(name) for name in ("zone", "observed_at", "label", "value"))
        plain = (column.cast("int64") if pa.types.is_timestamp(column.type) else column for column in columns)
        yield from zip(*(column.to_numpy()[rows].tolist() for column in plain), strict=True)
