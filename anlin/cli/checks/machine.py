"""The machine itself: room on its disks, its clock, its ports."""

import http.client
import shutil
import socket
import statistics
from collections.abc import Iterator
from pathlib import Path

from anlin.cli.checks.finding import Finding, Surroundings, problem
from anlin.observations.instants import SECOND

LEAST_FREE_BYTES = 2 << 30
LEAST_FREE_SHARE = 0.05
AHEAD_US = 2 * SECOND
DATABASE_OFF_US = 2 * SECOND
DEVICES_OFF_US = 30 * SECOND
LEAST_DEVICES = 3
"""So many devices must agree against our clock before it is ours that is suspected."""


def disk_findings(look: Surroundings) -> Iterator[Finding]:
    seen = set()
    for folder in (look.config.home, look.config.archive, look.config.checkpoints, look.config.evidence):
        place = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if place.stat().st_dev in seen:
            continue
        seen.add(place.stat().st_dev)
        yield _room(place)


def _room(place: Path) -> Finding:
    usage = shutil.disk_usage(place)
    free = f"{usage.free / (1 << 30):.1f} GiB of {usage.total / (1 << 30):.0f} GiB are free at {place}"
    if usage.free < max(LEAST_FREE_BYTES, LEAST_FREE_SHARE * usage.total):
        return problem(free, "make room or add a disk: a full disk stops the door, so devices keep what they see")
    return Finding(free)


def clock_findings(look: Surroundings) -> Iterator[Finding]:
    """Our clock against the database's, the journal's last instant, and what the devices' clocks say together."""
    from django.db import connection

    remedy = "set up time synchronisation (chrony or systemd-timesyncd) on this machine"
    now = look.clock()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
            off = cursor.fetchone()[0] - now
        if abs(off) > DATABASE_OFF_US:
            yield problem(f"the database's clock is {off / SECOND:+.1f} s from ours", remedy)
    for shard in look.journal.shards():
        for entry in look.journal.read(shard, look.journal.last_position(shard) - 1):
            if entry.received_at > now + AHEAD_US:
                ahead = (entry.received_at - now) / SECOND
                yield problem(f"the journal of shard {shard} is {ahead:.0f} s ahead: our clock was set back", remedy)
    offsets = [live.clock_offset_us for live in look.journal.liveness().values() if live.clock_offset_us is not None]
    if len(offsets) >= LEAST_DEVICES and abs(statistics.median(offsets)) > DEVICES_OFF_US:
        off_s = -statistics.median(offsets) / SECOND
        yield problem(
            f"most of {len(offsets)} device clocks are about {off_s:+.0f} s from ours: is ours wrong?", remedy
        )
    yield Finding(f"{len(offsets)} device clocks are measured")


def port_findings(look: Surroundings) -> Iterator[Finding]:
    config = look.config
    for name, host, port in (
        ("ANLIN_PORT", config.host, config.port),
        ("ANLIN_GATEWAY_PORT", config.gateway_host, config.gateway_port),
    ):
        yield _port(name, host, port)


def _port(name: str, host: str, port: int) -> Finding:
    asked = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    connection = http.client.HTTPConnection(asked, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        is_ours = b'"status"' in answer.read(4096)
    except (ConnectionRefusedError, socket.gaierror):
        return Finding(f"{name}: nothing listens on {host}:{port}; anlin serve may take it")
    except (OSError, http.client.HTTPException):
        is_ours, answer = False, None
    finally:
        connection.close()
    if not is_ours:
        return problem(f"{name}: something else uses {host}:{port}", f"stop it, or set {name}")
    if answer is not None and answer.status != 200:
        return problem(f"{name}: Anlin answers on {host}:{port} and says it is not well", "look into its log")
    return Finding(f"{name}: Anlin answers on {host}:{port}")
