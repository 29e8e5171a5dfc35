"""HTTP Digest as devices speak it: RFC 7616 with MD5 or SHA-256, RFC 2617 without `qop`, and the field's deviations.

Accepted (`docs/gat1400.md` section 3): quoted `qop` and `nc`, parameters in any order, a last parameter without
its closing quote, an absolute address as `uri` (the hash is over what was sent, its path must be the one requested).
The password is never known here: accounts hold HA1 = H(user:realm:password), once for each H.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import msgspec

from anlin.gateway.door import one_slash
from anlin.observations.instants import MINUTE

_PARAMETER = re.compile(r'([A-Za-z]+)\s*=\s*(?:"([^"]*)(?:"|$)|([^\s,"]*))')
_MAX_HEADER = 2048
_MD5_DIGITS = 32

SERVED = ("md5", "md5-sess", "sha-256", "sha-256-sess")
"""Algorithms, in lower case; none named is MD5 (RFC 7616 section 3.4)."""


class Proof(msgspec.Struct, frozen=True):
    """What a client put into `Authorization: Digest …`; fields it left out are empty."""

    username: str = ""
    realm: str = ""
    nonce: str = ""
    uri: str = ""
    response: str = ""
    qop: str = ""
    nc: str = ""
    cnonce: str = ""
    algorithm: str = ""

    def __repr__(self) -> str:
        return "Proof()"


def challenge(realm: str, nonce: str, algorithm: str = "", *, is_stale: bool = False) -> str:
    """Value of `WWW-Authenticate`. No blanks after commas and hexadecimal values only; MD5 is not named.

    Hand-written clients split at `,` and `=`; a blank would hide a key from them and a `=` would cut the nonce.
    """
    opaque = hashlib.md5(nonce.encode(), usedforsecurity=False).hexdigest()
    named = f",algorithm={algorithm}" if algorithm else ""
    stale = ",stale=true" if is_stale else ""
    return f'Digest realm="{realm}",qop="auth",nonce="{nonce}",opaque="{opaque}"{named}{stale}'


def proof_in(authorization: str) -> Proof | None:
    """The proof of an `Authorization` header, None if it is no usable Digest header."""
    scheme, _, rest = authorization.strip().partition(" ")
    if scheme.lower() != "digest" or len(authorization) > _MAX_HEADER:
        return None
    said: dict[str, str] = {}
    for name, quoted, bare in _PARAMETER.findall(rest):
        said.setdefault(name.lower(), quoted or bare)
    proof = Proof(**{name: said[name] for name in Proof.__struct_fields__ if name in said})
    return proof if proof.username and proof.nonce and proof.response else None


def is_for(proof: Proof, path: str) -> bool:
    """Whether the proof's `uri`, relative or absolute, names the requested path; query and closing slash aside."""
    try:
        # Two slashes at the beginning are a slip, not the name of a host.
        named = one_slash(urlsplit(re.sub("^/+", "/", proof.uri)).path)
    except ValueError:
        return False
    return unquote(named).rstrip("/") == unquote(path).rstrip("/")


def is_served(proof: Proof) -> bool:
    """Whether its kind of proof is looked at here at all."""
    return (proof.algorithm.lower() or "md5") in SERVED and proof.qop.lower() in ("", "auth")


def is_sha256(proof: Proof) -> bool:
    """By the length of the response too: some clients repeat the `algorithm` they were offered and reckon with MD5."""
    return proof.algorithm.lower().startswith("sha-256") and len(proof.response) != _MD5_DIGITS


def is_right(proof: Proof, method: str, ha1: str) -> bool:
    """Whether the sender knows the password behind `ha1`, made with the proof's own algorithm (`is_sha256`).

    Takes the same time whether it does or not.
    """
    if not is_served(proof):
        return False
    digest = _sha256 if is_sha256(proof) else _md5
    is_of_session = proof.algorithm.lower().endswith("-sess")
    first = digest(f"{ha1}:{proof.nonce}:{proof.cnonce}") if is_of_session else ha1
    second = digest(f"{method}:{proof.uri}")
    if proof.qop:
        expected = digest(f"{first}:{proof.nonce}:{proof.nc}:{proof.cnonce}:{proof.qop}:{second}")
    else:
        expected = digest(f"{first}:{proof.nonce}:{second}")
    return hmac.compare_digest(expected.encode(), proof.response.lower().encode("utf-8", "replace"))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


class Throttle:
    """Slows guessing: after `tries` wrong proofs of one sender within `span`, the next ones are not looked at.

    Counted per address and account, so that one wrong device does not shut out its neighbours behind one address,
    and per address alone with ten times the tries. Keeps at most `MAX_KEPT` senders, the oldest go first.
    """

    MAX_KEPT = 10_000

    def __init__(self, now: Callable[[], int], tries: int = 10, span: int = 5 * MINUTE) -> None:
        self._now, self._tries, self._span = now, tries, span
        self._wrong: dict[tuple[str, str], list[int]] = {}

    def is_shut(self, peer: str, account: str) -> bool:
        return self._count((peer, account)) >= self._tries or self._count((peer, "")) >= 10 * self._tries

    def note_wrong(self, peer: str, account: str) -> None:
        now = self._now()
        for key in ((peer, account), (peer, "")):
            past = self._wrong.pop(key, [])
            self._wrong[key] = [*past[-10 * self._tries :], now]
        while len(self._wrong) > self.MAX_KEPT:
            del self._wrong[next(iter(self._wrong))]

    def note_right(self, peer: str, account: str) -> None:
        self._wrong.pop((peer, account), None)

    def _count(self, key: tuple[str, str]) -> int:
        since = self._now() - self._span
        return sum(at > since for at in self._wrong.get(key, ()))
