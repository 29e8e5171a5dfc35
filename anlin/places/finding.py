"""Devices and places found by any part of their names, also in pinyin: in memory, so that 150,000 are searched at once.

An index of this kind differs between the two stores and knows no pinyin; lines in memory do both. What is found
is read from the database again within the person's rights, so a list that is a moment old shows nothing it should not.
"""

import os
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import close_old_connections
from django.db.models import QuerySet

# Each character is asked for by itself: 47,000 phrases would take 40 MB, and most of the time of this import.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, lazy_pinyin

from anlin.places.models import Area, Building, Device, Zone
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
class Book:
    """Everything of a sort in one version, in the order of the area tree: number, path, kind, the text it is found by.

    The text is in lower case; of places it begins with the place's own names, from those of its area by a line break.
    """

    version: int
    numbers: list[int] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    def find(self, words: Sequence[str], reach: Reach, within: str = "", kinds: Iterable[str] = ()) -> list[int]:
        """Numbers of those with every word, in reach and below the path `within`, in the order of the tree."""
        return [self.numbers[place] for place in self.lines_with(words, reach, within, kinds)]

    def lines_with(self, words: Sequence[str], reach: Reach, within: str = "", kinds: Iterable[str] = ()) -> list[int]:
        """As `find`, but where they stand in the book."""
        folded = sorted((word.casefold() for word in words), key=len, reverse=True)
        wanted = frozenset(kinds)
        found: list[int] = []
        for low, high in self._ranges(reach, within):
            places: Iterable[int] = range(low, high)
            for word in folded:
                places = [place for place in places if word in self.lines[place]]
            found += [place for place in places if not wanted or self.kinds[place] in wanted]
        return found

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


def read_devices(version: int) -> Book:
    """Every device there is, read now."""
    areas = _named(Area.objects.values_list("pk", "name_zh", "name_en"))
    zones = _named(Zone.objects.values_list("pk", "name_zh", "name_en"))
    book = Book(version)
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


def read_places(version: int) -> Book:
    """Every area, building, and watched place and device outside homes; `kinds` are those of `api/finding.py`."""
    areas = _named(Area.objects.values_list("pk", "name_zh", "name_en"))
    rows = [
        (path, 0, pk, "area", f"{areas[pk]} {code}\n{areas.get(parent or 0, '')}")
        for pk, path, code, parent in Area.objects.values_list("pk", "path", "code", "parent")
    ]
    registers: tuple[tuple[str, QuerySet[Any, Any]], ...] = (
        ("building", Building.objects.all()),
        ("zone", Zone.objects.filter(dwelling__isnull=True)),
        ("device", Device.objects.filter(enabled=True, zone__dwelling__isnull=True)),
    )
    for order, (kind, places) in enumerate(registers, 1):
        rows += [
            # A device is also known by the number it sends; the codes of other places are nobody's words.
            (
                path,
                order,
                pk,
                kind,
                f"{zh} {en} {sounds_of(zh)}{f' {code}' * (kind == 'device')}\n{areas.get(area, '')}",
            )
            for pk, path, area, zh, en, code in places.values_list(
                "pk", "area__path", "area", "name_zh", "name_en", "code"
            )
        ]
    book = Book(version)
    for path, _, pk, kind, line in sorted(rows):
        book.numbers.append(pk)
        book.paths.append(path)
        book.kinds.append(kind)
        book.lines.append(line.casefold())
    return book


class Books:
    """The newest book; a large one is renewed beside the work, and until then the one before answers."""

    def __init__(self, read: Callable[[int], Book]) -> None:
        self._read = read
        self._book: Book | None = None
        self._lock = threading.Lock()
        self._is_reading = False

    def current(self) -> Book:
        version = current_version()
        book = self._book or self._first(version)
        if len(book.numbers) <= SMALL:
            self._book = self._read(version)
            return self._book
        if book.version == version:
            return book
        with self._lock:
            if not self._is_reading:
                self._is_reading = True
                threading.Thread(target=self._renew, args=(version,), name="book", daemon=True).start()
        return book

    def _first(self, version: int) -> Book:
        """Read once, however many ask at the same time."""
        with self._lock:
            if self._book is None:
                self._book = self._read(version)
            return self._book

    def _renew(self, version: int) -> None:
        try:
            self._book = self._read(version)
        finally:
            self._is_reading = False
            close_old_connections()


books = Books(read_devices)
places = Books(read_places)


def open_books() -> None:
    """Read the books before anybody searches: a city's take seconds, for which nobody should wait."""
    try:
        books.current()
        places.current()
    finally:
        close_old_connections()
