"""The engine's state on disk: one file per shard with the journal position it has seen, and the one before it.

A file is written beside, synced and renamed, so a stop leaves the old or the new one, never half. It ends with what it
holds: lengths and checksums of all parts, and a digest of that; a damaged file is passed over and the one before it is
used. A file of other models or another layout cannot be read as this one: then the state is built anew from the past.

The live loop does not wait for it: a fork of the process writes from its own view of memory, which the system copies
page by page only where the loop goes on to change it (as Redis does).
"""

import hashlib
import os
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
import structlog

from anlin.disk import DISK, Disk
from anlin.engine import layout
from anlin.engine.catalogue import OPERATORS
from anlin.engine.layout import StateArrays
from anlin.engine.plan import Plan
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State
from anlin.observations import registry_from_bytes, registry_to_bytes

log = structlog.get_logger("anlin.engine")

_MAGIC = b"ANLINST2"
_END = struct.Struct("<Q16s")
"""Last bytes of the file: the length of the contents, and their digest."""
_PIECE = 1 << 24


class _Part(msgspec.Struct):
    name: str
    shape: list[int]
    nbytes: int
    crc: int


class _Contents(msgspec.Struct):
    shard: int
    position: int
    clock: int
    kind: str
    parts: list[_Part]


class Snapshot:
    """Plan and state at a journal position, between two steps; good until the next one, which changes the state."""

    def __init__(self, shard: int, position: int, clock: int, plan: Plan, state: State) -> None:
        self.shard, self.position, self.clock = shard, position, clock
        self.specs, self.registry = plan.specs, plan.registry
        self.arrays = state.arrays


class Saving:
    """A checkpoint that a fork of this process is writing."""

    def __init__(self, position: int, pid: int) -> None:
        self.position, self._pid = position, pid

    def outcome(self) -> bool | None:
        """Whether it is on disk; None while it is being written. Ask until it is told, once."""
        pid, status = os.waitpid(self._pid, os.WNOHANG)
        return None if pid == 0 else status == 0

    def wait(self) -> bool:
        return os.waitpid(self._pid, 0)[1] == 0


class Checkpoints:
    """The checkpoint files of all shards, in one folder."""

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        self.folder, self._disk = folder, disk
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def begin(self, snapshot: Snapshot, *, keep_before: bool = True) -> Saving:
        """Have a fork `write` the snapshot; what it has not renamed when this process dies is thrown away."""
        parent = os.getpid()
        with warnings.catch_warnings():
            # Other threads may hold locks in the fork: it takes none, it only reads arrays and writes a file.
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid:
            return Saving(snapshot.position, pid)
        code = 1
        try:
            beside = self._write_beside(snapshot)
            if os.getppid() == parent:
                self._put_in_place(beside, snapshot.shard, keep_before)
                code = 0
        finally:
            os._exit(code)

    def write(self, snapshot: Snapshot, *, keep_before: bool = True) -> None:
        """Keep the snapshot; on return it survives a power cut. Raises OSError (disk full); the old one stays.

        Without `keep_before` no older file is left: it may hold what a home has since withdrawn (LU-37).
        """
        self._put_in_place(self._write_beside(snapshot), snapshot.shard, keep_before)

    def load(self, shard: int, specs: Sequence[ModelSpec]) -> tuple[Plan, State, int, int] | None:
        """(plan, state, position, clock) of the newest file that can be used; None if there is none."""
        for leftover in self.folder.glob(f"shard-{shard}.*.new"):
            self._disk.remove(leftover)
        for file in self._files(shard):
            if file.exists():
                try:
                    return _read(file, shard, specs)
                except Unusable as error:
                    log.warning("checkpoint passed over", file=file.name, why=str(error))
        return None

    def position(self, shard: int) -> int:
        """Up to here the journal is not needed for a start, not even with the older file; 0 without a file."""
        found = []
        for file in self._files(shard):
            try:
                with file.open("rb") as opened:
                    found.append(_contents(opened).position)
            except (OSError, Unusable):
                continue
        return min(found, default=0)

    def _write_beside(self, snapshot: Snapshot) -> Path:
        beside = self.folder / f"shard-{snapshot.shard}.{os.getpid()}.new"
        try:
            with beside.open("wb") as file:
                put(file, snapshot)
                self._disk.sync(file)
        except OSError:
            # What a full disk holds of it is room that others need.
            self._disk.remove(beside)
            raise
        return beside

    def _put_in_place(self, beside: Path, shard: int, keep_before: bool) -> None:
        target, before = self._files(shard)
        if not keep_before:
            # First: a stop right after it leaves one old file, from which the withdrawal is read again.
            self._disk.remove(before)
        elif target.exists():
            self._disk.rename(target, before)
        self._disk.rename(beside, target)
        self._disk.sync_folder(self.folder)

    def _files(self, shard: int) -> tuple[Path, Path]:
        """The newest and the one before."""
        return self.folder / f"shard-{shard}.checkpoint", self.folder / f"shard-{shard}.before"


