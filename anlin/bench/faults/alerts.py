"""The alerts' own database, sink and lease on the simulated machine, in the place of `database.py`'s short ones.

Each simulated process has a Django connection of its own to one SQLite file in memory. A run costs several times one
with the short ones, so there are fewer of them.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import django
from django.apps import apps
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from anlin.bench.faults import town
from anlin.bench.faults.world import Parts
from anlin.engine import Condition, What
from anlin.observations.clock import Clock

if not apps.ready:
    django.setup()

from anlin.alerts.lease import ShardLease
from anlin.alerts.models import Alert, AppliedCondition, Call, WorkChange
from anlin.alerts.rules import RulesInForce
from anlin.alerts.sink import ConditionSink
from anlin.alerts.tokens import token_of
from anlin.cli.processes.letting_go import letting_go
from anlin.places.models import Area, Device, Zone


def _connection(path: str) -> DatabaseWrapper:
    like = connections["default"].settings_dict
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 0,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
    settings = {**like, "ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}
    return DatabaseWrapper(settings, "default")


@contextmanager
def _in_use(connection: DatabaseWrapper) -> Iterator[None]:
    """Within the block the models ask this connection."""
    before = connections["default"]
    connections["default"] = connection
    # The played loop is one thread and no program's event loop: what blocks here blocks nobody.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        yield
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        connections["default"] = before


@cache
def empty() -> bytes:
    """The bytes of a database with every table and the town's places."""
    connection = _connection(":memory:")
    connection.settings_dict["OPTIONS"] = {}
    with _in_use(connection):
        with connection.constraint_checks_disabled(), connection.schema_editor() as editor:
            for model in apps.get_models():
                if model._meta.managed and not model._meta.proxy:
                    editor.create_model(model)
        registry = town.registry(1)
        for area in registry.areas:
            Area.objects.create(pk=area.number, code=area.code, kind=area.kind, parent_id=area.parent or None)
        for zone in registry.zones:
            Zone.objects.create(pk=zone.number, code=zone.code, kind=zone.kind, area_id=zone.area)
        for device in registry.devices:
            Device.objects.create(pk=device.number, code=device.code, kind=device.kind, area_id=device.area)
        data = bytes(connection.connection.serialize())
        connection.close()
    return data


class AlertsDatabase:
    """One process's connection."""

    def __init__(self, path: str) -> None:
        self.connection = _connection(path)

    def in_use(self) -> Any:
        return _in_use(self.connection)

    def close(self) -> None:
        self.connection.close()


class AlertsSink:
    """`engine.Sink`, as `StoredSink` is."""

    sink: type[ConditionSink] = ConditionSink

    def __init__(self, database: AlertsDatabase, on_accepted: Callable[[int, int], None], clock: Clock) -> None:
        self._database, self._on_accepted = database, on_accepted
        self._sink = self.sink(RulesInForce(town.models(), lambda: town.registry(1)), clock=clock)

    def applied(self, shard: int) -> int:
        with self._database.in_use():
            return letting_go(self._sink.applied)(shard)

    def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
        with self._database.in_use():
            letting_go(self._sink.apply)(shard, position, fencing, conditions)
        self._on_accepted(shard, fencing)

    def judge(self, expected: Sequence[Condition]) -> None:
        """Every condition is in the alerts once, and people were told once of each."""
        with self._database.in_use():
            stored = dict(AppliedCondition.objects.values_list("token", "alert_id"))
            wanted = {token_of(c): c for c in expected}
            assert stored.keys() == wanted.keys(), (
                f"alerts: {len(wanted.keys() - stored.keys())} conditions lost,"
                f" {len(stored.keys() - wanted.keys())} that nobody said"
            )
            runs: dict[Any, set[int]] = {}
            for token, c in wanted.items():
                if c.what == What.OPENED:
                    assert stored[token] is not None, f"alerts: {c.key} opened, and no alert"
                    runs.setdefault(stored[token], set()).add(c.id)
            opened = Counter(WorkChange.objects.filter(action="open").values_list("alert_id", flat=True))
            called = Counter(Call.objects.filter(reason="opened").values_list("alert_id", flat=True))
            keys: set[tuple[str, str]] = set()
            for alert in Alert.objects.all():
                assert (alert.model, alert.key) not in keys, f"P3: two open alerts of {alert.key}"
                keys.add((alert.model, alert.key))
                assert opened[alert.pk] == 1, f"alerts: {alert.key} was begun {opened[alert.pk]} times"
                assert called[alert.pk] <= 1, f"alerts: people were called {called[alert.pk]} times to {alert.key}"
                assert alert.repeat_count == len(runs[alert.pk]) - 1, (
                    f"alerts: {alert.key} counts {alert.repeat_count} repeats, it opened {len(runs[alert.pk])} times"
                )
                held = {c.id for c in expected if c.model == alert.model and c.key == alert.key}
                last = {c.id: c.what for c in expected if c.id in held}
                still = {str(n) for n, what in last.items() if what != What.CLEARED}
                assert set(alert.conditions) == still, f"alerts: {alert.key} holds {alert.conditions}, not {still}"


class AlertsLease:
    """`engine.live.Lease`: the one that engines of several machines share."""

    lease: type[ShardLease] = ShardLease

    def __init__(self, database: AlertsDatabase, shard: int, owner: str, clock: Clock) -> None:
        self._database = database
        self._lease = self.lease(shard, owner, clock)

    @property
    def fencing(self) -> int:
        return self._lease.fencing

    def acquire(self) -> bool:
        with self._database.in_use():
            return letting_go(self._lease.acquire)()

    def renew(self) -> None:
        with self._database.in_use():
            letting_go(self._lease.renew)()

    def release(self) -> None:
        with self._database.in_use():
            self._lease.release()


def with_alerts(sink: type[AlertsSink] = AlertsSink, lease: type[AlertsLease] = AlertsLease) -> Parts:
    return Parts(database=AlertsDatabase, empty=empty, sink=sink, lease=lease)
