"""SQLite on simulated files: the library that Python uses, unchanged, with another layer below it (a "VFS").

Everything below `with_machine(...)` that opens a file under the simulated folder gets pages in memory; all other files
are the machine's own. https://www.sqlite.org/vfs.html says what each call must do.
"""

import _sqlite3
import ctypes
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char, c_char_p, c_double, c_int, c_int64, c_void_p
from typing import Any

from anlin.bench.faults.pages import Dead, File, Machine, Owner

OK, BUSY, FULL, CANTOPEN, NOTFOUND = 0, 5, 13, 14, 12
IOERR, SHORT_READ, FSYNC_FAILED = 10, 10 | 2 << 8, 10 | 4 << 8
POWERSAFE_OVERWRITE = 0x1000
SHARED, RESERVED, PENDING, EXCLUSIVE = 1, 2, 3, 4
SHM_UNLOCK, SHM_SHARED = 1, 4

_IO = {
    "close": CFUNCTYPE(c_int, c_void_p),
    "read": CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64),
    "write": CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64),
    "truncate": CFUNCTYPE(c_int, c_void_p, c_int64),
    "sync": CFUNCTYPE(c_int, c_void_p, c_int),
    "size": CFUNCTYPE(c_int, c_void_p, POINTER(c_int64)),
    "lock": CFUNCTYPE(c_int, c_void_p, c_int),
    "unlock": CFUNCTYPE(c_int, c_void_p, c_int),
    "is_reserved": CFUNCTYPE(c_int, c_void_p, POINTER(c_int)),
    "control": CFUNCTYPE(c_int, c_void_p, c_int, c_void_p),
    "sector_size": CFUNCTYPE(c_int, c_void_p),
    "characteristics": CFUNCTYPE(c_int, c_void_p),
    "shm_map": CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int, POINTER(c_void_p)),
    "shm_lock": CFUNCTYPE(c_int, c_void_p, c_int, c_int, c_int),
    "shm_barrier": CFUNCTYPE(None, c_void_p),
    "shm_unmap": CFUNCTYPE(c_int, c_void_p, c_int),
}
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_ACCESS = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int, POINTER(c_int))
_RANDOMNESS = CFUNCTYPE(c_int, c_void_p, c_int, c_void_p)
_SLEEP = CFUNCTYPE(c_int, c_void_p, c_int)
_TIME = CFUNCTYPE(c_int, c_void_p, POINTER(c_double))
_TIME_MS = CFUNCTYPE(c_int, c_void_p, POINTER(c_int64))


class _Methods(Structure):
    _fields_ = [("version", c_int), *_IO.items()]


class _Vfs(Structure):
    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p), ("name", c_char_p),
        ("app", c_void_p), ("open", _OPEN), ("delete", _DELETE), ("access", _ACCESS), ("full_path", c_void_p),
        ("dl_open", c_void_p), ("dl_error", c_void_p), ("dl_sym", c_void_p), ("dl_close", c_void_p),
        ("randomness", _RANDOMNESS), ("sleep", _SLEEP), ("time", _TIME), ("last_error", c_void_p),
        ("time_ms", _TIME_MS),
    ]  # fmt: skip


class Unsupported(Exception):
    """This Python's sqlite3 does not let its library be reached; the simulator cannot run here."""


class Handle:
    """One open file of one connection."""

    def __init__(self, name: str, file: File, owner: Owner) -> None:
        self.name, self.file, self.owner = name, file, owner
        self.level = 0
        self.shared = self.exclusive = 0
        """Locks held in the shared memory, a bit each."""
        self.has_shm = False

    def unshare(self) -> None:
        self.shared = self.exclusive = 0
        self.has_shm = False


