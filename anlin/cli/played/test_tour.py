"""The story waits for whoever comes to see it, but not for ever."""

import asyncio
from pathlib import Path

from anlin.cli.played.tour import VISITOR_WITHIN_S, WISHES_EVERY_S, first_visitor
from anlin.demo.board import Board


def waited(board: Board, comes_after: int | None, stopped: asyncio.Event) -> tuple[bool, int]:
    """Whether a visitor came, and how many naps it took; one comes in the nap of that number."""
    naps = 0

    async def nap(seconds: float) -> None:
        nonlocal naps
        assert seconds == WISHES_EVERY_S
        naps += 1
        if naps == comes_after:
            board.see()

    came = asyncio.run(first_visitor(board, stopped, nap))
    return came, naps


def test_it_begins_when_the_first_page_looks(tmp_path: Path) -> None:
    assert waited(Board(tmp_path), 7, asyncio.Event()) == (True, 7)
    assert waited(Board(tmp_path), None, asyncio.Event()) == (True, 0)


def test_a_town_that_nobody_looks_at_lives_on_after_ten_seconds(tmp_path: Path) -> None:
    assert VISITOR_WITHIN_S == 10
    assert waited(Board(tmp_path), None, asyncio.Event()) == (False, 100)


def test_a_demo_that_is_stopped_waits_for_nobody(tmp_path: Path) -> None:
    stopped = asyncio.Event()
    stopped.set()
    assert waited(Board(tmp_path), None, stopped) == (False, 0)
