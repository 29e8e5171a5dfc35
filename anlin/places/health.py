"""How a device is: gateway and channel apart, because a live recorder says nothing about its cameras."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from anlin.journal import Liveness

MISSED = 3
"""Heartbeats missed until a session counts as silent. Source: GB/T 28181, 3 times the heartbeat's time."""
QUIET_US = 24 * 3600 * 1_000_000
"""A channel that only reports events may be quiet for so long before nobody can say whether it sees."""


ALIVE, SILENT = ("online", "heartbeat"), ("offline", "no_heartbeat")
HIDDEN = ("unknown", "gateway_silent")
SAID, REPORTS = ("offline", "said_offline"), ("online", "reports")
NEVER, QUIET = ("never", "never_seen"), ("unknown", "quiet")


class DeviceLike(Protocol):
    """What health asks of a device."""

    @property
    def code(self) -> str: ...

    @property
    def heartbeat_s(self) -> int: ...


@dataclass(frozen=True)
class Sign:
    """A sign of life: `alive`, `silent` or `never`; `at` in µs since 1970 UTC."""

    state: str
    at: int | None = None


@dataclass(frozen=True)
class Health:
    """`state`: online, offline, unknown or never; `reason` is a short code; `gateway`: the session behind it."""

    state: str
    reason: str
    channel: Sign
    gateway: Sign | None
    clock_offset_us: int | None


def session_sign(device: DeviceLike, live: Liveness | None, now: int) -> Sign:
    """Whether the device's own session to the platform is alive."""
    if live is None or live.session_at is None:
        return Sign("never")
    limit = MISSED * device.heartbeat_s * 1_000_000
    return Sign("alive" if now - live.session_at <= limit else "silent", live.session_at)


def channel_sign(live: Liveness | None, now: int) -> Sign:
    """Whether the device itself was heard of lately, through whatever gateway."""
    if live is None or live.channel_at is None:
        return Sign("never")
    return Sign("alive" if now - live.channel_at <= QUIET_US else "silent", live.channel_at)


def health_of(device: DeviceLike, parent: DeviceLike | None, liveness: Mapping[str, Liveness], now: int) -> Health:
    """How the device is at `now`. What cannot be known is `unknown`, never `online`."""
    live = liveness.get(device.code)
    gateway = liveness.get(parent.code) if parent is not None else None
    state, reason = judged(device.heartbeat_s, live, parent.heartbeat_s if parent else None, gateway, now)
    if parent is not None:
        session: Sign | None = session_sign(parent, gateway, now)
    else:
        own = session_sign(device, live, now)
        session = None if own.state == "never" else own
    return Health(state, reason, channel_sign(live, now), session, live.clock_offset_us if live else None)


def judged(
    heartbeat_s: int, live: Liveness | None, parent_heartbeat_s: int | None, gateway: Liveness | None, now: int
) -> tuple[str, str]:
    """State and reason alone, of a device with its last signs and those of its parent, if it has one (else None).

    A city has 20,000 devices and its map asks for all of them: nothing is made here.
    """
    if parent_heartbeat_s is None:
        if live is not None and live.session_at is not None:
            return ALIVE if now - live.session_at <= MISSED * heartbeat_s * 1_000_000 else SILENT
    elif (
        gateway is not None
        and gateway.session_at is not None
        and now - gateway.session_at > MISSED * parent_heartbeat_s * 1_000_000
    ):
        # A dead parent hides its children: nobody can say how they are.
        return HIDDEN
    if live is None:
        return NEVER
    if live.online is False:
        return SAID
    if live.online or (live.channel_at is not None and now - live.channel_at <= QUIET_US):
        return REPORTS
    return NEVER if live.channel_at is None else QUIET
