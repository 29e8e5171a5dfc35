"""One process of a kind on this machine: a lock on a file, which the system frees whatever ends its holder."""

import fcntl
import threading
from pathlib import Path


class Alone:
    """Held until the end of the block or of the process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+")

    def __enter__(self) -> "Alone":
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def acquire(self) -> bool:
        """Whether it is ours now."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def wait(self, stop: threading.Event, every_s: float) -> bool:
        """Wait for our turn; False if told to stop first."""
        while not self.acquire():
            if stop.wait(every_s):
                return False
        return True
