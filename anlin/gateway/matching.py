"""Comparing what a device read with the lists in force, by keyed tokens, exactly and with one character replaced.

The tokens are SipHash-2-4 under the directory's list key: a pseudo-random function, fast enough to try every position
of every plate. A door that holds only tokens teaches nothing to who steals it (LU-28). Source: Aumasson and
Bernstein, "SipHash: a fast short-input PRF".
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numba import njit

from anlin.gateway.decoded import Subject
from anlin.gateway.directory import Directory, ListEntry
from anlin.observations import normal_plate

LONGEST = 32  # Characters compared; no plate, card or document number is longer.

_TYPES = {"plate": 1, "card": 2, "document": 3, "dwelling": 4}

_U = np.uint64


# Signatures are given, so that all is compiled when the gateway starts and not at its first request.
@njit("UniTuple(uint64, 4)(uint64, uint64, uint64, uint64)", cache=True)
def _round(a: Any, b: Any, c: Any, d: Any) -> Any:
    a += b
    b = ((b << _U(13)) | (b >> _U(51))) ^ a
    a = (a << _U(32)) | (a >> _U(32))
    c += d
    d = ((d << _U(16)) | (d >> _U(48))) ^ c
    a += d
    d = ((d << _U(21)) | (d >> _U(43))) ^ a
    c += b
    b = ((b << _U(17)) | (b >> _U(47))) ^ c
    c = (c << _U(32)) | (c >> _U(32))
    return a, b, c, d


@njit("uint64(uint32[::1], int64, int64, int64, uint64, uint64)", cache=True)
def _token(text: Any, length: Any, replaced: Any, subject_type: Any, k0: Any, k1: Any) -> Any:
    """SipHash-2-4 of `length` code points (u32, two to a word) with the one at `replaced` blanked (-1: none).

    The last word holds type, length and `replaced`, so that a card never equals a plate. Never 0.
    """
    a = k0 ^ _U(0x736F6D6570736575)
    b = k1 ^ _U(0x646F72616E646F6D)
    c = k0 ^ _U(0x6C7967656E657261)
    d = k1 ^ _U(0x7465646279746573)
    words = (length + 1) // 2
    for nth in range(words + 1):
        if nth < words:
            low, high = _U(text[2 * nth]), _U(0)
            if 2 * nth + 1 < length:
                high = _U(text[2 * nth + 1])
            if 2 * nth == replaced:
                low = _U(0)
            if 2 * nth + 1 == replaced:
                high = _U(0)
            word = low | (high << _U(32))
        else:
            word = _U(length) | (_U(subject_type) << _U(16)) | (_U(replaced + 1) << _U(32))
        d ^= word
        a, b, c, d = _round(a, b, c, d)
        a, b, c, d = _round(a, b, c, d)
        a ^= word
    c ^= _U(0xFF)
    for _ in range(4):
        a, b, c, d = _round(a, b, c, d)
    made = a ^ b ^ c ^ d
    return made if made != 0 else _U(1)


@njit("boolean[::1](uint32[:, ::1], int64[::1], int64[::1], uint64[::1], uint64, uint64)", cache=True)
def _may_match(texts: Any, lengths: Any, subject_types: Any, table: Any, k0: Any, k1: Any) -> Any:
    """(n,) bool: whether any token of the text, exact or with one character blanked, is in the table.

    texts: (n, LONGEST) u32 code points; table: power of two slots of u64, 0 is empty, at most half full.
    """
    mask = _U(len(table) - 1)
    found = np.zeros(len(lengths), np.bool_)
    for i in range(len(lengths)):
        for replaced in range(-1, lengths[i]):
            made = _token(texts[i], lengths[i], replaced, subject_types[i], k0, k1)
            slot = made & mask
            while table[slot] != 0 and table[slot] != made:
                slot = (slot + _U(1)) & mask
            if table[slot] == made:
                found[i] = True
                break
    return found


def normal(subject: Subject) -> str:
    """The subject's text as it is compared; "" where there is nothing to compare."""
    text = subject.text
    if subject.type != "plate":
        return text.strip().upper()
    # Capitals and digits after at most one other character: that is what the slow way would give back.
    return text if text.isalnum() and text.isupper() and text[1:].isascii() else normal_plate(text)


def list_tokens(key: bytes, subject: Subject) -> tuple[int, tuple[int, ...]]:
    """(exact token, one token per character replaced) of a list entry, for `ListEntry`.

    Raises ValueError on a key other than 16 bytes and on a text that is empty or longer than 32 characters.
    """
    text = normal(subject)
    if len(key) != 16 or not 0 < len(text) <= LONGEST:
        raise ValueError("list tokens take a key of 16 bytes and a text of 1 to 32 characters")
    k0, k1 = _halves(key)
    points = _code_points([text])[0]
    exact, *wildcards = (
        int(_token(points, len(text), replaced, _TYPES[subject.type], k0, k1)) for replaced in range(-1, len(text))
    )
    return exact, tuple(wildcards)


class Match(NamedTuple):
    """A candidate: the row of the read, the list entry, and whether every character agreed."""

    row: int
    entry: ListEntry
    is_exact: bool


class Matcher:
    """The lists of one directory, ready to compare whole groups of reads."""

    def __init__(self, directory: Directory) -> None:
        self._key = directory.list_key
        self._k0, self._k1 = _halves(directory.list_key)
        self._exact: dict[int, list[ListEntry]] = defaultdict(list)
        self._wildcards: dict[int, list[ListEntry]] = defaultdict(list)
        for entry in directory.entries:
            self._exact[entry.exact].append(entry)
            for token in entry.wildcards:
                self._wildcards[token].append(entry)
        self._table = _table_of([*self._exact, *self._wildcards])

    @property
    def is_empty(self) -> bool:
        return not self._exact

    def matches(self, subjects: Sequence[Subject]) -> list[Match]:
        """Candidates by text alone; whether an entry is in force at that instant and place is the caller's to judge."""
        texts = [normal(subject) for subject in subjects]
        lengths = np.array([len(text) if len(text) <= LONGEST else 0 for text in texts], np.int64)
        subject_types = np.array([_TYPES[subject.type] for subject in subjects], np.int64)
        found = _may_match(_code_points(texts), lengths, subject_types, self._table, self._k0, self._k1)
        return [
            match
            for row in np.flatnonzero(found & (lengths > 0)).tolist()
            for match in self._matches_of(row, subjects[row])
        ]

    def _matches_of(self, row: int, subject: Subject) -> list[Match]:
        exact, wildcards = list_tokens(self._key, subject)
        hits = [Match(row, entry, True) for entry in self._exact.get(exact, ())]
        numbers = {hit.entry.number for hit in hits}
        for token in wildcards:
            for entry in self._wildcards.get(token, ()):
                if entry.number not in numbers:
                    numbers.add(entry.number)
                    hits.append(Match(row, entry, False))
        return [hit for hit in hits if hit.entry.type == subject.type]


def _halves(key: bytes) -> tuple[np.uint64, np.uint64]:
    return _U(int.from_bytes(key[:8], "little")), _U(int.from_bytes(key[8:], "little"))


def _code_points(texts: Sequence[str]) -> Any:
    return np.array(texts, f"U{LONGEST}").view(np.uint32).reshape(len(texts), LONGEST)


def _table_of(tokens: Sequence[int]) -> Any:
    slots = 16
    while slots < 2 * len(tokens):
        slots *= 2
    table = np.zeros(slots, np.uint64)
    for token in tokens:
        slot = token & (slots - 1)
        while table[slot]:
            slot = (slot + 1) & (slots - 1)
        table[slot] = token
    return table
