"""Candidates and what people made of them: compared by one, confirmed by a second, false ones counted (LU-25, 26).

An alert names its entry by key (`entry:<16 hexadecimal digits>/zone:<code>`), as the engine wrote it.
"""

import re

from anlin.alerts.words import Words
from anlin.lists.entries import found, suspend, withholds_whereabouts
from anlin.lists.models import APPROVED, Entry, Hit, WrongMatch
from anlin.lists.pausing import judge, paused_kinds
from anlin.observations.instants import DAY
from anlin.people.models import User
from anlin.places.models import Area

MODELS = frozenset({"watchlist_hit", "public_health_list"})
COMPARED = {
    "watchlist_hit": ("picture", "plate", "vehicle", "colour", "list"),
    "public_health_list": ("plate", "list"),
}
"""What somebody must have compared before a candidate is confirmed."""
TOLD_WITHIN = DAY
FALSE_HITS = 2
"""False hits that suspend an entry until it is corrected at its source."""
_KEY = re.compile(r"entry:([0-9a-f]{1,16})/")


def entry_of(key: str) -> Entry | None:
    """The entry an alert's key names, or None where it is gone."""
    found = _KEY.match(key)
    return Entry.objects.select_related("owner", "area").filter(pk=int(found[1], 16)).first() if found else None


def why_not_confirmed(model: str, key: str, compared: tuple[str, ...], is_stale: bool, now: int) -> Words | None:
    """Why this candidate cannot be confirmed now, or None. `is_stale`: the door's lists were older than 24 h."""
    if model not in MODELS:
        return None
    missing = [name for name in COMPARED[model] if name not in compared]
    if missing:
        return Words("请逐项比对后再确认。", f"Please compare each item first: {', '.join(missing)}.")
    if is_stale:
        return Words("入口的名单已过期，不能确认。", "The door's lists were out of date; this cannot be confirmed.")
    entry = entry_of(key)
    if entry is None or entry.state_at(now) != "in_force":
        return Words("该条目已不在名单上，不能确认。", "This entry is no longer on the list; it cannot be confirmed.")
    if entry.kind in paused_kinds():
        return Words(
            "该名单误报过多，已暂停复核，不能确认。", "This list was wrong too often and waits for its review."
        )
    return None


def reviewed(
    *, model: str, key: str, alert: int, opened_at: int, is_false: bool, reason: str, by: User, at: int
) -> None:
    """Put on record what became of a candidate. The second false one suspends its entry, and one that two people had

    confirmed does at once: then whom it met is to be told.
    """
    entry = entry_of(key) if model in MODELS else None
    if entry is None:
        return
    if is_false and Hit.objects.filter(alert=alert, outcome="confirmed").exists():
        wrong_after_all(entry, alert, reason, by, at)
    Hit.objects.update_or_create(
        alert=alert,
        defaults={
            "entry": entry,
            "kind": entry.kind,
            "opened_at": opened_at,
            "outcome": "false" if is_false else "confirmed",
            "reason": reason.strip()[:200],
            "decided_by": by,
            "decided_at": at,
            "counts": True,
        },
    )
    if is_false and Hit.objects.filter(entry=entry, outcome="false", counts=True).count() >= FALSE_HITS:
        suspend(entry, "two_false_hits", at)
    judge(entry.kind, at)


def wrong_after_all(entry: Entry, alert: int, reason: str, by: User, at: int) -> WrongMatch:
    """A confirmed match was wrong: the entry is suspended, and whom it met is to be told within a day (LU-94)."""
    suspend(entry, "wrong_match", at)
    made: WrongMatch = WrongMatch.objects.create(
        alert=alert, kind=entry.kind, area=entry.area, found_by=by, found_at=at, due_at=at + TOLD_WITHIN,
        reason=reason.strip()[:200],
    )  # fmt: skip
    return made


def order_of(model: str, key: str, now: int) -> str:
    """Number of the health order that a candidate's entry stands on; empty for every other list."""
    entry = entry_of(key) if model == "public_health_list" else None
    if entry is None:
        return ""
    term = entry.terms.filter(outcome=APPROVED, from_at__lte=now, until_at__gt=now).order_by("pk").last()
    return term.document_number if term is not None else ""


def person_found(model: str, key: str, at: int) -> Area | None:
    """The person an alert's entry names was found. The area to say instead of the place, where the whereabouts go to
    nobody (LU-2A): that in which the person was looked for. None where the place may stay."""
    entry = entry_of(key) if model in MODELS else None
    if entry is None or entry.kind != "missing_person":
        return None
    entry = found(entry, at)
    return entry.area if withholds_whereabouts(entry) else None
