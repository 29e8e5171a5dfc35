"""How every process of the platform begins: logs, settings, and Django."""

import os

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
