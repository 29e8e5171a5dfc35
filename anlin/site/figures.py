"""Figures of the whole platform for /metrics, read from its stores when asked, so true whatever runs where."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from anlin.journal import Journal
from anlin.observations.clock import Clock
from anlin.observations.instants import SECOND


class PlatformFigures:
    """A Prometheus collector. `archived_to`: last archived position of a shard."""

    def __init__(self, journal: Journal, clock: Clock, archived_to: Callable[[int], int], home: Path) -> None:
        self._journal = journal
        self._clock = clock
        self._archived_to = archived_to
        self._home = home

    def describe(self) -> Iterable[Metric]:
        """Nothing is read when the collector is registered."""
        return []

    def collect(self) -> Iterable[Metric]:
        items = CounterMetricFamily("anlin_items", "What became of received items (P4).", labels=["outcome"])
        for outcome, count in sorted(self._journal.totals().items()):
            items.add_metric([outcome], count)
        yield items
        yield from self._shards()
        yield from self._work()
        free = shutil.disk_usage(self._home).free
        yield GaugeMetricFamily("anlin_disk_free_bytes", "Room where ANLIN_HOME is.", free)

    def _shards(self) -> Iterable[Metric]:
        from anlin.alerts.models import Lease, Progress

        now = self._clock()
        applied = dict(Progress.objects.values_list("shard", "position"))
        held = set(Lease.objects.filter(expires_at__gt=now).values_list("shard", flat=True))
        names = {
            "anlin_journal_position": "Last position of the journal.",
            "anlin_applied_position": "Position up to which conditions are alerts.",
            "anlin_archived_position": "Position up to which the archive reaches.",
            "anlin_engine_behind_seconds": "Age of the oldest entry that is not applied; 0 when all are.",
            "anlin_engine_running": "1 while an engine holds the shard.",
        }
        gauges = {name: GaugeMetricFamily(name, text, labels=["shard"]) for name, text in names.items()}
        for shard in self._journal.shards():
            waiting = next(iter(self._journal.read(shard, applied.get(shard, 0), 1)), None)
            values = (
                self._journal.last_position(shard),
                applied.get(shard, 0),
                self._archived_to(shard),
                max(0, now - waiting.received_at) / SECOND if waiting else 0,
                int(shard in held),
            )
            for gauge, value in zip(gauges.values(), values, strict=True):
                gauge.add_metric([str(shard)], value)
        yield from gauges.values()

    def _work(self) -> Iterable[Metric]:
        from django.db.models import Count

        from anlin.alerts.lifecycle import OPEN_STATES
        from anlin.alerts.models import Alert
        from anlin.alerts.words import Severity

        alerts = GaugeMetricFamily("anlin_open_alerts", "Alerts whose work is not done.", labels=["severity"])
        counted = dict(
            Alert.objects.filter(work_state__in=OPEN_STATES)
            .values_list("severity")
            .annotate(count=Count("pk"))
            .values_list("severity", "count")
        )
        for severity, name in Severity.NAMES.items():
            alerts.add_metric([name], counted.get(severity, 0))
        yield alerts
