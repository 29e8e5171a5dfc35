"""The short way of small messages answers on the wire exactly as uvicorn's usual way does."""

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import uvicorn

from anlin.gateway import FixedDirectory, GatewaySettings
from anlin.gateway.app import create_app
from anlin.gateway.conftest import SENSOR, TOKEN, directory_of
from anlin.gateway.serving import SERVER_OPTIONS
from anlin.gateway.wire import DoorProtocol
from anlin.journal import open_journal
from anlin.observations.clock import system_clock

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def body(event: str) -> bytes:
    return json.dumps(
        {"observations": [{"device": SENSOR, "event": event, "kind": "ir_motion", "label": "on"}]}
    ).encode()


def message(event: str, *, head: str = "", version: str = "1.1", is_chunked: bool = False) -> bytes:
    sent = body(event)
    length = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(sent)}"
    start = f"POST /api/observations HTTP/{version}\r\nHost: door\r\nAuthorization: Bearer {TOKEN}\r\n"
    start += f"{head}{length}\r\n\r\n"
    return start.encode() + (b"%x\r\n%s\r\n0\r\n\r\n" % (len(sent), sent) if is_chunked else sent)


async def answer_on(reader: asyncio.StreamReader) -> tuple[int, str, str]:
    """(status, head, outcome) of the next answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    found = re.search(r"content-length: (\d+)", head)
    assert found, head
    said = json.loads(await reader.readexactly(int(found[1])))
    return int(head[9:12]), head, said["outcomes"][0]["outcome"] if "outcomes" in said else said["error"]


def talk_to_the_door(folder: Path, talk: Talk, http: type[DoorProtocol] = DoorProtocol) -> None:
    """Serves a real door on a real socket and lets `talk` use one connection."""

    async def run() -> None:
        journal = open_journal(f"sqlite:///{folder / 'journal.sqlite3'}")
        settings = GatewaySettings(quarantine_key=bytes(32))
        app = create_app(journal, FixedDirectory(directory_of()), system_clock, None, settings)
        options = {**SERVER_OPTIONS, "loop": "asyncio", "http": http}
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="on", **options))
        serving = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname())
        await asyncio.wait_for(talk(reader, writer), 60)
        writer.close()
        server.should_exit = True
        await serving
        journal.close()

    asyncio.run(run())


def test_one_connection_takes_one_message_after_the_other(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for event, outcome in (("a", "journalled"), ("b", "journalled"), ("a", "duplicate")):
            writer.write(message(event))
            status, head, said = await answer_on(reader)
            assert (status, said) == (200, outcome)
            assert "date: " in head
            assert "content-type: application/json" in head

    talk_to_the_door(tmp_path, talk)


def test_messages_sent_without_waiting_are_answered_in_their_order(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # The second "a" is a repeat only if it is looked at after the first.
        writer.write(message("a") + message("a", is_chunked=True) + b"GET /healthz HTTP/1.1\r\nHost: door\r\n\r\n")
        assert [(await answer_on(reader))[2] for _ in range(2)] == ["journalled", "duplicate"]
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")

    talk_to_the_door(tmp_path, talk)


@pytest.mark.parametrize("cut", [1, 40, 120, 200])
def test_a_message_may_come_in_pieces(tmp_path: Path, cut: int) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        whole = message("a")
        writer.write(whole[:cut])
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.write(whole[cut:])
        assert (await answer_on(reader))[2] == "journalled"

    talk_to_the_door(tmp_path, talk)


@pytest.mark.parametrize("sent", [message("a", head="Connection: close\r\n"), message("a", version="1.0")])
def test_who_asks_for_it_is_hung_up_on_after_the_answer(tmp_path: Path, sent: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(sent)
        status, head, _ = await answer_on(reader)
        assert (status, "connection: close" in head) == (200, True)
        assert await reader.read() == b""

    talk_to_the_door(tmp_path, talk)


def test_who_waits_for_a_go_ahead_gets_it(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, end, rest = message("a", head="Expect: 100-continue\r\n").partition(b"\r\n\r\n")
        writer.write(head + end)
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(rest)
        assert (await answer_on(reader))[2] == "journalled"

    talk_to_the_door(tmp_path, talk)


def test_a_sender_that_hangs_up_while_its_message_is_written_harms_nobody(tmp_path: Path) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        address = writer.get_extra_info("peername")
        _, other = await asyncio.open_connection(*address)
        other.write(message("a"))
        await other.drain()
        other.transport.abort()
        writer.write(message("b"))
        assert (await answer_on(reader))[2] == "journalled"

    talk_to_the_door(tmp_path, talk)


class Impatient(DoorProtocol):
    within_s = 0.1


@pytest.mark.parametrize(
    "half",
    [b"", b"POST /api/obs", b"POST /api/observations HTTP/1.1\r\nHost: do", message("a")[:-1], message("a")[:-40]],
    ids=["nothing", "path", "head", "last byte", "body"],
)
def test_who_does_not_finish_a_message_is_hung_up_on(tmp_path: Path, half: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(half)
        said = await reader.read()  # Until the door hangs up.
        assert said.startswith(b"HTTP/1.1 408 ") or said == b""

    talk_to_the_door(tmp_path, talk, Impatient)


def test_nobody_waits_for_a_message_that_is_finished(tmp_path: Path) -> None:
    opened: list[DoorProtocol] = []

    class Known(DoorProtocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            opened.append(self)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for sent in (message("a"), message("b", is_chunked=True), message("c", head="Expect: 100-continue\r\n")):
            writer.write(sent)
            if b"Expect" in sent:
                await reader.readuntil(b"\r\n\r\n")
            assert (await answer_on(reader))[2] == "journalled"
            assert not opened[0].is_waiting

    talk_to_the_door(tmp_path, talk, Known)


@pytest.mark.parametrize("start", [b"GET /", b"GET /healthz HTTP/1.1\r\nHost: door\r\nX: "])
def test_a_head_without_end_is_refused_long_before_memory_is(tmp_path: Path, start: bytes) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < 64 << 20:
                writer.write(b"A" * (1 << 16))
                await writer.drain()
                sent += 1 << 16
        assert sent < 32 << 20

    talk_to_the_door(tmp_path, talk)
