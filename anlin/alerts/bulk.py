"""Many rows in one statement.

Django's own bulk writing builds an expression for each value, which takes ten times as long as the store itself.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

CHUNK = 500
"""Values in one IN list."""

Rows = Sequence[Sequence[Any]]


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def rows_of(objects: Iterable[models.Model], columns: Sequence[str]) -> Rows:
    """The values of these columns (by attribute, as in `area_id`), for `insert_many` and `update_many`."""
    return list(map(attrgetter(*columns), objects))


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[Any]:
    by_name: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields}
    return [by_name[name] for name in columns]


def _recordset(fields: Sequence[Any], rows: Rows) -> tuple[str, str]:
    """A FROM item with one column per field, and the JSON text it is read from (PostgreSQL)."""
    quote = connection.ops.quote_name
    names = [field.column for field in fields]
    columns = ", ".join(f"{quote(field.column)} {field.db_type(connection)}" for field in fields)
    text = json.dumps([dict(zip(names, row, strict=True)) for row in rows], allow_nan=False)
    return f"jsonb_to_recordset(%s::jsonb) AS given({columns})", text


def _with_texts(fields: Sequence[Any], rows: Rows) -> Rows:
    """The rows with JSON written down (SQLite); an object that many rows share is written down once."""
    places = [place for place, field in enumerate(fields) if isinstance(field, models.JSONField)]
    if not places:
        return rows
    written: dict[int, str] = {}
    made = []
    for row in rows:
        values = list(row)
        for place in places:
            value = values[place]
            # The rows hold every object until the end, so no address is given to another one meanwhile.
            text = written.get(id(value))
            if text is None:
                text = written[id(value)] = json.dumps(value)
            values[place] = text
        made.append(values)
    return made


def insert_many(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Insert the rows in one go: integers, texts, booleans, finite floats, JSON. Other columns get no value."""
    if not rows:
        return
    fields = _fields(model, columns)
    quote = connection.ops.quote_name
    into = f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(field.column) for field in fields)})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One statement over one text: a statement for each row would be parsed and planned for each row.
            source, text = _recordset(fields, rows)
            cursor.execute(f"{into} SELECT * FROM {source}", [text])
        else:
            cursor.executemany(f"{into} VALUES ({', '.join(['%s'] * len(fields))})", _with_texts(fields, rows))


def update_many(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """Set the columns of rows in one go; the last value of each row is its `id`."""
    if not rows:
        return
    fields = _fields(model, [*columns, "id"])
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), [quote(field.column) for field in fields[:-1]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            source, text = _recordset(fields, rows)
            changes = ", ".join(f"{name} = given.{name}" for name in names)
            cursor.execute(f"UPDATE {table} SET {changes} FROM {source} WHERE {table}.id = given.id", [text])
        else:
            changes = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE id = %s", _with_texts(fields, rows))
