"""Tells people, by the next channel until someone confirms."""

from anlin.cli.processes.lifeline import said_ready
from anlin.cli.processes.starting import start_process, stopped_by_signal


def run() -> None:
    start_process("notify")

    from anlin.notify.loop import run as tell_people

    stop = stopped_by_signal()
    said_ready()
    tell_people(stop)
