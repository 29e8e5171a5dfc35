"""Handing a shift over: what is open, what happened, what cannot be seen, which modes hold; signed by both.

A post is a role over an area. Facts are asked from the alerts as the reader may see them, never copied.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from anlin.alerts.lifecycle import OPEN_STATES, Refused
from anlin.alerts.models import Alert, Handover, WorkChange
from anlin.alerts.words import Words
from anlin.people.models import User
from anlin.people.roles import ROLES
from anlin.places.models import Area

LONGEST_SHIFT_US = 24 * 3600 * 1_000_000
USUAL_SHIFT_US = 12 * 3600 * 1_000_000
"""How far a shift looks back where nobody signed before."""
COUNTED = ("accept", "resolve", "verify", "return", "reject", "escalate", "unjudged", "overdue", "reopen")
"""Steps of the work that a shift counts."""


@dataclass(frozen=True)
class Post:
    """One role over one area, as a person holds it."""

    area: Area
    role: str


@dataclass(frozen=True)
class Happened:
    """What a shift saw: alerts that opened, by severity, steps that were taken, verdicts given."""

    opened: int
    severe: Counter[int]
    steps: Counter[str]
    verdicts: Counter[str]


def posts_of(user: User) -> list[Post]:
    """The person's posts that work on alerts, in the order of the area tree."""
    found = {}
    for grant in user.grants_now:
        spec = ROLES[grant.role]
        if "alerts.work" not in spec.permissions or spec.is_platform_wide:
            continue
        for path in grant.paths()[:1]:
            found[path, grant.role] = grant.role
    areas = {area.path: area for area in Area.objects.filter(path__in={path for path, _role in found})}
    return [Post(areas[path], role) for path, role in sorted(found) if path in areas]


def begins_at(post: Post, now: int) -> int:
    """Since when the present shift runs: since the last one was signed over, a day at most."""
    last = Handover.objects.filter(area=post.area, role=post.role).order_by("-pk").first()
    if last is None:
        return now - USUAL_SHIFT_US
    return max(last.taken_at or last.signed_at, now - LONGEST_SHIFT_US)


def open_alerts(user: User, post: Post) -> "list[Alert]":
    rows = Alert.objects.visible_to(user).filter(_inside(post), work_state__in=OPEN_STATES)
    return list(rows.with_places().order_by("severity", "opened_at")[:200])


def happened(user: User, post: Post, since: int, until: int) -> Happened:
    """Counts of one shift, of the alerts this person may see."""
    seen = Alert.objects.visible_to(user).filter(_inside(post))
    opened = seen.filter(opened_at__gte=since, opened_at__lt=until)
    severe = Counter(dict(opened.values_list("severity").annotate(n=Count("pk")).order_by()))
    steps = WorkChange.objects.filter(at__gte=since, at__lt=until, action__in=COUNTED, alert__in=seen)
    counted = Counter(dict(steps.values_list("action").annotate(n=Count("pk")).order_by()))
    judged = steps.filter(action__in=("resolve", "reject")).values_list("after", flat=True)
    verdicts = Counter(str(after.get("verdict", "")) for after in judged)
    return Happened(sum(severe.values()), severe, counted, verdicts)


def _inside(post: Post) -> Q:
    return Q(area__path__gte=post.area.path, area__path__lt=f"{post.area.path}g")


def waiting_for(user: User, post: Post) -> "Handover | None":
    """The newest note of this post that somebody else signed and nobody took over yet."""
    last: Handover | None = (
        Handover.objects.filter(area=post.area, role=post.role).select_related("signed_by").order_by("-pk").first()
    )
    return last if last and last.taken_by_id is None and last.signed_by_id != user.pk else None


def sign(user: User, post: Post, note: str, now: int) -> "Handover":
    """Hand the post over with a note. Raises `Refused` while a note of somebody else still waits for this person."""
    if waiting_for(user, post):
        raise Refused("conflict", Words("请先接上一班的班。", "Please take the last shift over first."))
    return Handover.objects.create(
        area=post.area, role=post.role, begins_at=begins_at(post, now), signed_by=user, signed_at=now, note=note.strip()
    )


def take(user: User, handover: "Handover", now: int) -> None:
    """Sign as the next shift. Raises `Refused`: one cannot take over from oneself, and only one takes over."""
    if handover.signed_by_id == user.pk:
        raise Refused("forbidden", Words("接班须由另一人签名。", "Somebody else has to take over from you."))
    row = Handover.objects.filter(pk=handover.pk, taken_by=None)
    if not row.update(taken_by=user, taken_at=now):
        raise Refused("conflict", Words("已有人接班。", "Somebody has taken over already."))
