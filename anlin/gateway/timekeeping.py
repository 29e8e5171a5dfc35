"""The door's time: what rows are stamped with, so that it goes on evenly whatever is done to the machine's clock.

The engine's clock is the latest instant of the journal and never goes back. Were a clock that somebody sets two hours
ahead, and back, simply written down, then for two hours every row would count as late and page nobody.
"""

import structlog

from anlin.observations.clock import Clock
from anlin.observations.instants import MINUTE, SECOND

NEAR = 1 * SECOND
"""What the system's own care for its clock makes of a difference, a leap second too; it is followed at once."""
PROOF = 10 * MINUTE
"""So long another time must stand before it is believed: most slips are put right within minutes."""
SLOWER = 8
"""The door's time loses an eighth of a second each second until a clock that was set back has caught up: what lasts
three minutes is then told after 3 min 26 s, and nothing is missed."""

log = structlog.get_logger("anlin.gateway")


class Timekeeper:
    """Tells the door's time, microseconds since 1970 UTC, which never goes back.

    It begins with the machine's clock, or where the journal ends (`after`) if that is later, and goes on as `steady`
    does (microseconds of any origin that nobody can set). A clock that is set is not followed for `proof`. Then one
    that is ahead is, at once, as after an outage; to one that is behind the door's time comes back slowly.

    `shift`: how far the door's time has moved from where it began, but for the passing of time: so much every device's
    clock seems to have moved too. `stepped_to`: what was stamped earlier than this is older than the journal may be.
    Without `steady` the clock is believed as it is (a demo's, a test's).
    """

    def __init__(self, clock: Clock, steady: Clock | None = None, after: int = 0, proof: int = PROOF) -> None:
        self._clock, self._steady, self._proof = clock, steady, proof
        self.shift = self.stepped_to = 0
        self._told = after
        if steady is None:
            return
        self._read_at = steady()
        self._line = clock() - self._read_at
        self._differs_by = 0
        self._differs_since = self._read_at
        self.shift = max(0, after - clock())
        if self.shift > NEAR:
            log.warning("the journal is ahead of this machine's clock: was it set back?", seconds=self.off_s)

    @property
    def off_s(self) -> float:
        """Seconds by which the machine's clock is ahead of the door's time; 0 while they agree."""
        off = 0 if self._steady is None else self._clock() - self._steady() - self._line - self.shift
        return round(off / SECOND, 1) if abs(off) > NEAR else 0.0

    def now(self) -> int:
        clock = self._clock()
        if self._steady is None:
            return clock
        steady = self._steady()
        passed, self._read_at = steady - self._read_at, steady
        off = clock - steady - self._line - self.shift
        if -NEAR <= off <= NEAR:
            self._line += off
            if -NEAR <= self.shift <= NEAR:
                self._line, self.shift = self._line + self.shift, 0
        else:
            self._doubt(clock - steady - self._line, off, passed)
        self._told = max(self._told, steady + self._line + self.shift)
        return self._told

    def not_before(self, instant: int) -> bool:
        """Another door wrote `instant` down: ours is not earlier. Whether that was a step."""
        ahead = instant - self.now()
        if self._steady is None or ahead <= NEAR:
            return False
        self._step(ahead)
        self._told = max(self._told, instant)
        return True

    def _doubt(self, differs_by: int, off: int, passed: int) -> None:
        """The machine's clock and the steady one disagree."""
        if abs(differs_by - self._differs_by) > NEAR:
            self._differs_by, self._differs_since = differs_by, self._read_at
            log.warning("this machine's clock was set; the door does not follow it at once", by_s=off / SECOND)
        proven = self._read_at - self._differs_since - self._proof
        if proven < 0:
            return
        if off > 0:
            log.warning("the door's time follows the machine's clock", by_s=off / SECOND)
            self._step(off)
        else:
            self.shift -= min(min(passed, proven) // SLOWER, -off)

    def _step(self, by: int) -> None:
        self.shift += by
        self.stepped_to = self._read_at + self._line + self.shift
