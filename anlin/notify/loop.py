"""The notify process: takes calls, sends messages, and looks after the times that run out."""

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor

from django.db import Error, close_old_connections, connection

from anlin.alerts.timers import run_timers
from anlin.care.emergency import end_over
from anlin.care.showing import forget_withdrawn
from anlin.notify.joint import tell
from anlin.notify.planning import take_calls
from anlin.notify.reminding import remind
from anlin.notify.sending import due_messages, send
from anlin.notify.starting import transports_of
from anlin.notify.transport import Transport
from anlin.observations.clock import Clock, open_clock
from anlin.site.config import config

log = logging.getLogger(__name__)

ROUND_S = 0.2
TIMERS_EVERY = 5
"""Rounds between two looks at the times that run out: one second."""
SENDERS = 4
"""One slow mail server must not hold up the rest."""


def run(stop: threading.Event) -> None:
    """Work until `stop` is set. One such process is enough; several do no harm."""
    settings = config()
    transports = transports_of(settings)
    with ThreadPoolExecutor(SENDERS, thread_name_prefix="notify") as pool:
        loop = Loop(transports, open_clock(settings.clock), settings.public_url, pool)
        while not stop.is_set():
            try:
                loop.round()
            except Error as error:
                log.warning("the database does not answer (%s); trying again", type(error).__name__)
                close_old_connections()
                stop.wait(1.0)
            except Exception:
                log.exception("a round of notify failed; going on")
                stop.wait(1.0)
            stop.wait(ROUND_S)
    connection.close()


class Loop:
    """One round after the other; what is being sent is not waited for."""

    def __init__(
        self, transports: Mapping[str, Transport], clock: Clock, public_url: str, pool: ThreadPoolExecutor
    ) -> None:
        self._transports, self._clock, self._public_url, self._pool = transports, clock, public_url, pool
        self._rounds = 0
        self._sending: dict[int, Future[None]] = {}

    def round(self) -> None:
        now = self._clock()
        if self._rounds % TIMERS_EVERY == 0:
            run_timers(now)
            end_over(now)
            forget_withdrawn()
            remind(now, frozenset(self._transports))
        self._rounds += 1
        channels = frozenset(self._transports)
        while take_calls(now, channels):
            pass
        tell(now, channels)
        self._sending = {number: future for number, future in self._sending.items() if not future.done()}
        for number in due_messages(self._clock()):
            if number not in self._sending:
                self._sending[number] = self._pool.submit(self._send, number)

    def _send(self, number: int) -> None:
        try:
            send(number, self._transports, self._clock, self._public_url)
        except Exception:
            log.exception("message %d could not be sent; it is tried again", number)
        finally:
            connection.close()
