"""Numbers that rise in commit order: the live stream reads everything after the last one it saw and misses nothing."""

from django.db import connection
from django.db.models import F

from anlin.alerts.models import Counter

ALERTS = "alerts"


def take(count: int, name: str = ALERTS) -> int:
    """The first of `count` new numbers. Call it last in a transaction: it holds the counter's row until the commit.

    A database sequence would not do: its numbers are given before the commit, so a reader could see 11 and never 10.
    """
    row = Counter.objects.filter(name=name)
    if not row.update(last=F("last") + count):
        # Of two that make the first row together one waits here for the other, then both count.
        Counter.objects.bulk_create([Counter(name=name)], ignore_conflicts=True)
        row.update(last=F("last") + count)
    return Counter.objects.get(name=name).last - count + 1


def last(name: str = ALERTS) -> int:
    """The newest committed number; 0 before the first change.

    Asked 60 times a second as long as anybody listens: building the question would take longer than its answer.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last FROM {Counter._meta.db_table} WHERE name = %s", [name])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
