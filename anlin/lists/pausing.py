"""A list that is wrong too often stops by itself until somebody has looked why (LU-29)."""

import logging

from django.db import IntegrityError, transaction

from anlin.alerts.words import Words
from anlin.lists.catalogue import list_types
from anlin.lists.models import Hit, Pause
from anlin.people.models import User
from anlin.places.querysets import bump_version

log = logging.getLogger(__name__)


class NoReview(Exception):
    """The review is not possible; `words` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


def paused_kinds() -> frozenset[str]:
    """Codes of the lists that nothing is compared with now."""
    return frozenset(Pause.objects.filter(reviewed_at=None).values_list("kind", flat=True))


def judge(kind: str, at: int) -> None:
    """To be told of every decided hit: pauses the list when, since its last review, too few were right."""
    last = Pause.objects.filter(kind=kind).order_by("-pk").first()
    if last is not None and last.reviewed_at is None:
        return
    hits = Hit.objects.filter(kind=kind, decided_at__gt=(last.reviewed_at or 0) if last else 0)
    confirmed, wrong = hits.filter(outcome="confirmed").count(), hits.filter(outcome="false").count()
    rule = list_types()[kind]
    if confirmed + wrong < rule.judged_from or confirmed >= rule.least_precision * (confirmed + wrong):
        return
    try:
        with transaction.atomic():
            Pause.objects.create(kind=kind, at=at, confirmed=confirmed, false=wrong)
            bump_version()
    except IntegrityError:
        return  # Somebody else's hit paused it at the same moment.
    log.warning("list %s paused: %d of %d hits were right", kind, confirmed, confirmed + wrong)


def review(kind: str, by: User, finding: str, at: int) -> Pause:
    """What the review found; the list is compared with again. Raises `NoReview`."""
    if not finding.strip():
        raise NoReview("请写明复核结论", "Please say what the review found")
    with transaction.atomic():
        changed = Pause.objects.filter(kind=kind, reviewed_at=None).update(
            reviewed_at=at, reviewed_by=by, finding=finding.strip()[:200]
        )
        if not changed:
            raise NoReview("该名单没有暂停", "This list is not paused")
        bump_version()
    return Pause.objects.filter(kind=kind).order_by("-pk")[0]
