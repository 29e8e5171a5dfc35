"""One-click roles of the demo and its tour. In `anlin serve` these routes do not exist."""

from functools import lru_cache

from django.http import HttpResponse
from django.middleware.csrf import get_token
from ninja import Field, Schema

from anlin.api.problems import absent
from anlin.api.security import ANYONE, SIGNED_IN, Request, Routes
from anlin.api.session import Session, Text, session_of
from anlin.api.shapes import Instant
from anlin.demo.board import FASTEST, SLOWEST, Board, Sentence
from anlin.observations.instants import iso
from anlin.people import sign_in
from anlin.people.models import User
from anlin.people.roles import ROLES
from anlin.site.config import config

routes = Routes("/demo", tag="demo", only_in_demo=True)
PURPOSE = "account_security"
ZONE = "Asia/Shanghai"
"""In which the demo's town lives, wherever its visitor does."""


class PlayedRole(Schema):
    role: str
    title: Text
    name: str
    area: Text | None


class Chosen(Schema):
    role: str


class Coming(Schema):
    """The next event; `at` is null where only chance knows when."""

    title: Text
    at: Instant | None


class Tour(Schema):
    """How the show stands: `now` is the demo's clock, which passes `speed` times as fast as yours unless it is paused.

    `said` is what happens now; `role` who best looks at it, `alert` and `page` where; `zone`: that of its times of day.
    """

    now: Instant
    speed: float
    is_paused: bool
    is_jumping: bool
    said: Text
    chapter: int
    chapters: int
    role: str
    alert: int | None
    page: str
    coming: Coming | None
    zone: str


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
    people = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
    return [
        PlayedRole(
            role=grant.role,
            title=Text(zh=ROLES[grant.role].zh, en=ROLES[grant.role].en),
            name=user.name,
            area=Text(zh=grant.area.name_zh, en=grant.area.name_en or grant.area.name_zh) if grant.area else None,
        )
        for user in people
        for grant in user.grants_now[:1]
    ]


@routes.post("/sign-in", permission=ANYONE, purpose=PURPOSE, response=Session, summary="Play a role")
def demo_sign_in(request: Request, response: HttpResponse, chosen: Chosen) -> Session:
    user = User.objects.filter(is_demo=True, is_active=True, grants__role=chosen.role).first()
    if user is None:
        raise absent()
    sign_in.remember_device(request, response)
    sign_in.begin(request, user, sign_in.CODE)
    return session_of(request, user)


@routes.get("/tour", permission=SIGNED_IN, purpose=PURPOSE, response=Tour, summary="How the tour stands")
def tour(request: Request) -> Tour:
    """A 404 where nobody plays a show, as in tests."""
    told = board().told()
    if told is None:
        raise absent()
    wished = board().wished()
    return Tour(
        now=iso(told.now),
        speed=wished.speed,
        is_paused=wished.is_paused or told.speed == 0.0,
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
        zone=ZONE,
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
