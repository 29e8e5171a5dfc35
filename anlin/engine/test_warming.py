"""Kernels are compiled by one process at a time."""

import threading

from anlin.engine.warming import _one_at_a_time


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
