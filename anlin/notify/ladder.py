"""By which channel, and how long after the first: the page at once, then the ways that reach a pocket.

Source: docs/domain.md section 5 (a push counts only when a receipt or acceptance arrives); LU-101 for the grouping.
"""

from dataclasses import dataclass

from anlin.alerts.words import Severity

SECOND = 1_000_000
GROUP_FOR_US = 600 * SECOND
"""At most one message by a channel in ten minutes to one person; a critical one never waits."""


@dataclass(frozen=True)
class Rung:
    """One step: after `after_us` without receipt or acceptance, this channel too."""

    channel: str
    after_us: int


LADDERS: dict[int, tuple[Rung, ...]] = {
    Severity.CRITICAL: (Rung("in_app", 0), Rung("webhook", 10 * SECOND), Rung("email", 30 * SECOND)),
    Severity.HIGH: (Rung("in_app", 0), Rung("webhook", 60 * SECOND), Rung("email", 120 * SECOND)),
    Severity.MEDIUM: (Rung("in_app", 0), Rung("webhook", 300 * SECOND), Rung("email", 600 * SECOND)),
    Severity.LOW: (Rung("in_app", 0),),
}


def due_at(rung: Rung, severity: int, now: int, last_sent_at: int | None) -> int:
    """When a message of this rung may go; `last_sent_at`: of the person's last one by it that was not critical."""
    soonest = now + rung.after_us
    if severity == Severity.CRITICAL or rung.channel == "in_app" or last_sent_at is None:
        return soonest
    return max(soonest, last_sent_at + GROUP_FOR_US)
