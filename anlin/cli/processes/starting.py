"""How every process of the platform begins: logs, settings, and Django."""

import os
import signal
import threading
import time

from anlin.cli.processes.logs import start_logging


def start_process(name: str) -> None:
    """Raises `BadSetting`."""
    from anlin.site.config import config

    start_logging(name)
    config()
    start_django()


def start_django() -> None:
    import django
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlin.site.settings")
    if not apps.ready:
        django.setup()


def stopped_by_signal(within_s: float | None = None) -> threading.Event:
    """Set when this process is told to stop (SIGTERM or Ctrl-C).

    `within_s`: end the process after that, whatever it is doing; for one that compiles for longer than anybody waits
    and whose work on disk is whole at every moment.
    """
    stop = threading.Event()

    def end() -> None:
        time.sleep(within_s or 0)
        os._exit(0)

    def told(which: int, frame: object) -> None:
        stop.set()
        if within_s is not None:
            threading.Thread(target=end, name="end", daemon=True).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, told)
    return stop
