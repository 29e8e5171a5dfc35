"""What a webhook's address must look like before it is kept or used."""

from urllib.parse import urlsplit


def check_address(text: str, hosts: frozenset[str]) -> str:
    """The address, trimmed. Raises ValueError saying what is expected and where the list is."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("the address is no URL; expected https://host/path") from None
    if parts.scheme not in ("https", "http") or not host or parts.username:
        raise ValueError("the address is no URL; expected https://host/path without a password in it")
    if host not in hosts:
        raise ValueError(f"{host!r} is not listed; the operator lists hosts in ANLIN_OUTBOUND_HOSTS")
    if parts.scheme == "http" and host not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("messages leave this machine only over https")
    return text
