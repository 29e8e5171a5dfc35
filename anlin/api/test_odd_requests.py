"""Whatever is sent to a route, by whoever may use it, it is answered and never fails inside."""

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from anlin.api.api import api
from anlin.api.test_matrix import MATRIX, World, world

pytestmark = pytest.mark.django_db

TRIES = 12
ODD: list[Any] = [
    None, True, 0, -1, 2**31, 2**63, 10**40, 1e308, 1.5, "", " ", "0", "-1", "9" * 30, "null", "x" * 5000, "\x00",
    "\ud83d", "🜲", "'; --", "%", "../..", "2026-02-30", "2026-01-05T08:30:00Z", [], [[]], {}, {"a": {"b": []}}, [None],
]  # fmt: skip
NOT_JSON = [b"", b"{", b"\xff\xfe", b"[" * 5000, b"null", b"[]", b'"x"', b"1e999", b'{"a":1,"a":2}']

__all__ = ["world"]  # A fixture; pytest finds it by its name here.

Sent = tuple[str, dict[str, str], bytes]
"""(path, query, body) of one request."""

OPERATIONS = [
    (f"{method.upper()} {path}", operation)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method, operation in methods.items()
]
SCHEMAS: dict[str, Any] = api.get_openapi_schema()["components"]["schemas"]


def a_value_for(schema: dict[str, Any], dice: random.Random, depth: int = 0) -> Any:
    """Something of the shape that is asked for, and now and then something else."""
    if dice.random() < 0.15 or depth > 5:
        return dice.choice(ODD)
    if "$ref" in schema:
        return a_value_for(SCHEMAS[schema["$ref"].rsplit("/", 1)[1]], dice, depth + 1)
    if "anyOf" in schema:
        return a_value_for(dice.choice(schema["anyOf"]), dice, depth + 1)
    if "enum" in schema or "const" in schema:
        return dice.choice(schema.get("enum") or [schema["const"]])
    match schema.get("type"):
        case "object":
            wanted = schema.get("properties", {})
            return {name: a_value_for(inner, dice, depth + 1) for name, inner in wanted.items() if dice.random() < 0.95}
        case "array":
            return [a_value_for(schema.get("items", {}), dice, depth + 1) for _ in range(dice.randrange(3))]
        case "integer" | "number":
            return dice.choice([0, 1, 2, -5, 10**12])
        case "boolean":
            return dice.random() < 0.5
        case "null":
            return None
        case _:
            return dice.choice(["x", "a-b_c", "安邻", "2026-01-05", "12345678"])


def odd_requests(
    route: str, operation: dict[str, Any], dice: random.Random
) -> Iterator[tuple[str, dict[str, str], bytes]]:
    """(path, query, body) of some requests to a route."""
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    for _ in range(TRIES):
        path = re.sub(
            r"\{[^}]+\}", lambda _: str(dice.choice([0, 1, 7, "x", "9" * 25, "-1", "%00", "a b", "安"])), route
        )
        parameters = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
        query = {name: str(dice.choice(ODD)).replace("\ud83d", "") for name in parameters if dice.random() < 0.7}
        sent = b""
        if body is not None:
            sent = dice.choice(NOT_JSON) if dice.random() < 0.2 else json.dumps(a_value_for(body, dice)).encode()
        yield path, query, sent


@pytest.mark.parametrize(("route", "operation"), OPERATIONS, ids=[route for route, _ in OPERATIONS])
def test_no_request_makes_a_route_fail_inside(
    world: World, django_db_blocker: Any, route: str, operation: dict[str, Any]
) -> None:
    entry, dice = MATRIX[route], random.Random(route)
    allowed = sorted(entry.allowed["own"]) or [role for role, _ in world.people]
    method, path = route.split(" ")
    failed = []
    for nth, (address, query, body) in enumerate(odd_requests(path, operation, dice)):
        client = world.people[allowed[nth % len(allowed)], "own"]
        with django_db_blocker.unblock(), transaction.atomic():
            cookies = client.cookies.copy()
            client.raise_request_exception = False
            answer = client.generic(method, address, body, content_type="application/json", query_params=query)
            transaction.set_rollback(True)
            client.cookies = cookies
        if answer.status_code >= 500:
            failed.append((answer.status_code, address, query, body[:300]))
    assert failed == []
