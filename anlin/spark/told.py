"""Conditions as rows of a table, and back, without losing a bit."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import pyarrow as pa

from anlin.engine.conditions import Condition, What

_TYPES = {int: "bigint", What: "bigint", float: "double", str: "string", bool: "boolean"}
_FIELDS = {field.name: _TYPES[field.type] for field in msgspec.structs.fields(Condition)}
_ARROW = {"bigint": pa.int64(), "double": pa.float64(), "string": pa.string(), "boolean": pa.bool_()}

COLUMNS = ", ".join(f"`{name}` {kind}" for name, kind in _FIELDS.items())
"""The columns of a condition as Spark writes them; instants are microseconds since 1970 UTC."""


def columns_of(conditions: Iterable[Condition]) -> dict[str, pa.Array]:
    lines = [fields_of(each) for each in conditions]
    return {name: pa.array([line[name] for line in lines], _ARROW[kind]) for name, kind in _FIELDS.items()}


def fields_of(condition: Condition) -> dict[str, Any]:
    return {**msgspec.structs.asdict(condition), "what": int(condition.what)}


def conditions_in(rows: Iterable[Mapping[str, Any]]) -> Iterator[Condition]:
    """The conditions of such rows; other columns beside are passed over."""
    for row in rows:
        yield Condition(**{name: row[name] for name in _FIELDS if name != "what"}, what=What(row["what"]))
