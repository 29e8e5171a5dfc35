"""The engine of one shard, and the archive that follows its journal."""

import os
import signal
import socket
import threading
from collections.abc import Sequence

from anlin.cli.processes.starting import start_process


def run() -> None:
    start_process("engine")

    import structlog
    from django.db import Error, close_old_connections

    from anlin.alerts.lease import ShardLease
    from anlin.alerts.rules import RulesInForce
    from anlin.alerts.sink import ConditionSink
    from anlin.archive import ArchiveWriter, Positions, open_manifest
    from anlin.archive.following import Follower
    from anlin.engine import Condition, Fenced, load_models
    from anlin.engine.checkpoint import Checkpoints
    from anlin.engine.live import Shard
    from anlin.engine.live import run as run_shard
    from anlin.journal import open_journal
    from anlin.models import folders
    from anlin.observations import Registry
    from anlin.observations.clock import open_clock
    from anlin.site.config import config

    log = structlog.get_logger("anlin.engine")
    settings = config()
    clock = open_clock(settings.clock)
    journal = open_journal(settings.journal)
    shard = settings.shard
    specs = load_models(folders())

    class Sink(ConditionSink):
        """Lets go of a broken connection, so that the next try makes a new one."""

        def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
            try:
                super().apply(shard, position, fencing, conditions)
            except Error:
                close_old_connections()
                raise

    # What an alert says of its parameters is what the engine judged by, not what was changed since.
    facts = RulesInForce(specs, lambda: engine.plan.registry if engine.plan else Registry())
    sink = Sink(facts, rows_at=journal.rows_at, clock=clock)
    engine = Shard(journal, shard, specs, sink)
    checkpoints = Checkpoints(settings.checkpoints)
    lease = ShardLease(shard, owner=f"{socket.gethostname()}:{os.getpid()}")
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())

    def positions() -> Positions:
        return Positions(applied=sink.applied(shard), checkpointed=checkpoints.position(shard))

    writer = ArchiveWriter(settings.archive, open_manifest(settings.manifest), shard)
    follower = Follower(journal, writer, positions, clock, is_ours=lambda: lease.fencing > 0)
    archiving = threading.Thread(target=follower.run, args=(stop,), name="archive", daemon=True)
    archiving.start()
    try:
        run_shard(engine, checkpoints, lease, stop)
    except Fenced as error:
        log.error("this engine stops", why=str(error))
        raise SystemExit(1) from None
    finally:
        stop.set()
        archiving.join(timeout=5)
        journal.close()
