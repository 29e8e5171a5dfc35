"""A line to a small server of the test's own."""

import asyncio

import pytest

from anlin.demo.devices.line import DoorAway, HttpLine


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers each request with its own body, in pieces, on one connection."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = int(head.split("Content-Length: ")[1].split("\r\n")[0])
            body = await reader.readexactly(length)
            writer.write(b"HTTP/1.1 200 OK\r\nX-Path: " + head.split(" ")[1].encode())
            await writer.drain()
            writer.write(b"\r\nContent-Length: %d\r\n\r\n" % length + body)
    except asyncio.IncompleteReadError:
        writer.close()


async def busy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
    writer.close()


async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.close()


def asked(server: object, *bodies: bytes) -> list[tuple[int, str, bytes]]:
    async def ask() -> list[tuple[int, str, bytes]]:
        async with await asyncio.start_server(server, "127.0.0.1", 0) as listening:  # type: ignore[arg-type]
            line = HttpLine(f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}")
            try:
                answers = [await line.post(f"/{n}", body, {"A": "b"}) for n, body in enumerate(bodies)]
            finally:
                await line.close()
            return [(answer.status, answer.headers["x-path"], answer.body) for answer in answers]

    return asyncio.run(ask())


def test_requests_share_one_connection_and_get_their_own_answers() -> None:
    assert asked(echo, b"one", b"", b"three") == [(200, "/0", b"one"), (200, "/1", b""), (200, "/2", b"three")]


@pytest.mark.parametrize("server", [busy, mute])
def test_a_busy_or_vanishing_door_is_away(server: object) -> None:
    with pytest.raises(DoorAway):
        asked(server, b"one")


def test_a_door_that_is_not_there_is_away() -> None:
    with pytest.raises(DoorAway):
        asyncio.run(HttpLine("http://127.0.0.1:9").post("/", b"", {}))
