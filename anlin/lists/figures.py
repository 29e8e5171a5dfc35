"""How good each list is: entries, hits, how many were right, how long a wrong one stood (LU-29)."""

from dataclasses import dataclass
from statistics import median

from anlin.lists.catalogue import list_types
from anlin.lists.models import Entry, Hit


@dataclass(frozen=True)
class Figures:
    """Of one list. `precision` is None until something was decided; `reject_us`: median time to reject, µs."""

    kind: str
    entries: int
    in_force: int
    confirmed: int
    false: int
    precision: float | None
    reject_us: int | None


def figures_of(kinds: frozenset[str], now: int) -> list[Figures]:
    """Of each of these lists, in the catalogue's order, from the rows themselves."""
    found = []
    for code in (code for code in list_types() if code in kinds):
        entries = list(Entry.objects.filter(kind=code).prefetch_related("terms"))
        hits = list(Hit.objects.filter(kind=code))
        wrong = [hit.decided_at - hit.opened_at for hit in hits if hit.outcome == "false"]
        right = len(hits) - len(wrong)
        found.append(
            Figures(
                kind=code,
                entries=len(entries),
                in_force=sum(entry.state_at(now) == "in_force" for entry in entries),
                confirmed=right,
                false=len(wrong),
                precision=right / len(hits) if hits else None,
                reject_us=int(median(wrong)) if wrong else None,
            )
        )
    return found
