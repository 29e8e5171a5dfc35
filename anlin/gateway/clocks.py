"""Whether a device's time can be believed, and by how much its clock is wrong."""

from collections import deque

from anlin.observations import Quality
from anlin.observations.instants import DAY, MINUTE, SECOND

YEARS_OFF = 366 * DAY
TOLERANCE = 2 * SECOND  # Whole-second times and a short way make this much difference without a wrong clock.
PROMPT = 3 * SECOND  # What a feed that sends at once may be late; more is a budget registered for batches.
REPLAYED_AFTER = 10 * MINUTE

_LATE = int(Quality.LATE)
_CORRECTED = int(Quality.CLOCK_CORRECTED)
_SUSPECT = int(Quality.CLOCK_SUSPECT)
_REPLAYED = int(Quality.REPLAYED)
_NO_TIME = int(Quality.NO_DEVICE_TIME)


class DeviceClock:
    """Measures one clock by the delays of what it sends; memory is bounded by 16 delays.

    A message comes after it happened, so the least delay of late is the offset, give or take the way. It is believed
    once at least half of 8 to 16 delays, the least of a second each, lie within 2 s of the least: a wrong clock delays
    everything alike, a backlog after an outage does not. Of a feed that is registered as uploading in batches no delay
    within its budget says anything about its clock, however steady it is. But nothing comes before it happened: what
    is ahead tells of its clock also in batches, and then delays as far apart as a batch is long agree.

    `offset_us`: to be added to the device's time; 0 for a clock within 2 s; None while not known.
    """

    __slots__ = ("_delays", "_next_at", "offset_us")

    def __init__(self, offset_us: int | None = None) -> None:
        self.offset_us = offset_us
        self._delays: deque[int] = deque(maxlen=16)
        self._next_at = 0

    def learn(self, observed_at: int, received_at: int, late_after: int = PROMPT) -> None:
        delay = received_at - observed_at
        if received_at < self._next_at:
            if delay < self._delays[-1]:
                self._delays[-1] = delay
            return
        self._next_at = received_at + SECOND
        self._delays.append(delay)
        if len(self._delays) < 8:
            return
        least = min(self._delays)
        apart = max(TOLERANCE, late_after) if least < -TOLERANCE else TOLERANCE
        near = sum(delay - least <= apart for delay in self._delays)
        if 2 * near < len(self._delays):
            self.offset_us = None
        else:
            usual = TOLERANCE if late_after <= PROMPT else late_after
            self.offset_us = least if not -TOLERANCE <= least <= usual else 0

    def judge(
        self,
        observed_at: int | None,
        received_at: int,
        quality: int,
        late_after: int,
        sender: "DeviceClock | None" = None,
        shift: int = 0,
    ) -> tuple[int, int]:
        """(instant, quality bits) to journal. Instants are microseconds since 1970 UTC, `late_after` microseconds.

        No time: received. Years off, or ahead without a measured offset: received, `clock_suspect`. A measured offset
        is taken off. Later than `late_after`: `late`; later than ten minutes beyond it: `replayed` too.

        `sender`: the clock of what the device lives behind. Simple sensors have none but their hub's, and speak too
        seldom to be measured: the hub's offset holds for them where it makes the time plausible. `shift`: how far our
        own time has moved (`timekeeping.py`); offsets are of the time before.
        """
        if observed_at is None:
            return received_at, quality | _NO_TIME
        delay = received_at - observed_at
        if not -YEARS_OFF < delay < YEARS_OFF:
            return received_at, quality | _SUSPECT
        if not quality & _REPLAYED:
            self.learn(observed_at, received_at - shift, late_after)
            if sender is not None:
                sender.learn(observed_at, received_at - shift, late_after)
        own = self.offset_us
        senders = sender.offset_us if sender is not None and own != 0 else None
        if senders and _is_prompt(delay - shift - senders, late_after):
            own = senders
        if own is not None:
            offset = own + shift
        else:
            # Not measured yet: it has stayed where it was, or goes with us, whichever makes the time plausible.
            offset = shift if not _is_prompt(delay, late_after) and _is_prompt(delay - shift, late_after) else 0
        if offset:
            delay -= offset
            observed_at += offset
            quality |= _CORRECTED
        if delay < 0:
            # Ahead of us: by less than the tolerance it just happened, by more the clock is not to be believed.
            return received_at, quality | (_SUSPECT if delay < -TOLERANCE else 0)
        if delay > late_after:
            quality |= _LATE | (_REPLAYED if delay > late_after + REPLAYED_AFTER else 0)
        return observed_at, quality


def _is_prompt(delay: int, late_after: int) -> bool:
    return -TOLERANCE <= delay <= late_after
