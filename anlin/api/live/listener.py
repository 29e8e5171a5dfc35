"""One browser that listens: a bounded heap of frames between the poller's thread and the browser's connection."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

KEEP_ALIVE_S = 15.0
MOST_BYTES = 4 * 1024 * 1024
"""What may wait for a slow browser. Beyond it the stream ends; the browser resumes after the last id it has."""


@dataclass(eq=False)
class Listener:
    """`after` is the last change the browser has; `area` (a path of the tree, empty for all) narrows what it gets.
    `by_passkey`: the sign-in began with one, as some roles need. `patrols`: it wants to know where these are."""

    user: int
    session: str
    proof: str
    after: int | None
    area: str = ""
    by_passkey: bool = False
    patrols: bool = False
    joined: bool = False
    shown_situation: str = ""
    _loop: asyncio.AbstractEventLoop | None = None
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting: list[bytes] = field(default_factory=list)
    _size: int = 0
    _ended: bool = False

    def send(self, frames: bytes) -> None:
        """Called from the poller's thread."""
        self._call(self._add, frames)

    def end(self, last_words: bytes = b"") -> None:
        """No further frame; called from the poller's thread."""
        self._call(self._close, last_words)

    def _call(self, what: "object", frames: bytes) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(what, frames)  # type: ignore[arg-type]

    def _add(self, frames: bytes) -> None:
        if self._ended:
            return
        if self._size + len(frames) > MOST_BYTES:
            self._close(b"")
            return
        self._waiting.append(frames)
        self._size += len(frames)
        self._wake.set()

    def _close(self, last_words: bytes) -> None:
        self._waiting.append(last_words)
        self._ended = True
        self._wake.set()

    @property
    def has_ended(self) -> bool:
        return self._ended

    def bind(self) -> None:
        """Take the running loop: from here on frames can be sent."""
        self._loop = asyncio.get_running_loop()

    async def frames(self, keep_alive_s: float = KEEP_ALIVE_S) -> AsyncIterator[bytes]:
        """What the connection writes; a comment every `keep_alive_s` keeps proxies from closing it."""
        while True:
            try:
                await asyncio.wait_for(self._wake.wait(), keep_alive_s)
            except TimeoutError:
                yield b": keep-alive\n\n"
                continue
            self._wake.clear()
            waiting, self._waiting, self._size = self._waiting, [], 0
            yield b"".join(waiting)
            if self._ended:
                return
