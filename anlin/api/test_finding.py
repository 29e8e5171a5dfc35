"""The best twelve of a search, held against what the ranking says in words, and against 150,000 lines."""

import random

import pytest

from anlin.api.finding import KINDS, SHOWN, _best
from anlin.places.finding import Book
from anlin.places.reach import Reach

NAMES = ("东门", "东门相机", "西门", "电梯", "furong", "dong", "东")


def book_of(count: int, seed: int) -> Book:
    chance = random.Random(seed)
    book = Book(1)
    for number in range(count):
        own = " ".join(chance.choice(NAMES) for _ in range(3))
        book.numbers.append(number)
        book.paths.append("00000001")
        book.kinds.append(chance.choice(KINDS))
        book.lines.append(f"{own}\n{chance.choice(NAMES)} {chance.choice(NAMES)}")
    return book


def slowly(book: Book, lines: list[int], words: list[str]) -> list[int]:
    """By rank, kind, and the order of the tree; rank: whether an own name begins so, and what is missing there."""

    def place(line: int) -> tuple[int, int, int]:
        own = book.lines[line].partition("\n")[0]
        begins = any(name.startswith(words[0]) for name in own.split(" "))
        return (not begins) + sum(word not in own for word in words), KINDS.index(book.kinds[line]), line

    return sorted(lines, key=place)[: 2 * SHOWN]


@pytest.mark.parametrize("words", [["东"], ["门"], ["东门", "相机"], ["furong"], ["dong", "电梯", "西"], ["没有"]])
@pytest.mark.parametrize("count", [0, 5, 400])
def test_the_best_are_those_of_the_ranking(words, count):
    for seed in range(5):
        book = book_of(count, seed)
        lines = book.lines_with(words, Reach(True, ()))
        assert _best(book, lines, words) == slowly(book, lines, words)
