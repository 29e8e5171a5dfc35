"""Importing registers of places: a preview that writes nothing, then the same file once more to confirm."""

from typing import Any

from ninja import Schema

from anlin.api.problems import Problem, conflict, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.observations.coordinates import SYSTEMS
from anlin.places.columns import KINDS, Column, Kind
from anlin.places.importing import UnreadableFile, digest_of, read_table
from anlin.places.planning import Plan, carry_out, plan_of

routes = Routes("/imports", tag="places")
LARGEST = 64 * 1024 * 1024
"""Bytes of one file; 150,000 devices take about 12 MB."""
FAULTS_SHOWN = 200
FILE: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"text/plain": {"schema": {"type": "string"}}}},
}


class ColumnShape(Schema):
    """`choices`: what may stand there; empty: anything that fits. `refers_to`: the table whose code it names."""

    name: str
    zh: str
    is_needed: bool
    choices: list[str]
    refers_to: str


class TableShape(Schema):
    """A table that can be imported, with the columns its first line may have, in English or in Chinese."""

    kind: str
    title: Text
    columns: list[ColumnShape]
    shape: str


class FaultShape(Schema):
    """`line` 1 is the first of the file."""

    line: int
    column: str
    why: Text


class PreviewShape(Schema):
    """What the file would do. `digest` confirms exactly this; `faulty` lines are left out."""

    kind: str
    created: int
    changed: int
    same: int
    faulty: int
    faults: list[FaultShape]
    digest: str
    is_done: bool


@routes.get(
    "", permission="places.manage", purpose="operations", response=list[TableShape], summary="What can be imported"
)
def tables(request: Request) -> list[TableShape]:
    """The tables in the order in which they build on each other."""
    return [
        TableShape(
            kind=kind.name,
            title=Text(zh=kind.zh, en=kind.en),
            columns=[_column(kind, column) for column in kind.columns],
            shape=kind.shape,
        )
        for kind in KINDS.values()
    ]


def _column(kind: Kind, column: Column) -> ColumnShape:
    names = {other.model: other.name for other in KINDS.values()}
    has_field = column.refers_to is None and column.field != "_shape"
    choices = kind.model._meta.get_field(column.field).choices if has_field else None  # type: ignore[union-attr]
    return ColumnShape(
        name=column.name,
        zh=column.zh,
        is_needed=column.is_needed,
        choices=[str(value) for value, _label in choices or ()],
        refers_to=names[column.refers_to] if column.refers_to else "",
    )


@routes.post(
    "/{kind}/preview", permission="places.manage", purpose="operations", response=PreviewShape, openapi_extra=FILE,
    summary="What a file would do",
)  # fmt: skip
def preview(request: Request, kind: str, system: str = "WGS84") -> PreviewShape:
    """Reads the body, a CSV or GeoJSON file, and writes nothing."""
    content = _content(request)
    return _shape(_planned(content, kind, system), content, system, is_done=False)


@routes.post(
    "/{kind}", permission="places.manage", purpose="operations", response=PreviewShape, openapi_extra=FILE,
    summary="Import a file",
)  # fmt: skip
def confirm(request: Request, kind: str, digest: str, system: str = "WGS84") -> PreviewShape:
    """Does what the preview with this digest said; 409 when the file or the registers are not what they were."""
    content = _content(request)
    plan = _planned(content, kind, system)
    shown = _shape(plan, content, system, is_done=True)
    if shown.digest != digest:
        raise conflict("文件或登记有变化，请重新预览", "The file or the registers have changed; please preview again")
    try:
        carry_out(plan)
    except ValueError as error:
        raise invalid(f"上级关系成环：{error}", f"It cannot be imported: {error}") from None
    return shown


def _content(request: Request) -> bytes:
    content: bytes = request.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Problem(413, "too_large", "文件超过 64 MB，请分成几份", "The file is over 64 MB; please split it")
    return content


def _planned(content: bytes, kind: str, system: str) -> Plan:
    if system not in SYSTEMS:
        raise invalid(f"没有这种坐标系：{system}", f"There is no such coordinate system: {system}")
    try:
        return plan_of(read_table(content, kind, system))
    except UnreadableFile as error:
        raise invalid(*error.words) from None


def _shape(plan: Plan, content: bytes, system: str, *, is_done: bool) -> PreviewShape:
    counts = (len(plan.created), len(plan.changed), plan.same)
    return PreviewShape(
        kind=plan.kind.name,
        created=counts[0],
        changed=counts[1],
        same=counts[2],
        faulty=len({fault.line for fault in plan.faults}),
        faults=[
            FaultShape(line=fault.line, column=fault.column, why=Text(zh=fault.words.zh, en=fault.words.en))
            for fault in plan.faults[:FAULTS_SHOWN]
        ],
        digest=digest_of(content, plan.kind.name, system, *counts),
        is_done=is_done,
    )
