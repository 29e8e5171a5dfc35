"""What the demo and its pages tell each other, as small files in the demo's home.

The show alone moves the clock, so a page that wants it to pause, hurry or jump writes down a wish; the show reads it
ten times a second and writes down how things stand. A platform that nobody plays has none of them, and so no tour.
"""

import os
import threading
from pathlib import Path

import msgspec

TOLD, WISHED, TRUE, SEEN = "tour.json", "tour-wish.json", "tour-truth.json", "tour-seen"
SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
SLOWEST, FASTEST = 0.1, 60.0


class Sentence(msgspec.Struct, frozen=True):
    zh: str
    en: str


class Coming(msgspec.Struct, frozen=True):
    """The next event that one can jump to; `at` in µs since 1970 UTC, 0 where only chance knows."""

    title: Sentence
    at: int


class Telling(msgspec.Struct, frozen=True):
    """How the show stands. `now`: the demo's clock, µs since 1970 UTC; it passes `speed` times as fast as ours.

    `role`: who best looks at what is told; `alert`: the one it is about, once it is there; `page`: where else to look.
    """

    now: int
    speed: float
    is_paused: bool
    is_jumping: bool
    said: Sentence
    chapter: int
    chapters: int
    role: str = ""
    alert: int | None = None
    page: str = ""
    coming: Coming | None = None


def opening(now: int) -> Telling:
    """What is told while the past is still being played."""
    said = Sentence(
        "正在补演这个早晨，几秒钟就到现在。", "The morning so far is being played; it reaches the present in seconds."
    )
    return Telling(now=now, speed=0.0, is_paused=False, is_jumping=True, said=said, chapter=1, chapters=1)


class Wish(msgspec.Struct, frozen=True):
    """What the pages ask for. `jumps` counts how often somebody asked to go to the next event."""

    speed: float = 1.0
    is_paused: bool = False
    jumps: int = 0


class Truth(msgspec.Struct, frozen=True):
    """How one model did so far against what really happened in the world: shares with their 95 % intervals.

    `incidents` that are over long enough to have been told of; `alerts` of the same time.
    """

    model: str
    incidents: int
    alerts: int
    precision: float | None = None
    precision_low: float | None = None
    precision_high: float | None = None
    recall: float | None = None
    recall_low: float | None = None
    recall_high: float | None = None
    delay_s: float | None = None


class Board:
    """The files. Each is replaced whole, so a reader never sees half of one."""

    def __init__(self, home: Path) -> None:
        self._told, self._wished, self._true, self._seen = home / TOLD, home / WISHED, home / TRUE, home / SEEN
        self._turn = threading.Lock()

    def tell(self, telling: Telling) -> None:
        _replace(self._told, msgspec.json.encode(telling))

    def told(self) -> Telling | None:
        """None where no show is played here."""
        text = _read(self._told)
        return msgspec.json.decode(text, type=Telling) if text else None

    def tell_truth(self, rows: list[Truth]) -> None:
        _replace(self._true, msgspec.json.encode(rows))

    def truth(self) -> list[Truth]:
        """Empty where no show is played here."""
        text = _read(self._true)
        return msgspec.json.decode(text, type=list[Truth]) if text else []

    def see(self) -> None:
        """A page looks: whoever waits for a first visitor need not wait any longer."""
        if not self._seen.exists():
            self._seen.touch()

    def is_seen(self) -> bool:
        return self._seen.exists()

    def wish(self, *, speed: float | None = None, is_paused: bool | None = None, jump: bool = False) -> Wish:
        """Change what is wished and leave the rest as it is. A jump and a new speed go on with what was paused."""
        with self._turn:
            last = self.wished()
            goes_on = jump or speed is not None
            wish = Wish(
                speed=last.speed if speed is None else min(FASTEST, max(SLOWEST, speed)),
                is_paused=(last.is_paused and not goes_on) if is_paused is None else is_paused,
                jumps=last.jumps + jump,
            )
            _replace(self._wished, msgspec.json.encode(wish))
            return wish

    def wished(self) -> Wish:
        text = _read(self._wished)
        return msgspec.json.decode(text, type=Wish) if text else Wish()


def _replace(path: Path, content: bytes) -> None:
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
