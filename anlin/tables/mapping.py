"""The mapping file: which column of a table is which field of an observation, and what its texts mean.

Subjects (plates, cards, documents) cannot be mapped: a token needs a declared purpose and its key, which no file has.
"""

import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from anlin.tables.vocabulary import CODED, code_of, near, reader_of

FIELDS = ("device", "zone", "area", "kind", "label", "value", "confidence", "track", "event")
_NEVER = ("subject", "evidence", "id", "observed_at", "received_at", "quality")
TIME_WORDS = ("", "iso", "epoch_s", "epoch_ms", "epoch_us")


class BadMapping(Exception):
    """The mapping cannot be used; one line: where, what, remedy."""


class Constant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The same text for every row."""

    value: str | int | float


class TimeColumn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`format`: as strptime writes it, or iso, epoch_s, epoch_ms, epoch_us; empty reads ISO 8601, digits by length.

    `zone`: whose local clock a time without offset is. Several columns (a date and a time) are joined by a blank.
    """

    column: str | tuple[str, ...]
    format: str = ""
    zone: str = "Asia/Shanghai"

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.column,) if isinstance(self.column, str) else self.column


class ZoneMeaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The zone that a text in the table stands for, and the area it lies in."""

    zone: str
    area: str = ""
    kind: str = ""
    dwelling: str = ""
    name: str = ""
    floor: int = 0
    capacity: int = 0


class AreaMeaning(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str = "compound"
    name: str = ""
    capacity: int = 0


class FileForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a text file is written; `sheet` of an Excel file, empty for its first."""

    encoding: str = "utf-8"
    separator: str = ","
    sheet: str = ""


class Mapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`values`: per column of the table, or per field, what its texts mean. `zones`: per text of the zone column."""

    time: TimeColumn
    columns: dict[str, str | Constant]
    values: dict[str, dict[str, str | int | float]] = {}
    zones: dict[str, ZoneMeaning] = {}
    areas: dict[str, AreaMeaning] = {}
    file: FileForm = FileForm()

    def source(self, field: str) -> str | None:
        """The table's column of a field; None for a constant or a field that is not mapped."""
        found = self.columns.get(field)
        return found if isinstance(found, str) else None

    def constant(self, field: str) -> str | None:
        found = self.columns.get(field)
        return str(found.value) if isinstance(found, Constant) else None

    def needed(self) -> list[str]:
        """The columns that the table must have."""
        mapped = [column for column in self.columns.values() if isinstance(column, str)]
        return list(dict.fromkeys([*self.time.columns, *mapped]))

    def meanings(self, field: str) -> dict[str, str]:
        """What the texts of a field's column mean, where the mapping says so."""
        given = {**self.values.get(self.source(field) or "", {}), **self.values.get(field, {})}
        return {text: str(meaning) for text, meaning in given.items()}


def load_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file. Raises `BadMapping`."""
    try:
        return mapping_of(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
    except OSError as error:
        raise BadMapping(f"{path}: cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadMapping(f"{path}: is not TOML ({error})") from None


def mapping_of(given: dict[str, Any], where: str = "mapping") -> Mapping:
    """The mapping that a decoded TOML file says. Raises `BadMapping`, which names the place."""
    try:
        mapping = msgspec.convert(given, Mapping)
    except msgspec.ValidationError as error:
        raise BadMapping(f"{where}: {_misfit(given, error)}") from None
    for field in mapping.columns:
        if field in _NEVER:
            raise BadMapping(f"{where}: columns.{field}: this field is never read from a table; leave it out")
        if field not in FIELDS:
            raise BadMapping(f"{where}: columns.{field}: no such field; there are {', '.join(FIELDS)}")
    if "kind" not in mapping.columns:
        raise BadMapping(f'{where}: columns.kind is missing, such as kind = {{ value = "ir_motion" }}')
    if "device" not in mapping.columns and "zone" not in mapping.columns:
        raise BadMapping(f"{where}: columns.device is missing: who noticed it?")
    unused = set(mapping.values) - set(mapping.needed()) - set(FIELDS)
    if unused:
        raise BadMapping(f"{where}: values.{min(unused)}: neither a mapped column nor a field")
    for field in CODED:
        _check_words(mapping, field, where)
    try:
        ZoneInfo(mapping.time.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadMapping(f"{where}: time.zone={mapping.time.zone!r}: expected a name such as Asia/Shanghai") from None
    if mapping.time.format not in TIME_WORDS and "%" not in mapping.time.format:
        raise BadMapping(
            f"{where}: time.format={mapping.time.format!r}: expected %Y-%m-%d … or one of {TIME_WORDS[1:]}"
        )
    return mapping


_ENTRIES: dict[str, Any] = {
    "columns": str | Constant,
    "values": dict[str, str | int | float],
    "zones": ZoneMeaning,
    "areas": AreaMeaning,
}
"""Type of each entry of the mapping's tables."""


def _misfit(given: dict[str, Any], error: msgspec.ValidationError) -> str:
    """The entry that does not fit, why, and what is allowed there; `error` does not say which of a table's it is."""
    for table, kind in _ENTRIES.items():
        entries = given.get(table)
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            try:
                msgspec.convert(entry, kind)
            except msgspec.ValidationError as found:
                return _worded(found, f"{table}.{name}", Constant if table == "columns" else kind)
    return _worded(error, "", Mapping)


def _worded(error: msgspec.ValidationError, entry: str, kind: Any) -> str:
    reason, _, below = str(error).partition(" - at `$")
    entry = (entry + below.rstrip("`")).lstrip(".")
    if "field" in reason:
        kind = {"time": TimeColumn, "file": FileForm}.get(entry, kind)
        reason += f"; allowed: {', '.join(kind.__struct_fields__)}"
    reason = reason.removeprefix("Object ")
    return f"{entry}: {reason}" if entry else reason


def _check_words(mapping: Mapping, field: str, where: str) -> None:
    """Kinds and labels are of a closed vocabulary: a slip would refuse every row of it, long after."""
    meanings, constant = mapping.meanings(field), mapping.constant(field)
    for text, meaning in meanings.items():
        if code_of(field, meaning.strip().lower()) is None:
            entry = field if text in mapping.values.get(field, {}) else mapping.source(field)
            raise BadMapping(f"{where}: values.{entry}.{text}: {_no_word(field, meaning)}")
    if constant is not None and reader_of(field, meanings)(constant) is None:
        raise BadMapping(f"{where}: columns.{field}: {_no_word(field, constant)}")


def _no_word(field: str, word: str) -> str:
    meant = " or ".join(map(repr, near(field, word)))
    return f"{word!r} is no {field}; " + (
        f"did you mean {meant}?" if meant else "all are in anlin/observations/kinds.py"
    )
