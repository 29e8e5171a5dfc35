"""How every process of the platform begins: logs, settings, and Django."""

import os
import signal
import threading

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


def stopped_by_signal() -> threading.Event:
    """Set when this process is told to stop (SIGTERM or Ctrl-C)."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda which, frame: stop.set())
    return stop
