"""Verifies an Anlin audit log without Anlin: `python verify.py LOG [--heads HEADS --key KEY.pem]`.

LOG is the SQLite database itself or JSON Lines of its records (`position, at, who, operation, result, body, hash`).
HEADS are JSON Lines of signed heads as witnesses keep them; KEY is the public key, obtained from a witness, not from
the platform. Needs Python, and the package `cryptography` where heads are given. Prints what is wrong and where;
exits 0 sound, 1 altered, 2 could not run.
"""

import argparse
import base64
import hashlib
import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GENESIS = "0" * 64
COLUMNS = ("position", "at", "who", "operation", "result", "body", "hash")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: at which position, and what it means."""

    position: int
    what: str


def link(before: str, body: str) -> str:
    """Hash of a record: SHA-256 over the hash before it and its canonical JSON."""
    return hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()


# --- SM2 (GB/T 32918.2) over sm2p256v1, for heads signed in the `gm` profile; the signing half is in sm2.py -----------

SM2_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
SM2_A = SM2_P - 3
SM2_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
SM2_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
SM2_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
SM2_ID = b"1234567812345678"
"""The signer's identity where none is agreed (GM/T 0009)."""
SM2_SPKI = bytes.fromhex("3059301306072A8648CE3D020106082A811CCF5501822D03420004")
"""What a public key's DER begins with; the two coordinates follow."""

Point = tuple[int, int] | None
"""A point of the curve; None is the one at infinity."""


