"""Logs of every process: JSON lines on stderr, or readable lines on a terminal; no personal data in either.

Messages of our own code are constants with facts that name no person. What libraries say may quote a value they
choked on, so of their exceptions only the type and the places in the code are kept.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

_FRAMES = 12
_LOUD = ("django.request", "django.security", "uvicorn.error", "asyncio")
"""Loggers of libraries that speak of requests: only their warnings are kept."""


def start_logging(name: str, is_json: bool | None = None) -> None:
    """Log as process `name` from now on, what libraries log through the standard module included."""
    if is_json is None:
        is_json = not sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_values,
        lambda logger, method, event: {"process": name, **event},
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if is_json
        else structlog.dev.ConsoleRenderer(pad_event_to=0)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for loud in _LOUD:
        logging.getLogger(loud).setLevel(logging.WARNING)
    # Without its own handlers, what uvicorn says goes through ours.
    for server in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(server).handlers = []
        logging.getLogger(server).propagate = server != "uvicorn.access"


def _without_values(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The exception as its type and places; its words only where they are ours, which name no person."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = _shown(error)
        event["places"] = [
            f"{frame.filename.rsplit('/anlin/', 1)[-1]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        ]
    # A path may carry what somebody searched for.
    if isinstance(event.get("event"), str) and "?" in event["event"]:
        event["event"] = event["event"].split("?", 1)[0] + "?…"
    return event


def _shown(error: BaseException) -> str:
    kind = type(error)
    name = f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins.")
    if kind.__module__.startswith("anlin."):
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    return name
