"""How good each list is: entries, hits, how many were right, how long a wrong one stood (LU-29)."""

from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from anlin.alerts.models import Alert
from anlin.lists.catalogue import list_types
from anlin.lists.models import Entry, HealthOrder, Hit, Published
from anlin.observations.clock import Clock, system_clock
from anlin.observations.instants import HOUR, SECOND

CHINA = timedelta(hours=8)
"""Quarters are those of China Standard Time, which knows no summer time."""
MOST_QUARTERS = 8
LEAST_SHOWN = 10
"""A smaller count may point at somebody."""
PUBLIC_COUNTS = ("entries", "hits", "confirmed", "false")


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


def correct_published(kind: str, opened_at: int, at: int) -> None:
    """A hit of a quarter whose figures are out turned out otherwise: its right and wrong hits are stated anew.

    What time has taken from the rows since (retention) is not counted again: everything else stays as published.
    """
    name, begin, end = quarter_of(opened_at)
    row = Published.objects.filter(kind=kind, quarter=name).first()
    if row is None:
        return
    fresh = asdict(_figures(kind, begin, end))
    again = {field: fresh[field] for field in ("confirmed", "false", "precision", "reject_us")}
    row.corrected, row.corrected_at = {**row.figures, **again}, at
    row.save()


def shown_to_all(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures as the public may read them: a count below `LEAST_SHOWN` is None, and so is what would give it away.

    Each kind of count stands alone or not at all: of right and wrong hits both are shown or neither, with all that is
    made of them; of entries by outcome a single hidden one takes the smallest shown one with it (LU-90).
    """
    shown = {name: count if count >= LEAST_SHOWN else None for name, count in figures.items() if name in PUBLIC_COUNTS}
    if shown["confirmed"] is None or shown["false"] is None:
        shown["confirmed"] = shown["false"] = None
    is_judged = shown["confirmed"] is not None
    outcomes = {name: count for name, count in figures["outcomes"].items() if count >= LEAST_SHOWN}
    if outcomes and len(figures["outcomes"]) - len(outcomes) == 1:
        outcomes.pop(min(outcomes, key=lambda name: outcomes[name]))
    return {
        **shown,
        "outcomes": outcomes,
        "precision": figures["precision"] if is_judged else None,
        "reject_us": figures["reject_us"] if is_judged else None,
    }


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
