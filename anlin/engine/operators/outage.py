"""`outage`: nothing that watches a key has been alive for `lasting`."""

from typing import Any

from anlin.engine.kernel import inlined, kernel
from anlin.engine.layout import FAR, NEVER, Out
from anlin.engine.operators.telling import CLEARED, OPENED, say


@inlined
def outage_row(s: Any, row: Any) -> None:
    """Remember that the key is watched at all, and where it was last heard.

    s: the key's slot: aux (since when nothing watches it, else NEVER). It opens when that has lasted `lasting`, and
    clears when something that watches it is alive again. One slot per key that was ever heard.
    Unknown is not normal (P5, docs/architecture.md).
    """
    if row.weak:
        return
    if s.seen == 0:
        s.start, s.first, s.mark, s.aux = row.observed_at, row.place, row.observed_at, NEVER
    s.seen = 1
    s.last, s.final = max(s.last, row.observed_at), row.place
    s.zone_no, s.area_no, s.device_no = row.zone_no, row.area_no, row.device_no


@kernel
def outage_due(s: Any, out: Out) -> None:
    """It has lasted."""
    s.opened, s.start = s.due, s.aux
    say(s, OPENED, s.due, out)


@kernel
def outage_over(s: Any, at: int, out: Out) -> None:
    """Something that watches the key is alive again."""
    if s.opened != NEVER:
        say(s, CLEARED, at, out)
        s.opened = NEVER
    s.aux = NEVER


@inlined
def outage_next(s: Any, p: Any) -> int:
    """When it will have lasted; FAR while something is alive."""
    if s.seen == 0 or not s.blind or s.aux == NEVER or s.opened != NEVER:
        return FAR
    return int(s.aux + p.lasting)
