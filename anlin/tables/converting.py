"""One part of a table to columns of observations, and each row that is none with its reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from anlin.observations import DTYPES
from anlin.observations.ids import DeviceIds
from anlin.tables.clock import Fold, instants
from anlin.tables.mapping import Mapping, TimeColumn
from anlin.tables.places import Places
from anlin.tables.reading import Part
from anlin.tables.vocabulary import reader_of

Columns = dict[str, pl.Series]
Arrays = dict[str, npt.NDArray[Any]]


@dataclass
class Refused:
    """A row that became no observation; `detail` is one sentence."""

    row: int
    reason: str
    detail: str


@dataclass
class Converted:
    """Columns of the accepted rows, in the order of the table, and the refused rows."""

    columns: Arrays = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)


def convert(part: Part, mapping: Mapping, places: Places, fold: Fold) -> Converted:
    """The part's observations. A row is refused for the first thing that is wrong with it."""
    table = _Table(part, mapping)
    at, never_was = table.times(fold)
    read = {
        "observed_at": at,
        "zone": _looked_up(table.texts("zone"), places.zone_number),
        "kind": _looked_up(table.texts("kind"), reader_of("kind", mapping.meanings("kind"))),
        "label": _looked_up(table.texts("label"), reader_of("label", mapping.meanings("label"))),
        "value": table.numbers("value", 0.0),
        "confidence": table.numbers("confidence", 1.0),
        "track": table.texts("track").cast(pl.UInt64, strict=False),
    }
    is_good = np.ones(len(at), bool)
    refused = [Refused(*bad) for bad in part.bad]
    for reason, wrong, name, words in _checks(table, read, never_was):
        hit = wrong.fill_null(True).to_numpy() & is_good
        is_good &= ~hit
        if hit.any():
            shown = table.shown(name)
            refused += [Refused(part.rows[row], reason, f"{shown[row][:40]!r} {words}") for row in np.flatnonzero(hit)]
    return Converted(_columns(table, read, places, pl.Series(is_good)), refused)


def _checks(table: "_Table", read: Columns, never_was: pl.Series) -> list[tuple[str, pl.Series, str, str]]:
    """(reason, rows that are wrong, field, what to say after its text), in the order in which they count."""
    at, confidence, unknown = read["observed_at"], read["confidence"], "has no meaning in the vocabulary or the mapping"
    return [
        ("no_such_time", never_was, "time", "never was: the local clock was put forward over it"),
        ("bad_time", at.is_null() | at.is_between(1, 2**62).not_(), "time", "is not a time of the format given"),
        ("no_device", table.devices() == "", "device", "names no device"),
        ("unknown_zone", read["zone"].is_null(), "zone", "is not in the mapping's zones"),
        ("unknown_kind", read["kind"].is_null() | (read["kind"] == 0), "kind", unknown),
        ("unknown_label", read["label"].is_null(), "label", unknown),
        ("bad_value", read["value"].is_finite().not_().fill_null(True), "value", "is not a number"),
        ("bad_confidence", confidence.is_between(0, 1).not_().fill_null(True), "confidence", "is not from 0 to 1"),
        ("bad_track", read["track"].is_null() & (table.texts("track") != ""), "track", "is not a whole number"),
    ]


def _columns(table: "_Table", read: Columns, places: Places, is_good: pl.Series) -> Arrays:
    """Arrays of the good rows, with their numbers and ids."""
    kept = {name: column.filter(is_good).fill_null(0).to_numpy() for name, column in read.items()}
    columns: Arrays = {name: column.astype(DTYPES[name]) for name, column in kept.items()}
    devices = table.devices().filter(is_good).to_list()
    columns["area"] = places.areas_of(columns["zone"], table.texts("area").filter(is_good).to_list())
    columns["device"] = places.device_numbers(devices, columns["zone"], columns["area"])
    events = table.texts("event").filter(is_good).to_list()
    asked = (columns[name].tolist() for name in ("observed_at", "kind", "label"))
    ids = {device: DeviceIds(device) for device in set(devices)}
    made = (
        ids[device].of(event or str(at), kind, label)
        for device, event, at, kind, label in zip(devices, events, *asked, strict=True)
    )
    columns["id"] = np.frombuffer(b"".join(made), "<u8")
    return columns


class _Table:
    """A part, looked at by the fields of an observation."""

    def __init__(self, part: Part, mapping: Mapping) -> None:
        self.part, self.mapping, self.size = part, mapping, len(part.rows)

    def texts(self, name: str) -> pl.Series:
        """The field's texts without blanks around; "" where the table says nothing."""
        source, constant = self.mapping.source(name), self.mapping.constant(name)
        if source is None:
            return pl.Series(name, [constant or ""] * self.size, dtype=pl.String)
        return self.part.frame[source].str.strip_chars().fill_null("")

    def devices(self) -> pl.Series:
        """Who noticed it; a table without a device column names the zone's."""
        return self.texts("device" if "device" in self.mapping.columns else "zone")

    def times(self, fold: Fold) -> tuple[pl.Series, pl.Series]:
        column = self.mapping.time
        first, *others = (self.part.frame[name] for name in column.columns)
        texts = first
        for other in others:
            texts = texts + " " + other
        is_typed = set(column.columns) <= self.part.typed
        return instants(texts, TimeColumn(column.column, "iso", column.zone) if is_typed else column, fold)

    def numbers(self, name: str, missing: float) -> pl.Series:
        if name not in self.mapping.columns:
            return pl.Series(name, [missing] * self.size, dtype=pl.Float64)
        texts, meanings = self.texts(name), self.mapping.meanings(name)
        if meanings:
            texts = texts.replace(meanings)
        return texts.cast(pl.Float64, strict=False)

    def shown(self, name: str) -> list[str]:
        """What the table says there, for a refusal."""
        if name == "time":
            return [
                " ".join(str(text) for text in row) for row in self.part.frame.select(self.mapping.time.columns).rows()
            ]
        return self.texts(name).to_list()


def _looked_up(texts: pl.Series, number_of: Callable[[str], int | None]) -> pl.Series:
    """The number of each text; asks once per different text."""
    different = texts.unique().to_list()
    return texts.replace_strict(different, [number_of(text) for text in different], return_dtype=pl.Int32)
