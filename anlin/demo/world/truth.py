"""What really happened, written down by those who make it happen, for the exam only."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any


@dataclass(slots=True)
class Incident:
    """One happening that a good platform should report, once. Instants are microseconds since 1970 UTC.

    `end` is None while it lasts; `tolerance_s` is how long after its end a report is still right.
    """

    model: str
    area: str
    zone: str
    start: int
    end: int | None = None
    tolerance_s: int = 60

    def row(self, now: int) -> dict[str, Any]:
        """The line of the TRUTH file; what still lasts ends `now`."""
        return {
            "model": self.model,
            "area": self.area,
            "zone": self.zone,
            "start": iso(self.start),
            "end": iso(now if self.end is None else self.end),
            "tolerance_s": self.tolerance_s,
        }


def iso(at: int) -> str:
    second, micros = divmod(at, 1_000_000)
    return f"{_second(second)}.{micros:06d}Z"


@lru_cache(4096)
def _second(since_1970: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=since_1970)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")
