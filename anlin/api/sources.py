"""Sources that send by token: which there are, a new token for a lost one, and the end of one."""

from ninja import Schema

from anlin.access.audit import notes
from anlin.api.intake_store import clock
from anlin.api.joining import DeviceCredential, credential_at_the_door
from anlin.api.problems import absent
from anlin.api.security import Request, Routes
from anlin.api.shapes import Instant, Ref, cursor_of, instant, place_of, ref
from anlin.places.models import SourceToken
from anlin.places.registering import renew_token, withdraw_token

routes = Routes("/sources", tag="devices")
PURPOSE = "operations"
PAGE = 100


class SourceRow(Schema):
    """A source speaks for `area` and all below. `issued_at` is null for a token from before that was written down."""

    id: int
    name: str
    area: Ref | None
    issued_at: Instant | None
    withdrawn_at: Instant | None
    in_use: bool


class SourcePage(Schema):
    items: list[SourceRow]
    next: str | None


@routes.get("", permission="devices.manage", purpose=PURPOSE, response=SourcePage, summary="Sources that send by token")
def sources(request: Request, cursor: str = "") -> SourcePage:
    """Newest first, the withdrawn ones among them; never the token, which nobody has."""
    found = SourceToken.objects.visible_to(request.user).select_related("area").order_by("-pk")
    if cursor:
        found = found.filter(pk__lt=place_of(cursor, (int,))[0])
    rows = list(found[:PAGE])
    return SourcePage(
        items=[_source_row(row) for row in rows], next=cursor_of(rows[-1].pk) if len(rows) == PAGE else None
    )


@routes.post(
    "/{int:source_id}/token",
    permission="devices.manage",
    purpose=PURPOSE,
    response=DeviceCredential,
    summary="Give a source a new token",
)
def renew(request: Request, source_id: int) -> DeviceCredential:
    """For a token that is lost or became known to others: it is void from now on. A withdrawn source sends again."""
    source = _source(request, source_id)
    made = credential_at_the_door(request, "observations")
    made.token = renew_token(source, clock()())
    return made


@routes.post(
    "/{int:source_id}/withdraw",
    permission="devices.manage",
    purpose=PURPOSE,
    response=SourceRow,
    summary="Withdraw a source's token",
)
def withdraw(request: Request, source_id: int) -> SourceRow:
    """The door takes nothing more from it; what it sent before stays."""
    source = _source(request, source_id)
    withdraw_token(source, clock()())
    return _source_row(source)


def _source(request: Request, source_id: int) -> SourceToken:
    source = SourceToken.objects.visible_to(request.user).select_related("area").filter(pk=source_id).first()
    if source is None:
        raise absent()
    notes().subjects.append(f"source:{source.pk}")
    return source


def _source_row(source: SourceToken) -> SourceRow:
    return SourceRow(
        id=source.pk,
        name=source.name,
        area=ref(source.area),
        issued_at=instant(source.issued_at),
        withdrawn_at=instant(source.withdrawn_at),
        in_use=source.enabled,
    )
