"""An ASGI application on a port of this machine until SIGTERM: how gateway and web are served alike."""

import errno
import signal
import socket
from typing import Any

import uvicorn

from anlin.cli.failure import CouldNotRun
from anlin.cli.processes.lifeline import said_ready
from anlin.site.config import BadSetting

END_WITHIN_S = 2
"""Open answers (live streams) are cut after that when the process stops."""


def serve(app: Any, host: str, port: int, settings: tuple[str, str], **options: Any) -> None:
    """Serve until told to stop. `settings`: the names of the host's and the port's, for the message if it cannot.

    Raises `BadSetting` when the host is not this machine, `CouldNotRun` when the port cannot be had.
    """
    listening = listen(host, port, settings)
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


def listen(host: str, port: int, settings: tuple[str, str]) -> socket.socket:
    """The open port, as `serve` describes it."""
    of_host, of_port = settings
    try:
        return _bound(host, port)
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise BadSetting(
                f"{of_host}={host!r}",
                "this machine does not have that address; set one that it has",
                "本机没有这个地址，请改为本机的地址",
            ) from None
        raise CouldNotRun(f"{host}:{port}: {error.strerror}. Stop what uses it, or set {of_port}") from None


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError:
        listening.close()
        raise
    return listening
