"""Kernels are compiled by one process at a time, with a helper that does not outlive it."""

import subprocess
import sys
import threading

from anlin.engine.warming import _one_at_a_time, compile_kernels


def test_who_begins_while_another_compiles_waits_for_it() -> None:
    done = threading.Event()

    def compile_too() -> None:
        with _one_at_a_time():
            done.set()

    other = threading.Thread(target=compile_too)
    with _one_at_a_time():
        other.start()
        assert not done.wait(0.05)
    assert done.wait(60)
    other.join()


def test_it_says_each_part_before_it_begins_and_that_all_is_done() -> None:
    said: list[tuple[str, int, int]] = []
    compile_kernels(lambda *part: said.append(part))
    names, done, of = zip(*said, strict=True)
    assert done == tuple(range(len(said)))
    assert set(of) == {len(said) - 1}
    assert all(names[:-1])


def test_the_helper_ends_with_who_started_it() -> None:
    waits = "import anlin.engine.warming as w, time; w.entries = lambda: [('', int), ('', lambda: time.sleep(600))]"
    helper = subprocess.Popen([sys.executable, "-c", f"{waits}; w.compile_others()"], stdin=subprocess.PIPE)
    helper.communicate()  # Its input closes, as when that process is gone.
    assert helper.returncode == 1
