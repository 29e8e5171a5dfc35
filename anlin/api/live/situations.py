"""Sends each listener the situation of its areas after something changed for it: at most once a second, off the way."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import Error, close_old_connections, connection
from django.db.models import Q

from anlin.alerts.live_rights import Rights
from anlin.api.live.frames import frame
from anlin.api.live.listener import Listener
from anlin.people.models import User

log = logging.getLogger(__name__)

Tell = Callable[[User, Q], str]
"""The situation of a person inside a condition, as JSON."""


@dataclass
class Situations:
    """A thread of its own, so that counting never holds up an alert; it ends when nobody is left to tell."""

    tell: Tell
    every_s: float = 1.0
    _wanted: dict[Listener, Rights] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def want(self, listeners: list[tuple[Listener, Rights]]) -> None:
        with self._lock:
            self._wanted.update(listeners)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-situations", daemon=True)
                self._thread.start()

    def _take(self) -> list[tuple[Listener, Rights]]:
        with self._lock:
            taken, self._wanted = list(self._wanted.items()), {}
            if not taken:
                self._thread = None
        return taken

    def _run(self) -> None:
        pause = threading.Event()
        while taken := self._take():
            told: dict[tuple[int, str], str] = {}
            for listener, rights in taken:
                try:
                    self._tell(listener, rights, told)
                except Error:
                    log.warning("live: the situation could not be read; it comes with the next change")
                    close_old_connections()
            pause.wait(self.every_s)
        connection.close()

    def _tell(self, listener: Listener, rights: Rights, told: dict[tuple[int, str], str]) -> None:
        if listener.has_ended or not rights.situation:
            return
        place = (listener.user, listener.area)
        if place not in told:
            path = listener.area
            inside = Q(area__path__gte=path, area__path__lt=f"{path}g") if path else Q()
            told[place] = self.tell(rights.user.acting("situation.read"), inside)
        if told[place] != listener.shown_situation:
            listener.shown_situation = told[place]
            listener.send(frame("situation", told[place]))
