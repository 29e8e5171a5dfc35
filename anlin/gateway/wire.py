"""The HTTP wire under the door: uvicorn's own protocol, with a short way for the small messages of devices.

A small message to a fixed path needs no stream of ASGI events: it is read whole, answered by its endpoint, and its
answer leaves in one write. Everything else goes uvicorn's usual way. Of what a single plate read costs, the usual way
is a third (`anlin bench ingest`).
"""

import asyncio
from typing import Any

from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from anlin.gateway.door import Door, Endpoint, is_long


class WholeRequest(Request):
    """A request whose body is here already."""

    whole: bytes = b""

    async def body(self) -> bytes:
        return self.whole


class _Taken:
    """Stands where uvicorn looks for the request under way: whether it is answered, and who must know of an end."""

    __slots__ = ("disconnected", "keep_alive", "message_event", "response_complete")

    def __init__(self) -> None:
        self.disconnected, self.response_complete, self.keep_alive = False, False, True
        self.message_event = _NobodyWaits()


class _NobodyWaits:
    """Uvicorn wakes who waits for more of the body; here the body was whole from the start."""

    __slots__ = ()

    def set(self) -> None:
        return


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn's protocol with an end to waiting, and to what is held of a message before anybody looks at it.

    By itself it takes a head of any length and waits for the rest of it for ever, so that one stranger could use up
    the memory, or with some thousand half messages every connection. Here a head has at most `longest_head` bytes; it
    and a small body are there within `within_s`. A long body has that time for each piece, which the door sees to, and
    twice that should the door not read it; it is whole within `whole_within_s`.
    """

    within_s = 30.0
    whole_within_s = 900.0
    longest_head = 1 << 16

    _due: asyncio.TimerHandle | None = None
    _is_under_way = False
    _is_in_head = False
    _is_long = False
    _head_bytes = 0
    _ends_at = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(self.within_s)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._wait_no_longer()

    def data_received(self, data: bytes) -> None:
        was_in_head = self._is_in_head
        super().data_received(data)
        if not self._is_under_way:
            if self._due is not None:
                self._wait_no_longer()
            return
        if was_in_head and self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.longest_head:
                self._hang_up(431)
                return
        if self._is_long:
            self._wait_no_longer()
            self._wait(min(2 * self.within_s, max(0.0, self._ends_at - self.loop.time())))
        elif self._due is None:
            self._wait(self.within_s)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._is_under_way = self._is_in_head = True
        self._is_long, self._head_bytes = False, 0

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._is_in_head = False
        if is_long(self.headers):
            self._is_long = True
            self._ends_at = self.loop.time() + self.whole_within_s

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_under_way = False

    @property
    def is_waiting(self) -> bool:
        """Whether this connection will be ended if the rest of a message, or the first, does not come."""
        return self._due is not None

    def _wait(self, seconds: float) -> None:
        self._due = self.loop.call_later(seconds, self._hang_up, 408)

    def _wait_no_longer(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _hang_up(self, status: int) -> None:
        """Ends the connection; says why where nobody else is answering."""
        if self.transport.is_closing():
            return
        if isinstance(self.app, Door):
            self.app.note_refused(status)
        if self.cycle is None or self.cycle.response_complete:
            self.transport.write(STATUS_LINE[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()


class DoorProtocol(BoundedProtocol):
    """For uvicorn's `http`, where the application is a `Door`."""

    _endpoint: Endpoint | None = None
    _body = b""

    def on_headers_complete(self) -> None:
        self._endpoint = self._short_way()
        if self._endpoint is None:
            super().on_headers_complete()
            return
        self._is_in_head = False
        self._body = b""
        self.scope |= {"method": "POST", "path": self.url.decode(), "raw_path": self.url, "query_string": b""}
        self.cycle = _Taken()  # type: ignore[assignment]

    def _short_way(self) -> Endpoint | None:
        door, parser, limit = self.app, self.parser, self.limit_concurrency
        if not isinstance(door, Door) or self.expect_100_continue or parser.get_method() != b"POST":
            return None
        # A request that comes before the last one was answered takes its turn in uvicorn's queue.
        if self.cycle is not None and not self.cycle.response_complete:
            return None
        if parser.get_http_version() != "1.1" or not parser.should_keep_alive() or parser.should_upgrade():
            return None
        if limit is not None and (len(self.connections) >= limit or len(self.tasks) >= limit):
            return None
        return door.short_way(self.url, self.headers)

    def on_body(self, body: bytes) -> None:
        if self._endpoint is None:
            super().on_body(body)
        else:
            self._body += body

    def on_message_complete(self) -> None:
        if self._endpoint is None:
            super().on_message_complete()
            return
        self._is_under_way = False
        request = WholeRequest(dict(self.scope))
        request.whole, self._body = self._body, b""
        task = self.loop.create_task(self._answer(self._endpoint, request, self.cycle))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _answer(self, endpoint: Endpoint, request: Request, taken: Any) -> None:
        assert isinstance(self.app, Door)
        response = await self.app.answered(endpoint, request)
        if self.flow.write_paused and not taken.disconnected:
            await self.flow.drain()
        if taken.disconnected:
            return
        pieces = [STATUS_LINE[response.status_code]]
        for name, value in (*self.server_state.default_headers, *response.raw_headers):
            pieces += (name, b": ", value, b"\r\n")
        pieces += (b"\r\n" if taken.keep_alive else b"connection: close\r\n\r\n", bytes(response.body))
        self.transport.write(b"".join(pieces))
        taken.response_complete = True
        if not taken.keep_alive:
            self.transport.close()
        self.on_response_complete()
