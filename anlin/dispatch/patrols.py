"""Patrols: somebody goes a round in an area, and may say where they are until it is over (LU-36).

The map shows whoever may send people who is out where now. There is one last place of each patrol and no trail, so
nobody can be followed backwards, and nothing here compares people.
"""

from typing import NamedTuple

from django.db import IntegrityError, transaction

from anlin.alerts.lifecycle import Refused
from anlin.alerts.words import Words
from anlin.dispatch import positions
from anlin.dispatch.models import BOAT, CAR, FOOT, Patrol, StaffPosition
from anlin.observations.instants import HOUR
from anlin.people.models import User
from anlin.places.models import Area

KINDS = (FOOT, CAR, BOAT)
LONGEST = 12 * HOUR


class Out(NamedTuple):
    """A patrol that is out now and said where it is. `path` is its area's; no name of a person."""

    number: int
    path: str
    kind: str
    unit_zh: str
    unit_en: str
    lon: float
    lat: float


def begin(user: User, area: Area, kind: str, hours: float, now: int) -> Patrol:
    """From now on, for at most so many hours. Raises `Refused` where one is under way, or the kind is none."""
    if kind not in KINDS:
        raise Refused("invalid", Words("请选步巡、车巡或船巡。", "Choose on foot, by car or by boat."))
    if not 0 < hours * HOUR <= LONGEST:
        raise Refused("invalid", Words("一次巡逻最长 12 小时。", "A patrol lasts at most 12 hours."))
    Patrol.objects.filter(who=user, ends_at__lte=now, is_over=False).update(is_over=True)
    try:
        with transaction.atomic():
            until = now + round(hours * HOUR)
            return Patrol.objects.create(who=user, area=area, kind=kind, begins_at=now, ends_at=until)
    except IntegrityError:
        # The database decides: of two who press at once one is second.
        raise Refused(
            "conflict", Words("您已经在巡逻，请先结束。", "You are on a patrol already; end it first.")
        ) from None


def under_way(user: User, now: int) -> Patrol | None:
    return Patrol.objects.filter(who=user, begins_at__lte=now, ends_at__gt=now).select_related("area").first()


def end(user: User, now: int) -> None:
    """The patrol is over, and with it the position goes at once unless another task needs it. Again: nothing."""
    Patrol.objects.filter(who=user, ends_at__gt=now).update(ends_at=now, is_over=True)
    if not positions.is_on_a_task(user, now):
        StaffPosition.objects.filter(user=user).delete()


def out_now(now: int) -> list[Out]:
    """Every patrol that is out and said where it is within 24 h, in no order that says anything of people."""
    rows = Patrol.objects.filter(
        begins_at__lte=now, ends_at__gt=now, who__position__at__gt=now - positions.KEPT, who__is_active=True
    )
    fields = ("pk", "area__path", "kind", "who__unit__name_zh", "who__unit__name_en")
    found = rows.order_by("pk").values_list(*fields, "who__position__lon", "who__position__lat")
    return [
        Out(number, path, kind, zh or "", en or zh or "", lon, lat) for number, path, kind, zh, en, lon, lat in found
    ]
