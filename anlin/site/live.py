"""A camera's live view, passed on from the media gateway to whoever holds a ticket; nothing of it is kept.

`/live/<ticket>/index.m3u8` is the gateway's playlist, each address in it replaced by a signed one of ours, so a browser
reaches neither the gateway nor anything there that the playlist did not name. Opening is audited where the ticket is
given (`api/watching.py`); the pieces are not. WebRTC goes by `/live/<ticket>/whep` (`webrtc.py`).
"""

import logging
import re
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import httpx
from asgiref.sync import sync_to_async
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from anlin.access.tickets import NoTicket, read, read_part, sign_part
from anlin.observations.clock import Clock, system_clock
from anlin.site.config import config
from anlin.site.leave import Leave, visitor_of
from anlin.site.webrtc import WebRtc, address_of, over

log = logging.getLogger(__name__)

TIMEOUT_S = 8.0
LONGEST_PLAYLIST = 512 * 1024
LARGEST_PART = 32 * 1024 * 1024
"""Bytes of one piece of a few seconds; more is no picture of a camera."""
_URI_TAG = re.compile(r'URI="([^"]+)"')
KINDS = frozenset({"video/mp4", "video/mp2t", "video/iso.segment", "audio/mp4", "audio/aac"})


class NoPicture(Exception):
    """The gateway gave nothing that can be shown; the message says why, for the log."""


def rewritten(playlist: str, base: str, sign: Callable[[str], str]) -> str:
    """The playlist with every address replaced. Raises `NoPicture` on one that leads to another host."""

    def ours(address: str) -> str:
        full = urljoin(base, address)
        if urlsplit(full)[:2] != urlsplit(base)[:2]:
            raise NoPicture("its playlist leads to another host")
        return sign(full)

    lines = []
    for line in playlist.splitlines():
        if line.startswith("#"):
            lines.append(_URI_TAG.sub(lambda found: f'URI="{ours(found[1])}"', line))
        else:
            lines.append(ours(line.strip()) if line.strip() else line)
    return "\n".join(lines) + "\n"


class LiveProxy:
    """The ASGI application of `/live/…`."""

    def __init__(self, has_leave: Leave, clock: Clock = system_clock) -> None:
        self._clock = clock
        self._has_leave = has_leave
        self._webrtc = WebRtc(has_leave, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope, receive)
        answer.headers["Cache-Control"] = "no-store"
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        _, _, ticket_text, rest = (*scope["path"].split("/", 3), "", "")[:4]
        if rest == "whep" or rest.startswith("whep/"):
            return await self._webrtc.answer(scope, receive, ticket_text, rest.removeprefix("whep").lstrip("/"))
        if scope["method"] != "GET":
            return PlainTextResponse("", 405)
        try:
            visitor = visitor_of(scope)
            ticket = read(ticket_text, visitor.session, self._clock())
            template = config().live_url
            if not template or not await sync_to_async(self._has_leave)(ticket, visitor):
                raise NoTicket
            base = address_of(ticket.stream, template)
            address = base if rest == "index.m3u8" else read_part(rest, ticket.stream)
        except NoTicket:
            return over()
        try:
            return await self._passed_on(address, ticket.stream, f"/live/{ticket_text}/")
        except (NoPicture, httpx.HTTPError) as error:
            log.warning("no live picture: %s", error if isinstance(error, NoPicture) else type(error).__name__)
            return PlainTextResponse("视频网关没有给出画面 / The media gateway gives no picture", 502)

    async def _passed_on(self, address: str, stream: str, prefix: str) -> Response:
        # No redirect is followed and no proxy of the environment used: both would lead past the configured gateway.
        async with (
            httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as client,
            client.stream("GET", address) as answer,
        ):
            if answer.status_code != 200:
                raise NoPicture(f"the gateway answered {answer.status_code}")
            body = b""
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > LARGEST_PART:
                    raise NoPicture("a piece is too large")
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if body.startswith(b"#EXTM3U"):
            if len(body) > LONGEST_PLAYLIST:
                raise NoPicture("its playlist is too long")
            text = rewritten(body.decode("utf-8", "replace"), address, lambda to: prefix + sign_part(stream, to))
            return Response(text, media_type="application/vnd.apple.mpegurl")
        return Response(body, media_type=kind if kind in KINDS else "application/octet-stream")
