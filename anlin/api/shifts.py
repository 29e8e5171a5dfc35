"""Shifts: what the next one must know, handed over and taken over, signed by both."""

from django.db.models import Q
from ninja import Field, Schema

from anlin.alerts.lifecycle import Refused
from anlin.alerts.models import Handover
from anlin.alerts.shifts import Post, begins_at, happened, open_alerts, posts_of, sign, take, waiting_for
from anlin.alerts.situation import modes_in_force, unseen_zones
from anlin.alerts.words import ACTION_WORDS, Severity
from anlin.api.alert_shapes import AlertRow, RoleRef, alert_row, role_ref
from anlin.api.alerts import refusal
from anlin.api.intake_store import clock
from anlin.api.mode_shapes import ModeShape, mode_shape
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, PersonRef, Ref, instant, named, person, text
from anlin.api.situation import OpenCounts, UnseenShape, unseen_shape
from anlin.observations.instants import iso
from anlin.people.models import User

routes = Routes("/shifts", tag="shifts")
PURPOSE = "alert_handling"
LATEST = 20


class PostShape(Schema):
    area: Ref
    role: RoleRef


class StepCount(Schema):
    action: str
    name: Text
    count: int


class HandoverShape(Schema):
    """One shift of a post; `taken_by` is empty until the next one signed."""

    id: int
    area: Ref
    role: RoleRef
    begins_at: Instant
    signed_by: PersonRef | None
    signed_at: Instant
    note: str
    taken_by: PersonRef | None
    taken_at: Instant | None


class ShiftShape(Schema):
    """The present shift of one's post: since when, what is open, what happened, what cannot be seen, which modes hold.

    `waiting`: what the last shift left and nobody took over yet. `earlier`: handed over before, newest first.
    """

    posts: list[PostShape]
    post: PostShape | None
    since: Instant
    open: list[AlertRow]
    opened: OpenCounts
    steps: list[StepCount]
    true: int
    false: int
    unclear: int
    unseen: list[UnseenShape]
    modes: list[ModeShape]
    waiting: HandoverShape | None
    earlier: list[HandoverShape]


class NewHandover(Schema):
    """`role` may be left out where one has a single post in the area."""

    area: int
    role: str = ""
    note: str = Field("", max_length=2000)


def _post_shape(post: Post) -> PostShape:
    return PostShape(area=Ref(id=post.area.pk, name=named(post.area)), role=role_ref(post.role))


def _handover_shape(row: Handover) -> HandoverShape:
    return HandoverShape(
        id=row.pk,
        area=Ref(id=row.area_id, name=named(row.area)),
        role=role_ref(row.role),
        begins_at=iso(row.begins_at),
        signed_by=person(row.signed_by),
        signed_at=iso(row.signed_at),
        note=row.note,
        taken_by=person(row.taken_by),
        taken_at=instant(row.taken_at),
    )


def _chosen(user: User, area: int | None, role: str) -> Post | None:
    posts = posts_of(user)
    fitting = [post for post in posts if (area is None or post.area.pk == area) and role in ("", post.role)]
    return fitting[0] if fitting else None


@routes.get("", permission="alerts.work", purpose=PURPOSE, response=ShiftShape, summary="My shift")
def shift(request: Request, area: int | None = None, role: str = "") -> ShiftShape:
    """The present shift of one of my posts, the first one unless another is asked for."""
    user, now = request.user, clock()()
    posts = posts_of(user)
    post = _chosen(user, area, role)
    if post is None:
        raise absent()
    since = begins_at(post, now)
    seen = happened(user, post, since, now + 1)
    inside = Q(area__path__gte=post.area.path, area__path__lt=f"{post.area.path}g")
    waiting = waiting_for(user, post)
    return ShiftShape(
        posts=[_post_shape(own) for own in posts],
        post=_post_shape(post),
        since=iso(since),
        open=[alert_row(alert, now) for alert in open_alerts(user, post)],
        opened=OpenCounts(**{name: seen.severe[code] for code, name in Severity.NAMES.items()}),
        steps=[
            StepCount(action=action, name=text(ACTION_WORDS[action]), count=count)
            for action, count in seen.steps.most_common()
        ],
        true=seen.verdicts["true"],
        false=seen.verdicts["false"],
        unclear=seen.verdicts["unclear"],
        unseen=[unseen_shape(entry) for entry in unseen_zones(user, inside).named],
        modes=[mode_shape(mode) for mode in modes_in_force(user, now, inside)],
        waiting=_handover_shape(waiting) if waiting else None,
        earlier=[_handover_shape(row) for row in _of_post(post)[:LATEST]],
    )


def _of_post(post: Post) -> list[Handover]:
    rows = Handover.objects.filter(area=post.area, role=post.role).select_related("area", "signed_by", "taken_by")
    return list(rows.order_by("-pk")[:LATEST])


@routes.post("", permission="alerts.work", purpose=PURPOSE, response=HandoverShape, summary="Hand my shift over")
def hand_over(request: Request, given: NewHandover) -> HandoverShape:
    """Signs as the one who leaves; 409 while the last shift was not taken over."""
    post = _chosen(request.user, given.area, given.role)
    if post is None:
        raise absent()
    try:
        made = sign(request.user, post, given.note, clock()())
    except Refused as refused:
        raise refusal(refused) from None
    return _handover_shape(made)


@routes.post(
    "/{int:handover_id}/take", permission="alerts.work", purpose=PURPOSE, response=HandoverShape,
    summary="Take a shift over",
)  # fmt: skip
def take_over(request: Request, handover_id: int) -> HandoverShape:
    """Signs as the one who comes: somebody else of the same post."""
    rows = Handover.objects.select_related("area", "signed_by", "taken_by")
    found = rows.filter(pk=handover_id).first()
    if found is None or not any((p.area.pk, p.role) == (found.area_id, found.role) for p in posts_of(request.user)):
        raise absent()
    try:
        take(request.user, found, clock()())
    except Refused as refused:
        raise refusal(refused) from None
    return _handover_shape(rows.get(pk=handover_id))
