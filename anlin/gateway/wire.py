"""The HTTP wire under the door: uvicorn's own protocol, with a short way for the small messages of devices.

A small message to a fixed path needs no stream of ASGI events: it is read whole, answered by its endpoint, and its
answer leaves in one write. Everything else goes uvicorn's usual way. Of what a single plate read costs, the usual way
is a third (`anlin bench ingest`).
"""

from typing import Any

from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from anlin.gateway.door import Door, Endpoint


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


class DoorProtocol(HttpToolsProtocol):
    """For uvicorn's `http`, where the application is a `Door`."""

    _endpoint: Endpoint | None = None
    _body = b""

    def on_headers_complete(self) -> None:
        self._endpoint = self._short_way()
        if self._endpoint is None:
            super().on_headers_complete()
            return
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
