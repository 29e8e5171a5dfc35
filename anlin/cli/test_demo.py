"""`anlin demo` as a visitor starts it: real processes, real devices, a played guard; and nothing left behind."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from anlin.demo.board import Board, Telling
from anlin.demo.chapters import CHAPTERS, END

pytestmark = pytest.mark.crash

OPEN_WITHIN_S = 60
PRESENT_WITHIN_S = 480
"""The first start on a machine furnishes a home and compiles kernels, beside whatever else runs there."""
CLOSED_WITHIN_S = 60
"""The promise is one minute, untouched."""
STOPPED_WITHIN_S = 15


class Shown:
    """A running demo and the lines it has printed so far."""

    def __init__(self, folder: Path, *options: str) -> None:
        environment = {**os.environ, "TMPDIR": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "anlin", "demo", "--json", *options],
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.lines: list[dict[str, Any]] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, seconds: float, **wanted: object) -> dict[str, Any]:
        """The first line with these fields."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for line in list(self.lines):
                if all(line.get(name) == value for name, value in wanted.items()):
                    return line
            assert self.process.poll() is None, f"the demo ended: {self.lines[-3:]}"
            time.sleep(0.1)
        raise AssertionError(f"no line with {wanted} within {seconds} s; last ones: {self.lines[-5:]}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOPPED_WITHIN_S)

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(json.loads(line) for line in self.process.stdout)


def descendants(pid: int) -> set[int]:
    """The process numbers below one, the whole way down."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue  # It ended while we looked.
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


@pytest.fixture
def shown(request: pytest.FixtureRequest) -> Iterator[Shown]:
    with tempfile.TemporaryDirectory() as folder:
        demo = Shown(Path(folder), *getattr(request, "param", ()))
        yield demo
        if demo.process.poll() is None:
            demo.process.kill()
            demo.process.wait()
        assert demo.process.stdout is not None
        demo.process.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_an_ebike_alert_is_closed_by_a_played_guard_and_ctrl_c_leaves_nothing_behind(shown: Shown) -> None:
    shown.wait_for(OPEN_WITHIN_S, event="open")
    shown.wait_for(PRESENT_WITHIN_S, event="present")
    shown.wait_for(CLOSED_WITHIN_S, event="work", action="resolve", model="ebike_in_building")
    closed = shown.wait_for(20, event="work", action="verify", model="ebike_in_building")
    assert closed["state"] == "archived"
    assert [line for line in shown.lines if line["event"] == "trouble"] == []
    processes = descendants(shown.process.pid)
    assert processes
    assert shown.stop() == 0
    deadline = time.monotonic() + 5
    while any(Path(f"/proc/{pid}").exists() for pid in processes):
        assert time.monotonic() < deadline, "a process of the demo outlived it"
        time.sleep(0.1)
    assert not list(Path(shown.lines[0]["log"]).parent.parent.glob("anlin-demo-*"))


STORY_WITHIN_S = 240


@pytest.mark.skipif(sys.platform != "linux", reason="as above")
@pytest.mark.parametrize("shown", [("--speed", "20")], indirect=True)
def test_the_tour_tells_its_whole_story_at_any_speed_and_heeds_a_pause_and_a_jump(shown: Shown) -> None:
    home = Path(shown.wait_for(OPEN_WITHIN_S, event="open")["log"]).parent
    shown.wait_for(PRESENT_WITHIN_S, event="present")
    board = Board(home)
    # Nobody looks yet, so the story waits at its beginning.
    time.sleep(3)
    assert [line for line in shown.lines if line["event"] == "world"] == []
    board.see()
    told = watch(board, shown, lambda telling: telling.chapter == 2)
    board.wish(is_paused=True)
    told |= watch(board, shown, lambda telling: telling.is_paused)
    stood = Board(home).told()
    assert stood is not None
    assert stood.coming is not None
    time.sleep(1)
    assert board.told().now == stood.now  # type: ignore[union-attr]
    board.wish(jump=True)
    told |= watch(board, shown, lambda telling: telling.said == END)
    # A jump leaves out what began before it and was not told yet: on a slow machine that may be a whole chapter.
    next_chapter = 1 + [chapter.title for chapter in CHAPTERS].index(stood.coming.title)
    assert {number for number, _ in told} >= {2, *range(next_chapter, 1 + len(CHAPTERS))}
    # Asked first, visited then; and a person rejects what the list only suggests.
    shown.wait_for(STORY_WITHIN_S, event="work", action="resolve", model="elderly_inactivity", role="grid_worker")
    shown.wait_for(STORY_WITHIN_S, event="work", action="reject", model="watchlist_hit")
    truth = {row.model: row for row in board.truth()}
    for model in ("ebike_in_building", "fire_lane_occupied", "crowd_flow", "elderly_inactivity"):
        assert truth[model].recall == 1.0, truth[model]
    assert [line for line in shown.lines if line["event"] == "trouble"] == []
    assert shown.stop() == 0


def watch(board: Board, shown: Shown, until: Callable[[Telling], bool]) -> set[tuple[int, str]]:
    """Chapters and sentences that were told until one fits."""
    told: set[tuple[int, str]] = set()
    deadline = time.monotonic() + STORY_WITHIN_S
    while time.monotonic() < deadline:
        telling = board.told()
        assert telling is not None
        told.add((telling.chapter, telling.said.zh))
        if until(telling):
            return told
        assert shown.process.poll() is None, f"the demo ended: {shown.lines[-3:]}"
        time.sleep(0.05)
    raise AssertionError(f"the story stopped at {board.told()}")