class SimulatedFiles:
    """The layer itself. `owner`: the process that opens files now."""

    def __init__(self, folder: str, machine: Machine, chance: random.Random, owner: Owner) -> None:
        self.folder, self.machine, self.owner = folder.encode(), machine, owner
        self._chance = chance
        self.handles: dict[int, Handle] = {}
        self._named: dict[str, list[Handle]] = {}
        """Open ones by file: a statement locks several times, and asks only who else has this file open."""
        self._shm: dict[str, list[Any]] = {}

    def forget(self, owner: Owner) -> None:
        """The process is gone: its locks are free, whatever it still does fails."""
        owner.die()
        for handle in self.handles.values():
            if handle.owner is owner:
                handle.level = 0
                handle.unshare()
        alive = {handle.name for handle in self.handles.values() if handle.has_shm}
        self._shm = {name: pages for name, pages in self._shm.items() if name in alive}

    # What SQLite calls. `f` is the address of its file record, of no other file as long as this one is open: a
    # connection that a later run closes belongs to none of its files.

    def close(self, f: int) -> int:
        handle = self.handles.pop(f, None)
        if handle is not None:
            self._named[handle.name].remove(handle)
        return OK

    def read(self, f: int, to: int, many: int, at: int) -> int:
        now = self._of(f).file.now
        there = min(many, max(len(now) - at, 0))
        if there:
            ctypes.memmove(to, (c_char * there).from_buffer(now, at), there)
        if there == many:
            return OK
        ctypes.memset(to + there, 0, many - there)
        return SHORT_READ

    def write(self, f: int, what: int, many: int, at: int) -> int:
        handle = self._of(f)
        self.machine.changing(handle.owner)
        if self.machine.is_full and at + many > len(handle.file.now):
            return FULL
        handle.file.write(at, ctypes.string_at(what, many))
        return OK

    def truncate(self, f: int, size: int) -> int:
        handle = self._of(f)
        self.machine.changing(handle.owner)
        handle.file.cut(size)
        return OK

    def sync(self, f: int, _flags: int) -> int:
        handle = self._of(f)
        self.machine.changing(handle.owner)
        if self.machine.sync_fails:
            return FSYNC_FAILED
        self.machine.sync(handle.file)
        return OK

    def size(self, f: int, out: Any) -> int:
        out[0] = len(self._of(f).file.now)
        return OK

    def lock(self, f: int, level: int) -> int:
        mine = self._of(f)
        if mine.level >= level:
            return OK
        highest = max((h.level for h in self._named[mine.name] if h is not mine), default=0)
        if (level == SHARED and highest >= PENDING) or (level == RESERVED and highest >= RESERVED):
            return BUSY
        if level == EXCLUSIVE and highest >= SHARED:
            mine.level = PENDING
            return BUSY
        mine.level = level
        return OK

    def unlock(self, f: int, level: int) -> int:
        self._of(f).level = level
        return OK

    def is_reserved(self, f: int, out: Any) -> int:
        out[0] = int(any(h.level >= RESERVED for h in self._named[self._of(f).name]))
        return OK

    def control(self, _f: int, _op: int, _argument: int) -> int:
        return NOTFOUND

    def sector_size(self, _f: int) -> int:
        return 4096

    def characteristics(self, _f: int) -> int:
        return POWERSAFE_OVERWRITE

    def shm_map(self, f: int, page: int, size: int, is_wanted: int, out: Any) -> int:
        handle = self._of(f)
        handle.has_shm = True
        pages = self._shm.setdefault(handle.name, [])
        if page >= len(pages) and not is_wanted:
            out[0] = None
            return OK
        while page >= len(pages):
            pages.append(ctypes.create_string_buffer(size))
        out[0] = ctypes.addressof(pages[page])
        return OK

    def shm_lock(self, f: int, first: int, many: int, flags: int) -> int:
        mine = self._of(f)
        wanted = ((1 << many) - 1) << first
        if flags & SHM_UNLOCK:
            mine.shared &= ~wanted
            mine.exclusive &= ~wanted
            return OK
        is_shared = flags & SHM_SHARED
        for h in self._named[mine.name]:
            if h is not mine and (h.exclusive if is_shared else h.exclusive | h.shared) & wanted:
                return BUSY
        if is_shared:
            mine.shared |= wanted
        else:
            mine.exclusive |= wanted
        return OK

    def shm_barrier(self, _f: int) -> None:
        return None

    def shm_unmap(self, f: int, is_last: int) -> int:
        handle = self.handles.get(f)
        if handle is None:
            return OK
        handle.unshare()
        if is_last and not any(h.has_shm for h in self._named[handle.name]):
            self._shm.pop(handle.name, None)
        return OK

    def open(self, name: bytes, f: int) -> int:
        text = name.decode()
        handle = self.handles[f] = Handle(text, self.machine.open(text), self.owner)
        self._named.setdefault(text, []).append(handle)
        return OK

    def delete(self, name: bytes, is_synced: int) -> int:
        self.machine.changing(self.owner)
        self.machine.remove(name.decode(), bool(is_synced))
        return OK

    def exists(self, name: bytes) -> bool:
        file = self.machine.files.get(name.decode())
        return file is not None and len(file.now) > 0

    def random_bytes(self, many: int) -> bytes:
        return self._chance.randbytes(many)

    def _of(self, f: int) -> Handle:
        handle = self.handles.get(f)
        if handle is None:
            raise Dead("a run that is over")
        if not handle.owner.is_alive:
            raise Dead(handle.owner.name)
        return handle


