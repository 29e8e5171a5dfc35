"""The engine's hold on a shard when PostgreSQL restarts under it; prints what each try came to, as JSON."""

import json
from collections.abc import Callable

import django
import psycopg

django.setup()

from django.db import Error  # noqa: E402

from anlin.alerts.conftest import NOON, FixedFacts  # noqa: E402
from anlin.cli.processes.engine import lease_of, sink_of  # noqa: E402
from anlin.site.config import config  # noqa: E402


def answers(act: Callable[[], object]) -> bool:
    try:
        act()
    except Error:
        return False
    return True


def cut() -> None:
    """As seen from the engine, what a restart of the server does to its connection."""
    with psycopg.connect(config().database, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


lease = lease_of(1, "here")
sink = sink_of(FixedFacts(), lambda shard, places: [], lambda: NOON)
assert lease.acquire()
came = {}
for name, act in {
    "renew": lease.renew,
    "applied": lambda: sink.applied(1),
    "apply": lambda: sink.apply(1, 1, lease.fencing, []),
    "acquire": lease.acquire,
}.items():
    cut()
    came[name] = [answers(act), answers(act)]
print(json.dumps(came))
