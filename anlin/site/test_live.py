"""The live view held against a real HLS source: only who opened it sees it, and only what the playlist named."""

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from anlin.access.tickets import LASTS_US, issue
from anlin.site.config import config
from anlin.site.live import LiveProxy, NoPicture, rewritten

NOW = 4_000_000_000_000_000
PART = b"\x00\x00\x00\x18ftypiso5" + bytes(range(256)) * 8


class Gateway(BaseHTTPRequestHandler):
    """A small media gateway: two playlists, an initial part and a segment, as go2rtc names them."""

    files = {
        "/api/stream.m3u8?src=gate-3": (
            "application/vnd.apple.mpegurl",
            b'#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=192000,CODECS="avc1.640029"\nhls/playlist.m3u8?id=7\n',
        ),
        "/api/hls/playlist.m3u8?id=7": (
            "application/vnd.apple.mpegurl",
            b'#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MAP:URI="init.mp4?id=7"\n#EXTINF:0.5,\nsegment.m4s?id=7&n=1\n',
        ),
        "/api/hls/init.mp4?id=7": ("video/mp4", PART),
        "/api/hls/segment.m4s?id=7&n=1": ("video/iso.segment", PART * 2),
        "/api/config": ("text/plain", b"secret"),
    }
    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        kind, body = self.files.get(self.path, ("", b""))
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def gateway(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("ANLIN_LIVE_URL", f"http://127.0.0.1:{server.server_port}/api/stream.m3u8?src={{stream}}")
    config.cache_clear()
    Gateway.asked.clear()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
    config.cache_clear()


def get(path: str, session: str = "mine", at: int = NOW, *, has_leave: bool = True) -> httpx.Response:
    async def ask() -> httpx.Response:
        app = httpx.ASGITransport(LiveProxy(lambda ticket, visitor: has_leave, clock=lambda: at))
        async with httpx.AsyncClient(
            transport=app, base_url="http://test", cookies={"anlin_session": session}
        ) as client:
            return await client.get(path)

    return asyncio.run(ask())


def opened(stream: str = "gate-3") -> str:
    return f"/live/{issue(stream, 'mine', NOW)[0]}/index.m3u8"


def addresses(playlist: str) -> list[str]:
    return [line for line in playlist.splitlines() if line and not line.startswith("#")]


def test_the_picture_comes_through_from_the_first_playlist_to_the_last_byte(gateway):
    master = get(opened())
    assert (master.status_code, master.headers["cache-control"]) == (200, "no-store")
    media = get(addresses(master.text)[0])
    assert media.headers["content-type"] == "application/vnd.apple.mpegurl"
    part = get(addresses(media.text)[0])
    assert part.content == PART * 2
    initial = media.text.split('URI="')[1].split('"')[0]
    assert get(initial).content == PART
    assert "127.0.0.1" not in master.text + media.text


def test_nothing_of_a_picture_that_came_through_is_kept(gateway):
    media = get(addresses(get(opened()).text)[0])
    assert get(addresses(media.text)[0]).content == PART * 2
    kept = [path for path in config().home.rglob("*") if path.is_file() and PART in path.read_bytes()]
    assert kept == []


@pytest.mark.parametrize(("session", "at"), [("another", NOW), ("", NOW), ("mine", NOW + LASTS_US)])
def test_a_ticket_is_of_one_sign_in_and_ends(gateway, session, at):
    assert get(opened(), session, at).status_code == 403
    assert Gateway.asked == []


def test_lu_04_a_right_taken_away_ends_the_picture_with_its_next_piece(gateway):
    media = addresses(get(opened()).text)[0]
    part = addresses(get(media).text)[0]
    Gateway.asked.clear()
    assert [get(path, has_leave=False).status_code for path in (opened(), media, part)] == [403, 403, 403]
    assert Gateway.asked == []


def test_a_ticket_shows_until_its_last_microsecond(gateway):
    assert get(opened(), at=NOW + LASTS_US - 1).status_code == 200


def test_nothing_that_the_playlist_did_not_name_can_be_asked_for(gateway):
    ticket = opened().split("/")[2]
    others = get(f"/live/{issue('gate-4', 'mine', NOW)[0]}/" + addresses(get(opened()).text)[0].split("/")[-1])
    Gateway.asked.clear()
    for path in ("api/config", "../api/config", "http://127.0.0.1/api/config", "", "index.m3u8/../config"):
        assert get(f"/live/{ticket}/{path}").status_code == 403
    assert others.status_code == 403
    assert Gateway.asked == []


def test_a_stream_the_gateway_does_not_have_is_said_in_words(gateway):
    answer = get(opened("nowhere"))
    assert answer.status_code == 502
    assert "视频网关" in answer.text


def test_a_gateway_that_is_away_is_said_in_words(monkeypatch):
    monkeypatch.setenv("ANLIN_LIVE_URL", "http://127.0.0.1:9/{stream}/index.m3u8")
    config.cache_clear()
    try:
        assert get(opened()).status_code == 502
    finally:
        config.cache_clear()


def test_a_playlist_that_leads_elsewhere_is_not_followed():
    with pytest.raises(NoPicture):
        rewritten("#EXTM3U\nhttp://elsewhere.example/x.ts\n", "http://127.0.0.1:1984/a/b.m3u8", str)


def test_the_name_of_a_stream_cannot_leave_its_place_in_the_address():
    from anlin.site.live import address_of

    assert address_of("../x?y=1", "http://h/{stream}/i.m3u8") == "http://h/..%2Fx%3Fy%3D1/i.m3u8"
