"""An ASGI application on a port of this machine until SIGTERM: how gateway and web are served alike."""

import signal
import socket
from typing import Any

import uvicorn

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.lifeline import said_ready

END_WITHIN_S = 2
"""Open answers (live streams) are cut after that when the process stops."""


def serve(app: Any, host: str, port: int, setting: str, **options: Any) -> None:
    """Serve until told to stop. `setting`: the name of the port's setting, for the message if it is taken.

    Raises `CouldNotRun` when the port cannot be had.
    """
    listening = _listening(host, port, setting)
    # uvicorn raises the signal again once it has stopped; whoever called us still has something to close.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda which, frame: None)
    config = uvicorn.Config(
        app,
        log_config=None,
        lifespan="on",
        timeout_graceful_shutdown=END_WITHIN_S,
        **{"access_log": False, "server_header": False} | options,
    )
    _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            said_ready()


def _listening(host: str, port: int, setting: str) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        raise CouldNotRun(f"{host}:{port}: {error.strerror}. Stop what uses it, or set {setting}") from None
    return listening
