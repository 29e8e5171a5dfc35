"""How good each list is: entries, hits, how many were right, how long a wrong one stood (LU-29)."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from anlin.alerts.models import Alert
from anlin.lists.catalogue import list_types
from anlin.lists.models import Entry, HealthOrder, Hit, Published
from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import HOUR, SECOND

CHINA = timedelta(hours=8)
"""Quarters are those of China Standard Time, which knows no summer time."""
MOST_QUARTERS = 8


@dataclass(frozen=True)
class Figures:
    """Of one list. `precision` is None until something was decided; `reject_us`: median time to reject, µs.

    `hits`: candidates that opened; `outcomes`: entries by how they stood at the end.
    """

    kind: str
    entries: int
    in_force: int
    hits: int
    confirmed: int
    false: int
    precision: float | None
    reject_us: int | None
    outcomes: dict[str, int]


def figures_of(kinds: frozenset[str], now: int, since: int = 0) -> list[Figures]:
    """Of each of these lists, in the catalogue's order, from the rows themselves; of what began in [since, now).

    What a health order fed is destroyed at its end; its certificate says how many entries and hits there were.
    """
    return [_figures(code, since, now) for code in list_types() if code in kinds]


def _figures(code: str, since: int, until: int) -> Figures:
    entries = list(Entry.objects.filter(kind=code, requested_at__gte=since, requested_at__lt=until))
    decided = list(Hit.objects.filter(kind=code, opened_at__gte=since, opened_at__lt=until))
    wrong = [hit.decided_at - hit.opened_at for hit in decided if hit.outcome == "false"]
    outcomes = Counter(entry.state_at(until) for entry in entries)
    right, gone_entries, gone_hits = len(decided) - len(wrong), 0, 0
    if list_types()[code].order:
        for order in HealthOrder.objects.filter(closed_at__gte=since, closed_at__lt=until):
            gone_entries += order.certificate["entries"]
            gone_hits += order.certificate["hits"]
        if gone_entries:
            outcomes["destroyed"] += gone_entries
    return Figures(
        kind=code,
        entries=len(entries) + gone_entries,
        in_force=outcomes["in_force"],
        hits=_opened(code, since, until) + gone_hits,
        confirmed=right,
        false=len(wrong),
        precision=right / len(decided) if decided else None,
        reject_us=int(median(wrong)) if wrong else None,
        outcomes=dict(sorted(outcomes.items())),
    )


def _opened(code: str, since: int, until: int) -> int:
    """Candidates of the list's entries: their alerts name the entry by key."""
    numbers = {f"entry:{n:016x}" for n in Entry.objects.filter(kind=code).values_list("pk", flat=True)}
    keys = Alert.objects.filter(
        model=list_types()[code].model, shadow=False, opened_at__gte=since, opened_at__lt=until
    ).values_list("key", flat=True)
    return sum(key.split("/")[0] in numbers for key in keys)


def quarter_of(at: int) -> tuple[str, int, int]:
    """Name, first instant and end of the quarter that `at` (µs since 1970 UTC) lies in."""
    local = datetime.fromtimestamp(at / SECOND, UTC) + CHINA
    first = (local.month - 1) // 3 * 3 + 1
    begin = datetime(local.year, first, 1, tzinfo=UTC)
    end = datetime(local.year + first // 10, (first + 3) % 12, 1, tzinfo=UTC)
    name = f"{local.year}Q{(first + 2) // 3}"
    return name, int((begin - CHINA).timestamp()) * SECOND, int((end - CHINA).timestamp()) * SECOND


def publish_ended(clock: Clock = system_clock) -> int:
    """Publish every quarter that is over and not published yet, since the first entry; how many lists were."""
    first = Entry.objects.order_by("requested_at").values_list("requested_at", flat=True).first()
    made = 0
    begin = quarter_of(clock())[1]
    for _ in range(MOST_QUARTERS if first is not None else 0):
        name, begin, end = quarter_of(begin - HOUR)
        if first is None or end <= first:
            break
        known = set(Published.objects.filter(quarter=name).values_list("kind", flat=True))
        for figures in figures_of(frozenset(list_types()) - known, end, begin):
            body = asdict(figures) | {"from": begin, "until": end}
            _, is_new = Published.objects.get_or_create(
                kind=figures.kind, quarter=name, defaults={"figures": body, "at": clock()}
            )
            made += is_new
    return made
