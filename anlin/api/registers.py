"""The registers of places and devices, row by row: looked through, added to, changed, retired."""

from ninja import Field, Query, Schema, Status

from anlin.api.problems import absent, conflict, invalid
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import cursor_of, place_of
from anlin.places.columns import KINDS, Kind
from anlin.places.editing import EDITED, NotEdited, retire, rows_of, save_row, values_of

routes = Routes("/registers", tag="places")
PAGE = 50
LONGEST = 200_000


class RegisterRow(Schema):
    """`values`: by column, as the import's table would say them; empty where nothing is stated."""

    code: str
    name: Text
    is_retired: bool
    values: dict[str, str]


class RegisterPage(Schema):
    items: list[RegisterRow]
    total: int
    next: str | None


class RegisterFilter(Schema):
    q: str = Field("", max_length=200)
    cursor: str = ""


class ValuesGiven(Schema):
    """`is_new`: whether the code must not be registered yet. A column that is left out stays as it is."""

    values: dict[str, str] = Field(max_length=40)
    is_new: bool = False


class CodeGiven(Schema):
    code: str = Field(max_length=64)


@routes.get(
    "/{kind}", permission="places.manage", purpose="operations", response=RegisterPage, summary="Rows of a register"
)
def rows(request: Request, kind: str, wanted: Query[RegisterFilter]) -> RegisterPage:
    """By code. Places inside homes and what stands there are not looked through."""
    found = rows_of(_kind(kind), wanted.q)
    start = place_of(wanted.cursor, (int,))[0] if wanted.cursor else 0
    page = list(found[start : start + PAGE + 1])
    # Words look through the whole register; where the page is the last one, once is enough.
    total = found.count() if len(page) > PAGE or (start and not page) else start + len(page)
    return RegisterPage(
        items=[_row(_kind(kind), row) for row in page[:PAGE]],
        total=total,
        next=cursor_of(start + PAGE) if start + PAGE < total else None,
    )


@routes.put(
    "/{kind}", permission="places.manage", purpose="operations", response=RegisterRow, summary="Add or change a row"
)
def save(request: Request, kind: str, given: ValuesGiven) -> RegisterRow:
    """In force at door and engine within seconds. 422 names each column that does not fit, and why."""
    if sum(map(len, given.values.values())) > LONGEST:
        raise invalid("内容太长", "That is too long")
    chosen = _kind(kind)
    request.audit.subjects.append(f"{kind}:{given.values.get('code', '')[:64]}")
    try:
        return _row(chosen, save_row(chosen, given.values, is_new=given.is_new))
    except NotEdited as refused:
        fields = [
            {"at": fault.column, "why": fault.words.en, "zh": fault.words.zh, "en": fault.words.en}
            for fault in refused.faults
        ]
        raise invalid(*refused.words, fields=fields) from None


@routes.post(
    "/{kind}/retire", permission="places.manage", purpose="operations", response={204: None}, summary="Retire a row"
)
def retire_row(request: Request, kind: str, given: CodeGiven) -> Status[None]:
    """A device is switched off; a place on which nothing hangs is removed, else 409 says what does."""
    request.audit.subjects.append(f"{kind}:{given.code}")
    try:
        retire(_kind(kind), given.code)
    except NotEdited as refused:
        raise conflict(*refused.words) from None
    return Status(204, None)


def _kind(name: str) -> Kind:
    if name not in EDITED:
        raise absent()
    return KINDS[name]


def _row(kind: Kind, row: object) -> RegisterRow:
    values = values_of(kind, row)
    return RegisterRow(
        code=values["code"],
        name=Text(zh=values["name_zh"], en=values["name_en"] or values["name_zh"]),
        is_retired=values.get("enabled") == "0",
        values=values,
    )
