"""The outermost layer: bodies bounded before anything reads them, fixed paths found at once, one answer to trouble."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from anlin.gateway.intake import Busy
from anlin.gateway.settings import GatewaySettings

_SMALL = 1 << 16  # A body up to this size is not watched while it comes in; its length is known beforehand.
_PIECE_WITHIN_S = 30.0
_DISCARDED = 256 << 20
_MOST_FIELDS = 200_000  # By commas: thousands of full objects have fewer, and so have 32 MiB of pictures.

Endpoint = Callable[[Request], Awaitable[Response]]
Headers = Iterable[tuple[bytes, bytes]]

log = structlog.get_logger("anlin.gateway")


class BodyTooLarge(Exception):
    """The body is longer or has more fields than the door takes; the message says how many it would take."""


class Door:
    """ASGI application around Starlette. `refused`: counts its own answers by status, for the metrics.

    Memory for bodies is bounded: one by `max_body_bytes`, all that are being read by `max_bodies_bytes`.
    """

    def __init__(self, app: Starlette, settings: GatewaySettings, refused: dict[int, int]) -> None:
        self.state = app.state
        self._refused = refused
        self._app = app
        self._settings = settings
        self._reading_bytes = 0
        # Starlette tries one pattern after the other; a door with fifty fixed paths need not.
        self._fixed: dict[tuple[str, str], Endpoint] = {
            (method, route.path): route.endpoint
            for route in app.routes
            if isinstance(route, Route) and not route.param_convertors and not isinstance(route.endpoint, type)
            for method in route.methods or ()
        }
        self._posted = {path.encode(): endpoint for (method, path), endpoint in self._fixed.items() if method == "POST"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if "//" in scope["path"]:
            scope = {**scope, "path": one_slash(scope["path"])}
        if not is_long(scope["headers"]):
            await self._answer(scope, receive, send)
            return
        watched = _Watched(self, receive, _declared_length(scope["headers"]))
        try:
            await self._answer(scope, watched, send)
        finally:
            self._reading_bytes -= watched.taken

    def short_way(self, path: bytes, headers: Headers) -> Endpoint | None:
        """The endpoint of a POST whose body is small and of known length; None where the usual way is the right one."""
        endpoint = self._posted.get(path)
        length = _declared_length(headers) if endpoint is not None else None
        return endpoint if length is not None and length <= _SMALL else None

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        endpoint = self._fixed.get((scope["method"], scope["path"]))
        try:
            if endpoint is None:
                await self._app(scope, receive, send)
                return
            response = await endpoint(Request(scope, receive, send))
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the loop's top, which says what each means.
            if isinstance(error, BodyTooLarge) and isinstance(receive, _Watched):
                # Who is cut off in the middle of sending sees a broken connection and not the reason.
                await receive.discard()
            response = self._answer_to(error, scope["path"])
        await response(scope, receive, send)

    async def answered(self, endpoint: Endpoint, request: Request) -> Response:
        """What the endpoint says to a request whose body is here already; never raises."""
        try:
            return await endpoint(request)
        except Exception as error:  # noqa: BLE001 - the loop's top, which says what each means.
            return self._answer_to(error, request.scope["path"])

    def _answer_to(self, error: Exception, path: str) -> Response:
        """One bad request must not end the door."""
        if isinstance(error, BodyTooLarge):
            return self._trouble(413, "too_large", str(error))
        if isinstance(error, Busy):
            response = self._trouble(503, "busy", str(error))
            response.headers["Retry-After"] = str(error.retry_after_s)
            return response
        if isinstance(error, TimeoutError):
            return self._trouble(408, "too_slow", f"no piece of the body came within {_PIECE_WITHIN_S:.0f} s")
        log.error("request failed", path=path, why=type(error).__name__, exc_info=error)
        return self._trouble(500, "internal", "the request was not taken; this is logged")

    def note_refused(self, status: int) -> None:
        self._refused[status] = self._refused.get(status, 0) + 1

    def _trouble(self, status: int, error: str, detail: str) -> Response:
        self.note_refused(status)
        return JSONResponse({"error": error, "detail": detail}, status)

    def take(self, size: int) -> None:
        if self._reading_bytes + size > self._settings.max_bodies_bytes:
            raise Busy("too many large bodies are being read", 5)
        self._reading_bytes += size

    @property
    def longest(self) -> int:
        return self._settings.max_body_bytes


class _Watched:
    """A request's `receive` that counts what comes in and stops at the bound."""

    def __init__(self, door: Door, receive: Receive, declared: int | None) -> None:
        self.taken = 0
        self._fields = 0
        self._door = door
        self._receive = receive
        self._declared = declared
        self._has_more = True

    async def __call__(self) -> Message:
        if self._declared is not None and self._declared > self._door.longest:
            raise BodyTooLarge(f"the body has {self._declared} bytes, at most {self._door.longest} are taken")
        message = await asyncio.wait_for(self._receive(), _PIECE_WITHIN_S if self._has_more else None)
        piece = message.get("body", b"")
        size = len(piece)
        self._has_more = message.get("more_body", False)
        # Three bytes of JSON can become a kilobyte of Python: what is decoded is bounded too.
        self._fields += piece.count(b",")
        if self._fields > _MOST_FIELDS:
            raise BodyTooLarge(f"the body has more than {_MOST_FIELDS} fields")
        if self.taken + size > self._door.longest:
            raise BodyTooLarge(f"the body has more than {self._door.longest} bytes, at most that many are taken")
        self._door.take(size)
        self.taken += size
        return message

    async def discard(self) -> None:
        discarded = self.taken
        while self._has_more and discarded < _DISCARDED:
            message: dict[str, Any] = dict(await asyncio.wait_for(self._receive(), _PIECE_WITHIN_S))
            discarded += len(message.get("body", b""))
            self._has_more = message["type"] == "http.request" and message.get("more_body", False)


def one_slash(path: str) -> str:
    """The path as it was meant: a device may put a slash behind the address in its menu and another before its path."""
    return re.sub("/{2,}", "/", path)


def is_long(headers: Headers) -> bool:
    """Whether a body is watched while it comes in."""
    length = _declared_length(headers)
    return length is None or length > _SMALL


def _declared_length(headers: Headers) -> int | None:
    """Content-Length; None for a body sent in chunks. Without either there is no body."""
    for name, value in headers:
        if name == b"content-length":
            return int(value) if value.isdigit() else None
        if name == b"transfer-encoding":
            return None
    return 0