class Unusable(Exception):
    """The file is damaged, or of other models or another layout."""


def put(file: BinaryIO, snapshot: Snapshot) -> None:
    """Write the snapshot's bytes; `restored` reads them."""
    file.write(_MAGIC)
    parts = [_written(file, *part) for part in _parts_of(snapshot)]
    contents = msgspec.json.encode(
        _Contents(snapshot.shard, snapshot.position, snapshot.clock, kind_of(snapshot.specs), parts)
    )
    file.write(contents + _END.pack(len(contents), _digest_of(contents)))


def kind_of(specs: Sequence[ModelSpec]) -> str:
    """A digest of models, operators and how state lies in memory; files of another kind cannot be read as this one."""
    digest = hashlib.blake2b(msgspec.json.encode(list(specs)), digest_size=8)
    digest.update(_kind_of_memory())
    return digest.hexdigest()


@cache
def _kind_of_memory() -> bytes:
    """Operators and layout as text: fixed as long as this process lives, and dearer to tell than a small state."""
    records = (layout.SLOT, layout.ROW, layout.WAITING, layout.TIMER, layout.STAGED, layout.LIFE, layout.SEEN)
    told = [msgspec.json.encode(list(OPERATORS.values())), *(repr(record.descr).encode() for record in records)]
    return b"".join(told)


def _digest_of(contents: bytes) -> bytes:
    return hashlib.blake2b(contents, digest_size=16).digest()


def _parts_of(snapshot: Snapshot) -> Iterator[tuple[str, list[int], Any]]:
    registry = registry_to_bytes(snapshot.registry)
    yield "registry", [len(registry)], memoryview(registry)
    for name, array in zip(StateArrays._fields, snapshot.arrays, strict=True):
        yield name, list(array.shape), _bytes_of(array)


def _bytes_of(array: np.ndarray[Any, Any]) -> Any:
    return np.ascontiguousarray(array).reshape(-1).view(np.uint8).data if array.nbytes else memoryview(b"")


def _written(file: BinaryIO, name: str, shape: list[int], data: Any) -> _Part:
    """Piece by piece, so that checksum and copy find it in the processor's cache."""
    crc = 0
    for at in range(0, len(data), _PIECE):
        piece = data[at : at + _PIECE]
        crc = zlib.crc32(piece, crc)
        file.write(piece)
    return _Part(name, shape, len(data), crc)


def _filled(file: BinaryIO, part: _Part, data: Any) -> None:
    """Read a part into `data`. Raises `Unusable`."""
    crc = 0
    for at in range(0, len(data), _PIECE):
        piece = data[at : at + _PIECE]
        if file.readinto(piece) != len(piece):  # type: ignore[attr-defined]
            raise Unusable(f"damaged: {part.name} is cut off")
        crc = zlib.crc32(piece, crc)
    if crc != part.crc:
        raise Unusable(f"damaged: {part.name}")


def _contents(file: BinaryIO) -> _Contents:
    """What the file says it holds; the file stands at its first part afterwards. Raises `Unusable`."""
    size = file.seek(0, os.SEEK_END)
    if size < len(_MAGIC) + _END.size:
        raise Unusable("damaged: too short")
    file.seek(size - _END.size)
    length, digest = _END.unpack(file.read(_END.size))
    if length > size - _END.size - len(_MAGIC):
        raise Unusable("damaged: its end is missing")
    file.seek(size - _END.size - length)
    contents = file.read(length)
    file.seek(0)
    if _digest_of(contents) != digest or file.read(len(_MAGIC)) != _MAGIC:
        raise Unusable("damaged, or no checkpoint of this version")
    return msgspec.json.decode(contents, type=_Contents)


def _read(file: Path, shard: int, specs: Sequence[ModelSpec]) -> tuple[Plan, State, int, int]:
    try:
        with file.open("rb") as opened:
            return restored(opened, shard, specs)
    except OSError as error:
        raise Unusable(str(error)) from None


def restored(file: BinaryIO, shard: int, specs: Sequence[ModelSpec]) -> tuple[Plan, State, int, int]:
    """(plan, state, position, clock) of what `put` wrote. Raises `Unusable`, OSError."""
    contents = _contents(file)
    if contents.shard != shard or contents.kind != kind_of(specs):
        raise Unusable("of other models or another layout; the state is built anew from the past")
    described, *arrays = contents.parts
    registry = bytearray(described.nbytes)
    _filled(file, described, memoryview(registry))
    plan = Plan(specs, registry_from_bytes(bytes(registry)))
    state = State.fresh(plan)
    read = []
    for part, fresh in zip(arrays, state.arrays, strict=True):
        array = np.empty(part.shape, fresh.dtype)
        _filled(file, part, _bytes_of(array))
        read.append(array)
    state.arrays = StateArrays(*read)
    return plan, state, contents.position, contents.clock
