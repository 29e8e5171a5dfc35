"""Devices and places found by any part of their names, also in pinyin: in memory, so that 150,000 are searched at once.

An index of this kind differs between the two stores and knows no pinyin; lines in memory do both. What is found
is read from the database again within the person's rights, so a list that is a moment old shows nothing it should not.
"""

import os
import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Self

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
PLACE_KINDS = ("area", "building", "zone", "device")

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Marks = np.ndarray[Any, np.dtype[np.bool_]]


@lru_cache(maxsize=30_000)
def _sound(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0] if "\u4e00" <= character <= "\u9fff" else character


def sounds_of(name: str) -> str:
    """A Chinese name as one types it without an input method, whole and by initials: `furong` and `fr`.

    The usual reading of each character; a rare one of a character with several is not found by its sound.
    """
    spoken = [_sound(character) for character in name]
    return f"{''.join(spoken)} {''.join(sound[:1] for sound in spoken)}"


class Line(NamedTuple):
    """What one is found by. `own`: names of its own; `around`: those of its area."""

    number: int
    path: str
    kind: str
    own: str
    around: str = ""


@dataclass(frozen=True)
class Book:
    """Everything of a sort in one version, in the order of the area tree; all columns are equally long.

    `kinds` are places in `kind_names`; `own` and `lines` are in lower case, lines being own names and those around.
    """

    version: int
    kind_names: tuple[str, ...]
    numbers: Numbers
    paths: list[str]
    kinds: np.ndarray[Any, np.dtype[np.uint8]]
    own: pa.StringArray
    lines: pa.StringArray

    @classmethod
    def of(cls, version: int, lines: Sequence[Line], kind_names: Sequence[str] = ()) -> Self:
        """Of lines in the order of the tree. `kind_names`: the kinds there are, where their order is of use."""
        names = tuple(kind_names) or tuple(sorted({line.kind for line in lines}))
        places = {name: place for place, name in enumerate(names)}
        return cls(
            version,
            names,
            np.array([line.number for line in lines], np.int64),
            [line.path for line in lines],
            np.array([places[line.kind] for line in lines], np.uint8),
            pa.array([line.own.casefold() for line in lines], pa.string()),
            pa.array([f"{line.own}\n{line.around}".casefold() for line in lines], pa.string()),
        )

    def find(self, words: Sequence[str], reach: Reach, within: str = "", kinds: Iterable[str] = ()) -> list[int]:
        """Numbers of those with every word, in reach and below the path `within`, in the order of the tree."""
        found: list[int] = self.numbers[self.lines_with(words, reach, within, kinds)].tolist()
        return found

    def lines_with(self, words: Sequence[str], reach: Reach, within: str = "", kinds: Iterable[str] = ()) -> Numbers:
        """As `find`, but where they stand in the book."""
        # The longest first: it leaves the fewest to look at for the others.
        first, *others = sorted((word.casefold() for word in words), key=len, reverse=True) or [""]
        found = [np.empty(0, np.int64)]
        for low, high in self._ranges(reach, within):
            places = low + np.flatnonzero(has(self.lines.slice(low, high - low), first))
            for word in others:
                places = places[has(self.lines.take(pa.array(places)), word)]
            found.append(places)
        lines = np.concatenate(found)
        chosen = frozenset(kinds)
        wanted = [place for place, name in enumerate(self.kind_names) if name in chosen]
        return lines[np.isin(self.kinds[lines], wanted)] if chosen else lines

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


def has(texts: pa.StringArray, word: str) -> Marks:
    """Which of the texts have the word in them. As a pattern: for those Arrow has the quicker search."""
    marks: Marks = pc.match_substring_regex(texts, re.escape(word)).to_numpy(zero_copy_only=False)
    return marks


def _named(rows: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    return {number: f"{zh} {en} {sounds_of(zh)}" for number, zh, en in rows}


def read_devices(version: int) -> Book:
    """Every device there is, read now."""
    areas = _named(Area.objects.values_list("pk", "name_zh", "name_en"))
    zones = _named(Zone.objects.values_list("pk", "name_zh", "name_en"))
    rows = Device.objects.order_by("area__path", "pk").values_list(
        "pk", "area__path", "kind", "code", "name_zh", "name_en", "area_id", "zone_id"
    )
    return Book.of(
        version,
        [
            Line(number, path, kind, f"{code} {kind} {zh} {en} {sounds_of(zh)} {zones.get(zone, '')}", areas[area])
            for number, path, kind, code, zh, en, area, zone in rows
        ],
    )


def read_places(version: int) -> Book:
    """Every area, building, and watched place and device outside homes."""
    areas = _named(Area.objects.values_list("pk", "name_zh", "name_en"))
    lines = [
        Line(pk, path, "area", f"{areas[pk]} {code}", areas.get(parent or 0, ""))
        for pk, path, code, parent in Area.objects.values_list("pk", "path", "code", "parent")
    ]
    registers: tuple[tuple[str, QuerySet[Any, Any]], ...] = (
        ("building", Building.objects.all()),
        ("zone", Zone.objects.filter(dwelling__isnull=True)),
        ("device", Device.objects.filter(enabled=True, zone__dwelling__isnull=True)),
    )
    for kind, places in registers:
        lines += [
            # A device is also known by the number it sends; the codes of other places are nobody's words.
            Line(pk, path, kind, f"{zh} {en} {sounds_of(zh)}{f' {code}' * (kind == 'device')}", areas[area])
            for pk, path, area, zh, en, code in places.values_list(
                "pk", "area__path", "area", "name_zh", "name_en", "code"
            )
        ]
    lines.sort(key=lambda line: (line.path, PLACE_KINDS.index(line.kind), line.number))
    return Book.of(version, lines, PLACE_KINDS)


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
