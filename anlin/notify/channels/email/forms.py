"""What a mail address must look like before it is kept."""

from email.headerregistry import Address


def check_address(text: str) -> str:
    """The address, trimmed. Raises ValueError saying what is expected."""
    text = text.strip()
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError):
        raise ValueError(f"{text[:60]!r} is no mail address; expected name@host") from None
    if not address.username or ("." not in address.domain and address.domain != "localhost"):
        raise ValueError(f"{text[:60]!r} is no mail address; expected name@host")
    return text
