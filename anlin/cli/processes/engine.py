"""The engine of one shard, and the archive that follows its journal.

Only one runs at a time: on this machine by a lock on a file, which the system frees whatever kills the process; among
machines by a lease in the database. A second engine waits and takes over.
"""

import socket
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from anlin.cli.processes.alone import Alone
from anlin.cli.processes.letting_go import letting_go
from anlin.cli.processes.lifeline import said_ready
from anlin.cli.processes.starting import start_process, stopped_by_signal

if TYPE_CHECKING:
    from anlin.alerts.facts import Facts
    from anlin.alerts.lease import ShardLease
    from anlin.alerts.rowcopies import RowsAt
    from anlin.engine import ModelSpec, Sink
    from anlin.engine.live import ShowHomes
    from anlin.observations.clock import Clock

STOP_WITHIN_S = 3.0
"""Compiling its loop for the first time may take the engine longer; dying then loses nothing."""

STANDBY_S = 0.2
"""Between two tries of a standby on this machine."""


def run() -> None:
    start_process("engine")

    import structlog

    from anlin.alerts.rules import RulesInForce
    from anlin.archive import ArchiveWriter, Positions, open_manifest
    from anlin.archive.following import Follower
    from anlin.cli.processes.past import past_in
    from anlin.engine import Fenced
    from anlin.engine.checkpoint import Checkpoints
    from anlin.engine.live import Shard
    from anlin.engine.live import run as run_shard
    from anlin.journal import open_journal
    from anlin.observations import Registry
    from anlin.observations.clock import open_clock
    from anlin.site.config import config

    settings = config()
    stop = stopped_by_signal(within_s=STOP_WITHIN_S)
    clock = open_clock(settings.clock)
    journal = open_journal(settings.journal)
    shard = settings.shard
    specs = models_in_force(settings.is_demo, settings.home)
    # What an alert says of its parameters is what the engine judged by, not what was changed since.
    facts = RulesInForce(specs, lambda: engine.plan.registry if engine.plan else Registry())
    sink = sink_of(facts, journal.rows_at, clock)
    engine = Shard(journal, shard, specs, sink, past_in(settings.archive, settings.manifest))
    checkpoints = Checkpoints(settings.checkpoints)
    with Alone(settings.home / f"engine-{shard}.lock") as alone:
        # From here on the supervisor has what it waited for: an engine, or one that waits for its turn.
        said_ready()
        if not alone.wait(stop, STANDBY_S):
            return
        # Whoever holds the lock is this machine's engine, so after a crash it need not wait for its own old lease.
        lease = lease_of(shard, owner=f"{socket.gethostname()}:{settings.home}")
        follower = Follower(
            journal,
            lambda: ArchiveWriter(settings.archive, open_manifest(settings.manifest), shard),
            shard,
            lambda: Positions(applied=sink.applied(shard), checkpointed=checkpoints.position(shard)),
            clock,
            is_ours=lambda: lease.fencing > 0,
            keep_days=settings.keep_days,
        )
        archiving = threading.Thread(
            target=follower.run, args=(stop, settings.archive_every_s), name="archive", daemon=True
        )
        archiving.start()
        try:
            run_shard(engine, checkpoints, lease, stop, show_homes=_showing(shard))
        except Fenced as error:
            structlog.get_logger("anlin.engine").error("this engine stops", why=str(error))
            raise SystemExit(1) from None
        finally:
            stop.set()
            archiving.join(timeout=2)
            journal.close()


def models_in_force(is_demo: bool, home: Path | None = None) -> "Sequence[ModelSpec]":
    """The models that may run here, those of `home` among them.

    One whose law is not yet kept runs in a demo only, and the log says why. Raises `BadModel`.
    """
    import structlog

    from anlin.access.features import reason_of
    from anlin.engine import load_models
    from anlin.models import folders

    log = structlog.get_logger("anlin.engine")
    chosen = []
    for spec in load_models(folders(home)):
        reason = None if is_demo else reason_of(spec.name)
        if reason is None:
            chosen.append(spec)
        else:
            log.warning("model refused", model=spec.name, why=reason[1])
    return chosen


def _showing(shard: int) -> "ShowHomes":
    """Where people see how it is at home."""
    from anlin.care.showing import Showing

    return letting_go(Showing(shard))


def lease_of(shard: int, owner: str) -> "ShardLease":
    from anlin.alerts.lease import ShardLease

    class Reconnecting(ShardLease):
        acquire = letting_go(ShardLease.acquire)
        renew = letting_go(ShardLease.renew)

    return Reconnecting(shard, owner)


def sink_of(facts: "Facts", rows_at: "RowsAt", clock: "Clock") -> "Sink":
    """Where conditions become alerts."""
    from anlin.alerts.media import evidence
    from anlin.alerts.sink import ConditionSink

    class Reconnecting(ConditionSink):
        applied = letting_go(ConditionSink.applied)
        apply = letting_go(ConditionSink.apply)

    return Reconnecting(facts, rows_at=rows_at, clock=clock, pictures=evidence())
