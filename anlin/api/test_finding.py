"""The best twelve of a search, held against what the ranking says in words."""

import random

import pytest

from anlin.api import finding
from anlin.api.finding import SHOWN, _best
from anlin.places.finding import PLACE_KINDS, Book, Line
from anlin.places.reach import Reach

NAMES = ("东门", "东门相机", "西门", "电梯", "furong", "dong", "东")


def lines_of(count: int, seed: int) -> list[Line]:
    chance = random.Random(seed)

    def names(many: int) -> str:
        return " ".join(chance.choice(NAMES) for _ in range(many))

    return [Line(number, "00000001", chance.choice(PLACE_KINDS), names(3), names(2)) for number in range(count)]


def slowly(lines: list[Line], words: list[str]) -> list[int]:
    """By rank, kind, and the order of the tree; rank: whether an own name begins so, and what is missing there."""

    def place(line: Line) -> tuple[int, int, int]:
        begins = any(name.startswith(words[0]) for name in line.own.split(" "))
        missing = sum(word not in line.own for word in words)
        return (not begins) + missing, PLACE_KINDS.index(line.kind), line.number

    found = [line for line in lines if all(word in f"{line.own} {line.around}" for word in words)]
    return [line.number for line in sorted(found, key=place)[: 2 * SHOWN]]


@pytest.mark.parametrize("words", [["东"], ["门"], ["东门", "相机"], ["furong"], ["dong", "电梯", "西"], ["没有"]])
@pytest.mark.parametrize("count", [0, 5, 400])
@pytest.mark.parametrize("at_once", [16, 8192])
def test_the_best_are_those_of_the_ranking(words, count, at_once, monkeypatch):
    monkeypatch.setattr(finding, "AT_ONCE", at_once)
    for seed in range(5):
        lines = lines_of(count, seed)
        book = Book.of(1, lines, PLACE_KINDS)
        assert _best(book, book.lines_with(words, Reach(True, ())), words) == slowly(lines, words)
