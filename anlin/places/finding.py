"""Devices found by any part of their names, also in pinyin: kept in memory, so that 150,000 are searched at once.

An index of this kind differs between the two stores and knows no pinyin; lines in memory do both. What is found
is read from the database again within the person's rights, so a list that is a moment old shows nothing it should not.
"""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import close_old_connections
from pypinyin import Style, lazy_pinyin

from anlin.places.models import Area, Device, Zone
from anlin.places.reach import Reach
from anlin.places.registry import current_version

SMALL = 1000
"""So few devices are read anew for each search."""


@lru_cache(maxsize=30_000)
def _sound(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0] if "\u4e00" <= character <= "\u9fff" else character


def sounds_of(name: str) -> str:
    """A Chinese name as one types it without an input method, whole and by initials: `furong` and `fr`.

    The usual reading of each character; a rare one of a character with several is not found by its sound.
    """
    spoken = [_sound(character) for character in name]
    return f"{''.join(spoken)} {''.join(sound[:1] for sound in spoken)}"


@dataclass
class DeviceBook:
    """Every device of one version, in the order of the area tree: number, path, kind, and the text it is found by."""

    version: int
    numbers: list[int] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def find(self, words: Sequence[str], reach: Reach, within: str = "", kinds: Iterable[str] = ()) -> list[int]:
        """Numbers of the devices with every word, in reach and below the path `within`, in the order of the tree."""
        folded = sorted((word.casefold() for word in words), key=len, reverse=True)
        wanted = frozenset(kinds)
        found: list[int] = []
        for low, high in self._ranges(reach, within):
            places: Iterable[int] = range(low, high)
            for word in folded:
                places = [place for place in places if word in self.lines[place]]
            found += [place for place in places if not wanted or self.kinds[place] in wanted]
        return [self.numbers[place] for place in found]

    def _ranges(self, reach: Reach, within: str) -> list[tuple[int, int]]:
        """Stretches of the book in reach; a path within another one counts once."""
        paths = [""] if reach.everywhere else sorted(reach.paths)
        if within:
            paths = [within] if any(within.startswith(path) for path in paths) else [
                path for path in paths if path.startswith(within)
            ]  # fmt: skip
        outer: list[str] = []
        for path in paths:
            if not outer or not path.startswith(outer[-1]):
                outer.append(path)
        return [(bisect_left(self.paths, path), bisect_right(self.paths, f"{path}g")) for path in outer]


def _named(rows: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    return {number: f"{zh} {en} {sounds_of(zh)}" for number, zh, en in rows}


def read_book(version: int) -> DeviceBook:
    """Everything there is, read now."""
    areas = _named(Area.objects.values_list("pk", "name_zh", "name_en"))
    zones = _named(Zone.objects.values_list("pk", "name_zh", "name_en"))
    book = DeviceBook(version)
    rows = Device.objects.order_by("area__path", "pk").values_list(
        "pk", "area__path", "kind", "code", "name_zh", "name_en", "area_id", "zone_id"
    )
    for number, path, kind, code, zh, en, area, zone in rows:
        line = f"{code} {kind} {zh} {en} {sounds_of(zh)} {zones.get(zone, '')} {areas.get(area, '')}"
        book.numbers.append(number)
        book.paths.append(path)
        book.kinds.append(kind)
        book.lines.append(line.casefold())
    return book


class Books:
    """The newest book; a large one is renewed beside the work, and until then the one before answers."""

    def __init__(self) -> None:
        self._book: DeviceBook | None = None
        self._lock = threading.Lock()
        self._is_reading = False

    def current(self) -> DeviceBook:
        version = current_version()
        book = self._book
        if book is not None and book.version == version and len(book.numbers) > SMALL:
            return book
        if book is None or len(book.numbers) <= SMALL:
            self._book = read_book(version)
            return self._book
        with self._lock:
            if not self._is_reading:
                self._is_reading = True
                threading.Thread(target=self._renew, args=(version,), name="device-book", daemon=True).start()
        return book

    def _renew(self, version: int) -> None:
        try:
            self._book = read_book(version)
        finally:
            self._is_reading = False
            close_old_connections()


books = Books()
