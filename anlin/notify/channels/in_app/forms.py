"""In-app messages have no address."""


def check_address(text: str) -> str:
    """Always empty. Raises ValueError when one is given."""
    if text.strip():
        raise ValueError("in-app messages need no address; leave it empty")
    return ""
