"""Comparing with the lists in force."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway import Directory, ListEntry, Subject
from anlin.gateway.matching import Matcher, _round, list_tokens, normal

KEY = bytes(range(16))


def entry(number: int, text: str, kind: str = "plate") -> ListEntry:
    exact, wildcards = list_tokens(KEY, Subject(kind, text))
    return ListEntry(number, "stolen_vehicle", kind, exact, wildcards, 0, 10)


def found(listed: list[str], read: str, kind: str = "plate") -> list[tuple[int, bool]]:
    matcher = Matcher(Directory(entries=tuple(entry(n, text) for n, text in enumerate(listed)), list_key=KEY))
    return [(match.entry.number, match.is_exact) for match in matcher.matches([Subject(kind, read)])]


def test_a_plate_matches_itself_in_any_spelling() -> None:
    assert found(["鲁L12345"], "鲁L12345") == [(0, True)]
    assert found(["鲁L·12345"], "鲁l 12345") == [(0, True)]


def test_one_other_character_matches_as_suspected_two_do_not() -> None:
    assert found(["鲁L12345"], "鲁L1234S") == [(0, False)]
    assert found(["鲁L12345"], "苏L12345") == [(0, False)]
    assert found(["鲁L12345"], "苏L1234S") == []


def test_a_missing_or_further_character_is_another_plate() -> None:
    assert found(["鲁L12345"], "鲁L1234") == []
    assert found(["鲁L12345"], "鲁LD12345") == []


def test_a_card_of_the_same_text_is_no_plate() -> None:
    assert found(["A12345"], "A12345", "card") == []


def test_no_plate_matches_nothing() -> None:
    assert found(["鲁L12345"], "无牌") == []
    assert found(["鲁L12345"], "") == []


def test_a_text_longer_than_any_plate_matches_nothing() -> None:
    assert found(["鲁L12345"], "鲁L12345" * 5) == []


plates = st.text("鲁苏AB01", min_size=1, max_size=8)


@given(st.lists(plates, min_size=1, max_size=6, unique=True), plates)
def test_matching_agrees_with_the_slow_definition(listed: list[str], read: str) -> None:
    def differences(one: str, other: str) -> int:
        return sum(a != b for a, b in zip(one, other, strict=True)) if len(one) == len(other) else 99

    if not normal(Subject("plate", read)) or not all(normal(Subject("plate", text)) for text in listed):
        return
    expected = {(n, differences(text, read) == 0) for n, text in enumerate(listed) if differences(text, read) <= 1}
    assert set(found(listed, read)) == expected


def test_lu_28_tokens_are_useless_without_the_key() -> None:
    exact, wildcards = list_tokens(KEY, Subject("plate", "鲁L12345"))
    others = [list_tokens(random.Random(n).randbytes(16), Subject("plate", "鲁L12345"))[0] for n in range(50)]
    assert exact not in others
    assert len({exact, *wildcards}) == 1 + 7


def test_the_rounds_are_siphashs_by_the_authors_vector() -> None:
    # Key 00 to 0f, input 00 to 0e: a129ca6149be45e5. Its words are 8 bytes and 7 bytes with the length on top.
    def turned(state: list[int]) -> list[int]:
        return [int(word) for word in _round(*(np.uint64(word) for word in state))]

    k0, k1 = (int.from_bytes(bytes(range(8 * n, 8 * n + 8)), "little") for n in (0, 1))
    state = [k0 ^ 0x736F6D6570736575, k1 ^ 0x646F72616E646F6D, k0 ^ 0x6C7967656E657261, k1 ^ 0x7465646279746573]
    for word in (0x0706050403020100, 0x0F0E0D0C0B0A0908):
        state[3] ^= word
        state = turned(turned(state))
        state[0] ^= word
    state[2] ^= 0xFF
    for _ in range(4):
        state = turned(state)
    assert state[0] ^ state[1] ^ state[2] ^ state[3] == 0xA129CA6149BE45E5


def test_a_key_or_text_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        list_tokens(b"short", Subject("plate", "鲁L12345"))
    with pytest.raises(ValueError, match="1 to 32"):
        list_tokens(KEY, Subject("plate", "x" * 33))
