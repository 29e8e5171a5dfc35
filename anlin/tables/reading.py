"""The rows of a table file as texts, part by part: CSV, JSON Lines, Excel, Parquet; `.gz` is unpacked on the way."""

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

import msgspec
import polars as pl
import pyarrow.parquet as pq

from anlin.tables.clock import iso_text
from anlin.tables.mapping import FileForm

AT_ONCE = 200_000
"""Rows of a part: bounds what is in memory as texts."""


class UnreadableTable(Exception):
    """The file cannot be read as a table; one line: which, why, remedy."""


@dataclass
class Part:
    """Rows of a table that follow each other. `frame`: the wanted columns as texts, null where the row has none.

    `rows`: number of each in the file, from 1. `bad`: (row, reason, detail) of rows that are no rows of the table.
    `typed`: columns whose times the file itself typed; their text is ISO 8601, whatever the mapping's format says.
    """

    frame: pl.DataFrame
    rows: list[int]
    bad: list[tuple[int, str, str]] = field(default_factory=list)
    typed: frozenset[str] = frozenset()


def parts_of(path: Path, wanted: Sequence[str], form: FileForm) -> Iterator[Part]:
    """The table's parts in order. Raises `UnreadableTable`."""
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[-1].lower()
    try:
        if kind == "parquet":
            yield from _parquet(path, wanted)
        elif kind in ("xlsx", "xlsm"):
            from anlin.tables.excel import sheet_rows

            yield from _of_rows(path, sheet_rows(path, form.sheet), wanted)
        elif kind in ("jsonl", "ndjson", "json"):
            with _opened(path) as file:
                yield from _json_lines(file, wanted)
        else:
            with _opened(path) as file, io.TextIOWrapper(file, form.encoding, errors="replace", newline="") as text:
                separator = "\t" if kind == "tsv" else form.separator
                yield from _of_rows(path, csv.reader(_without_mark(text), delimiter=separator), wanted)
    except FileNotFoundError:
        raise UnreadableTable(f"{path}: no such file") from None
    except (OSError, EOFError, csv.Error, LookupError) as error:
        raise UnreadableTable(f"{path}: cannot be read ({error})") from error


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _without_mark(text: IO[str]) -> Iterator[str]:
    """Without the byte order mark that Excel writes in front."""
    return chain([text.readline().removeprefix("\ufeff")], text)


def _of_rows(path: Path, rows: Iterator[list[str]], wanted: Sequence[str]) -> Iterator[Part]:
    """Parts of rows whose first names the columns."""
    head = [name.strip() for name in next(rows, [])]
    places = _places(path, head, wanted)
    width = len(head)
    kept: list[list[str]] = []
    numbers: list[int] = []
    bad: list[tuple[int, str, str]] = []
    for number, row in enumerate(rows, start=1):
        if len(row) == width:
            kept.append(row)
            numbers.append(number)
        elif not row:
            bad.append((number, "empty_row", "the row is empty"))
        else:
            bad.append((number, "bad_row", f"{len(row)} fields, the table has {width} columns"))
        if len(kept) + len(bad) >= AT_ONCE:
            yield Part(_frame(kept, wanted, places), numbers, bad)
            kept, numbers, bad = [], [], []
    if kept or bad:
        yield Part(_frame(kept, wanted, places), numbers, bad)


def _json_lines(file: IO[bytes], wanted: Sequence[str]) -> Iterator[Part]:
    decoder = msgspec.json.Decoder(dict[str, Any])
    kept: list[list[str | None]] = []
    numbers: list[int] = []
    bad: list[tuple[int, str, str]] = []
    for number, line in enumerate(file, start=1):
        try:
            item = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            bad.append((number, "bad_row", "the line is not a JSON object"))
        else:
            kept.append([_json_text(item.get(name)) for name in wanted])
            numbers.append(number)
        if len(kept) + len(bad) >= AT_ONCE:
            yield Part(_frame(kept, wanted), numbers, bad)
            kept, numbers, bad = [], [], []
    if kept or bad:
        yield Part(_frame(kept, wanted), numbers, bad)


def _json_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


def _parquet(path: Path, wanted: Sequence[str]) -> Iterator[Part]:
    try:
        file = pq.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise UnreadableTable(f"{path}: is not a Parquet file ({error})") from error
    with file:
        _places(path, file.schema_arrow.names, wanted)
        first = 1
        for batch in file.iter_batches(batch_size=AT_ONCE, columns=list(wanted)):
            frame = pl.DataFrame(batch)
            typed = frozenset(name for name in wanted if frame.schema[name].is_temporal())
            texts = [_texts(frame[name]) for name in wanted]
            yield Part(pl.DataFrame(texts), list(range(first, first + len(frame))), typed=typed)
            first += len(frame)


def _texts(column: pl.Series) -> pl.Series:
    if column.dtype.is_temporal():
        values = [iso_text(v) if isinstance(v, datetime) else None if v is None else str(v) for v in column]
        return pl.Series(column.name, values, dtype=pl.String)
    return column.cast(pl.String)


def _frame(
    rows: Sequence[Sequence[str | None]], wanted: Sequence[str], places: Sequence[int] | None = None
) -> pl.DataFrame:
    """The wanted columns of the rows, which stand at `places` in each, or just so."""
    at = range(len(wanted)) if places is None else places
    return pl.DataFrame(
        [
            pl.Series(name, list(map(itemgetter(place), rows)), dtype=pl.String)
            for name, place in zip(wanted, at, strict=True)
        ]
    )


def _places(path: Path, head: Sequence[str], wanted: Sequence[str]) -> list[int]:
    missing = [name for name in wanted if name not in head]
    if missing:
        there = ", ".join(map(repr, head[:20])) or "none at all: is it empty?"
        raise UnreadableTable(f"{path}: has no column {missing[0]!r}; it has {there}")
    return [list(head).index(name) for name in wanted]
