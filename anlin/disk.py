"""How a file is put down for good: the few calls that decide what a power cut leaves behind.

Whoever writes such a file is handed a `Disk`, so that the fault simulator (`anlin/bench/faults/`) can lose what was not
synced. A file system promises no more than this: bytes are there after `sync`, a name after `sync_folder`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class Disk:
    """The machine's own file system. Everything raises OSError, ENOSPC when the disk is full."""

    def sync(self, file: BinaryIO) -> None:
        """On return the file's bytes survive a power cut."""
        file.flush()
        os.fsync(file.fileno())

    def rename(self, old: Path, new: Path) -> None:
        """`new` is the old or the new file at any instant, never half; after a power cut too."""
        old.replace(new)

    def remove(self, file: Path) -> None:
        file.unlink(missing_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """On return the folder's names survive a power cut."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    @contextmanager
    def new_file(self, file: Path, beside: Path) -> Iterator[BinaryIO]:
        """Write to `beside`; at the block's end it is synced and gets its name. `sync_folder` makes the name last."""
        with beside.open("wb") as opened:
            yield opened
            self.sync(opened)
        self.rename(beside, file)


DISK = Disk()
