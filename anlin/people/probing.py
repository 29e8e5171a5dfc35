"""Somebody tries the lists again and again without the right to: the account is stopped (LU-08)."""

from anlin.access.models import AuditRecord
from anlin.observations.instants import MINUTE
from anlin.people.models import User
from anlin.people.stops import stop_account

TRIES = 10
WITHIN = 10 * MINUTE


def stop_who_probes(user: User, permission: str, now: int) -> None:
    """To be told of every refused request; the refusals themselves are counted in the audit log."""
    if not permission.startswith("lists."):
        return
    refused = AuditRecord.objects.filter(
        who=user.pk, at__gt=now - WITHIN, result="refused", body__contains='"permission":"lists.'
    )
    if refused.count() >= TRIES:
        stop_account(user, "probing_lists", now)
