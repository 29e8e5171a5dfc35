"""Who leads: the organisation it was sent to, or whoever took the work after it was called away from there."""

from anlin.alerts.models import Alert
from anlin.dispatch.models import WAITING, Leg
from anlin.people.models import User


def taken(alert: Alert, by: User, now: int) -> None:
    """Somebody took the alert's own work: where that is not the leading organisation, theirs leads from now on.

    The one it was called away from (its time ran out, it handed it over) stays part of the dispatch and waits.
    """
    lead = Leg.objects.filter(dispatch__alert=alert, is_lead=True).first()
    if lead is None or by.unit_id is None or lead.unit_id == by.unit_id:
        return
    Leg.objects.filter(pk=lead.pk).update(is_lead=False, state=WAITING, held_by=None, since=now, told_at=now)
    own = Leg.objects.filter(dispatch_id=lead.dispatch_id, unit_id=by.unit_id)
    if not own.update(is_lead=True, since=now, told_at=now):
        Leg.objects.create(
            dispatch_id=lead.dispatch_id, unit_id=by.unit_id, is_lead=True, what=lead.what, since=now, told_at=now
        )
