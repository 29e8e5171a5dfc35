"""Where people on a task are: only while they are on one, one last place each, gone with the task (LU-36).

Nothing here measures, sorts or compares people by where they are.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q

from anlin.alerts.lifecycle import OPEN_STATES, Refused
from anlin.alerts.words import Words
from anlin.dispatch.models import ACCEPTED, HANDLING, TAKEN, Leg, Patrol, StaffPosition, Task
from anlin.observations.instants import DAY
from anlin.people.models import User

KEPT = DAY
"""No position is older, whatever its task does."""


class Said(NamedTuple):
    """Where somebody says they are: account number, WGS-84 degrees, metres."""

    user: int
    lon: float
    lat: float
    accuracy_m: float = 0.0


def people_on_a_task(now: int) -> Q:
    """Condition on `User`: somebody who has an open leg or task in hand, or is out on a patrol."""
    of_legs = Leg.objects.filter(
        dispatch__alert__work_state__in=OPEN_STATES, is_lead=False, state__in=(ACCEPTED, HANDLING)
    ).values("held_by")
    of_leads = Leg.objects.filter(is_lead=True, dispatch__alert__work_state__in=("accepted", "handling")).values(
        "dispatch__alert__claimed_by"
    )
    of_tasks = Task.objects.filter(dispatch__alert__work_state__in=OPEN_STATES, state=TAKEN).values("offered_to")
    on_patrol = Patrol.objects.filter(begins_at__lte=now, ends_at__gt=now).values("who")
    return Q(pk__in=of_legs) | Q(pk__in=of_leads) | Q(pk__in=of_tasks) | Q(pk__in=on_patrol)


def is_on_a_task(user: User, now: int) -> bool:
    return User.objects.filter(people_on_a_task(now), pk=user.pk).exists()


def send(user: User, lon: float, lat: float, accuracy_m: float, at: int) -> None:
    """The person's place now, instead of the one before. Raises `Refused` where no task is in hand."""
    if not is_on_a_task(user, at):
        raise Refused("conflict", Words("没有在办任务，不收位置。", "No task in hand: no position is taken."))
    StaffPosition.objects.update_or_create(
        user=user, defaults={"lon": lon, "lat": lat, "accuracy_m": accuracy_m, "at": at}
    )


def send_many(said: Iterable[Said], at: int) -> int:
    """As `send`, of many people at once; whoever has no task in hand is left out. How many were taken."""
    by_user = {each.user: each for each in said}
    on_task = User.objects.filter(people_on_a_task(at), pk__in=by_user).values_list("pk", flat=True)
    rows = [
        StaffPosition(user_id=user, lon=by_user[user].lon, lat=by_user[user].lat,
                      accuracy_m=by_user[user].accuracy_m, at=at)
        for user in on_task
    ]  # fmt: skip
    StaffPosition.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user"], update_fields=["lon", "lat", "accuracy_m", "at"]
    )
    return len(rows)


def positions_of(users: set[int], now: int) -> dict[int, StaffPosition]:
    """Of these people, where they are on a task and said so within 24 h."""
    on_task = User.objects.filter(people_on_a_task(now), pk__in=users).values("pk")
    return {row.user_id: row for row in StaffPosition.objects.filter(user__in=on_task, at__gt=now - KEPT)}


def sweep(now: int) -> int:
    """Delete every position without a task, or older than 24 h; how many went. Called every minute."""
    on_task = User.objects.filter(people_on_a_task(now)).values("pk")
    gone, _ = StaffPosition.objects.filter(~Q(user__in=on_task) | Q(at__lte=now - KEPT)).delete()
    return gone
