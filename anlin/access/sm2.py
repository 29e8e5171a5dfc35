"""SM2 signatures (GB/T 32918.2) for the `gm` profile; the checking half and the curve are in `verify.py`.

Plain integers, not constant in time: it signs the audit log's heads every ten minutes on the platform's own machine,
where nobody can measure it closely; it is not for answering strangers.
"""

import base64
import secrets

from anlin.access.verify import SM2_G, SM2_N, SM2_SPKI, sm2_digest, sm2_times


def new_key() -> bytes:
    """A private key: 32 bytes, a number from 1 to n - 2."""
    return (secrets.randbelow(SM2_N - 2) + 1).to_bytes(32, "big")


def public_of(key: bytes) -> tuple[int, int]:
    point = sm2_times(int.from_bytes(key, "big"), SM2_G)
    if point is None:
        raise ValueError("this is no SM2 key")
    return point


def public_pem(key: bytes) -> bytes:
    """The public key as others read it (SubjectPublicKeyInfo)."""
    x, y = public_of(key)
    body = base64.b64encode(SM2_SPKI + x.to_bytes(32, "big") + y.to_bytes(32, "big")).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""]).encode()


def sign(key: bytes, message: bytes, nonce: int | None = None) -> bytes:
    """r and s, 32 bytes each. `nonce` is given by known-answer tests only."""
    d, e = int.from_bytes(key, "big"), sm2_digest(public_of(key), message)
    while True:
        k = nonce or secrets.randbelow(SM2_N - 1) + 1
        point = sm2_times(k, SM2_G)
        r = (e + (point[0] if point else 0)) % SM2_N
        s = pow(1 + d, -1, SM2_N) * (k - r * d) % SM2_N
        if r and s and (r + k) % SM2_N:
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
