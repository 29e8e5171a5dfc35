"""Walks every route with every role in every relation and holds the answers against `matrix.toml` (LU-02, LU-03)."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from anlin.api.api import api
from anlin.api.conftest import THINGS, Browser, Thing
from anlin.api.security import DECLARED
from anlin.conftest import make_town
from anlin.lists.conftest import PLATE
from anlin.observations.clock import system_clock
from anlin.people.models import RoleGrant, Unit, User
from anlin.people.roles import ROLES, SEPARATED
from anlin.residents import conftest as residents
from anlin.site.config import config

pytestmark = pytest.mark.django_db
RELATIONS = ("own", "child", "sibling", "none")
BY_PLACE = ("child", "sibling")
"""Differ from `own` by the place of the grant alone."""
REFUSALS = (401, 403, 404)
NO_SUCH = 999_999_999
CANARIES = (*residents.CANARIES, PLATE)


@dataclass(frozen=True)
class Entry:
    """One route of the matrix with its groups resolved."""

    route: str
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    finds: str = ""
    answers: tuple[int, ...] = ()
    anyone: bool = False
    only_in_demo: bool = False
    allowed: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return self.route.split(" ")[0]


def read_matrix() -> dict[str, Entry]:
    rows = tomllib.loads(Path(__file__).with_name("matrix.toml").read_text(encoding="utf-8"))
    groups = rows.pop("groups")

    def roles(names: list[str]) -> Iterator[str]:
        for name in names:
            if name.startswith("@"):
                yield from roles(groups[name[1:]])
            else:
                assert name in ROLES, f"matrix.toml: {name!r} is not a role"
                yield name

    entries = {}
    for route, row in rows.items():
        allowed = {relation: frozenset(roles(row.pop(relation, []))) for relation in RELATIONS}
        answers = tuple(row.pop("answers", ()))
        entries[route] = Entry(route=route, answers=answers, allowed=allowed, **row)
    return entries


MATRIX = read_matrix()


def routes_of_the_api() -> set[str]:
    paths = api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}


def test_lu_02_every_route_stands_in_the_matrix_and_every_entry_is_a_route():
    served = routes_of_the_api()
    written = {route for route, entry in MATRIX.items() if not entry.only_in_demo}
    assert served - written == set(), "routes missing in matrix.toml"
    assert written - served == set(), "entries of matrix.toml without a route"


def test_lu_02_every_route_is_declared_with_permission_and_purpose():
    assert routes_of_the_api() <= {declared.operation for declared in DECLARED.values()}


def test_lu_02_a_role_of_the_whole_platform_is_allowed_the_same_in_every_place():
    for route, entry in MATRIX.items():
        for role in (role for role, spec in ROLES.items() if spec.is_platform_wide):
            assert len({role in entry.allowed[relation] for relation in ("own", *BY_PLACE)}) == 1, (route, role)


@dataclass
class World:
    """The small town with one person per role and relation, and the things routes are asked for."""

    things: dict[str, Thing]
    people: dict[tuple[str, str], Client]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    # Features that the law still holds back answer in a demo only; their rights are walked all the same.
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("ANLIN_DEMO", "1")
    config.cache_clear()
    with django_db_blocker.unblock(), transaction.atomic():
        town = make_town()
        grounds = {"own": town.compound, "child": town.town, "sibling": town.neighbour, "none": town.compound}
        unit = Unit.objects.create(code="walkers", name_zh="某单位", kind="other")
        people = {}
        for role, spec in ROLES.items():
            for relation, area in grounds.items():
                if spec.is_platform_wide and relation in BY_PLACE:
                    continue  # Their grant names no place: the one person stands for all three relations.
                user = User.objects.create_user(f"{role}.{relation}", f"{role} {relation}", unit=unit)
                RoleGrant.objects.create(
                    user=user,
                    role=role,
                    area=None if spec.is_platform_wide else area,
                    valid_to=system_clock() - 1 if relation == "none" else None,
                    valid_from=1,
                )
                people[(role, relation)] = Browser(csrf=False).sign_in(user).client
        yield World({name: make(town) for name, make in THINGS.items()}, people)
        transaction.set_rollback(True)
    monkeypatch.undo()
    config.cache_clear()


def filled(pattern: str, world: World, *, absent: bool = False) -> str:
    """`alert.id` → the number of the small tree's alert (or one that does not exist); `=text` → text."""
    if pattern.startswith("="):
        return pattern[1:]
    name, _, part = pattern.partition(".")
    if absent:
        return str(NO_SUCH) if part == "id" else "no-such-thing"
    return str(getattr(world.things[name], part))


def tip() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT position FROM access_audittip")
        return cursor.fetchone()[0]


