"""A camera's live view by WebRTC: the browser's offer goes to the media gateway's WHEP door, its answer comes back.

`POST /live/<ticket>/whep` with an SDP offer gives the answer and a place of ours that stands for the gateway's session:
`POST` there with a newer ticket lets it go on, `DELETE` ends it. Pictures then flow between browser and gateway, so a
session whose leave is not renewed is ended at the gateway by us: a right taken away ends the picture within its ticket.
Source: RFC 9725 (WHIP) and draft-ietf-wish-whep; candidates are gathered before the offer, so nothing trickles.
"""

import asyncio
import logging
from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urljoin, urlsplit

import httpx
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope

from anlin.access.tickets import NoTicket, read, read_part, sign_part
from anlin.observations.clock import Clock
from anlin.site.config import config

log = logging.getLogger(__name__)

SESSION_COOKIE = "anlin_session"
TIMEOUT_S = 8.0
LARGEST_OFFER = 64 * 1024
MOST_SESSIONS = 500


def address_of(stream: str, template: str) -> str:
    """Where the gateway serves this stream."""
    return template.replace("{stream}", quote(stream, safe=""))


def session_of(scope: Scope) -> str:
    """The sign-in that asks, by its cookie."""
    text = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"), "")
    try:
        found = SimpleCookie(text).get(SESSION_COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def over() -> Response:
    return PlainTextResponse("画面已到期，请重新打开 / This view is over; please open it again", 403)


class WebRtc:
    """Sessions at the gateway that this process has opened, each with the instant at which it is ended."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ends: dict[str, int] = {}
        self._watches: set[asyncio.Task[None]] = set()

    async def answer(self, scope: Scope, receive: Receive, ticket_text: str, part: str) -> Response:
        """`part`: which session of ours; empty for an offer."""
        if scope["method"] not in ("POST", "DELETE"):
            return PlainTextResponse("", 405)
        try:
            ticket = read(ticket_text, session_of(scope), self._clock())
            if not config().whep_url:
                raise NoTicket
            address = read_part(part, ticket.stream) if part else ""
        except NoTicket:
            return over()
        if not part:
            if scope["method"] != "POST":
                return PlainTextResponse("", 405)
            return await self._open(await _body(receive), ticket.stream, ticket.ends_at, f"/live/{ticket_text}/whep/")
        if scope["method"] == "DELETE":
            await self._end(address)
            return Response(status_code=204)
        if address not in self._ends:
            return over()
        self._ends[address] = max(self._ends[address], ticket.ends_at)
        return Response(status_code=204)

    async def _open(self, offer: bytes, stream: str, ends_at: int, prefix: str) -> Response:
        if not offer.startswith(b"v=0") or len(offer) > LARGEST_OFFER:
            return PlainTextResponse("expected an SDP offer", 400)
        if len(self._ends) >= MOST_SESSIONS:
            return PlainTextResponse("", 503)
        door = address_of(stream, config().whep_url)
        try:
            # No redirect is followed and no proxy of the environment used: both would lead past the gateway.
            async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as client:
                given = await client.post(door, content=offer, headers={"Content-Type": "application/sdp"})
        except httpx.HTTPError as error:
            return _nothing(type(error).__name__)
        if given.status_code not in (200, 201) or not given.content.startswith(b"v=0"):
            return _nothing(f"the gateway answered {given.status_code}")
        session = urljoin(door, given.headers.get("location", ""))
        headers = {}
        if "location" in given.headers and urlsplit(session)[:2] == urlsplit(door)[:2]:
            self._ends[session] = ends_at
            self._keep(asyncio.create_task(self._watch(session)))
            headers["Location"] = prefix + sign_part(stream, session)
        else:
            # Without a session to end, nobody could take the picture away again.
            return _nothing("the gateway names no session of its own")
        return Response(given.content, 201, headers, media_type="application/sdp")

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._watches.add(task)
        task.add_done_callback(self._watches.discard)

    async def _watch(self, session: str) -> None:
        """End the session once its leave is over and was not renewed."""
        while (left := self._ends.get(session, 0) - self._clock()) > 0:
            await asyncio.sleep(min(left / 1_000_000, 5.0))
        await self._end(session)

    async def _end(self, session: str) -> None:
        if self._ends.pop(session, None) is None:
            return
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S, trust_env=False) as client:
                await client.delete(session)
        except httpx.HTTPError as error:
            log.warning("a live session could not be ended at the gateway: %s", type(error).__name__)


def _nothing(why: str) -> Response:
    log.warning("no live picture by WebRTC: %s", why)
    return PlainTextResponse("视频网关没有给出画面 / The media gateway gives no picture", 502)


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if not message.get("more_body") or len(body) > LARGEST_OFFER:
            return body
