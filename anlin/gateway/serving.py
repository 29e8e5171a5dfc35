"""How the gateway is served: uvicorn with the fast loop and parser, and patience for devices that keep a line open."""

import gc
import sys
from typing import Any

import uvicorn

from anlin.gateway.door import Door
from anlin.gateway.wire import DoorProtocol

SERVER_OPTIONS: dict[str, Any] = {
    "loop": "uvloop",
    "http": DoorProtocol,
    "ws": "none",
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    # Devices keep alive every 90 s; a closed line would cost them a new connection for each.
    "timeout_keep_alive": 120,
    "limit_concurrency": 4000,
}
"""For uvicorn, whoever starts it."""


def settle() -> None:
    """Makes this process one that serves and nothing else; called once, when everything stands."""
    # What stands when serving begins stays: the collector need not walk through it for every few hundred requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    # A writing thread that has the disk's answer must not wait 5 ms for the busy loop at each of its statements.
    sys.setswitchinterval(0.0005)


def serve(app: Door, host: str, port: int) -> None:
    """Serves until SIGINT or SIGTERM; what waits is written first."""
    settle()
    uvicorn.run(app, host=host, port=port, log_level="warning", backlog=2048, **SERVER_OPTIONS)
