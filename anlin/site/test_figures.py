"""What /metrics says of the platform."""

from collections import Counter
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from anlin.alerts.models import Lease, Progress
from anlin.journal import Commit, open_journal
from anlin.observations import batch_of
from anlin.observations.instants import SECOND
from anlin.site.figures import PlatformFigures

NOW = 1_800_000_000_000_000


@pytest.mark.django_db
def test_figures_say_how_far_journal_engine_and_archive_are(tmp_path: Path) -> None:
    journal = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    for nth, age in enumerate((9, 7, 5), start=1):
        at = [NOW - age * SECOND]
        rows = batch_of({"id": [nth], "observed_at": at, "received_at": at})
        journal.append(Commit(batches={1: rows}, tallies=Counter({("d", "received", ""): 1})))
    Progress.objects.create(shard=1, position=1)
    Lease.objects.create(shard=1, owner="a", expires_at=NOW + 1)
    registry = CollectorRegistry()
    registry.register(PlatformFigures(journal, lambda: NOW, lambda shard: 0, tmp_path))
    said = generate_latest(registry).decode()
    for line in (
        'anlin_items_total{outcome="received"} 3.0',
        'anlin_journal_position{shard="1"} 3.0',
        'anlin_applied_position{shard="1"} 1.0',
        'anlin_archived_position{shard="1"} 0.0',
        'anlin_engine_behind_seconds{shard="1"} 7.0',
        'anlin_engine_running{shard="1"} 1.0',
        'anlin_open_alerts{severity="critical"} 0.0',
    ):
        assert line in said.splitlines()
    journal.close()