def sm2_add(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % SM2_P == 0:
        return None
    slope = (3 * x1 * x1 + SM2_A) * pow(2 * y1, -1, SM2_P) if one == other else (y2 - y1) * pow(x2 - x1, -1, SM2_P)
    x = (slope * slope - x1 - x2) % SM2_P
    return x, (slope * (x1 - x) - y1) % SM2_P


def sm2_times(factor: int, point: Point) -> Point:
    found: Point = None
    while factor:
        if factor & 1:
            found = sm2_add(found, point)
        point, factor = sm2_add(point, point), factor >> 1
    return found


def sm2_digest(public: tuple[int, int], message: bytes) -> int:
    """What SM2 signs: SM3 over the signer's identity and curve, and the message."""
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    def sm3(content: bytes) -> bytes:
        state = Hash(SM3())
        state.update(content)
        return state.finalize()

    numbers = (SM2_A, SM2_B, *SM2_G, *public)
    identity = (8 * len(SM2_ID)).to_bytes(2, "big") + SM2_ID + b"".join(n.to_bytes(32, "big") for n in numbers)
    return int.from_bytes(sm3(sm3(identity) + message), "big")


def sm2_is_signed(public: tuple[int, int], message: bytes, signature: bytes) -> bool:
    """`signature`: r and s, 32 bytes each."""
    x, y = public
    if len(signature) != 64 or (y * y - x * x * x - SM2_A * x - SM2_B) % SM2_P:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    t = (r + s) % SM2_N
    if not (0 < r < SM2_N and 0 < s < SM2_N and t):
        return False
    point = sm2_add(sm2_times(s, SM2_G), sm2_times(t, public))
    return point is not None and (sm2_digest(public, message) + point[0]) % SM2_N == r


def head_text(position: int, head_hash: str, at: int) -> bytes:
    """What a signed head signs. `at`: microseconds since 1970 UTC."""
    return f"anlin audit head\n{position}\n{head_hash}\n{at}".encode()


def check_records(records: Iterable[dict[str, Any]], before: str = GENESIS, expected: int = 1) -> Iterator[Finding]:
    """Findings inside the chain: edited, missing, inserted, exchanged or back-dated records, in stored order.

    `before`, `expected`: hash of the record before the first and the first's position, where only an end is checked.
    """
    latest = 0
    for record in records:
        position = record["position"]
        if position != expected:
            yield Finding(expected, f"record {position} stands where {expected} belongs: deleted, inserted or moved")
        elif link(before, record["body"]) != record["hash"]:
            yield Finding(position, "the hash does not fit: this record was changed, or the one before it replaced")
        else:
            yield from _check_columns(record)
        if record["at"] < latest:
            yield Finding(position, "older than the record before it: back-dated")
        latest = max(latest, record["at"])
        # Goes on from what is stored, so that one change is reported once and not for every record after it.
        before, expected = record["hash"], position + 1


def _check_columns(record: dict[str, Any]) -> Iterator[Finding]:
    body = json.loads(record["body"])
    for column in ("position", "at", "who", "operation", "result"):
        if body.get(column) != record[column]:
            yield Finding(record["position"], f"column {column} differs from the sealed record: it was changed")


def checker_of(public_key_pem: bytes) -> Callable[[bytes, bytes], bool]:
    """Says of (message, signature) whether this key signed it: Ed25519, or SM2 in the `gm` profile."""
    body = b"".join(line for line in public_key_pem.splitlines() if not line.startswith(b"-----"))
    der = base64.b64decode(body)
    if der.startswith(SM2_SPKI):
        x, y = der[len(SM2_SPKI) :][:32], der[len(SM2_SPKI) :][32:]
        public = int.from_bytes(x, "big"), int.from_bytes(y, "big")
        return lambda message, signature: sm2_is_signed(public, message, signature)
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = load_pem_public_key(public_key_pem)
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("the key is neither an Ed25519 nor an SM2 public key")

    def is_signed(message: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    return is_signed


def check_heads(hashes: dict[int, str], heads: Iterable[dict[str, Any]], public_key_pem: bytes) -> Iterator[Finding]:
    """Findings against signed heads: the log was cut, or another history stands in its place (fork)."""
    is_signed = checker_of(public_key_pem)
    for head in heads:
        position, head_hash = head["position"], head["hash"]
        try:
            signature = base64.b64decode(head["signature"])
        except ValueError:
            signature = b""
        if not is_signed(head_text(position, head_hash, head["at"]), signature):
            yield Finding(position, "this head is not signed by the given key")
        elif position and position not in hashes:
            yield Finding(position, "signed, but no longer in the log: its end was cut off")
        elif position and hashes[position] != head_hash:
            yield Finding(position, "the log holds another record than the one that was signed: a forked history")


def check(
    records: Iterable[dict[str, Any]],
    heads: Iterable[dict[str, Any]] = (),
    public_key_pem: bytes = b"",
    before: str = GENESIS,
    expected: int = 1,
) -> list[Finding]:
    """Every finding of a log, in order of position; of its end only, where `before` and `expected` say so."""
    hashes: dict[int, str] = {}

    def remembered() -> Iterator[dict[str, Any]]:
        for record in records:
            hashes[record["position"]] = record["hash"]
            yield record

    findings = list(check_records(remembered(), before, expected))
    if public_key_pem:
        findings += check_heads(hashes, (head for head in heads if head["position"] >= expected), public_key_pem)
    return sorted(set(findings), key=lambda finding: finding.position)


def read_log(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a log in stored order. Raises OSError, sqlite3.Error or ValueError on what is not a log."""
    with path.open("rb") as file:
        is_sqlite = file.read(16) == b"SQLite format 3\0"
    if is_sqlite:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            for row in database.execute(f"SELECT {', '.join(COLUMNS)} FROM access_auditrecord ORDER BY position"):
                yield dict(zip(COLUMNS, row, strict=True))
        finally:
            database.close()
    else:
        yield from read_lines(path)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=Path)
    parser.add_argument("--heads", type=Path)
    parser.add_argument("--key", type=Path)
    given = parser.parse_args(arguments)
    if bool(given.heads) != bool(given.key):
        sys.stderr.write("--heads and --key belong together\n")
        return 2
    try:
        heads = list(read_lines(given.heads)) if given.heads else []
        findings = check(read_log(given.log), heads, given.key.read_bytes() if given.key else b"")
    except (OSError, sqlite3.Error, ValueError, KeyError) as error:
        sys.stderr.write(f"{given.log}: cannot be verified: {error}\n")
        return 2
    for finding in findings:
        sys.stdout.write(f"{finding.position}: {finding.what}\n")
    sys.stdout.write(f"{len(findings)} findings\n" if findings else "sound\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
