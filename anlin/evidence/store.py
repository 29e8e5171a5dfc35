"""Evidence as files: `<root>/<first two digits>/<key>`, each encrypted with AES-256-GCM.

A file's modification time is the instant of its destruction: no index to lose, any process may hold or sweep.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY = re.compile(r"[0-9a-f]{40}")


class NoEvidence(KeyError):
    """There is no such evidence: it was destroyed in time, or the key is wrong."""


class EvidenceStore:
    """Sealed files under `root`. `key`: 32 bytes; without it the files say nothing, not even what is equal to what."""

    def __init__(self, root: Path, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError(f"the evidence key has {len(key)} bytes, 32 are expected")
        self._root = root
        self._cipher = AESGCM(key)
        self._naming_key = hashlib.blake2b(b"evidence name", key=key, digest_size=32).digest()

    def key_of(self, content: bytes) -> str:
        """The key that `put` gives this content."""
        return hashlib.blake2b(content, key=self._naming_key, digest_size=20).hexdigest()

    def put(self, content: bytes, expires_at: int) -> str:
        """Key of the evidence, on disk when this returns. The same content again only moves its end later.

        `expires_at`: microseconds since 1970 UTC. Raises OSError when the disk is full or away.
        """
        key = self.key_of(content)
        path = self._path(key)
        if path.exists():
            self.hold(key, expires_at)
            return key
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        nonce = os.urandom(12)
        draft = path.with_name(f".{key}.{os.getpid()}.{nonce.hex()}")
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(nonce + self._cipher.encrypt(nonce, content, key.encode()))
                file.flush()
                os.utime(file.fileno(), ns=(expires_at * 1000, expires_at * 1000))
                os.fsync(file.fileno())
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(path.parent)
        return key

    def get(self, key: str, now: int | None = None) -> bytes:
        """Raises `NoEvidence`. `now`: what is due by then is gone, whether somebody has swept it yet or not."""
        try:
            path = self._path(key)
            sealed = path.read_bytes()
            if now is not None and path.stat().st_mtime_ns <= now * 1000:
                raise NoEvidence(key)
            return self._cipher.decrypt(sealed[:12], sealed[12:], key.encode())
        except (FileNotFoundError, InvalidTag) as error:
            raise NoEvidence(key) from error

    def hold(self, key: str, until: int) -> None:
        """Keeps the evidence at least until that instant; never shortens. Raises `NoEvidence` if it is gone."""
        try:
            path = self._path(key)
            if path.stat().st_mtime_ns < until * 1000:
                os.utime(path, ns=(until * 1000, until * 1000))
        except FileNotFoundError as error:
            raise NoEvidence(key) from error

    def destroy(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def sweep(self, now: int) -> int:
        """Destroys what is due at `now` (microseconds since 1970 UTC); how many files went."""
        gone = 0
        for path in self._files():
            try:
                if path.stat().st_mtime_ns <= now * 1000:
                    path.unlink()
                    gone += 1
            except FileNotFoundError:
                continue  # Another process swept it.
        return gone

    def _files(self) -> Iterator[Path]:
        if self._root.is_dir():
            for folder in self._root.iterdir():
                if folder.is_dir():
                    yield from folder.iterdir()

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise NoEvidence(key)
        return self._root / key[:2] / key


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
