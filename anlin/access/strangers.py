"""Requests of whoever is not signed in: put on record one by one as long as they are few, then counted together.

Every record stays for ever and costs half a kilobyte; a scan of a thousand requests a second would fill any disk with
them. So of one address, and of all together, only so many a minute are recorded singly; the others are counted, and
their number stands in one record that follows when the minute is over.
"""

import threading
from collections import Counter
from dataclasses import dataclass, field

from anlin.observations.instants import MINUTE

OF_ONE_ADDRESS, OF_ALL = 30, 120
"""Single records a minute. People who sign in need about five each."""
MOST_ADDRESSES = 10_000
"""How many addresses are told apart within a minute; further ones share one count, so memory is bounded."""


@dataclass(frozen=True)
class Crowd:
    """What was only counted in a minute that is over: requests, and from how many addresses at least."""

    requests: int
    addresses: int


@dataclass
class Strangers:
    """One per process, for all its threads. `now`: microseconds since 1970 UTC.

    A process that is killed takes the count of its last minute with it.
    """

    _minute: int = 0
    _seen: Counter[str] = field(default_factory=Counter)
    _singly: int = 0
    _counted: Counter[str] = field(default_factory=Counter)
    _over: list[Crowd] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_one_of_few(self, address: str, now: int) -> bool:
        """Whether this request gets a record of its own; otherwise it is counted here."""
        with self._lock:
            self._turn(now)
            if address not in self._seen and len(self._seen) >= MOST_ADDRESSES:
                address = "(more)"
            self._seen[address] += 1
            if self._seen[address] <= OF_ONE_ADDRESS and self._singly < OF_ALL:
                self._singly += 1
                return True
            self._counted[address] += 1
            return False

    def crowd(self, now: int) -> Crowd | None:
        """A minute's count that is due for a record, each only once; None while there is none."""
        with self._lock:
            self._turn(now)
            return self._over.pop(0) if self._over else None

    def forget(self) -> None:
        with self._lock:
            self._minute, self._singly = 0, 0
            self._seen.clear()
            self._counted.clear()
            self._over.clear()

    def _turn(self, now: int) -> None:
        """Begins a new minute. A clock that is set back goes on with the old one."""
        minute = now // MINUTE
        if minute <= self._minute:
            return
        if self._counted:
            self._over.append(Crowd(self._counted.total(), len(self._counted)))
        self._minute, self._singly = minute, 0
        self._seen.clear()
        self._counted.clear()


STRANGERS = Strangers()
