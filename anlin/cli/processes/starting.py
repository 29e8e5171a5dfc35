"""How every process of the platform begins: settings, logs, lifeline, and Django where it needs one."""

import os
from collections.abc import Callable

from anlin.cli.processes.lifeline import hold_lifeline
from anlin.cli.processes.logs import start_logging


def start_process(name: str, needs_django: bool = True) -> Callable[[], None]:
    """Returns what to call when the process is ready. Raises `BadSetting`."""
    from anlin.site.config import config

    start_logging(name)
    ready = hold_lifeline()
    config()
    if needs_django:
        start_django()
    return ready


def start_django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlin.site.settings")
    django.setup()
