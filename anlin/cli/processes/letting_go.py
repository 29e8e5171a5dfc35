"""A process that outlives its database: who meets a broken connection lets go of it, so the next try makes a new one.

Django does this between two requests of a page; a process without requests would hold the dead connection for ever.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def letting_go(act: Callable[P, T]) -> Callable[P, T]:
    """`act`, which after an error of the database leaves no broken connection behind; the error goes on."""

    @wraps(act)
    def tried(*values: P.args, **named: P.kwargs) -> T:
        from django.db import Error, close_old_connections

        try:
            return act(*values, **named)
        except Error:
            close_old_connections()
            raise

    return tried
