"""The clock that a demo's processes share."""

from pathlib import Path

import pytest

from anlin.observations.clock import ClockFile, open_clock, system_clock

SECOND = 1_000_000


class Wall:
    def __init__(self) -> None:
        self.at = 500 * SECOND

    def __call__(self) -> int:
        return self.at


def test_a_new_clock_stands_still(tmp_path: Path) -> None:
    wall = Wall()
    clock = ClockFile.create(tmp_path / "clock", 100 * SECOND, wall)
    wall.at += 7 * SECOND
    assert clock.now() == 100 * SECOND


def test_a_running_clock_passes_speed_times_the_systems_time(tmp_path: Path) -> None:
    wall = Wall()
    clock = ClockFile.create(tmp_path / "clock", 0, wall)
    clock.set(100 * SECOND, speed=12)
    wall.at += 5 * SECOND
    assert clock.now() == 160 * SECOND
    assert clock.speed == 12


def test_a_reader_of_another_process_sees_each_change(tmp_path: Path) -> None:
    wall = Wall()
    writer = ClockFile.create(tmp_path / "clock", 0, wall)
    reader = ClockFile(tmp_path / "clock", wall)
    for at in (3, 9, 4, 12):
        writer.set(at * SECOND)
        assert reader.now() == at * SECOND


def test_without_a_file_the_clock_is_the_systems() -> None:
    assert open_clock(None) is system_clock


def test_a_missing_clock_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_clock(tmp_path / "none")
