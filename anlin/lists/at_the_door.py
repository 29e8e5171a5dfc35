"""What the door is handed of the lists: keyed tokens of the entries in force, and nothing else (LU-28)."""

from anlin.access.features import refused_models
from anlin.gateway.directory import ListEntry
from anlin.lists.models import Entry
from anlin.lists.pausing import paused_kinds
from anlin.observations.instants import DAY
from anlin.site.config import config


def entries_in_force(at: int) -> tuple[ListEntry, ...]:
    """Entries that the door compares with, at `at` (µs since 1970 UTC) and until it asks again.

    Their windows travel with them, so expiry is judged at `observed_at`; what ended within the last day is still
    there for reads that come late. None while the law of lists is not kept (docs/lawful.toml), outside a demo.
    """
    if "watchlist_hit" in refused_models() and not config().is_demo:
        return ()
    rows = Entry.objects.filter(
        from_at__isnull=False, until_at__gt=at - DAY, withdrawn_at=None, suspended_at=None
    ).exclude(kind__in=paused_kinds())
    rows = rows.order_by("pk")
    return tuple(
        ListEntry(
            number=row.pk,
            kind=row.kind,
            type=row.subject_type,  # type: ignore[arg-type]
            exact=row.tokens["exact"],
            wildcards=tuple(row.tokens["wildcards"]),
            from_at=row.from_at or 0,
            until_at=row.ends_at or 0,
            areas=(row.area_id,),
        )
        for row in rows
    )
