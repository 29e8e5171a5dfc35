"""One-click roles of the demo. In `anlin serve` these routes do not exist."""

from django.http import HttpResponse
from django.middleware.csrf import get_token
from ninja import Schema

from anlin.api.problems import absent
from anlin.api.security import ANYONE, Request, Routes
from anlin.api.session import Session, Text, session_of
from anlin.people import sign_in
from anlin.people.models import User
from anlin.people.roles import ROLES

routes = Routes("/demo", tag="demo", only_in_demo=True)
PURPOSE = "account_security"


class PlayedRole(Schema):
    role: str
    title: Text
    name: str
    area: Text | None


class Chosen(Schema):
    role: str


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
