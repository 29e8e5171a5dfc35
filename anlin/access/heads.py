"""Signed tree heads: what the log was, so that nobody can cut or exchange it unseen (LU-52).

A head is signed with Ed25519 and added to `witness/heads.jsonl` under ANLIN_HOME; with ANLIN_CRYPTO=gm it is signed
with SM2 and added to `witness/heads-gm.jsonl` (LU-60). It protects from the moment it and the public key are kept by
somebody else: `witnesses.py` hands both to the witnesses the operator names.
"""

import base64
import json
import os
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from anlin.access import sm2
from anlin.access.keys import key_in
from anlin.access.models import AuditTip
from anlin.access.verify import head_text, read_lines
from anlin.observations.clock import Clock, system_clock

HEADS = {"international": "heads.jsonl", "gm": "heads-gm.jsonl"}
PUBLIC_KEY = {"international": "audit-public-key.pem", "gm": "audit-public-key-gm.pem"}


class Heads:
    """The signed heads of one platform: `keys` holds the signing key, `witness` what goes to witnesses."""

    def __init__(self, keys: Path, witness: Path, profile: str = "international") -> None:
        self._keys, self.witness, self._profile = keys, witness, profile

    def sign(self, clock: Clock = system_clock) -> dict[str, Any]:
        """Sign the newest record and add the head; nothing is added while the log stands still. Returns the head."""
        tip = AuditTip.objects.get(pk=1)
        last: dict[str, Any] | None = next(reversed(self.all()), None)
        if last is not None and last["position"] == tip.position and last["hash"] == tip.hash:
            return last
        at = clock()
        signature = self.signature_of(head_text(tip.position, tip.hash, at))
        head = {
            "position": tip.position,
            "hash": tip.hash,
            "at": at,
            "signature": signature,
        }
        self._add(head)
        return head

    def all(self) -> list[dict[str, Any]]:
        path = self.witness / HEADS[self._profile]
        return list(read_lines(path)) if path.exists() else []

    def public_key_pem(self) -> bytes:
        if self._profile == "gm":
            return sm2.public_pem(self._sm2_key())
        return self._key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def signature_of(self, text: bytes) -> str:
        """Of anything the platform testifies to with this key; base64."""
        raw = sm2.sign(self._sm2_key(), text) if self._profile == "gm" else self._key().sign(text)
        return base64.b64encode(raw).decode()

    def _sm2_key(self) -> bytes:
        return key_in(self._keys / "audit-signing-sm2.key", sm2.new_key)

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(key_in(self._keys / "audit-signing.key"))

    def _add(self, head: dict[str, Any]) -> None:
        self.witness.mkdir(parents=True, exist_ok=True)
        (self.witness / PUBLIC_KEY[self._profile]).write_bytes(self.public_key_pem())
        with (self.witness / HEADS[self._profile]).open("a", encoding="utf-8") as file:
            file.write(json.dumps(head) + "\n")
            file.flush()
            os.fsync(file.fileno())
