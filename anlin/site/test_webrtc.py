"""WHEP held against a played media gateway that speaks the protocol: offers, sessions, ends. No picture flows here."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from anlin.access.tickets import LASTS_US, issue
from anlin.site.config import config
from anlin.site.live import LiveProxy

NOW = 4_000_000_000_000_000
OFFER, ANSWER = b"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n", b"v=0\r\no=- 2 2 IN IP4 0.0.0.0\r\n"


class Gateway(BaseHTTPRequestHandler):
    """Answers an offer as MediaMTX does: 201, the answer, the session's place in `Location`."""

    said: list[tuple[str, str, bytes]] = []
    location: str | None = "/gate-3/whep/5f2c"
    status = 201

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.said.append((self.command, self.path, body))
        is_offer = self.command == "POST"
        self.send_response(self.status if is_offer else 200)
        if is_offer and self.location:
            self.send_header("Location", self.location)
        content = ANSWER if is_offer else b""
        self.send_header("Content-Type", "application/sdp")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_DELETE = _take

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def gateway(monkeypatch):
    class Played(Gateway):
        said: list = []

    server = ThreadingHTTPServer(("127.0.0.1", 0), Played)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("ANLIN_WHEP_URL", f"http://127.0.0.1:{server.server_port}/{{stream}}/whep")
    config.cache_clear()
    yield Played
    server.shutdown()
    server.server_close()
    thread.join()
    monkeypatch.undo()
    config.cache_clear()


class Clock:
    now = NOW

    def __call__(self) -> int:
        return self.now


def talk(work, clock=None, session="mine", has_leave=lambda ticket, visitor: True):
    """What `work(client, clock)` gives, with a proxy of its own."""
    clock = clock or Clock()

    async def inside():
        app = httpx.ASGITransport(LiveProxy(has_leave, clock=clock))
        async with httpx.AsyncClient(
            transport=app, base_url="http://test", cookies={"anlin_session": session}
        ) as client:
            return await work(client, clock)

    return asyncio.run(inside())


def door(stream="gate-3", at=NOW):
    return f"/live/{issue(stream, 'mine', at)[0]}/whep"


def test_an_offer_goes_to_the_gateway_and_its_answer_comes_back_with_a_place_of_ours(gateway):
    answer = talk(lambda client, _: client.post(door(), content=OFFER))
    assert (answer.status_code, answer.content) == (201, ANSWER)
    assert answer.headers["content-type"] == "application/sdp"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["location"].startswith("/live/")
    assert "127.0.0.1" not in answer.headers["location"]
    assert gateway.said[0] == ("POST", "/gate-3/whep", OFFER)


def test_a_page_that_is_left_ends_the_session_at_the_gateway_once(gateway):
    async def leave(client, clock):
        place = (await client.post(door(), content=OFFER)).headers["location"]
        return [(await client.delete(place)).status_code for _ in range(2)]

    assert talk(leave) == [204, 204]
    assert [said[:2] for said in gateway.said[1:]] == [("DELETE", "/gate-3/whep/5f2c")]


@pytest.mark.parametrize("is_renewed", [True, False])
def test_a_session_whose_leave_is_not_renewed_is_ended_at_the_gateway(gateway, is_renewed):
    async def watch(client, clock):
        place = (await client.post(door(), content=OFFER)).headers["location"]
        if is_renewed:
            renewed = place.replace(place.split("/")[2], door(at=NOW + LASTS_US - 1).split("/")[2])
            assert (await client.post(renewed)).status_code == 204
        clock.now = NOW + LASTS_US
        watching = [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "_watch"]
        # It looks again after a second at most; woken here, so that nobody waits.
        proxy = client._transport.app
        for task in watching:
            task.cancel()
        for session in list(proxy._webrtc._leaves):
            again = asyncio.create_task(proxy._webrtc._watch(session))
            await asyncio.wait([again], timeout=0 if is_renewed else 10)
            again.cancel()

    talk(watch)
    assert ("DELETE", "/gate-3/whep/5f2c") in [said[:2] for said in gateway.said] or is_renewed
    assert is_renewed is not any(said[0] == "DELETE" for said in gateway.said)


def test_lu_04_a_right_taken_away_ends_the_session_at_the_gateway_and_opens_no_other(gateway):
    rights = [True]

    async def watch(client, clock):
        place = (await client.post(door(), content=OFFER)).headers["location"]
        rights.clear()
        watching = [task for task in asyncio.all_tasks() if task.get_coro().__name__ == "_watch"]
        await asyncio.wait(watching, timeout=30)
        return [(await client.post(address, content=OFFER)).status_code for address in (place, door())]

    assert talk(watch, has_leave=lambda ticket, visitor: bool(rights)) == [403, 403]
    assert [said[:2] for said in gateway.said[1:]] == [("DELETE", "/gate-3/whep/5f2c")]


@pytest.mark.parametrize(("session", "at"), [("another", NOW), ("", NOW), ("mine", NOW + LASTS_US)])
def test_an_offer_is_taken_of_one_sign_in_before_its_end_only(gateway, session, at):
    clock = Clock()
    clock.now = at
    assert talk(lambda client, _: client.post(door(), content=OFFER), clock, session).status_code == 403
    assert gateway.said == []


def test_a_session_of_another_stream_or_one_made_up_can_be_neither_kept_nor_ended(gateway):
    async def meddle(client, clock):
        place = (await client.post(door(), content=OFFER)).headers["location"].split("/")[-1]
        return [
            (await client.request(method, f"{door('gate-4')}/{place}")).status_code for method in ("POST", "DELETE")
        ] + [(await client.delete(f"{door()}/made-up")).status_code]

    assert talk(meddle) == [403, 403, 403]
    assert [said[0] for said in gateway.said] == ["POST"]


@pytest.mark.parametrize("offer", [b"", b"{}", b"v=0" + b"x" * 70_000])
def test_what_is_no_offer_never_reaches_the_gateway(gateway, offer):
    assert talk(lambda client, _: client.post(door(), content=offer)).status_code == 400
    assert gateway.said == []


@pytest.mark.parametrize(("status", "location"), [(404, "/s"), (201, None), (201, "http://elsewhere.example/s")])
def test_a_gateway_that_gives_no_session_we_could_end_gives_no_picture(gateway, status, location):
    gateway.status, gateway.location = status, location
    assert talk(lambda client, _: client.post(door(), content=OFFER)).status_code == 502


def test_other_methods_and_a_platform_without_webrtc_are_refused(gateway, monkeypatch):
    assert talk(lambda client, _: client.get(door())).status_code == 405
    monkeypatch.setenv("ANLIN_WHEP_URL", "")
    config.cache_clear()
    assert talk(lambda client, _: client.post(door(), content=OFFER)).status_code == 403
