"""Where the time comes from: the system, or in a demo one small file that every process reads.

A demo may begin some minutes ago and hurry to the present, run faster, stand still, or play a day in two minutes. All
processes must agree on the instant, so it is kept in a mapped file of 64 bytes: the demo writes, the others read.
"""

import mmap
import struct
import time
from collections.abc import Callable
from pathlib import Path

Clock = Callable[[], int]
"""Gives the present in microseconds since 1970 UTC."""

_RECORD = struct.Struct("<qqdq")  # World's instant, the system's instant then, speed, serial number.
_SIZE = 2 * _RECORD.size


def system_clock() -> int:
    return time.time_ns() // 1000


def open_clock(path: Path | None) -> Clock:
    """The clock of this process: the system's without `path`, else the demo's. Raises OSError on a missing file."""
    return system_clock if path is None else ClockFile(path).now


def since_start() -> int:
    """Microseconds since the machine was started, sleep included where the system tells: nobody can set it."""
    return time.clock_gettime_ns(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)) // 1000


def open_steady(path: Path | None) -> Clock | None:
    """A clock that nobody sets, beside `open_clock(path)`; None in a demo, whose clock is set on purpose."""
    return since_start if path is None else None


class ClockFile:
    """A clock that one process sets and all read: `instant + (system's time since it was set) x speed`.

    Two records are written in turn, each with its serial number; a reader takes the newer one and reads again if it
    changed meanwhile, so it never sees half a change. `speed` 0 stands still.
    """

    def __init__(self, path: Path, system: Clock = system_clock) -> None:
        self._system = system
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _SIZE)

    @classmethod
    def create(cls, path: Path, at: int, system: Clock = system_clock) -> "ClockFile":
        """A new clock that stands still at `at`; an older file of that name is replaced."""
        path.write_bytes(_RECORD.pack(at, system(), 0.0, 1) + _RECORD.pack(at, system(), 0.0, 0))
        return cls(path, system)

    def set(self, at: int, speed: float = 0.0) -> None:
        """From now on it is `at`, and time passes `speed` times as fast as the system's. Only one process may set."""
        newest = max(self._records(), key=lambda record: record[3])
        serial = newest[3] + 1
        _RECORD.pack_into(self._map, (serial + 1) % 2 * _RECORD.size, at, self._system(), speed, serial)

    @property
    def speed(self) -> float:
        return max(self._records(), key=lambda record: record[3])[2]

    def now(self) -> int:
        while True:
            before = self._records()
            at, since, speed, _ = max(before, key=lambda record: record[3])
            if self._records() == before:
                return at if speed == 0.0 else at + round((self._system() - since) * speed)

    def close(self) -> None:
        self._map.close()

    def _records(self) -> list[tuple[int, int, float, int]]:
        return [_RECORD.unpack_from(self._map, 0), _RECORD.unpack_from(self._map, _RECORD.size)]
