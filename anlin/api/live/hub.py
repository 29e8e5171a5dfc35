"""One poller per process: reads what changed, decides who may see it, hands every listener its frames."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.contrib.sessions.models import Session
from django.db import Error, close_old_connections, connection

from anlin.alerts import changes
from anlin.alerts.live_rights import Rights, rights_of
from anlin.alerts.models import Alert
from anlin.alerts.words import Severity
from anlin.api.live.frames import frame
from anlin.api.live.listener import Listener
from anlin.observations.clock import Clock

log = logging.getLogger(__name__)

POLL_S = 0.015
CHECK_EVERY = 64
"""Rounds between two looks at everyone's rights and sign-in where nothing else happens: one second."""
BATCH = 500
MOST_RESUMED = 1000
"""Changes a browser may have missed and still get one by one; beyond that it is told to load anew."""
MOST_BEHIND = 5000
"""Changes the poller itself may be behind in a flood; beyond that it tells everyone to load anew and catches up."""

Render = Callable[[Alert, int], str]


@dataclass
class Hub:
    """Starts its thread with the first listener and ends it after the last."""

    clock: Clock
    render: Render
    poll_s: float = POLL_S
    on_change: Callable[[list[tuple[Listener, Rights]]], None] | None = None
    on_check: Callable[[list[tuple[Listener, Rights]]], None] | None = None
    _listeners: set[Listener] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    _seen: int = 0
    _seen_urgent: int = 0
    _read: int = -1
    """The newest number when everything up to it had been read and handed on."""

    def add(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.add(listener)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()

    def remove(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.discard(listener)

    def count(self, user: int | None = None) -> int:
        with self._lock:
            return sum(1 for listener in self._listeners if user in (None, listener.user))

    def _present(self) -> list[Listener]:
        with self._lock:
            return [listener for listener in self._listeners if not listener.has_ended]

    def _is_wanted(self) -> bool:
        """Whether the thread goes on; decided under the lock, so that `add` never relies on one that is ending."""
        with self._lock:
            if not self._listeners:
                self._thread = None
            return bool(self._listeners)

    def _run(self) -> None:
        pause = threading.Event()
        self._seen = self._read = -1
        rounds = 0
        while self._is_wanted():
            try:
                self._round(rounds % CHECK_EVERY == 0)
            except Error:
                log.warning("live: the database does not answer; trying again")
                close_old_connections()
                pause.wait(1.0)
            rounds += 1
            pause.wait(self.poll_s)
        connection.close()

    def _round(self, is_check: bool) -> None:
        if self._seen < 0:
            self._seen = self._seen_urgent = changes.last()
        newest = changes.last()
        listeners = self._present()
        joining = [listener for listener in listeners if not listener.joined]
        changed, urgent = self._changed() if newest != self._read else [], []
        last = changed[-1].change if changed else self._seen
        if len(changed) == BATCH:
            last = changes.last()
            urgent = self._urgent(last)
        if urgent or changed or joining or is_check:
            self._tell(listeners, joining, changed, urgent, last, is_check)
        # Only now: what could not be handed on is read again. A full batch has more behind it.
        if len(changed) < BATCH:
            self._read = newest

    def _tell(
        self,
        listeners: list[Listener],
        joining: list[Listener],
        changed: list[Alert],
        urgent: list[Alert],
        last: int,
        is_check: bool,
    ) -> None:
        rights = self._check(listeners)
        for listener in joining:
            if listener.user in rights and not listener.has_ended:
                self._join(listener, rights[listener.user])
        if is_check and self.on_check is not None:
            self.on_check([(listener, rights[listener.user]) for listener in listeners if listener.user in rights])
        present = [listener for listener in listeners if listener not in joining]
        self._deliver(present, rights, urgent, has_ids=False)
        if last - self._seen > MOST_BEHIND:
            for listener in present:
                listener.send(frame("reset", {"change": last}, last))
            self._seen = last
        elif changed:
            self._deliver(present, rights, changed)
            self._seen = changed[-1].change

    def _urgent(self, last: int) -> list[Alert]:
        """Critical alerts of a flood that would have to wait; they go ahead, and again in their place."""
        since, self._seen_urgent = max(self._seen, self._seen_urgent), last
        if last - self._seen <= BATCH or last <= since:
            return []
        rows = Alert.objects.filter(change__gt=since, change__lte=last, severity=Severity.CRITICAL)
        return list(rows.with_places().order_by("change")[:BATCH])

    def _changed(self) -> list[Alert]:
        """What changed since the last round, in order; a flood comes in several rounds.

        Asked for at once: numbers are committed in order, so whoever sees one has seen all before it. Between commit
        and browser every further question to a database in another process counts.
        """
        return list(Alert.objects.filter(change__gt=self._seen).with_places().order_by("change")[:BATCH])

    def _check(self, listeners: Iterable[Listener]) -> dict[int, Rights]:
        """Rights as they are now; streams of whoever lost them, or signed out, end here (LU-04)."""
        listeners = list(listeners)
        rights = rights_of({listener.user for listener in listeners}, self.clock())
        sessions = set(
            Session.objects.filter(
                session_key__in={listener.session for listener in listeners}, expire_date__gt=datetime.now(UTC)
            ).values_list("session_key", flat=True)
        )
        standing: dict[int, Rights] = {}
        for listener in listeners:
            own = rights.get(listener.user)
            if own is not None and own.allow(listener.proof, listener.by_passkey) and listener.session in sessions:
                standing[listener.user] = own
            else:
                listener.end(frame("end", {"reason": "signed_out"}))
        return standing

    def _join(self, listener: Listener, rights: Rights) -> None:
        """Greet, and make up for what the browser missed since its last id."""
        now = self.clock()
        if listener.after is not None and listener.after < self._seen:
            rows = Alert.objects.visible_to(rights.user).filter(change__gt=listener.after, change__lte=self._seen)
            missed = list(rows.with_places().order_by("change")[: MOST_RESUMED + 1])
            if len(missed) > MOST_RESUMED:
                listener.send(frame("reset", {"change": self._seen}, self._seen))
            else:
                self._send(listener, rights, missed, now, {})
        listener.send(frame("hello", {"change": self._seen}, self._seen))
        listener.joined = True
        if self.on_change is not None:
            self.on_change([(listener, rights)])

    def _deliver(
        self, listeners: list[Listener], rights: dict[int, Rights], changed: list[Alert], *, has_ids: bool = True
    ) -> None:
        now = self.clock()
        texts: dict[int, str] = {}
        moved = []
        for listener in listeners:
            own = rights.get(listener.user)
            if (
                own is not None
                and not listener.has_ended
                and self._send(listener, own, changed, now, texts, has_ids=has_ids)
            ):
                moved.append((listener, own))
        if moved and self.on_change is not None:
            self.on_change(moved)

    def _send(
        self,
        listener: Listener,
        rights: Rights,
        changed: list[Alert],
        now: int,
        texts: dict[int, str],
        *,
        has_ids: bool = True,
    ) -> bool:
        mine = [alert for alert in changed if rights.may_see(alert) and _inside(alert, listener.area)]
        if not mine:
            return False
        for alert in mine:
            if alert.pk not in texts:
                texts[alert.pk] = self.render(alert, now)
        # What goes ahead of its place bears no id: a browser that is cut off then resumes before it.
        listener.send(b"".join(frame("alert", texts[a.pk], a.change if has_ids else None) for a in mine))
        return True


def _inside(alert: Alert, path: str) -> bool:
    return not path or (alert.area is not None and alert.area.path.startswith(path))