class _Layer:
    """Registered once a process; hands everything to the files of the run under way."""

    def __init__(self) -> None:
        try:
            self._library = ctypes.CDLL(_sqlite3.__file__)
            find, self._register = self._library.sqlite3_vfs_find, self._library.sqlite3_vfs_register
        except (AttributeError, OSError) as error:
            raise Unsupported(f"SQLite's own functions cannot be reached in this Python: {error}") from None
        find.restype, find.argtypes = c_void_p, [c_char_p]
        self._register.argtypes = [c_void_p, c_int]
        self._own = find(None)
        own = _Vfs.from_address(self._own)
        self.files: SimulatedFiles | None = None
        self.errors: list[BaseException] = []
        self._methods = _Methods(2, **{name: kind(self._guarded(name)) for name, kind in _IO.items()})
        self._vfs = _Vfs(
            2, max(own.file_size, 16), own.longest_path, None, b"anlin-faults", None, _OPEN(self._open),
            _DELETE(self._delete), _ACCESS(self._access), own.full_path, own.dl_open, own.dl_error, own.dl_sym,
            own.dl_close, _RANDOMNESS(self._randomness), _SLEEP(self._sleep), own.time, own.last_error, own.time_ms,
        )  # fmt: skip

    def use(self, files: SimulatedFiles | None) -> None:
        """Files opened from now on are looked for there first; None: everything is the machine's own again."""
        if files is not None:
            self._register(ctypes.byref(self._vfs), 1)
        else:
            self._register(self._own, 1)
        self.files = files

    def _guarded(self, name: str) -> Callable[..., Any]:
        def call(*values: Any) -> Any:
            try:
                return getattr(self.files, name)(*values)
            except Dead:
                return IOERR
            except BaseException as error:  # noqa: BLE001 - C cannot pass it on: it is raised when the run ends.
                self.errors.append(error)
                return IOERR

        return call

    def _is_ours(self, name: bytes | None) -> bool:
        return self.files is not None and name is not None and name.startswith(self.files.folder)

    def _open(self, _vfs: int, name: int | None, f: int, flags: int, out: Any) -> int:
        text = ctypes.string_at(name) if name else None
        if not self._is_ours(text):
            return int(_Vfs.from_address(self._own).open(self._own, name, f, flags, out))
        c_int64.from_address(f).value = ctypes.addressof(self._methods)
        if out:
            out[0] = flags
        return int(self._files().open(text or b"", f))

    def _delete(self, _vfs: int, name: bytes, is_synced: int) -> int:
        if not self._is_ours(name):
            return int(_Vfs.from_address(self._own).delete(self._own, name, is_synced))
        try:
            return self._files().delete(name, is_synced)
        except Dead:
            return IOERR

    def _access(self, _vfs: int, name: bytes, flags: int, out: Any) -> int:
        if not self._is_ours(name):
            return int(_Vfs.from_address(self._own).access(self._own, name, flags, out))
        out[0] = int(self._files().exists(name))
        return OK

    def _randomness(self, _vfs: int, many: int, to: int) -> int:
        if self.files is None:
            return int(_Vfs.from_address(self._own).randomness(self._own, many, to))
        ctypes.memmove(to, self.files.random_bytes(many), many)
        return many

    def _sleep(self, _vfs: int, us: int) -> int:
        # Whoever holds the lock cannot let go of it while we wait: there is one thread.
        return us if self.files is not None else int(_Vfs.from_address(self._own).sleep(self._own, us))

    def _files(self) -> SimulatedFiles:
        assert self.files is not None
        return self.files


_layer: _Layer | None = None


@contextmanager
def with_files(files: SimulatedFiles) -> Iterator[None]:
    """Within the block SQLite keeps the folder's files in memory. Raises `Unsupported`, and what failed inside."""
    global _layer
    if _layer is None:
        _layer = _Layer()
    _layer.errors.clear()
    _layer.use(files)
    try:
        yield
    finally:
        _layer.use(None)
    if _layer.errors:
        raise _layer.errors[0]
