"""Tells listeners who may send people where patrols are: first all of them, then what moved, at most every two seconds.

A position is nobody's but those people's: it goes out only to whoever may send them (LU-36), with the rights as they
are now (LU-04), and never with a name.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import Error, close_old_connections, connection

from anlin.alerts.live_rights import Rights
from anlin.api.live.device_states import EVERY_S, REST
from anlin.api.live.frames import frame
from anlin.api.live.listener import Listener
from anlin.dispatch.patrols import Out
from anlin.places.reach import Reach

log = logging.getLogger(__name__)

Look = Callable[[], list[Out]]
"""Every patrol that is out, as it is now."""


@dataclass
class Patrols:
    """Its thread runs while somebody listens who may see them. `shown`: whom it told all, and with what reach."""

    look: Look
    every_s: float = EVERY_S
    _listeners: dict[Listener, Rights] = field(default_factory=dict)
    _shown: dict[Listener, Reach] = field(default_factory=dict)
    _known: dict[int, Out] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def keep(self, present: Iterable[tuple[Listener, Rights]]) -> None:
        """Who listens now, with rights as they are now; called about once a second."""
        entitled = {one: rights for one, rights in present if one.patrols and rights.sends != Reach()}
        with self._lock:
            self._listeners = entitled
            if entitled and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-patrols", daemon=True)
                self._thread.start()

    def _present(self) -> dict[Listener, Rights]:
        with self._lock:
            present = {one: rights for one, rights in self._listeners.items() if not one.has_ended}
            if not present:
                self._thread = None
            return present

    def _run(self) -> None:
        pause = threading.Event()
        while present := self._present():
            began = time.monotonic()
            try:
                self.tell(present)
            except Error:
                log.warning("live: patrols could not be read; trying again")
                close_old_connections()
            pause.wait(max(self.every_s, REST * (time.monotonic() - began)))
        connection.close()

    def tell(self, present: Mapping[Listener, Rights]) -> None:
        """One look, and to each what it does not know yet."""
        now = {patrol.number: patrol for patrol in self.look()}
        before, self._known = self._known, now
        came = [patrol for number, patrol in now.items() if number not in before]
        moved = [patrol for number, patrol in now.items() if number in before and before[number] != patrol]
        gone = [patrol for number, patrol in before.items() if number not in now]
        shown = {}
        for one, rights in present.items():
            shown[one] = rights.sends
            news: dict[str, list[Any]]
            if self._shown.get(one) != rights.sends:
                news = {"whole": [_whole(patrol) for patrol in _mine(one, rights, now.values())]}
            else:
                news = {
                    "came": [_whole(patrol) for patrol in _mine(one, rights, came)],
                    "moved": [_place(patrol) for patrol in _mine(one, rights, moved)],
                    "gone": [patrol.number for patrol in _mine(one, rights, gone)],
                }
            if "whole" in news or any(news.values()):
                one.send(frame("patrols", news))
        self._shown = shown


def _mine(listener: Listener, rights: Rights, patrols: Iterable[Out]) -> list[Out]:
    return [one for one in patrols if rights.sends.includes(one.path) and one.path.startswith(listener.area)]


def _place(patrol: Out) -> list[Any]:
    return [patrol.number, round(patrol.lon, 5), round(patrol.lat, 5)]


def _whole(patrol: Out) -> list[Any]:
    return [*_place(patrol), patrol.kind, patrol.unit_zh, patrol.unit_en]
