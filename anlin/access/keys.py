"""Keys in files outside the database, its backups and the code (LU-62); made when first needed, never overwritten."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


class KeyMissing(Exception):
    """A ciphertext names a key that is not in the folder of keys; restore the folder from where it is kept."""


def _fresh() -> bytes:
    return secrets.token_bytes(32)


def key_in(path: Path, make: Callable[[], bytes] = _fresh) -> bytes:
    """The key kept in `path`, made there (readable by the owner only) when it does not exist yet."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link appears whole or not at all; of two that start together one wins and both read its key.
            os.link(partial, path)
        except FileExistsError:
            pass
        finally:
            partial.unlink()
    return path.read_bytes()


class KeyRing:
    """Numbered keys of 32 bytes in one folder; the highest number seals, every number opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def newest(self) -> tuple[int, bytes]:
        numbers = self._numbers()
        if not numbers:
            key_in(self.folder / "1.key")
            numbers = self._numbers()
        return numbers[-1], self.key(numbers[-1])

    def key(self, number: int) -> bytes:
        """Raises `KeyMissing`."""
        path = self.folder / f"{number}.key"
        if not path.exists():
            raise KeyMissing(f"key {number} is not in {self.folder}: restore the folder of keys")
        return path.read_bytes()

    def rotate(self) -> int:
        """Make a new key that seals from now on; what older keys sealed stays readable. Returns its number."""
        number = (self._numbers() or [0])[-1] + 1
        key_in(self.folder / f"{number}.key")
        return number

    def _numbers(self) -> list[int]:
        return sorted(int(path.stem) for path in self.folder.glob("*.key") if path.stem.isdigit())
