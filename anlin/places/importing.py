"""Registers of places from a CSV or GeoJSON file: read, held against what is registered, previewed, then written.

Nothing is written by a preview. Rows are known by `code`; importing the same file again changes nothing. A column that
the file does not have stays as it is. Coordinates come in the named system and are converted here, once.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from anlin.observations.coordinates import to_wgs84
from anlin.places.columns import KINDS, Column, Kind, Unfit

LONGEST_CELL = 200_000


class Words(NamedTuple):
    """A text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Fault:
    """What is wrong in one line (1 is the first of the file), and in which column; empty: the line as a whole."""

    line: int
    column: str
    words: Words


class UnreadableFile(Exception):
    """The file as a whole cannot be read; `words` say why and what helps."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


@dataclass
class Line:
    """One line of the file with its values by column, and a geometry where it has one."""

    number: int
    values: dict[str, str]
    geometry: dict[str, Any] | None = None


@dataclass
class Wish:
    """What one line asks for: its fields, references still by code."""

    line: int
    code: str
    fields: dict[str, Any]
    references: dict[str, str]


@dataclass
class Reading:
    """The lines that can be understood, and what is wrong with the others."""

    kind: Kind
    wishes: list[Wish] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def digest_of(content: bytes, kind: str, system: str, *counts: int) -> str:
    """What a confirmation must bring back: the same file, read the same way, doing as much as was shown."""
    said = json.dumps([kind, system, *counts]).encode()
    return hashlib.sha256(hashlib.sha256(content).digest() + said).hexdigest()


def read_table(content: bytes, kind_name: str, system: str) -> Reading:
    """Understand a CSV or GeoJSON file of one kind. Raises `UnreadableFile`."""
    kind = KINDS.get(kind_name)
    if kind is None:
        raise UnreadableFile(Words(f"没有这种表：{kind_name}", f"There is no such table: {kind_name}"))
    text = _text_of(content)
    lines = _geojson_lines(text) if text.lstrip().startswith("{") else _csv_lines(text, kind)
    reading = Reading(kind)
    first_of: dict[str, int] = {}
    for line in lines:
        faults: list[Fault] = []
        wish = _wish(line, kind, system, faults)
        if wish is not None and wish.code in first_of:
            where = first_of[wish.code]
            faults.append(Fault(line.number, "code", Words(f"与第 {where} 行重复", f"the same as line {where}")))
        if faults or wish is None:
            reading.faults += faults
            continue
        first_of[wish.code] = line.number
        reading.wishes.append(wish)
    return reading


def read_line(line: Line, kind: Kind, system: str = "WGS84") -> Reading:
    """Understand one line, as of a form."""
    faults: list[Fault] = []
    wish = _wish(line, kind, system, faults)
    return Reading(kind, [wish] if wish is not None and not faults else [], faults)


def _text_of(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(Words("文件不是 UTF-8 或 GB18030 文本", "The file is neither UTF-8 nor GB18030 text"))


def _csv_lines(text: str, kind: Kind) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_CELL)
    rows = csv.reader(io.StringIO(text, newline=""))
    header = [kind.name_of(cell.strip()) for cell in next(rows, [])]
    missing = [column.name for column in kind.columns if column.is_needed and column.name not in header]
    if missing:
        names = ", ".join(missing)
        raise UnreadableFile(Words(f"第一行缺少列：{names}", f"The first line lacks these columns: {names}"))
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                values = {name: cell.strip() for name, cell in zip(header, row, strict=False) if name}
                yield Line(rows.line_num, values)
    except csv.Error as error:
        raise UnreadableFile(
            Words(f"第 {rows.line_num} 行不是 CSV", f"Line {rows.line_num} is not CSV: {error}")
        ) from None


def _geojson_lines(text: str) -> Iterator[Line]:
    try:
        features = json.loads(text)["features"]
        for number, feature in enumerate(features, 1):
            properties = {
                str(name): str(value)
                for name, value in (feature.get("properties") or {}).items()
                if value is not None and not isinstance(value, dict | list)
            }
            yield Line(number, properties, feature.get("geometry"))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UnreadableFile(
            Words("不是 GeoJSON 的 FeatureCollection", "This is not a GeoJSON FeatureCollection")
        ) from None


def _wish(line: Line, kind: Kind, system: str, faults: list[Fault]) -> Wish | None:
    fields: dict[str, Any] = {}
    references: dict[str, str] = {}
    for column in kind.columns:
        text = line.values.get(column.name)
        if column.is_needed and not text:
            faults.append(Fault(line.number, column.name, Words("这一项必填", "this one is needed")))
        elif text is None:
            continue
        elif column.refers_to:
            references[column.name] = text
        else:
            _take(column, text, fields, line.number, faults)
    try:
        _place(line, kind, system, fields)
    except (ValueError, Unfit) as error:
        words = error.words if isinstance(error, Unfit) else (f"坐标不对：{error}", str(error))
        faults.append(Fault(line.number, kind.shape or "lon", Words(*words)))
    code = "/".join(line.values.get(name, "") for name in kind.identity)
    return Wish(line.number, code, fields, references) if not faults else None


def _take(column: Column, text: str, fields: dict[str, Any], line: int, faults: list[Fault]) -> None:
    try:
        fields[column.field] = column.parse(text)
    except Unfit as error:
        faults.append(Fault(line, column.name, Words(*error.words)))


def _place(line: Line, kind: Kind, system: str, fields: dict[str, Any]) -> None:
    """Bring coordinates and shapes to WGS-84. Raises ValueError and `Unfit`."""
    lon_field, lat_field = kind.point
    if lon_field and (fields.get(lon_field) is None) != (fields.get(lat_field) is None):
        raise Unfit("经度和纬度要一起给", "give both longitude and latitude")
    if lon_field and fields.get(lon_field) is not None:
        fields[lon_field], fields[lat_field] = to_wgs84(fields[lon_field], fields[lat_field], system)
    shape = line.geometry or fields.pop("_shape", None)
    fields.pop("_shape", None)
    if shape is None:
        return
    if shape.get("type") == "Point" and lon_field:
        lon, lat = shape["coordinates"][:2]
        fields[lon_field], fields[lat_field] = to_wgs84(float(lon), float(lat), system)
    elif kind.shape:
        if shape.get("type") not in kind.shape_types:
            raise Unfit(f"图形应为 {'、'.join(kind.shape_types)}", f"the shape must be {' or '.join(kind.shape_types)}")
        fields[kind.shape] = {"type": shape["type"], "coordinates": _converted(shape["coordinates"], system)}


def _converted(part: Any, system: str) -> Any:
    if not isinstance(part, list) or not part:
        raise Unfit("图形没有坐标", "the shape has no coordinates")
    if isinstance(part[0], int | float):
        return list(to_wgs84(float(part[0]), float(part[1]), system))
    return [_converted(inner, system) for inner in part]
