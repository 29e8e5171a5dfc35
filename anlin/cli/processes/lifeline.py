"""The tie between the supervisor and a process of its: one says that it is ready, both notice when the other is gone.

It is a socket pair, so that the system closes it whatever kills either side, `kill -9` included.
"""

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

VARIABLE = "ANLIN_LIFELINE"
READY = b"ready"

GRACE_S = 4.0
"""A process that was told to stop has that long; then it is ended."""


def hold_lifeline() -> Callable[[], None]:
    """Stop this process (SIGTERM) when its supervisor is gone, and end it if it has not stopped within `GRACE_S`.

    Returns what to call when this process is ready. Without a supervisor nothing happens.
    """
    handle = os.environ.pop(VARIABLE, "")
    if not handle:
        return lambda: None
    tie = socket.socket(fileno=int(handle))

    def wait_for_its_end() -> None:
        # The supervisor never writes: whatever comes is its end, a reset too.
        with contextlib.suppress(OSError):
            tie.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_S)
        os._exit(1)

    threading.Thread(target=wait_for_its_end, name="lifeline", daemon=True).start()

    def ready() -> None:
        with contextlib.suppress(OSError):
            tie.sendall(READY)

    return ready
