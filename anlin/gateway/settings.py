"""What the gateway is told when it starts; the command reads it from `anlin.site.config` and hands it in."""

from dataclasses import dataclass, field

from anlin.gateway.timekeeping import PROOF
from anlin.observations.instants import DAY, MINUTE

DEVICES_WAIT_S = 2.0
"""What a running door sets `answer_within_s` to: devices give up after 3 to 5 s (`docs/gat1400.md` section 11)."""


@dataclass(frozen=True)
class GatewaySettings:
    """Bytes are counted before decoding; spans of time are microseconds.

    `first_tick_after`: of silence after rows, so that the engine need not wait for the next ones to know that time has
    gone on; then every `tick_after`.
    `clock_proof`: so long another time must stand before the door believes it (`timekeeping.py`).
    `quarantine_key`: 32 bytes, from a key file; undecodable messages are kept under it.
    `metrics_token`: bearer token of /metrics; "" closes it.
    """

    realm: str = "anlin"
    server_id: str = "37110200005030000001"  # Our own GA/T 1400 id: view library of the demo's district.
    metrics_token: str = field(default="", repr=False)
    quarantine_key: bytes = field(default=b"", repr=False)
    max_body_bytes: int = 32 << 20
    max_bodies_bytes: int = 256 << 20  # Of all requests that are being read, together.
    max_waiting_rows: int = 200_000
    first_tick_after: int = 20_000
    tick_after: int = 200_000
    repeats_for: int = 7 * DAY
    quarantine_for: int = 7 * DAY
    sealed_for: int = 15 * MINUTE
    plate_sealed_for: int = 3 * MINUTE
    directory_every_s: float = 1.0
    clock_proof: int = PROOF
    answer_within_s: float = 60.0  # Whom the disk keeps longer is told to come again.
    closed_for_s: float = 1.0  # After the journal failed, nobody is let in for that long.
