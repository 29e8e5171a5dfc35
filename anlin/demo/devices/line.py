"""One device's line to the door: a keep-alive HTTP/1.1 connection of its own, as small as a recorder's."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

import msgspec

ANSWER_WITHIN_S = 30.0
MOST_HEAD = 64 * 1024


class DoorAway(Exception):
    """Nobody answers, or the door says that it is busy: keep what there is and try again later."""


class Answer(NamedTuple):
    """A status, the headers by small name, and the body as it came."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> object:
        return msgspec.json.decode(self.body)


class Line(Protocol):
    """What a platform sends through. `address` is that of the door, without a path: `http://127.0.0.1:8480`."""

    address: str

    async def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """The door's answer. Raises `DoorAway`."""

    async def close(self) -> None: ...


class HttpLine:
    """A line over TCP. Requests go one after the other; a broken connection is opened anew for the next one."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._name = parts.netloc
        self._turn = asyncio.Lock()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        head = [f"POST {path} HTTP/1.1", f"Host: {self._name}", f"Content-Length: {len(content)}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        message = ("\r\n".join(head) + "\r\n\r\n").encode() + content
        async with self._turn:
            try:
                # `wait_for` would make a task of its own of each of a hundred thousand requests.
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    answer = await self._asked(message)
            except (OSError, EOFError, TimeoutError, ValueError) as error:
                await self.close()
                raise DoorAway(f"{self.address}: {type(error).__name__}") from None
        if answer.status == 503:
            raise DoorAway(f"{self.address}: busy")
        return answer

    async def close(self) -> None:
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].close()
            with contextlib.suppress(OSError):
                await streams[1].wait_closed()

    async def _asked(self, message: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port, limit=MOST_HEAD)
        reader, writer = self._streams
        writer.write(message)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:]) if name}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return Answer(status, headers, body)
