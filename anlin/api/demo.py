"""One-click roles of the demo and its tour. In `anlin serve` these routes do not exist."""

from functools import lru_cache

from django.db.models import QuerySet
from django.http import HttpResponse
from django.middleware.csrf import get_token
from ninja import Field, Schema

from anlin.api.problems import absent
from anlin.api.security import ANYONE, SIGNED_IN, Request, Routes
from anlin.api.session import Session, Text, session_of
from anlin.api.shapes import Instant
from anlin.demo.board import FASTEST, SLOWEST, Board, Sentence
from anlin.notify.recipients import paths_above
from anlin.observations.clock import system_clock
from anlin.observations.instants import iso
from anlin.people import sign_in
from anlin.people.models import RoleGrant
from anlin.people.roles import ROLES
from anlin.places.models import Area
from anlin.site.config import config

routes = Routes("/demo", tag="demo", only_in_demo=True)
PURPOSE = "account_security"


class PlayedRole(Schema):
    role: str
    title: Text
    name: str
    area: Text | None


class Chosen(Schema):
    """`area`: who holds the role nearest to this place; without it the story's own."""

    role: str
    area: int | None = None


class Coming(Schema):
    """The next event; `at` is null where only chance knows when."""

    title: Text
    at: Instant | None


class Tour(Schema):
    """How the show stands: `now` is the demo's clock, which passes `speed` times as fast as yours unless it is paused.

    `said` is what happens now; `role` who best looks at it, `alert` and `page` where;
    `is_pausing`: a pause is wished and not heeded yet.
    """

    now: Instant
    speed: float
    is_paused: bool
    is_pausing: bool
    is_jumping: bool
    said: Text
    chapter: int
    chapters: int
    role: str
    alert: int | None
    page: str
    coming: Coming | None


class Wish(Schema):
    """What to change; null stays as it is. `jump`: go on to the next event."""

    speed: float | None = Field(None, ge=SLOWEST, le=FASTEST)
    is_paused: bool | None = None
    jump: bool = False


class Truth(Schema):
    """One model against what really happened in the demo's world so far; shares with their 95 % intervals."""

    model: str
    incidents: int
    alerts: int
    precision: float | None
    precision_low: float | None
    precision_high: float | None
    recall: float | None
    recall_low: float | None
    recall_high: float | None
    delay_s: float | None


@routes.get("/roles", permission=ANYONE, purpose=PURPOSE, response=list[PlayedRole], summary="Roles to play")
def demo_roles(request: Request) -> list[PlayedRole]:
    get_token(request)  # The cookie with which a role can be chosen.
    first: dict[str, RoleGrant] = {}
    for grant in _played_grants():
        first.setdefault(grant.role, grant)
    return [
        PlayedRole(
            role=grant.role,
            title=Text(zh=ROLES[grant.role].zh, en=ROLES[grant.role].en),
            name=grant.user.name,
            area=Text(zh=grant.area.name_zh, en=grant.area.name_en or grant.area.name_zh) if grant.area else None,
        )
        for grant in first.values()
    ]


@routes.post("/sign-in", permission=ANYONE, purpose=PURPOSE, response=Session, summary="Play a role")
def demo_sign_in(request: Request, response: HttpResponse, chosen: Chosen) -> Session:
    grants = _played_grants().filter(role=chosen.role)
    if chosen.area is not None:
        around = Area.objects.filter(pk=chosen.area).values_list("path", flat=True).first() or ""
        grants = grants.filter(area__path__in=paths_above(around)).order_by("-area__path", "user_id")
    grant = grants.first()
    if grant is None:
        raise absent()
    sign_in.remember_device(request, response)
    sign_in.begin(request, grant.user, sign_in.CODE)
    return session_of(request, grant.user)


def _played_grants() -> "QuerySet[RoleGrant]":
    """Who plays which role where, those of the story first."""
    grants = RoleGrant.objects.in_force(system_clock()).filter(user__is_demo=True, user__is_active=True)
    return grants.select_related("user", "area").order_by("user_id")


@routes.get("/tour", permission=SIGNED_IN, purpose=PURPOSE, response=Tour, summary="How the tour stands")
def tour(request: Request) -> Tour:
    """A 404 where nobody plays a show, as in tests."""
    told = board().told()
    if told is None:
        raise absent()
    board().see()
    wished = board().wished()
    return Tour(
        now=iso(told.now),
        speed=wished.speed,
        is_paused=told.is_paused,
        is_pausing=wished.is_paused and not told.is_paused,
        is_jumping=told.is_jumping,
        said=_text(told.said),
        chapter=told.chapter,
        chapters=told.chapters,
        role=told.role,
        alert=told.alert,
        page=told.page,
        coming=Coming(title=_text(told.coming.title), at=iso(told.coming.at) if told.coming.at else None)
        if told.coming
        else None,
    )


@routes.post("/tour", permission=SIGNED_IN, purpose=PURPOSE, response=Tour, summary="Pause, hurry or jump")
def wish(request: Request, wished: Wish) -> Tour:
    """Anybody in the demo may; all its pages share one clock."""
    if board().told() is None:
        raise absent()
    board().wish(speed=wished.speed, is_paused=wished.is_paused, jump=wished.jump)
    return tour(request)


@routes.get("/truth", permission="models.read", purpose="operations", response=list[Truth], summary="Against the truth")
def truth(request: Request) -> list[Truth]:
    """What no real platform can know: how its alerts compare with everything that really happened here."""
    return [Truth(**{field: getattr(row, field) for field in Truth.model_fields}) for row in board().truth()]


@lru_cache(maxsize=1)
def board() -> Board:
    return Board(config().home)


def _text(sentence: Sentence) -> Text:
    return Text(zh=sentence.zh, en=sentence.en)
