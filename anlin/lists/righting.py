"""Somebody was wrongly matched: the match is reversed everywhere at once, and they are told within a day (LU-94).

The platform does not know who they are: a list holds a plate or a number, and a wrong hit is by definition another
person. So it keeps the duty instead: an officer tells them, in person, by telephone or by letter, and says how.
"""

from dataclasses import replace

from django.db import transaction

from anlin.alerts.lifecycle import ARCHIVED, OPEN_STATES, WAITING_STATES
from anlin.alerts.media import destroy_pictures, evidence_keys
from anlin.alerts.models import Alert
from anlin.alerts.words import Words
from anlin.alerts.work import audience_for, step_by_system, work_of
from anlin.lists.figures import correct_published
from anlin.lists.hits import wrong_after_all
from anlin.lists.models import Hit, WrongMatch
from anlin.lists.pausing import judge
from anlin.people.models import User

HOW = ("in_person", "telephone", "letter")


class NotRighted(Exception):
    """It cannot be put right like this; `words` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


def put_right(alert: Alert, reason: str, by: User, at: int) -> WrongMatch:
    """Reverse a confirmed match everywhere. Raises `NotRighted`; of two at once the second is told so.

    The hit counts as false, its entry is suspended, the alert is closed as false, its pictures are destroyed, and
    figures already published are corrected.
    """
    if not reason.strip():
        raise NotRighted("请写明为什么是错的", "Say why it was wrong")
    with transaction.atomic():
        hit = Hit.objects.select_for_update().select_related("entry__area").filter(alert=alert.pk).first()
        if hit is None or hit.outcome != "confirmed":
            raise NotRighted("这条预警没有确认过的命中", "This alert bears no confirmed match")
        hit.outcome, hit.reason, hit.decided_by, hit.decided_at = "false", reason.strip()[:200], by, at
        hit.counts = True
        hit.save()
        wrong = wrong_after_all(hit.entry, alert.pk, reason, by, at)
        _close(alert, reason, by, at)
        judge(hit.kind, at)
        correct_published(hit.kind, hit.opened_at, at)
        keys = evidence_keys(alert)
        transaction.on_commit(lambda: destroy_pictures(keys))
    return wrong


def _close(alert: Alert, reason: str, by: User, at: int) -> None:
    before = work_of(alert, audience_for(alert))
    is_open = alert.work_state in (*OPEN_STATES, *WAITING_STATES)
    after = replace(
        before,
        state=ARCHIVED,
        verdict="false",
        resolved_by=by.pk,
        claimed_by=None if is_open else before.claimed_by,
        archived_at=at if is_open else before.archived_at,
    )
    if not step_by_system(alert, "put_right", after, at, "", is_timed=False, who=by, note=reason):
        raise NotRighted("已有变化，请再看一次", "It has changed; please look again")


def told(wrong: WrongMatch, how: str, by: User, at: int) -> WrongMatch:
    """The person was told, in one of the ways of `HOW`. Raises `NotRighted`; telling again changes nothing."""
    if how not in HOW:
        raise NotRighted("请选择怎样告知的", "Say how they were told")
    WrongMatch.objects.filter(pk=wrong.pk, told_at=None).update(told_at=at, told_how=how, told_by=by)
    return WrongMatch.objects.select_related("area").get(pk=wrong.pk)
