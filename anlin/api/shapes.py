"""Shapes that several routes answer with: names in two languages, references, instants, pages."""

import base64
import binascii
import json
from typing import Annotated, Any

from ninja import Schema
from pydantic import WithJsonSchema

from anlin.alerts.words import Words
from anlin.api.problems import invalid
from anlin.api.session import Text
from anlin.observations.instants import iso

Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""ISO 8601 UTC with microseconds."""


class Ref(Schema):
    """A thing by its number, with its name."""

    id: int
    name: Text


class PersonRef(Schema):
    id: int
    name: str


def instant(at: int | None) -> str | None:
    return None if at is None else iso(at)


def text(words: Words) -> Text:
    return Text(zh=words.zh, en=words.en)


def named(row: Any) -> Text:
    """The name of a register's row; Chinese stands in where no English one is given."""
    return Text(zh=row.name_zh, en=row.name_en or row.name_zh)


def ref(row: Any) -> Ref | None:
    return None if row is None else Ref(id=row.pk, name=named(row))


def person(user: Any) -> PersonRef | None:
    return None if user is None else PersonRef(id=user.pk, name=user.name)


def cursor_of(*place: int | str) -> str:
    """The place after which the next page begins, as an opaque text."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def place_of(cursor: str, types: tuple[type, ...]) -> tuple[Any, ...]:
    """What `cursor_of` put in. Raises a 422 on anything else."""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        place = None
    if not isinstance(place, list) or [type(part) for part in place] != list(types):
        raise invalid("翻页标记不正确，请从第一页开始", "This page mark is not right; begin at the first page")
    return tuple(place)
