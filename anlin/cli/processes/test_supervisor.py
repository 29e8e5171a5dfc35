"""What the supervisor promises, with real processes that are small."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.lifeline import said_ready
from anlin.cli.processes.supervisor import Program, Supervisor, pause_after

pytestmark = pytest.mark.crash

ROOT = Path(__file__).resolve().parents[3]


def stopped_event() -> threading.Event:
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.set())
    return stopped


def good() -> None:
    stopped = stopped_event()
    said_ready()
    stopped.wait()


def stubborn() -> None:
    stopped_event()
    said_ready()
    while True:
        time.sleep(1)


def loud() -> None:
    print("here", flush=True)
    good()


def unable() -> None:
    raise CouldNotRun("no port is free")


class Told:
    """Everything that the supervisor told, in order."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str, dict[str, object]]] = []

    def __call__(self, event: str, name: str, **facts: object) -> None:
        self.events.append((event, name, facts))

    def of(self, event: str) -> list[dict[str, object]]:
        return [facts for told, _, facts in self.events if told == event]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def supervise(told: Told) -> Iterator[Callable[..., Supervisor]]:
    made: list[Supervisor] = []

    def start(*programs: Program) -> Supervisor:
        made.append(Supervisor(programs, told, grace_s=1.0))
        made[-1].start()
        return made[-1]

    yield start
    for supervisor in made:
        supervisor.stop()


def watch(supervisor: Supervisor, until: Callable[[], bool], seconds: float = 60) -> int | None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "this never came to be"
        status = supervisor.watch(0.05)
        if status is not None:
            return status
    return None


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z" if Path("/proc").exists() else True
    except (ProcessLookupError, FileNotFoundError):
        # It may end between two of these steps.
        return False


def test_all_are_started_and_say_that_they_are_ready(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise(Program("a", good), Program("b", good))
    watch(supervisor, lambda: supervisor.is_ready)
    assert set(supervisor.pids()) == {"a", "b"}


def test_a_killed_process_is_started_again_and_the_others_go_on(
    supervise: Callable[..., Supervisor], told: Told
) -> None:
    supervisor = supervise(Program("a", good), Program("b", good))
    watch(supervisor, lambda: supervisor.is_ready)
    before = supervisor.pids()
    os.kill(before["a"], signal.SIGKILL)
    watch(supervisor, lambda: bool(told.of("ended")))
    watch(supervisor, lambda: supervisor.is_ready)
    assert supervisor.pids()["a"] != before["a"]
    assert supervisor.pids()["b"] == before["b"]
    assert told.of("ended") == [{"status": -signal.SIGKILL}]


@pytest.mark.parametrize(("ends", "pause_s"), [(1, 0.2), (10, 0.2), (11, 1.0), (20, 1.0), (21, 10.0), (99, 10.0)])
def test_a_process_that_keeps_dying_is_started_ever_more_slowly(ends: int, pause_s: float) -> None:
    assert pause_after(ends) == pause_s


def test_what_a_process_prints_goes_to_its_file(supervise: Callable[..., Supervisor], tmp_path: Path) -> None:
    supervisor = supervise(Program("a", loud, tmp_path / "a.log"))
    watch(supervisor, lambda: supervisor.is_ready)
    assert (tmp_path / "a.log").read_text() == "here\n"


def test_a_process_that_cannot_run_at_all_ends_the_platform(supervise: Callable[..., Supervisor]) -> None:
    supervisor = supervise(Program("a", good), Program("b", unable))
    assert watch(supervisor, lambda: False) == 2


def test_stopping_takes_no_longer_than_the_grace_even_if_one_does_not_listen(
    supervise: Callable[..., Supervisor], told: Told
) -> None:
    supervisor = supervise(Program("a", good), Program("b", stubborn))
    watch(supervisor, lambda: supervisor.is_ready)
    pids, begun = supervisor.pids(), time.monotonic()
    supervisor.stop()
    assert time.monotonic() - begun < 5  # The grace is one second; the one that does not listen would take for ever.
    assert not any(is_alive(pid) for pid in pids.values())
    assert [name for event, name, _ in told.events if event == "killed"] == ["b"]


def test_no_process_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    parent = textwrap.dedent(
        f"""
        import sys
        sys.path.insert(0, {str(ROOT)!r})
        from anlin.cli.processes.supervisor import Program, Supervisor
        from anlin.cli.processes.test_supervisor import good, stubborn
        supervisor = Supervisor([Program("a", good), Program("b", stubborn)], lambda *told, **facts: None)
        supervisor.start()
        while not supervisor.is_ready:
            supervisor.watch(0.05)
        print(*supervisor.pids().values(), flush=True)
        while True:
            supervisor.watch(1)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pids = [int(pid) for pid in process.stdout.readline().split()]
    assert len(pids) == 2
    process.kill()
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 30
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a process outlived its supervisor"
        time.sleep(0.05)
