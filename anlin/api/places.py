"""The tree of areas."""

import msgspec
from django.http import HttpResponse
from ninja import Schema

from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.places.models import Area

routes = Routes("/areas", tag="places")


COLUMNS = (
    "pk", "code", "kind", "name_zh", "name_en", "parent_id", "path", "edition", "center_lon", "center_lat",
)  # fmt: skip


class AreaRow(Schema):
    """One area of the tree, in the order of the tree; `parent` is null where it lies outside one's reach."""

    id: int
    code: str
    kind: str
    name: Text
    parent: int | None
    depth: int
    edition: str
    lon: float | None
    lat: float | None


def _row(area: Area, known: set[int]) -> AreaRow:
    return AreaRow(
        id=area.pk,
        code=area.code,
        kind=area.kind,
        name=Text(zh=area.name_zh, en=area.name_en or area.name_zh),
        parent=area.parent_id if area.parent_id in known else None,
        depth=len(area.path) // 8,
        edition=area.edition,
        lon=area.center_lon,
        lat=area.center_lat,
    )


@routes.get("", permission="areas.read", purpose="operations", response=list[AreaRow], summary="Areas within reach")
def areas(request: Request) -> HttpResponse:
    """Every area one may see, parents before children."""
    rows = list(
        Area.objects.visible_to(request.user)
        .order_by("path")
        .values_list(
            "pk", "code", "kind", "name_zh", "name_en", "parent_id", "path", "edition", "center_lon", "center_lat"
        )
    )
    known = {row[0] for row in rows}
    # A city has thousands: written at once, because checking each against its shape takes longer than reading them.
    found = [
        {
            "id": pk, "code": code, "kind": kind, "name": {"zh": zh, "en": en or zh},
            "parent": parent if parent in known else None, "depth": len(path) // 8, "edition": edition,
            "lon": lon, "lat": lat,
        }
        for pk, code, kind, zh, en, parent, path, edition, lon, lat in rows
    ]  # fmt: skip
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")


@routes.get(
    "/{int:area_id}", permission="areas.read", purpose="operations", response=AreaRow, summary="One area within reach"
)
def area(request: Request, area_id: int) -> AreaRow:
    found = Area.objects.visible_to(request.user).filter(pk=area_id).first()
    if found is None:
        raise absent()
    return _row(found, {found.parent_id} if found.parent_id else set())
