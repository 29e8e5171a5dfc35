"""Reads a platform's stores after it was stopped; run as a process of the platform. Prints one JSON object of facts."""

import json
from collections import Counter

import django

django.setup()

from django.db.models import Count  # noqa: E402

from anlin.alerts.models import Alert, AppliedCondition, Progress, WorkChange  # noqa: E402
from anlin.alerts.tokens import token_of  # noqa: E402
from anlin.archive import Rows, open_archive  # noqa: E402
from anlin.cli.processes.engine import models_in_force  # noqa: E402
from anlin.engine.live import Shard  # noqa: E402
from anlin.journal import Journal, open_journal  # noqa: E402
from anlin.observations import from_bytes  # noqa: E402
from anlin.site.config import config  # noqa: E402

BALANCED = ("journalled", "duplicate", "quarantined", "refused", "parked")


def main() -> None:
    journal = open_journal(config().journal)
    ids = journalled_ids(journal)
    applied = Progress.objects.get(shard=1).position
    totals = journal.totals()
    replayed = replayed_tokens(journal, applied)
    stored = set(AppliedCondition.objects.values_list("token", flat=True))
    open_per_key = (
        Alert.objects.exclude(work_state="archived").values("model", "key").annotate(n=Count("pk")).filter(n__gt=1)
    )
    facts = {
        "ids": ids,
        "repeated": [one for one, count in Counter(ids).items() if count > 1],
        "received": totals.get("received", 0),
        "balanced": sum(totals.get(name, 0) for name in BALANCED),
        "last": journal.last_position(1),
        "applied": applied,
        "alerts": Alert.objects.count(),
        "conditions": len(stored),
        "conditions_missing": len(set(replayed) - stored),
        "conditions_extra": len(stored - set(replayed)),
        "second_open_alerts": list(open_per_key),
        "steps": [[change.alert_id, change.action] for change in WorkChange.objects.filter(who__isnull=False)],
        "archived_ids": archived_ids(),
    }
    print(json.dumps(facts))


class Silent:
    """A sink that keeps nothing: the replay only says what it would have told."""

    def applied(self, shard: int) -> int:
        return 0


def replayed_tokens(journal: Journal, upto: int) -> list[int]:
    """Tokens of all conditions of the journal's entries up to a position, stepped through without a stop."""
    engine = Shard(journal, 1, models_in_force(is_demo=True), Silent())  # type: ignore[arg-type]
    tokens: list[int] = []
    while entries := [e for e in journal.read(1, engine.progress.position) if e.position <= upto]:
        tokens += [token_of(condition) for condition in engine.take(entries)]
    return tokens


def archived_ids() -> list[int]:
    archive = open_archive(config().archive, config().manifest)
    return [one for item in archive.items() if isinstance(item, Rows) for one in item.batch.column("id").to_pylist()]


def journalled_ids(journal: Journal) -> list[int]:
    """Ids of all rows in journal order, and that positions have no gap."""
    ids: list[int] = []
    after = 0
    while entries := journal.read(1, after):
        for entry in entries:
            assert entry.position == after + 1, f"a gap after position {after}"
            after = entry.position
            if entry.kind == "rows":
                ids += from_bytes(entry.payload).column("id").to_pylist()
    return ids


if __name__ == "__main__":
    main()
