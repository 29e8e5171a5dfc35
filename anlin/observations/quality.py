"""Bits of an observation's `quality`; each says one thing that makes the row less than ordinary."""

from enum import IntFlag


class Quality(IntFlag):
    LATE = 1  # Came after its feed's lateness budget: archived and counted, never pages anyone.
    CLOCK_CORRECTED = 2  # The device's measured clock offset was taken off `observed_at`.
    CLOCK_SUSPECT = 4  # The device's time is implausible; `observed_at` is the instant of receipt.
    REPLAYED = 8  # Sent again, retained, or kept by the device over an outage: never pages anyone.
    UNREGISTERED_DEVICE = 16  # Parked: the device is not in the registry.
    LOW_CONFIDENCE = 32  # Below the detector's own threshold.
    NO_DEVICE_TIME = 64  # The message bore no time; `observed_at` is the instant of receipt.
    UNHEALTHY_DEVICE = 128  # The device reports a fault that touches what it sees.
    TEST = 256  # A test button or drill.
    STALE_LIST = 512  # A candidate from lists older than 24 h: it cannot be confirmed (LU-23).
    NOT_ARCHIVED = 1024  # Of an isolation door: the journal holds it for its week, the archive never does (LU-35).


NEVER_PAGES = Quality.LATE | Quality.REPLAYED | Quality.UNREGISTERED_DEVICE | Quality.TEST


def names(bits: int) -> list[str]:
    """Names of the bits that are set, in order of their value, as `anlin decode` prints them."""
    return [flag.name.lower() for flag in Quality if bits & flag and flag.name]
