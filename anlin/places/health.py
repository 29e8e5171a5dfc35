"""How a device is: gateway and channel apart, because a live recorder says nothing about its cameras."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from anlin.journal import Liveness

MISSED = 3
"""Heartbeats missed until a session counts as silent. Source: GB/T 28181, 3 times the heartbeat's time."""
QUIET_US = 24 * 3600 * 1_000_000
"""A channel that only reports events may be quiet for so long before nobody can say whether it sees."""


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
    offset = live.clock_offset_us if live else None
    channel = channel_sign(live, now)
    own = session_sign(device, live, now)
    if parent is None and own.state != "never":
        state, reason = ("online", "heartbeat") if own.state == "alive" else ("offline", "no_heartbeat")
        return Health(state, reason, channel, own, offset)
    gateway = session_sign(parent, liveness.get(parent.code), now) if parent is not None else None
    if gateway is not None and gateway.state == "silent":
        # A dead parent hides its children: nobody can say how they are.
        return Health("unknown", "gateway_silent", channel, gateway, offset)
    state, reason = _channel_state(live, channel)
    return Health(state, reason, channel, gateway, offset)


def _channel_state(live: Liveness | None, channel: Sign) -> tuple[str, str]:
    if live is not None and live.online is False:
        return "offline", "said_offline"
    if channel.state == "alive" or (live is not None and live.online):
        return "online", "reports"
    return ("never", "never_seen") if channel.state == "never" else ("unknown", "quiet")
