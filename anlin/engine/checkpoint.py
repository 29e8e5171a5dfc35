"""The engine's state on disk: one file per shard with the journal position it has seen, and the one before it.

A file is written beside, synced and renamed, so a stop leaves the old or the new one, never half. Its first bytes are
a digest of the rest; a damaged file is passed over and the one before it is used. A file of other models or another
layout cannot be read as this one: then the state is built anew from the journal.
"""

import hashlib
import os
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import structlog

from anlin.engine import layout
from anlin.engine.catalogue import OPERATORS
from anlin.engine.layout import StateArrays
from anlin.engine.plan import Plan
from anlin.engine.spec import ModelSpec
from anlin.engine.state import State
from anlin.observations import Registry, registry_from_bytes, registry_to_bytes

log = structlog.get_logger("anlin.engine")

_MAGIC = b"ANLINST1"
_LENGTH = struct.Struct("<Q")


class _Array(msgspec.Struct):
    name: str
    shape: list[int]
    nbytes: int


class _Header(msgspec.Struct):
    shard: int
    position: int
    clock: int
    kind: str
    registry_bytes: int
    arrays: list[_Array]


class Snapshot:
    """A copy of plan and state at a journal position, taken between two steps; writing it needs no lock."""

    def __init__(self, shard: int, position: int, clock: int, plan: Plan, state: State) -> None:
        self.shard, self.position, self.clock = shard, position, clock
        self.specs, self.registry = plan.specs, plan.registry
        self.arrays = StateArrays(*(array.copy() for array in state.arrays))


class Checkpoints:
    """The checkpoint files of all shards, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def write(self, snapshot: Snapshot) -> None:
        """Keep the snapshot; on return it survives a power cut. Raises OSError (disk full); the old one stays."""
        target = self._file(snapshot.shard)
        beside = target.with_suffix(".new")
        with beside.open("wb") as file:
            for part in parts_of(snapshot):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            target.replace(target.with_suffix(".before"))
        beside.replace(target)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def load(self, shard: int, specs: Sequence[ModelSpec]) -> tuple[Plan, State, int, int] | None:
        """(plan, state, position, clock) of the newest file that can be used; None if there is none."""
        for file in (self._file(shard), self._file(shard).with_suffix(".before")):
            if file.exists():
                try:
                    return _read(file, shard, specs)
                except Unusable as error:
                    log.warning("checkpoint passed over", file=file.name, why=str(error))
        return None

    def position(self, shard: int) -> int:
        """Journal position of the newest file, 0 without one: what comes after it must stay in the journal."""
        for file in (self._file(shard), self._file(shard).with_suffix(".before")):
            try:
                return _header(file.read_bytes()).position
            except (OSError, Unusable):
                continue
        return 0

    def _file(self, shard: int) -> Path:
        return self.folder / f"shard-{shard}.checkpoint"


class Unusable(Exception):
    """The bytes are damaged, or of other models or another layout."""


def parts_of(snapshot: Snapshot) -> list[Any]:
    """The bytes of a checkpoint, in pieces that are to stand one after the other; large arrays are not copied."""
    registry = registry_to_bytes(snapshot.registry)
    arrays = [
        _Array(name, list(array.shape), array.nbytes)
        for name, array in zip(StateArrays._fields, snapshot.arrays, strict=True)
    ]
    kind = kind_of(snapshot.specs)
    header = msgspec.json.encode(
        _Header(snapshot.shard, snapshot.position, snapshot.clock, kind, len(registry), arrays)
    )
    parts: list[Any] = [_LENGTH.pack(len(header)), header, registry]
    parts += [np.ascontiguousarray(array).view(np.uint8).data for array in snapshot.arrays if array.nbytes]
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(part)
    return [_MAGIC, digest.digest(), *parts]


def kind_of(specs: Sequence[ModelSpec]) -> str:
    """A digest of models, operators and how state lies in memory; files of another kind cannot be read as this one."""
    digest = hashlib.blake2b(msgspec.json.encode(list(specs)), digest_size=8)
    digest.update(msgspec.json.encode(list(OPERATORS.values())))
    for record in (layout.SLOT, layout.ROW, layout.WAITING, layout.TIMER, layout.LIFE, layout.SEEN):
        digest.update(repr(record.descr).encode())
    return digest.hexdigest()


def _header(data: bytes) -> _Header:
    if data[:8] != _MAGIC or len(data) < 32:
        raise Unusable("not a checkpoint")
    if hashlib.blake2b(data[24:], digest_size=16).digest() != data[8:24]:
        raise Unusable("damaged")
    (size,) = _LENGTH.unpack_from(data, 24)
    return msgspec.json.decode(data[32 : 32 + size], type=_Header)


def _read(file: Path, shard: int, specs: Sequence[ModelSpec]) -> tuple[Plan, State, int, int]:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise Unusable(str(error)) from None
    return restored(data, shard, specs)


def restored(data: bytes, shard: int, specs: Sequence[ModelSpec]) -> tuple[Plan, State, int, int]:
    """(plan, state, position, clock) of a checkpoint's bytes. Raises `Unusable`."""
    header = _header(data)
    if header.shard != shard or header.kind != kind_of(specs):
        raise Unusable("of other models or another layout; the state is built anew from the journal")
    at = 32 + _LENGTH.unpack_from(data, 24)[0]
    registry: Registry = registry_from_bytes(data[at : at + header.registry_bytes])
    at += header.registry_bytes
    plan = Plan(specs, registry)
    state = State.fresh(plan)
    arrays: list[np.ndarray[Any, Any]] = []
    for described, fresh in zip(header.arrays, state.arrays, strict=True):
        # A copy: arrays over bytes cannot be written to.
        array = np.frombuffer(data[at : at + described.nbytes], fresh.dtype).reshape(described.shape).copy()
        arrays.append(array)
        at += described.nbytes
    state.arrays = StateArrays(*arrays)
    return plan, state, header.position, header.clock
