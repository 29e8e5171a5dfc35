"""The live stream of alerts and of the situation, as server-sent events written by hand."""

from collections.abc import AsyncIterator, Callable
from functools import lru_cache

from django.db.models import Q
from django.http import StreamingHttpResponse

from anlin.alerts import changes
from anlin.alerts.live_rights import Rights
from anlin.alerts.models import Alert
from anlin.alerts.situation import situation_of
from anlin.api.alert_shapes import alert_row
from anlin.api.devices import rows_of_devices, states_of_devices
from anlin.api.intake_store import clock
from anlin.api.live.device_states import DeviceStates
from anlin.api.live.hub import Hub
from anlin.api.live.listener import Listener
from anlin.api.live.patrols import Patrols
from anlin.api.live.situations import Situations
from anlin.api.problems import Problem, absent, invalid
from anlin.api.security import Request, Routes
from anlin.api.situation import situation_shape
from anlin.dispatch.patrols import out_now
from anlin.people.models import User
from anlin.people.sign_in import is_by_passkey
from anlin.places.models import Area

routes = Routes("/stream", tag="stream")
MOST_PER_PERSON = 16


def _render(alert: Alert, now: int) -> str:
    return alert_row(alert, now).model_dump_json()


def _tell(user: User, inside: Q) -> str:
    return situation_shape(situation_of(user, clock()(), inside)).model_dump_json()


@lru_cache(maxsize=1)
def hub() -> Hub:
    """The one hub of this process."""
    return Hub(
        clock=clock(),
        render=_render,
        on_change=Situations(_tell).want,
        on_check=_keepers(),
    )


def _keepers() -> Callable[[list[tuple[Listener, Rights]]], None]:
    """What looks by itself, told each second who listens."""
    devices = DeviceStates(states_of_devices, rows_of_devices)
    patrols = Patrols(lambda: out_now(clock()()))

    def keep(present: list[tuple[Listener, Rights]]) -> None:
        devices.keep(present)
        patrols.keep(present)

    return keep


def _last_id(request: Request, after: str) -> int | None:
    given = request.headers.get("Last-Event-ID", "") or after
    if not given:
        return None
    if not given.isdigit() or len(given) > 18:
        raise invalid("续传标记不正确，请重新打开页面", "The resume mark is not right; please reload the page")
    return int(given)


@routes.get("", permission="alerts.read", purpose="alert_handling", summary="Live alerts and situation (SSE)")
def stream(request: Request, area: int | None = None, after: str = "", patrols: bool = False) -> StreamingHttpResponse:
    """Events `hello`, `alert` (an AlertRow, `id:` is its change), `situation`, `device`, `reset` (load anew), `end`.

    With `patrols`, for whoever may send people, also where patrols are: `patrols` with `whole` (all of them, each
    `[id, lon, lat, kind, unit_zh, unit_en]`), or with `came`, `moved` (`[id, lon, lat]`) and `gone` (ids).

    Resumes after `Last-Event-ID` (or `after`, the largest `change` that one has). A comment every 15 s keeps it open.
    """
    path = ""
    if area is not None:
        found = Area.objects.visible_to(request.user).filter(pk=area).first()
        if found is None:
            raise absent()
        path = found.path
    if hub().count(request.user.pk) >= MOST_PER_PERSON:
        raise Problem(429, "too_many_streams", "打开的页面太多，请关掉几个", "Too many pages are open; close some")
    last = _last_id(request, after)
    listener = Listener(
        user=request.user.pk,
        session=request.session.session_key or "",
        proof=request.user.get_session_auth_hash(),
        after=changes.last() if last is None else last,
        area=path,
        by_passkey=is_by_passkey(request),
        patrols=patrols,
    )
    if patrols:
        request.audit.subjects.append("patrols:positions")
    answer = StreamingHttpResponse(_frames(listener), content_type="text/event-stream; charset=utf-8")
    answer["X-Accel-Buffering"] = "no"
    return answer


async def _frames(listener: Listener) -> AsyncIterator[bytes]:
    listener.bind()
    hub().add(listener)
    try:
        yield b"retry: 2000\n\n"
        async for frames in listener.frames():
            yield frames
    finally:
        hub().remove(listener)