def last_record() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM access_auditrecord ORDER BY position DESC LIMIT 1")
        return json.loads(cursor.fetchone()[0])


def body_of(entry: Entry, world: World, *, absent: bool = False) -> Any:
    """The entry's body; a field that says `area.id` becomes the small tree's number."""
    if not isinstance(entry.body, dict):
        return entry.body
    things = {f"{name}.id" for name in world.things}
    return {
        name: int(filled(value, world, absent=absent)) if isinstance(value, str) and value in things else value
        for name, value in entry.body.items()
    }


def ask(entry: Entry, client: Client, world: World, *, absent: bool = False) -> Any:
    """One request, undone afterwards; checks that it left exactly one record (LU-50)."""
    address = entry.route.split(" ")[1]
    for name, pattern in entry.path.items():
        address = address.replace("{" + name + "}", filled(pattern, world, absent=absent))
    assert not re.search(r"[{}]", address), f"{entry.route}: matrix.toml does not say what stands for its parameters"
    cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    query = {name: filled(pattern, world, absent=absent) for name, pattern in entry.query.items()}
    with transaction.atomic():
        before = tip()
        answer = client.generic(
            entry.method,
            address,
            data=json.dumps(body_of(entry, world, absent=absent)) if entry.body is not None else "",
            content_type="application/json",
            query_params=query,
        )
        records = tip() - before
        answer.on_record = last_record()
        transaction.set_rollback(True)
    client.cookies = cookies  # Signing out is undone on the browser's side too.
    whole = f"{answer.headers}{'' if answer.streaming else answer.content.decode()}"
    assert not [value for value in CANARIES if value in whole], f"{entry.route}: a personal value is not masked (LU-10)"
    assert records == 1, f"{entry.route}: {records} audit records instead of one"
    return answer


def is_allowed(entry: Entry, answer: Any, world: World) -> bool:
    if entry.answers:
        return answer.status_code in entry.answers
    if answer.status_code >= 400 and answer.status_code != 409:
        assert answer.status_code in REFUSALS, f"{entry.route}: {answer.status_code} {answer.content[:300]!r}"
        return False
    if not entry.finds:
        return True
    mark = re.sub(r"<([\w.]+)>", lambda found: filled(found[1], world), entry.finds)
    return mark in answer.content.decode()


@pytest.mark.parametrize("route", sorted(route for route, entry in MATRIX.items() if not entry.only_in_demo))
def test_lu_02_lu_05_lu_10_lu_50_each_role_gets_what_the_matrix_says_masked_and_one_record(
    world, django_db_blocker, route
):
    entry = MATRIX[route]
    with django_db_blocker.unblock():
        wrong = []
        # Where the place makes no difference, one relation is enough.
        relations = RELATIONS if any(entry.allowed.values()) else ("own",)
        for (role, relation), client in world.people.items():
            if relation not in relations:
                continue
            expected = entry.anyone or role in entry.allowed[relation]
            answer = ask(entry, client, world)
            if role in SEPARATED:
                # Masked ones count too: neither system manager nor security manager nor auditor reads a person (LU-05).
                assert answer.on_record["persons"] == 0, f"{route}: {role} was shown a field of a person"
            if is_allowed(entry, answer, world) is not expected:
                wrong.append(f"{role} as {relation}: {answer.status_code}, expected {'allow' if expected else 'deny'}")
        stranger = ask(entry, Browser(csrf=False).client, world)
        if (stranger.status_code == 401) is entry.anyone and not entry.answers and any(entry.allowed.values()):
            wrong.append(f"without sign-in: {stranger.status_code}")
        assert not wrong, "\n".join([route, *wrong])


WITH_A_THING = sorted(
    route
    for route, entry in MATRIX.items()
    if any(not pattern.startswith("=") for pattern in [*entry.path.values(), *entry.query.values()])
    or (isinstance(entry.body, dict) and any(str(value).endswith(".id") for value in entry.body.values()))
)


@pytest.mark.parametrize("route", WITH_A_THING)
def test_lu_03_not_yours_and_does_not_exist_are_the_same_bytes(world, django_db_blocker, route):
    entry = MATRIX[route]
    with django_db_blocker.unblock():
        for role in sorted(entry.allowed["own"] - entry.allowed["sibling"]):
            neighbour = world.people[(role, "sibling")]
            not_yours, no_such = ask(entry, neighbour, world), ask(entry, neighbour, world, absent=True)
            assert (not_yours.status_code, not_yours.content) == (no_such.status_code, no_such.content), role
            own = ask(entry, world.people[(role, "own")], world, absent=True)
            assert (own.status_code, own.content) == (no_such.status_code, no_such.content), role
            headers = [
                {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
                for answer in (not_yours, no_such)
            ]
            assert headers[0] == headers[1], role
