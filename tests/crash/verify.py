"""Reads a platform's stores after it was stopped; run as a process of the platform. Prints one JSON object of facts."""

import json
from collections import Counter

import django

django.setup()

from django.db.models import Count  # noqa: E402

from anlin.alerts.models import Alert, Progress  # noqa: E402
from anlin.journal import Journal, open_journal  # noqa: E402
from anlin.observations import from_bytes  # noqa: E402
from anlin.site.config import config  # noqa: E402

BALANCED = ("journalled", "duplicate", "quarantined", "refused", "parked")


def main() -> None:
    journal = open_journal(config().journal)
    ids = journalled_ids(journal)
    repeated = [one for one, count in Counter(ids).items() if count > 1]
    totals = journal.totals()
    open_per_key = (
        Alert.objects.exclude(work_state="archived").values("model", "key").annotate(n=Count("pk")).filter(n__gt=1)
    )
    print(
        json.dumps(
            {
                "ids": ids,
                "repeated": repeated,
                "received": totals.get("received", 0),
                "balanced": sum(totals.get(name, 0) for name in BALANCED),
                "last": journal.last_position(1),
                "applied": Progress.objects.filter(shard=1).values_list("position", flat=True).first() or 0,
                "alerts": Alert.objects.count(),
                "second_open_alerts": list(open_per_key),
            }
        )
    )


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
