"""How right each model was, as people found out: only work that is closed counts, so a second person has looked."""

from typing import NamedTuple

from django.db.models import Count

from anlin.alerts.lifecycle import ARCHIVED, IN_DRILL
from anlin.alerts.models import Alert
from anlin.observations.instants import DAY
from anlin.people.models import User
from anlin.places.models import Area, subtree

DAYS = 28


class Record(NamedTuple):
    """Alerts of one model that were found true, false, or could not be told."""

    true: int = 0
    false: int = 0
    unclear: int = 0


def records_for(user: User, now: int, within: Area | None = None) -> dict[str, Record]:
    """Of the last `DAYS` days before `now` (µs), for the alerts this person may see; a model without any is left out.

    What a drill raised says nothing about the model.
    """
    closed = Alert.objects.visible_to(user).filter(
        work_state=ARCHIVED, archived_at__gt=now - DAYS * DAY, verdict__in=Record._fields
    )
    if within is not None:
        closed = closed.filter(area__in=subtree(within))
    found: dict[str, Record] = {}
    counted = closed.exclude(mode_state=IN_DRILL).values_list("model", "verdict").annotate(Count("pk"))
    for model, verdict, count in counted.order_by():
        found[model] = found.get(model, Record())._replace(**{verdict: count})
    return found
