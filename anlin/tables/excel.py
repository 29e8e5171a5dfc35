"""The rows of an Excel sheet as texts: what an import needs of Office Open XML, with the standard library.

Formulas give their stored result; dates are cells whose number format shows a date. Source: ECMA-376 part 1,
sections 18.3 (sheet), 18.4 (shared strings), 18.8.30 (number formats).
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NO_LETTERS = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_LARGEST = 1 << 30
"""Bytes of one unpacked part at most: a small file can unpack to any size."""


class NotExcel(OSError):
    """The file is no Excel workbook that can be read."""


def sheet_rows(path: Path, sheet: str = "") -> Iterator[list[str]]:
    """The rows of the named sheet, or of the first, all as long as the first row. Raises `NotExcel`."""
    try:
        with zipfile.ZipFile(path) as book:
            texts = _shared_texts(book)
            dates, epoch = _date_styles(book), _epoch(book)
            width = 0
            with book.open(_part(book, _sheet_part(book, path, sheet))) as xml:
                for cells in _cells(xml, texts, dates, epoch):
                    width = width or len(cells)
                    yield cells + [""] * (width - len(cells))
    except (zipfile.BadZipFile, ET.ParseError, KeyError, IndexError, ValueError) as error:
        raise NotExcel(f"not an Excel workbook (.xlsx): {error}") from error


def _part(book: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    found = book.getinfo(name)
    if found.file_size > _LARGEST:
        raise NotExcel(f"{name} unpacks to {found.file_size} bytes; save the table as CSV")
    return found


def _cells(xml: IO[bytes], texts: list[str], dates: set[int], epoch: datetime) -> Iterator[list[str]]:
    for _, row in ET.iterparse(xml, events=("end",)):
        if row.tag != f"{_MAIN}row":
            continue
        cells: list[str] = []
        for cell in row.iter(f"{_MAIN}c"):
            # Empty cells are left out of the file; the cell's own reference says which column it is.
            place = _column(cell.get("r", "")) if cell.get("r") else len(cells)
            cells += [""] * (place - len(cells))
            cells.append(_text(cell, texts, dates, epoch))
        row.clear()
        yield cells


def _text(cell: ET.Element, texts: list[str], dates: set[int], epoch: datetime) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return texts[int(value)]
    if kind == "b":
        return "true" if value == "1" else "false"
    if kind == "n" and value and int(cell.get("s", "0")) in dates:
        # A serial is a float of days: good to about 10 microseconds, so milliseconds are what it meant.
        moment = epoch + timedelta(milliseconds=round(float(value) * 86_400_000))
        return moment.isoformat(sep=" ")
    return value


def _column(reference: str) -> int:
    """0 for A1, 26 for AA7."""
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1


def _shared_texts(book: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in book.namelist():
        return []
    root = ET.fromstring(book.read(_part(book, "xl/sharedStrings.xml")))
    return ["".join(part.text or "" for part in item.iter(f"{_MAIN}t")) for item in root.iter(f"{_MAIN}si")]


def _date_styles(book: zipfile.ZipFile) -> set[int]:
    """Which cell styles show a number as a date."""
    if "xl/styles.xml" not in book.namelist():
        return set()
    root = ET.fromstring(book.read(_part(book, "xl/styles.xml")))
    own = {
        int(form.get("numFmtId", "0"))
        for form in root.iter(f"{_MAIN}numFmt")
        if re.search("[ymdhs]", _NO_LETTERS.sub("", form.get("formatCode", "")).lower())
    }
    styles = root.find(f"{_MAIN}cellXfs")
    return {
        at
        for at, style in enumerate(styles if styles is not None else ())
        if int(style.get("numFmtId", "0")) in _DATE_FORMATS | own
    }


def _epoch(book: zipfile.ZipFile) -> datetime:
    """Day 0 of the serials: the 1900 system counts a February 29th that never was, so it begins a day early."""
    setting = ET.fromstring(book.read(_part(book, "xl/workbook.xml"))).find(f"{_MAIN}workbookPr")
    is_1904 = setting is not None and setting.get("date1904") in ("1", "true")
    return datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet has no zone.


def _sheet_part(book: zipfile.ZipFile, path: Path, wanted: str) -> str:
    workbook = ET.fromstring(book.read(_part(book, "xl/workbook.xml")))
    relations = ET.fromstring(book.read(_part(book, "xl/_rels/workbook.xml.rels")))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = {sheet.get("name", ""): targets[sheet.get(f"{_RELATED}id")] for sheet in workbook.iter(f"{_MAIN}sheet")}
    if wanted and wanted not in sheets:
        raise NotExcel(f"{path.name} has no sheet {wanted!r}; it has {', '.join(map(repr, sheets))}")
    target = sheets[wanted or next(iter(sheets))]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
