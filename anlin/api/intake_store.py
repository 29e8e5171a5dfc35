"""The journal and the clock as the routes of this process use them."""

from functools import lru_cache

from anlin.journal import Journal, open_journal
from anlin.observations.clock import Clock, open_clock
from anlin.site.config import config


@lru_cache(maxsize=1)
def journal() -> Journal:
    return open_journal(config().journal)


@lru_cache(maxsize=1)
def clock() -> Clock:
    """The present: the system's clock, or the demo's."""
    return open_clock(config().clock)
