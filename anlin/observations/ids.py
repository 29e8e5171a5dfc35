"""Tokens: the id of an observation, and the keyed token of a subject."""

import hashlib
import hmac
from functools import lru_cache

_MASK63 = (1 << 63) - 1


class DeviceIds:
    """Makes the ids of one device's observations; starts each hash where the device's code left it."""

    __slots__ = ("_begun",)

    def __init__(self, device: str) -> None:
        self._begun = hashlib.blake2b(f"{device}\x1f".encode(), digest_size=8)

    def of(self, event: str, kind: int, label: int) -> bytes:
        """The id as 8 bytes, little-endian; never all 0."""
        digest = self._begun.copy()
        digest.update(event.encode() + _ending(kind, label))
        made = digest.digest()
        return made if made != _ZERO else _ONE


@lru_cache(maxsize=4096)
def _ending(kind: int, label: int) -> bytes:
    return b"\x1f%d\x1f%d" % (kind, label)


_ZERO = bytes(8)
_ONE = (1).to_bytes(8, "little")


def observation_id(device: str, event: str, kind: int, label: int) -> int:
    """Token of (device, the device's own event id or counter or time, kind, label): u64, never 0.

    The same message sent again gives the same id, so repeats can be dropped: docs/architecture.md, "The one record".
    """
    return int.from_bytes(DeviceIds(device).of(event, kind, label), "little")


def subject_token(key: bytes, purpose: str, text: str) -> int:
    """Keyed token of a plate, card or dwelling under one declared purpose: u64, never 0.

    Without the key the token says nothing about the text; another purpose's key gives another token, so
    registers of different purposes cannot be joined (LU-28, LU-61). Raises ValueError on a key under 16 bytes.
    """
    if len(key) < 16:
        raise ValueError("a token key has at least 16 bytes")
    mac = hmac.new(key, f"{purpose}\x1f{text}".encode(), hashlib.sha256).digest()
    return int.from_bytes(mac[:8], "little") or 1


def condition_id(model: str, rule: str, key: str, opened_at: int) -> int:
    """Token of (model, rule, key, opening instant): 63 bits, so that it fits a signed database column.

    `opened_at` is microseconds since 1970 UTC. The same journal gives the same ids (P2, docs/architecture.md).
    """
    text = f"{model}\x1f{rule}\x1f{key}\x1f{opened_at}".encode()
    return (int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little") & _MASK63) or 1
