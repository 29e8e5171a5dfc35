"""The tie between the supervisor and a process of its: one says that it is ready, both notice when the other is gone.

It is a socket pair, so that the system closes it whatever kills either side, `kill -9` included.
"""

import contextlib
import os
import signal
import socket
import threading
import time

READY = b"ready"

GRACE_S = 3.5
"""A process that was told to stop has that long; then it is ended."""

_held: list[socket.socket] = []


def hold_lifeline(tie: socket.socket) -> None:
    """Stop this process (SIGTERM) when its supervisor is gone, and end it if it has not stopped within `GRACE_S`."""
    _held.append(tie)

    def wait_for_its_end() -> None:
        # The supervisor never writes: whatever comes is its end, a reset too.
        with contextlib.suppress(OSError):
            tie.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE_S)
        os._exit(1)

    threading.Thread(target=wait_for_its_end, name="lifeline", daemon=True).start()


def said_ready() -> None:
    """Tell the supervisor, if there is one, that this process is ready."""
    for tie in _held:
        with contextlib.suppress(OSError):
            tie.sendall(READY)
