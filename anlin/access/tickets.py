"""Short-lived leave to watch one camera: signed, bound to the sign-in that asked for it, never stored."""

import hashlib
from dataclasses import dataclass

from django.core import signing

SALT = "anlin.live"
LASTS_US = 90 * 1_000_000
"""How long a right that was taken away may still show a picture; a page asks anew before."""


class NoTicket(Exception):
    """The ticket is not ours, not this sign-in's, or over."""


@dataclass(frozen=True)
class Ticket:
    """Which stream, for whose sign-in, until when (µs since 1970 UTC)."""

    stream: str
    session: str
    ends_at: int


def session_mark(session_key: str) -> str:
    return hashlib.sha256(f"live\x1f{session_key}".encode()).hexdigest()[:24]


def issue(stream: str, session_key: str, now: int) -> tuple[str, int]:
    """The ticket as it stands in an address, and when it ends."""
    ends_at = now + LASTS_US
    return signing.dumps([stream, session_mark(session_key), ends_at], salt=SALT), ends_at


def read(text: str, session_key: str, now: int) -> Ticket:
    """Raises `NoTicket`."""
    try:
        stream, session, ends_at = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise NoTicket from None
    if ends_at <= now or session != session_mark(session_key):
        raise NoTicket
    return Ticket(stream, session, ends_at)


def sign_part(stream: str, address: str) -> str:
    """A piece of a stream as it stands in an address: only what the gateway's own playlist named can be asked for."""
    return signing.dumps([stream, address], salt=SALT + ".part")


def read_part(text: str, stream: str) -> str:
    """Raises `NoTicket`."""
    try:
        of, address = signing.loads(text, salt=SALT + ".part")
    except (signing.BadSignature, ValueError, TypeError):
        raise NoTicket from None
    if of != stream:
        raise NoTicket
    return str(address)
