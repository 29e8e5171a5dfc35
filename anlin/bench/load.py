"""A load generator for HTTP: a few keep-alive connections, each sending its next request when the answer is there.

Written on bare asyncio protocols, so that it costs far less than the server it examines.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Request = Callable[[], bytes]


@dataclass
class Load:
    """What one run measured. `latencies_s` of answers within the measured span; `failures` by HTTP status."""

    seconds: float = 0.0
    answers: int = 0
    failures: dict[int, int] = field(default_factory=dict)
    server_cpu_s: float = 0.0
    latencies_s: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds if self.seconds else 0.0

    @property
    def per_core_second(self) -> float:
        """Answers per second of the server's processor time: what a core would do that nobody else uses."""
        return self.answers / self.server_cpu_s if self.server_cpu_s else 0.0

    def percentile_ms(self, percent: float) -> float:
        return float(np.percentile(self.latencies_s, percent)) * 1000 if self.latencies_s else float("nan")


class _Connection(asyncio.Protocol):
    """Sends a request, waits for the whole answer, sends the next, until told to stop."""

    def __init__(self, next_request: Request, load: Load, ended: asyncio.Event) -> None:
        self._next_request, self._load, self._ended = next_request, load, ended
        self._buffer = b""
        self._missing = -1
        self._status = 0
        self._sent_at = 0.0
        self.is_measured = False
        self.is_over = False

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._send()

    def _send(self) -> None:
        if self.is_over:
            self._transport.close()
            return
        self._sent_at = time.perf_counter()
        self._transport.write(self._next_request())

    def data_received(self, received: bytes) -> None:
        if self._missing < 0:
            self._buffer += received
            head, end, rest = self._buffer.partition(b"\r\n\r\n")
            if not end:
                return
            self._status = int(head[9:12])
            at = head.lower().find(b"content-length:")
            if at < 0:  # Sent in chunks: the last one is empty.
                if rest.endswith(b"0\r\n\r\n"):
                    self._answered()
                return
            self._missing = int(head[at + 15 :].split(b"\r\n", 1)[0]) - len(rest)
        else:
            self._missing -= len(received)
        if self._missing <= 0:
            self._answered()

    def _answered(self) -> None:
        self._buffer, self._missing = b"", -1
        if self.is_measured:
            self._load.answers += 1
            self._load.latencies_s.append(time.perf_counter() - self._sent_at)
            if self._status != 200:
                self._load.failures[self._status] = self._load.failures.get(self._status, 0) + 1
        self._send()

    def connection_lost(self, error: Exception | None) -> None:
        self._ended.set()


async def put_under_load(
    port: int, requests: list[Request], seconds: float, warm_up_s: float, server_cpu_s: Callable[[], float]
) -> Load:
    """Loads 127.0.0.1:port with one connection per request maker, first unmeasured for `warm_up_s`.

    `server_cpu_s`: the server's processor time so far. Raises OSError when the server cannot be reached.
    """
    load = Load()
    loop = asyncio.get_running_loop()
    connections: list[_Connection] = []
    ends: list[asyncio.Event] = []
    for request in requests:
        ended = asyncio.Event()

        def connect(request: Request = request, ended: asyncio.Event = ended) -> _Connection:
            return _Connection(request, load, ended)

        _, connection = await loop.create_connection(connect, "127.0.0.1", port)
        connections.append(connection)
        ends.append(ended)
    await asyncio.sleep(warm_up_s)
    for connection in connections:
        connection.is_measured = True
    began, cpu_began = time.perf_counter(), server_cpu_s()
    await asyncio.sleep(seconds)
    load.seconds, load.server_cpu_s = time.perf_counter() - began, server_cpu_s() - cpu_began
    for connection in connections:
        connection.is_measured, connection.is_over = False, True
    await asyncio.wait_for(asyncio.gather(*(ended.wait() for ended in ends)), 30)
    return load
