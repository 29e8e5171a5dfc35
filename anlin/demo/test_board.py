"""What show and pages tell each other."""

from pathlib import Path

from anlin.demo.board import FASTEST, Board, Truth, Wish, opening


def test_a_home_without_a_show_tells_nothing(tmp_path: Path) -> None:
    board = Board(tmp_path)
    assert board.told() is None
    assert board.wished() == Wish()
    assert board.truth() == []


def test_what_is_told_is_read_by_another(tmp_path: Path) -> None:
    Board(tmp_path).tell(opening(7))
    Board(tmp_path).tell_truth([Truth("a", 1, 2)])
    assert Board(tmp_path).told() == opening(7)
    assert Board(tmp_path).truth() == [Truth("a", 1, 2)]


def test_a_page_that_looked_once_is_known_of(tmp_path: Path) -> None:
    assert not Board(tmp_path).is_seen()
    Board(tmp_path).see()
    Board(tmp_path).see()
    assert Board(tmp_path).is_seen()


def test_a_wish_changes_what_it_names_and_leaves_the_rest(tmp_path: Path) -> None:
    board = Board(tmp_path)
    board.wish(speed=5.0)
    board.wish(is_paused=True)
    assert board.wished() == Wish(5.0, is_paused=True)


def test_a_jump_or_a_new_speed_goes_on_with_what_was_paused(tmp_path: Path) -> None:
    board = Board(tmp_path)
    board.wish(is_paused=True)
    assert board.wish(jump=True) == Wish(1.0, is_paused=False, jumps=1)
    board.wish(is_paused=True)
    assert not board.wish(speed=2.0).is_paused


def test_no_speed_is_faster_than_the_fastest(tmp_path: Path) -> None:
    assert Board(tmp_path).wish(speed=1e9).speed == FASTEST
