"""Files in memory as a machine with a page cache keeps them: what is written is lost with the power until it is synced.

The model is the pessimistic one that SQLite is written for: between two syncs each written sector of 512 bytes reaches
the platter or does not, in any order. Names are journalled in order, as ext4 and XFS do: a sync of any file makes all
names last that were made or removed before it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

SECTOR = 512

Change = tuple[int, bytes] | int
"""Bytes written at an offset, or a length that the file was cut to."""


class Dead(Exception):
    """The process that asks has been killed, or the machine has lost its power: nothing it does counts any more."""


@dataclass
class Owner:
    """One running process. `dies_in`: changes of storage until it is killed in the middle of what it does."""

    name: str
    is_alive: bool = True
    dies_in: int | None = None
    on_death: Callable[[], None] = lambda: None

    def die(self) -> None:
        if self.is_alive:
            self.is_alive = False
            self.on_death()


@dataclass
class File:
    now: bytearray = field(default_factory=bytearray)
    synced: bytearray = field(default_factory=bytearray)
    is_kept: bool = False
    """Whether the name itself would outlast a power cut."""
    changes: list[Change] = field(default_factory=list)

    def write(self, at: int, data: bytes) -> None:
        _put(self.now, at, data)
        self.changes.append((at, data))

    def cut(self, size: int) -> None:
        del self.now[size:]
        self.changes.append(size)

    def sync(self) -> None:
        for change in self.changes:
            _apply(self.synced, change)
        self.changes.clear()


class Machine:
    """One machine's storage, shared by its processes. `chance` decides what a power cut leaves."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.files: dict[str, File] = {}
        self._gone: dict[str, File] = {}
        self.is_full = False
        self.sync_fails = False
        self.cut_in: int | None = None
        """Changes of storage until the power goes."""
        self.on_cut: Callable[[], None] = lambda: None
        self.cuts = 0

    def changing(self, owner: Owner) -> None:
        """Before each change of storage. Raises `Dead`; may be the very moment the power goes."""
        if self.cut_in is not None:
            self.cut_in -= 1
            if self.cut_in <= 0:
                self.cut_power()
        if owner.dies_in is not None:
            owner.dies_in -= 1
            if owner.dies_in <= 0:
                owner.die()
        if not owner.is_alive:
            raise Dead(owner.name)

    def open(self, name: str) -> File:
        return self.files.setdefault(name, File())

    def put(self, name: str, content: bytes) -> None:
        """A file that has been there for long."""
        self.files[name] = File(bytearray(content), bytearray(content), is_kept=True)

    def remove(self, name: str, is_synced: bool) -> None:
        file = self.files.pop(name, None)
        if file is not None and file.is_kept and not is_synced:
            self._gone[name] = file

    def sync(self, file: File) -> None:
        file.sync()
        self._gone.clear()
        for each in self.files.values():
            each.is_kept = True

    def cut_power(self) -> None:
        """Every process is gone; of what was not synced a part is there."""
        self.cut_in = None
        self.cuts += 1
        self.on_cut()
        share = self.chance.choice([0.0, 0.5, 0.9, 1.0])
        for name, file in self._gone.items():
            if name not in self.files and self.chance.random() < 0.5:
                self.files[name] = file
        self._gone.clear()
        for name in sorted(self.files):
            file = self.files[name]
            if not file.is_kept and self.chance.random() >= share:
                del self.files[name]
                continue
            for change in file.changes:
                for part in _sectors(change):
                    if self.chance.random() < share:
                        _apply(file.synced, part)
            file.changes.clear()
            file.now, file.is_kept = bytearray(file.synced), True


def _put(image: bytearray, at: int, data: bytes) -> None:
    if len(image) < at:
        image.extend(bytes(at - len(image)))
    image[at : at + len(data)] = data


def _apply(image: bytearray, change: Change) -> None:
    if isinstance(change, int):
        del image[change:]
    else:
        _put(image, *change)


def _sectors(change: Change) -> list[Change]:
    if isinstance(change, int):
        return [change]
    at, data = change
    parts: list[Change] = []
    while data:
        many = SECTOR - at % SECTOR
        parts.append((at, data[:many]))
        at, data = at + many, data[many:]
    return parts
