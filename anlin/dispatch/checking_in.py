"""A hit of a health order was confirmed: who is at the entrance asks the visitor to check in, the grid does the check.

Each learns what and where: guards no more than that, the grid the order's number, nobody whom it is about (LU-24).
"""

from anlin.alerts.models import Alert
from anlin.dispatch.models import Dispatch, Task
from anlin.notify.recipients import people_for
from anlin.people.models import User

ASK = "请来人先登记 · Please check in"
CHECK = "按卫健文书 {order} 核对登记 · Check-in under health order {order}"
MOST = Task._meta.get_field("what").max_length or 0


def ask_to_check_in(alert: Alert, order: str, by: User, now: int) -> list[Task]:
    """A task for each guard and grid worker of the place on duty; none where nobody is, or they were asked."""
    if alert.area is None:
        return []
    made, _ = Dispatch.objects.get_or_create(alert=alert, defaults={"made_by": by, "made_at": now})
    places = [place for place in (alert.area, alert.zone) if place is not None]
    tasks: dict[int, Task] = {}
    for role, what in (("property_guard", ASK), ("grid_worker", CHECK.format(order=order))):
        for user in people_for((role,), alert.area.path, now):
            tasks[user.pk] = Task(
                dispatch=made, offered_to=user, offered_by=by, what=what[:MOST], offered_at=now, since=now,
                where_zh=" · ".join(place.name_zh for place in places),
                where_en=" · ".join(place.name_en or place.name_zh for place in places),
            )  # fmt: skip
    # Confirmed again after it was reopened: an open task stands.
    return Task.objects.bulk_create(tasks.values(), ignore_conflicts=True)
