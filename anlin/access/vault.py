"""Seals single fields: authenticated encryption bound to table, column and row, and keyed look-up (LU-60, LU-61).

A sealed text is `a1.<profile>.<key number>.<base64url of nonce, ciphertext and tag>`. Two profiles: `international`
(AES-256-GCM, SHA-256) and `gm` (SM4-GCM, SM3; GB/T 39786). The profile is part of the text, so switching needs no
re-encryption: new fields use the new one, old ones stay readable.
"""

import base64
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from anlin.access.keys import KeyRing, key_in

PROFILES = ("international", "gm")
NONCE = 12
TAG = 16


class NotSealedHere(Exception):
    """The text was not sealed for this table, column and row, or it was altered."""


@dataclass(frozen=True)
class Place:
    """Where a sealed field lies; a ciphertext moved elsewhere does not open."""

    table: str
    column: str
    row: str

    @property
    def bound(self) -> bytes:
        return f"{self.table}\x1f{self.column}\x1f{self.row}".encode()


class Vault:
    """Seals and opens fields with the keys of one folder."""

    def __init__(self, folder: Path, profile: str = "international") -> None:
        if profile not in PROFILES:
            raise ValueError(f"profile {profile!r}: expected one of {', '.join(PROFILES)}")
        self.profile = profile
        self.ring = KeyRing(folder / "vault")
        self._index_folder = folder / "index"

    def seal(self, place: Place, text: str) -> str:
        number, key = self.ring.newest()
        nonce = secrets.token_bytes(NONCE)
        box = _encrypt(self.profile, _field_key(self.profile, key, place), nonce, text.encode(), place.bound)
        return f"a1.{self.profile}.{number}.{base64.urlsafe_b64encode(nonce + box).decode()}"

    def open(self, place: Place, sealed: str) -> str:
        """Raises `NotSealedHere`, or `KeyMissing` when its key is gone."""
        version, profile, number, body = ([*sealed.split("."), "", "", "", ""])[:4]
        if version != "a1" or profile not in PROFILES or not number.isdigit():
            raise NotSealedHere("this is not a sealed field")
        try:
            raw = base64.urlsafe_b64decode(body)
            key = _field_key(profile, self.ring.key(int(number)), place)
            return _decrypt(profile, key, raw[:NONCE], raw[NONCE:], place.bound).decode()
        except (InvalidTag, ValueError):
            raise NotSealedHere(f"{place.table}.{place.column}: sealed for another row, or altered") from None

    def blind_index(self, field: str, purpose: str, text: str) -> str:
        """Keyed token for an exact look-up; one key per field and purpose, so registers cannot be joined by it."""
        master = key_in(self._index_folder / "1.key")
        mac = hmac.HMAC(_derive(self.profile, master, f"index\x1f{field}\x1f{purpose}", 32), _hash(self.profile))
        mac.update(text.encode())
        return f"{self.profile[0]}{mac.finalize().hex()}"


def _hash(profile: str) -> hashes.HashAlgorithm:
    return hashes.SM3() if profile == "gm" else hashes.SHA256()


def _derive(profile: str, master: bytes, use: str, length: int) -> bytes:
    return HKDF(_hash(profile), length, salt=None, info=f"anlin\x1f{use}".encode()).derive(master)


def _field_key(profile: str, master: bytes, place: Place) -> bytes:
    # SM4 has 128-bit keys; AES-256 takes 256.
    return _derive(profile, master, f"seal\x1f{place.table}\x1f{place.column}", 16 if profile == "gm" else 32)


def _encrypt(profile: str, key: bytes, nonce: bytes, text: bytes, bound: bytes) -> bytes:
    if profile == "international":
        return AESGCM(key).encrypt(nonce, text, bound)
    sealing = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(bound)
    return sealing.update(text) + sealing.finalize() + sealing.tag


def _decrypt(profile: str, key: bytes, nonce: bytes, box: bytes, bound: bytes) -> bytes:
    if profile == "international":
        return AESGCM(key).decrypt(nonce, box, bound)
    if len(box) < TAG:
        raise ValueError("too short")
    opening = Cipher(algorithms.SM4(key), modes.GCM(nonce, box[-TAG:])).decryptor()
    opening.authenticate_additional_data(bound)
    return opening.update(box[:-TAG]) + opening.finalize()
