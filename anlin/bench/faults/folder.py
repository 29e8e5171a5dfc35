"""A folder of ordinary files on a machine that can lose its power: what `anlin.disk.Disk` promises, and no more."""

import errno
from copy import copy
from pathlib import Path
from typing import BinaryIO

from anlin.bench.faults.pages import Dead, Machine, Owner
from anlin.disk import Disk


class SimulatedDisk(Disk):
    """The files are real (keep them in memory); what a power cut takes from them is decided by `machine.chance`."""

    def __init__(self, folder: Path, machine: Machine, owner: Owner) -> None:
        self.folder, self._machine, self.owner = folder, machine, owner
        self._synced: dict[Path, bytes] = {}
        self._renamed: list[tuple[Path, Path, bytes | None]] = []

    def of(self, owner: Owner) -> "SimulatedDisk":
        """The same folder, as another process works on it."""
        other = copy(self)
        other.owner = owner
        return other

    def _changing(self) -> None:
        try:
            self._machine.changing(self.owner)
        except Dead:
            raise OSError(errno.EIO, "the process is gone") from None

    def sync(self, file: BinaryIO) -> None:
        self._changing()
        file.flush()
        if self._machine.is_full or self._machine.sync_fails:
            raise OSError(errno.ENOSPC if self._machine.is_full else errno.EIO, "simulated")
        path = Path(file.name)
        self._synced[path] = path.read_bytes()

    def rename(self, old: Path, new: Path) -> None:
        self._changing()
        self._renamed.append((old, new, new.read_bytes() if new.exists() else None))
        old.replace(new)
        self._move(old, new)

    def remove(self, file: Path) -> None:
        if self.owner.is_alive:
            file.unlink(missing_ok=True)
            self._synced.pop(file, None)

    def sync_folder(self, folder: Path) -> None:
        self._changing()
        self._renamed[:] = [each for each in self._renamed if each[1].parent != folder]

    def cut_power(self) -> None:
        """Renames since the folder's sync are there up to one of them; what was not synced is cut off anywhere."""
        chance = self._machine.chance
        for _ in range(chance.randint(0, len(self._renamed))):
            old, new, replaced = self._renamed.pop()
            new.replace(old)
            self._move(new, old)
            if replaced is not None:
                new.write_bytes(replaced)
                self._synced[new] = replaced
        self._renamed.clear()
        for file in sorted(each for each in self.folder.rglob("*") if each.is_file()):
            data = file.read_bytes()
            if self._synced.get(file) != data:
                torn = data[: chance.randint(0, len(data))]
                file.write_bytes(torn)
                self._synced[file] = torn

    def _move(self, old: Path, new: Path) -> None:
        data = self._synced.pop(old, None)
        self._synced.pop(new, None)
        if data is not None:
            self._synced[new] = data
