"""Tells listeners when a device comes, goes or can no longer be judged. Silence is a change too, so we look for it."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import Error, close_old_connections, connection

from anlin.alerts.live_rights import Rights
from anlin.api.live.frames import frame
from anlin.api.live.listener import Listener

log = logging.getLogger(__name__)

EVERY_S = 2.0
REST = 20
"""Times as long as a look took it rests, so that a city of devices costs at most a twentieth of a core."""


@dataclass(frozen=True)
class DeviceState:
    """One device as it is compared: `path` is its area's, `state` what may change."""

    number: int
    path: str
    state: str


Look = Callable[[], dict[int, DeviceState]]
"""Every device in use by number, as it is now."""
Rows = Callable[[Sequence[int]], dict[int, str]]
"""The rows of some devices as JSON, as a listener is told of them."""


@dataclass
class DeviceStates:
    """Its thread runs while somebody listens who may see devices."""

    look: Look
    rows: Rows
    every_s: float = EVERY_S
    _listeners: dict[Listener, Rights] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def keep(self, present: Iterable[tuple[Listener, Rights]]) -> None:
        """Who listens now, with rights as they are now; called about once a second."""
        entitled = {
            listener: rights for listener, rights in present if rights.devices.everywhere or rights.devices.paths
        }
        with self._lock:
            self._listeners = entitled
            if entitled and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-devices", daemon=True)
                self._thread.start()

    def _present(self) -> dict[Listener, Rights]:
        with self._lock:
            present = {listener: rights for listener, rights in self._listeners.items() if not listener.has_ended}
            if not present:
                self._thread = None
            return present

    def _run(self) -> None:
        known: dict[int, DeviceState] | None = None
        pause = threading.Event()
        while present := self._present():
            began = time.monotonic()
            try:
                now = self.look()
                if known is not None:
                    news = changed(known, now)
                    tell(present, news, self.rows([device.number for device in news]))
                known = now
            except Error:
                log.warning("live: devices could not be read; trying again")
                close_old_connections()
            pause.wait(max(self.every_s, REST * (time.monotonic() - began)))
        connection.close()


def changed(before: dict[int, DeviceState], now: dict[int, DeviceState]) -> list[DeviceState]:
    """Devices whose state differs, or that are new."""
    return [device for number, device in now.items() if number not in before or before[number].state != device.state]


def tell(listeners: dict[Listener, Rights], devices: list[DeviceState], rows: Mapping[int, str]) -> None:
    for listener, rights in listeners.items():
        mine = [
            rows[device.number]
            for device in devices
            if device.number in rows and rights.devices.includes(device.path) and device.path.startswith(listener.area)
        ]
        if mine:
            listener.send(b"".join(frame("device", row) for row in mine))
