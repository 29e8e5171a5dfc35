"""The machine itself: room on its disks, its clock, its ports."""

import http.client
import socket
import statistics
from collections.abc import Iterator
from pathlib import Path

from anlin.cli.checks.finding import Finding, Surroundings, problem, well
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
        yield _room(look, place)


def _room(look: Surroundings, place: Path) -> Finding:
    whole, _, left = look.room(place)
    free, total = f"{left / (1 << 30):.1f} GiB", f"{whole / (1 << 30):.0f} GiB"
    said = (f"{free} of {total} are free at {place}", f"{place} 剩余 {free}，共 {total}")
    if left < max(LEAST_FREE_BYTES, LEAST_FREE_SHARE * whole):
        return problem(
            said,
            (
                "make room or add a disk: a full disk stops the door, so devices keep what they see",
                "清理或加盘：磁盘写满时设备入口停收，数据留在设备上",
            ),
        )
    return well(*said)


def clock_findings(look: Surroundings) -> Iterator[Finding]:
    """Our clock against the database's, the journal's last instant, and what the devices' clocks say together."""
    from django.db import connection

    remedy = (
        "set up time synchronisation (chrony or systemd-timesyncd) on this machine",
        "在本机配置校时（chrony 或 systemd-timesyncd）",
    )
    now = look.clock()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
            off = cursor.fetchone()[0] - now
        if abs(off) > DATABASE_OFF_US:
            off_s = f"{off / SECOND:+.1f}"
            yield problem((f"the database's clock is {off_s} s from ours", f"数据库时钟与本机相差 {off_s} 秒"), remedy)
    for shard in look.journal.shards():
        for entry in look.journal.read(shard, look.journal.last_position(shard) - 1):
            if entry.received_at > now + AHEAD_US:
                ahead = f"{(entry.received_at - now) / SECOND:.0f}"
                yield problem(
                    (
                        f"the journal of shard {shard} is {ahead} s ahead: our clock was set back",
                        f"分片 {shard} 的日志快了 {ahead} 秒：本机时钟被往回拨过",
                    ),
                    remedy,
                )
    offsets = [live.clock_offset_us for live in look.journal.liveness().values() if live.clock_offset_us is not None]
    if len(offsets) >= LEAST_DEVICES and abs(statistics.median(offsets)) > DEVICES_OFF_US:
        ours_s = -statistics.median(offsets) / SECOND
        yield problem(
            (
                f"most of {len(offsets)} device clocks are about {ours_s:+.0f} s from ours: is ours wrong?",
                f"{len(offsets)} 台设备的时钟大多与本机相差约 {ours_s:+.0f} 秒：是不是本机错了？",
            ),
            remedy,
        )
    yield well(f"{len(offsets)} device clocks are measured", f"已测得 {len(offsets)} 台设备的时钟")


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
        return well(
            f"{name}: nothing listens on {host}:{port}; anlin serve may take it",
            f"{name}：{host}:{port} 空闲，anlin serve 可用",
        )
    except (OSError, http.client.HTTPException):
        is_ours, answer = False, None
    finally:
        connection.close()
    if not is_ours:
        return problem(
            (f"{name}: something else uses {host}:{port}", f"{name}：{host}:{port} 被别的程序占用"),
            (f"stop it, or set {name}", f"停掉它，或改 {name}"),
        )
    if answer is not None and answer.status != 200:
        return problem(
            (
                f"{name}: Anlin answers on {host}:{port} and says it is not well",
                f"{name}：{host}:{port} 上的安邻有应答，但自报异常",
            ),
            ("look into its log", "查看其日志"),
        )
    return well(f"{name}: Anlin answers on {host}:{port}", f"{name}：安邻在 {host}:{port} 应答")
