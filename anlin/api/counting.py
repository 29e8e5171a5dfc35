"""How full places are now: the latest word of their counters, read from the journal's end as it grows."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from anlin.journal import Journal
from anlin.observations.columns import from_bytes
from anlin.observations.instants import SECOND
from anlin.observations.kinds import KIND_CODES

PEOPLE = KIND_CODES["people_count"]
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


class Counts:
    """Follows one shard of a journal; `now` reads what was added and gives every place's words, by zone number."""

    def __init__(self, journal: Journal, shard: int) -> None:
        self._journal, self._shard = journal, shard
        self._read_up_to: int | None = None
        self._places: dict[int, Counted] = {}
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

    def _take(self, payload: bytes) -> None:
        batch = from_bytes(payload)
        chosen = np.flatnonzero(batch.column("kind").to_numpy() == PEOPLE)
        if not len(chosen):
            return
        zones: Sequence[int] = batch.column("zone").to_numpy()[chosen].tolist()
        instants = batch.column("observed_at").cast("int64").to_numpy()[chosen].tolist()
        values = batch.column("value").to_numpy()[chosen].tolist()
        for zone, at, people in zip(zones, instants, values, strict=True):
            place = self._places.setdefault(zone, Counted())
            # A late word changes nothing that is newer.
            if not place.words or at > place.last[0]:
                place.words.append((at, people))
