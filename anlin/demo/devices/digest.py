"""HTTP Digest as devices do it, hand-written and with their deviations (GA/T 1400 Register)."""

import hashlib
import re
from collections.abc import Mapping

from anlin.demo.town.plan import Dialect

_PAIR = re.compile(r'(\w+)="?([^",]*)"?')


def challenge_of(header: str) -> dict[str, str]:
    """Parameters of a `WWW-Authenticate: Digest …` header; {} for another scheme."""
    scheme, _, rest = header.partition(" ")
    return dict(_PAIR.findall(rest)) if scheme.lower() == "digest" else {}


def authorization(
    dialect: Dialect, challenge: Mapping[str, str], user: str, password: str, url: str, path: str, cnonce: str
) -> str:
    """The `Authorization` of a POST to `path`, as this dialect writes it.

    `absolute_uri` computes over the whole URL, quotes what needs no quotes and loses the last quotation mark;
    the others write it as RFC 7616 does. Without `qop` in the challenge the older form is used.
    """
    uri = url if dialect == "absolute_uri" else path
    realm, nonce = challenge["realm"], challenge["nonce"]
    ha1 = _md5(f"{user}:{realm}:{password}")
    ha2 = _md5(f"POST:{uri}")
    head = f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}"'
    opaque = f', opaque="{challenge["opaque"]}"' if challenge.get("opaque") else ""
    if "auth" not in challenge.get("qop", ""):
        return f'{head}, response="{_md5(f"{ha1}:{nonce}:{ha2}")}"{opaque}'
    response = _md5(f"{ha1}:{nonce}:00000001:{cnonce}:auth:{ha2}")
    if dialect == "absolute_uri":
        return f'{head}, qop="auth", nc="00000001", cnonce="{cnonce}"{opaque}, response="{response}'
    return f'{head}, qop=auth, nc=00000001, cnonce="{cnonce}", response="{response}"{opaque}'


def _md5(text: str) -> str:
    # The standard's own digest; no secret rests on it beyond the session's first message.
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
