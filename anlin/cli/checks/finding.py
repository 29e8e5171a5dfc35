"""One thing that a check found, and what checks are handed."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from anlin.journal import Journal, open_journal
from anlin.observations.clock import Clock, system_clock
from anlin.site.config import Config


class State(StrEnum):
    OK = "ok"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """`text`: what is so, in one sentence that names no person. `remedy`: what to do, empty when all is well."""

    text: str
    text_zh: str
    state: State = State.OK
    remedy: str = ""
    remedy_zh: str = ""


Words = tuple[str, str]
"""The same in English and in Chinese."""


def well(en: str, zh: str) -> Finding:
    return Finding(en, zh)


def problem(what: Words, remedy: Words) -> Finding:
    return Finding(*what, State.PROBLEM, *remedy)


@dataclass
class Surroundings:
    """What the checks look at. `clock`: microseconds since 1970 UTC. `is_thorough`: every byte, however long."""

    config: Config
    clock: Clock = system_clock
    is_thorough: bool = False
    open_journal: Callable[[str], Journal] = field(default=open_journal)
    room: Callable[[Path], tuple[int, int, int]] = field(default=shutil.disk_usage)  # Bytes: all, used, free.

    @cached_property
    def journal(self) -> Journal:
        """Opened once, and only by the first check that needs it. Raises what opening raises."""
        return self.open_journal(self.config.journal)
