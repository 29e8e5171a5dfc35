"""Counts whose personal fields the data layer opened, apart from what a route says it showed (LU-51).

Outside of a request or a named job nothing opens: what nobody would put on record stays shut (P7).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class NotOnRecord(Exception):
    """A personal field was to be opened where no audit record will be written; use `access.audit.job`."""


_opened: ContextVar[set[str] | None] = ContextVar("anlin_opened_persons", default=None)


@contextmanager
def counted() -> Iterator[set[str]]:
    """Inside, personal fields may be opened; gives the pseudonyms of those whose were."""
    found: set[str] = set()
    token = _opened.set(found)
    try:
        yield found
    finally:
        _opened.reset(token)


def saw(pseudonym: str) -> None:
    """The data layer is about to open a field of this person. Raises `NotOnRecord`."""
    found = _opened.get()
    if found is None:
        raise NotOnRecord(f"a field of {pseudonym} was to be opened outside of a request or job on record")
    found.add(pseudonym)
