"""One thing that a check found, and what checks are handed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

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
    state: State = State.OK
    remedy: str = ""


def problem(text: str, remedy: str) -> Finding:
    return Finding(text, State.PROBLEM, remedy)


@dataclass
class Surroundings:
    """What the checks look at. `clock`: microseconds since 1970 UTC. `is_thorough`: every byte, however long."""

    config: Config
    clock: Clock = system_clock
    is_thorough: bool = False
    open_journal: Callable[[str], Journal] = field(default=open_journal)

    @cached_property
    def journal(self) -> Journal:
        """Opened once, and only by the first check that needs it. Raises what opening raises."""
        return self.open_journal(self.config.journal)
