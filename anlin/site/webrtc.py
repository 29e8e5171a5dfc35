"""A camera's live view by WebRTC: the browser's offer goes to the media gateway's WHEP door, its answer comes back.

`POST /live/<ticket>/whep` with an SDP offer gives the answer and a place of ours that stands for the gateway's session:
`POST` there with a newer ticket lets it go on, `DELETE` ends it. Pictures then flow between browser and gateway, so a
session whose leave is not renewed, or whose right was taken away, is ended at the gateway by us.
Source: RFC 9725 (WHIP) and draft-ietf-wish-whep; candidates are gathered before the offer, so nothing trickles.
"""

import asyncio
import logging
from urllib.parse import quote, urljoin, urlsplit

import httpx
from asgiref.sync import sync_to_async
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope

from anlin.access.tickets import NoTicket, Ticket, read, read_part, sign_part
from anlin.observations.clock import Clock
from anlin.site.config import config
from anlin.site.leave import Leave, Visitor, visitor_of

log = logging.getLogger(__name__)

TIMEOUT_S = 8.0
LARGEST_OFFER = 64 * 1024
MOST_SESSIONS = 500
LOOK_EVERY_S = 1.0


def address_of(stream: str, template: str) -> str:
    """Where the gateway serves this stream."""
    return template.replace("{stream}", quote(stream, safe=""))


def over() -> Response:
    return PlainTextResponse("画面已到期，请重新打开 / This view is over; please open it again", 403)


class WebRtc:
    """Sessions at the gateway that this process has opened, each with the ticket by which it goes on, and whose."""

    def __init__(self, has_leave: Leave, clock: Clock) -> None:
        self._clock = clock
        self._has_leave = has_leave
        self._leaves: dict[str, tuple[Ticket, Visitor]] = {}
        self._watches: set[asyncio.Task[None]] = set()

    async def answer(self, scope: Scope, receive: Receive, ticket_text: str, part: str) -> Response:
        """`part`: which session of ours; empty for an offer."""
        if scope["method"] not in ("POST", "DELETE"):
            return PlainTextResponse("", 405)
        try:
            visitor = visitor_of(scope)
            ticket = read(ticket_text, visitor.session, self._clock())
            if not config().whep_url or not await sync_to_async(self._has_leave)(ticket, visitor):
                raise NoTicket
            address = read_part(part, ticket.stream) if part else ""
        except NoTicket:
            return over()
        if not part:
            if scope["method"] != "POST":
                return PlainTextResponse("", 405)
            return await self._open(await _body(receive), ticket, visitor, f"/live/{ticket_text}/whep/")
        if scope["method"] == "DELETE":
            await self._end(address)
            return Response(status_code=204)
        if address not in self._leaves:
            return over()
        if ticket.ends_at > self._leaves[address][0].ends_at:
            self._leaves[address] = (ticket, visitor)
        return Response(status_code=204)

    async def _open(self, offer: bytes, ticket: Ticket, visitor: Visitor, prefix: str) -> Response:
        if not offer.startswith(b"v=0") or len(offer) > LARGEST_OFFER:
            return PlainTextResponse("expected an SDP offer", 400)
        if len(self._leaves) >= MOST_SESSIONS:
            return PlainTextResponse("", 503)
        door = address_of(ticket.stream, config().whep_url)
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
            self._leaves[session] = (ticket, visitor)
            self._keep(asyncio.create_task(self._watch(session)))
            headers["Location"] = prefix + sign_part(ticket.stream, session)
        else:
            # Without a session to end, nobody could take the picture away again.
            return _nothing("the gateway names no session of its own")
        return Response(given.content, 201, headers, media_type="application/sdp")

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._watches.add(task)
        task.add_done_callback(self._watches.discard)

    async def _watch(self, session: str) -> None:
        """End the session once its leave is over and was not renewed, or within a second of a right taken away."""
        while (leave := self._leaves.get(session)) is not None:
            left = leave[0].ends_at - self._clock()
            if left <= 0 or not await sync_to_async(self._has_leave)(*leave):
                break
            await asyncio.sleep(min(left / 1_000_000, LOOK_EVERY_S))
        await self._end(session)

    async def _end(self, session: str) -> None:
        if self._leaves.pop(session, None) is None:
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
