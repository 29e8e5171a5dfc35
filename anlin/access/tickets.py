"""Short-lived leave to watch one camera: signed, bound to the sign-in that asked for it, never stored."""

import hashlib
from dataclasses import dataclass

from django.core import signing

SALT = "anlin.live"
LASTS_US = 90 * 1_000_000
"""After which a page asks anew; whoever takes a ticket looks besides whether its right still stands (LU-04)."""


class NoTicket(Exception):
    """The ticket is not ours, not this sign-in's, or over."""


@dataclass(frozen=True)
class Ticket:
    """Which stream, for whose sign-in, until when (µs since 1970 UTC), and for which alert's sake which camera."""

    stream: str
    session: str
    ends_at: int
    alert: int = 0
    device: int = 0


def session_mark(session_key: str) -> str:
    return hashlib.sha256(f"live\x1f{session_key}".encode()).hexdigest()[:24]


def issue(stream: str, session_key: str, now: int, alert: int = 0, device: int = 0) -> tuple[str, int]:
    """The ticket as it stands in an address, and when it ends."""
    ends_at = now + LASTS_US
    return signing.dumps([stream, session_mark(session_key), ends_at, alert, device], salt=SALT), ends_at


def read(text: str, session_key: str, now: int) -> Ticket:
    """Raises `NoTicket`."""
    try:
        stream, session, ends_at, alert, device = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise NoTicket from None
    if ends_at <= now or session != session_mark(session_key):
        raise NoTicket
    return Ticket(stream, session, ends_at, alert, device)


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
