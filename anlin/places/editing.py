"""One row of a register at a time: added, changed, retired, by the same columns and checks as an import."""

import json
from typing import Any

from django.db import transaction
from django.db.models import Model, ProtectedError, Q, QuerySet

from anlin.places.columns import KINDS, Column, Kind
from anlin.places.importing import Fault, Line, Words, read_line
from anlin.places.models import Device, Dwelling, PoliceMapping, Zone
from anlin.places.planning import carry_out, plan_of

EDITED = tuple(name for name, kind in KINDS.items() if kind.model not in (Dwelling, PoliceMapping))
"""Registers that are looked through row by row. Homes are not: their codes are door numbers (LU-10)."""
REFERENCES = ("area", "parent", "building", "zone")


class NotEdited(Exception):
    """Nothing was written; `faults` say which column and why, or `words` what stands in the way."""

    def __init__(self, words: Words, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(words.en)
        self.words, self.faults = words, faults


def rows_of(kind: Kind, words: str) -> QuerySet[Any]:
    """Rows whose code or name holds every word, by code; places inside homes and isolation doors are left out."""
    rows: QuerySet[Any] = kind.model._default_manager.all()
    if kind.model is Zone:
        rows = rows.filter(dwelling=None).exclude(kind="isolation_door")
    if kind.model is Device:
        rows = rows.filter(Q(zone=None) | Q(zone__dwelling=None)).exclude(zone__kind="isolation_door")
    for word in words.split()[:8]:
        rows = rows.filter(Q(code__icontains=word) | Q(name_zh__icontains=word) | Q(name_en__icontains=word))
    names = {column.name for column in kind.columns if column.refers_to}
    return rows.select_related(*sorted(names)).order_by("code")


def values_of(kind: Kind, row: Any) -> dict[str, str]:
    """The row as a line of the import table would say it, in WGS-84."""
    return {column.name: _text(kind, column, row) for column in kind.columns}


def _text(kind: Kind, column: Column, row: Any) -> str:
    if column.refers_to:
        other = getattr(row, column.name)
        return other.code if other is not None else ""
    value = getattr(row, kind.shape if column.field == "_shape" else column.field)
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case dict():
            return json.dumps(value, ensure_ascii=False)
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value)


def save_row(kind: Kind, values: dict[str, str], *, is_new: bool) -> Model:
    """Add the row, or change the one with this code. Raises `NotEdited`; then nothing was written."""
    known = {column.name for column in kind.columns}
    given = {name: text.strip() for name, text in values.items() if name in known}
    plan = plan_of(read_line(Line(1, given), kind))
    if plan.faults:
        raise NotEdited(
            Words("有几项不对，请看每一项下面的说明", "Something does not fit; see beside it"), tuple(plan.faults)
        )
    if is_new and not plan.created:
        words = Words("这个编码已经登记", "This code is registered already")
        raise NotEdited(words, (Fault(1, "code", words),))
    if not is_new and plan.created:
        raise NotEdited(Words("没有登记这个编码", "This code is not registered"))
    try:
        carry_out(plan)
    except ValueError:
        words = Words("上级不能是自己或自己的下级", "It cannot lie below itself")
        raise NotEdited(words, (Fault(1, "parent", words),)) from None
    made: Model = kind.model._default_manager.get(code=given["code"])
    return made


def retire(kind: Kind, code: str) -> None:
    """A device is switched off and stays, since its past names it; a place goes, if nothing hangs on it.

    Raises `NotEdited`.
    """
    with transaction.atomic():
        row = rows_of(kind, "").filter(code=code).first()
        if row is None:
            raise NotEdited(Words("没有登记这个编码", "This code is not registered"))
        if isinstance(row, Device):
            row.enabled = False
            row.save()
            return
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError as error:
            held = {type(one)._meta.model_name for one in error.protected_objects}
            raise NotEdited(_what_hangs(len(error.protected_objects), held)) from None


def _what_hangs(count: int, names: set[Any]) -> Words:
    said = [HANGS.get(str(name), HANGS["alert"]) for name in sorted(names)]
    zh, en = "、".join(dict.fromkeys(words.zh for words in said)), ", ".join(dict.fromkeys(words.en for words in said))
    return Words(
        f"还有 {count} 项挂在这里（{zh}），请先移走；有过预警的地方不能删除",
        f"{count} things hang on it ({en}): move them first; a place with past alerts cannot be removed",
    )


HANGS: dict[str, Words] = {
    "area": Words("下级区域", "areas"),
    "building": Words("楼栋", "buildings"),
    "dwelling": Words("户室", "homes"),
    "zone": Words("点位", "zones"),
    "device": Words("设备", "devices"),
    "rolegrant": Words("人员权限", "people's roles"),
    "alert": Words("工作记录", "records of work"),
}
