"""Where the engine's conditions become alerts: one transaction with position and fencing number (P2, P3)."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q

from anlin.alerts.bulk import chunks
from anlin.alerts.facts import Facts, RuleFacts
from anlin.alerts.lifecycle import OPEN_STATES
from anlin.alerts.media import keep_pictures
from anlin.alerts.merging import Book, merge
from anlin.alerts.models import CLEAR, Alert, AppliedCondition, Progress
from anlin.alerts.rowcopies import RowsAt
from anlin.alerts.storing import write
from anlin.alerts.tokens import token_of
from anlin.engine import Condition, Fenced
from anlin.evidence import EvidenceStore
from anlin.observations.clock import Clock, system_clock
from anlin.places.registered import Registered

ATTEMPTS = 20
"""How often a batch is tried again after another shard opened the same key first."""


class ConditionSink:
    """The engine's `Sink`. `facts` knows the rules, `rows_at` reads journal rows back for the copies, `pictures` keeps
    what the alerts show from being destroyed before its time."""

    def __init__(
        self,
        facts: Facts,
        rows_at: RowsAt | None = None,
        clock: Clock = system_clock,
        pictures: EvidenceStore | None = None,
    ) -> None:
        self._pictures = pictures
        self._facts = facts
        self._rows_at = rows_at
        self._clock = clock
        self._registered = Registered()

    def applied(self, shard: int) -> int:
        return Progress.objects.filter(shard=shard).values_list("position", flat=True).first() or 0

    def apply(self, shard: int, position: int, fencing: int, conditions: Sequence[Condition]) -> None:
        """Store conditions, position and fencing number together or not at all. Raises `Fenced`."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic():
                    _advance(shard, position, fencing)
                    if conditions:
                        self._store(shard, conditions)
                return
            except IntegrityError:
                # Another shard's batch opened one of our keys first; now it is there and ours becomes its repeat.
                # Or a place was deleted meanwhile; then it is looked up anew.
                if attempt == ATTEMPTS:
                    raise
                self._registered = Registered()

    def _store(self, shard: int, conditions: Sequence[Condition]) -> None:
        fresh = _not_yet_applied(conditions)
        if not fresh:
            return
        known = [(c, self._facts.of(c.model, c.rule, c.area, c.zone)) for c in fresh.values()]
        now = self._clock()
        merged = merge(Book(_alerts_of(known)), known, now)
        write(shard, merged, list(fresh), self._rows_at, self._registered, now)
        if self._pictures is not None:
            keep_pictures([entry.alert for entry in merged.touched.values()], self._pictures, now)


def _advance(shard: int, position: int, fencing: int) -> None:
    row = Progress.objects.filter(shard=shard)
    if row.filter(fencing__lte=fencing).update(fencing=fencing):
        # A batch that is applied again after a crash does not take the shard back.
        row.filter(position__lt=position).update(position=position)
    elif row.exists():
        raise Fenced(f"shard {shard}: another engine has taken it over (our fencing number is {fencing})")
    else:
        Progress.objects.create(shard=shard, position=position, fencing=fencing)


def _not_yet_applied(conditions: Sequence[Condition]) -> dict[int, Condition]:
    """By token, in order; what is applied already, and what the batch says twice, left out."""
    by_token: dict[int, Condition] = {}
    for condition in conditions:
        by_token.setdefault(token_of(condition), condition)
    for chunk in chunks(list(by_token)):
        for token in AppliedCondition.objects.filter(token__in=chunk).values_list("token", flat=True):
            del by_token[token]
    return by_token


def _alerts_of(known: list[tuple[Condition, RuleFacts]]) -> list[Alert]:
    """Alerts of the batch's keys that are open, still hold a condition, or rest after being archived.

    The lock keeps somebody from archiving one between our look and our write; SQLite has one writer anyway.
    """
    since = min(c.at - rule.cooldown_us for c, rule in known)
    matters = Q(work_state__in=OPEN_STATES) | ~Q(condition_state=CLEAR) | Q(archived_at__gte=since)
    keys: dict[str, set[str]] = {}
    for condition, _rule in known:
        keys.setdefault(condition.model, set()).add(condition.key)
    found: list[Alert] = []
    for model, of_model in sorted(keys.items()):
        for chunk in chunks(sorted(of_model)):
            found.extend(
                Alert.objects.filter(matters, model=model, key__in=chunk).order_by("id").select_for_update(of=("self",))
            )
    return found
