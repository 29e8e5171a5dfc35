"""What can be looked at beside an alert: its sealed pictures, and the live view of the cameras at its place."""

from django.http import HttpResponse
from ninja import Schema

from anlin.access.tickets import issue
from anlin.alerts.media import cameras_of, evidence, may_see_media
from anlin.alerts.models import Alert
from anlin.alerts.words import Words
from anlin.api.alert_shapes import HEALTH_WORDS
from anlin.api.intake_store import clock, journal
from anlin.api.problems import Problem, absent, conflict
from anlin.api.security import Request, Routes
from anlin.api.session import Text
from anlin.api.shapes import Instant, Ref, named, text
from anlin.evidence import NoEvidence
from anlin.observations.clock import system_clock
from anlin.observations.instants import iso
from anlin.places.health import health_of
from anlin.places.models import Device
from anlin.site.config import config

routes = Routes("/media", tag="alerts")
PURPOSE = "alert_handling"
KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
NOT_SET_UP = Words("没有配置视频网关，看不了实时画面", "No media gateway is set up, so there is no live view")
NO_STREAM = Words("这台相机没有填视频流名称", "The name of this camera's stream is not filled in")


class CameraShape(Schema):
    """A camera at the alert's place. `state`: ready, not_set_up, no_stream or dead; `words` say what that means."""

    device: Ref
    state: str
    words: Text


class PictureShape(Schema):
    """A sealed picture of the first or last observation; `which` asks for it."""

    which: str


class MediaShape(Schema):
    """What can be looked at while the alert is worked on. Opening any of it is on record."""

    pictures: list[PictureShape]
    cameras: list[CameraShape]


class LiveShape(Schema):
    """Of this host, for this sign-in only, until `ends_at`. `url`: an HLS playlist; `whep`: where an SDP offer goes.

    Either is empty where the gateway does not serve it; a page takes `whep` first.
    """

    url: str
    whep: str
    ends_at: Instant


def _alert(request: Request, alert_id: int) -> Alert:
    found: Alert | None = Alert.objects.visible_to(request.user).with_places().filter(pk=alert_id).first()
    if found is None or not may_see_media(found, request.user, clock()()):
        raise absent()
    request.audit.work_item = f"alert:{alert_id}"
    return found


@routes.get(
    "/{int:alert_id}", permission="alerts.media", purpose=PURPOSE, response=MediaShape, summary="What can be looked at"
)
def media(request: Request, alert_id: int) -> MediaShape:
    """Names of pictures and cameras, nothing of them."""
    alert = _alert(request, alert_id)
    first, last = (alert.rows.get(which, {}).get("evidence") for which in ("first", "last"))
    wanted = ([("first")] if first else []) + (["last"] if last and last != first else [])
    return MediaShape(
        pictures=[PictureShape(which=which) for which in wanted], cameras=[_camera(d) for d in cameras_of(alert)]
    )


def _camera(device: Device) -> CameraShape:
    state, words = _state(device)
    return CameraShape(device=Ref(id=device.pk, name=named(device)), state=state, words=text(words))


def _state(device: Device) -> tuple[str, Words]:
    if not config().live_url and not config().whep_url:
        return "not_set_up", NOT_SET_UP
    if not device.stream:
        return "no_stream", NO_STREAM
    codes = [device.code, *([device.parent.code] if device.parent else [])]
    health = health_of(device, device.parent, journal().liveness(codes), clock()())
    words = HEALTH_WORDS[health.reason]
    return ("dead" if health.state == "offline" or health.reason == "gateway_silent" else "ready"), words


@routes.get(
    "/{int:alert_id}/pictures/{which}", permission="alerts.media", purpose=PURPOSE, summary="A picture of an alert"
)
def picture(request: Request, alert_id: int, which: str) -> HttpResponse:
    """JPEG or PNG. 404 when there is none, or when it has been destroyed on time."""
    key = _alert(request, alert_id).rows.get(which, {}).get("evidence") if which in ("first", "last") else None
    if not key:
        raise absent()
    try:
        content = evidence().get(key, clock()())
    except NoEvidence:
        raise Problem(410, "destroyed", "图片已按期销毁", "The picture was destroyed on time") from None
    kind = next((kind for start, kind in KINDS.items() if content.startswith(start)), "application/octet-stream")
    return HttpResponse(content, content_type=kind)


@routes.post(
    "/{int:alert_id}/cameras/{int:device_id}", permission="alerts.media", purpose=PURPOSE, response=LiveShape,
    summary="Watch a camera live",
)  # fmt: skip
def watch(request: Request, alert_id: int, device_id: int) -> LiveShape:
    """Leave to watch one camera of the alert's place for 90 seconds; a page that goes on asks again. 409 with words."""
    device = next((found for found in cameras_of(_alert(request, alert_id)) if found.pk == device_id), None)
    if device is None:
        raise absent()
    state, words = _state(device)
    if state != "ready":
        raise conflict(*words)
    # Bound to the sign-in, so to the system's clock as that is, and as the one who takes it (`site/live.py`).
    ticket, ends_at = issue(device.stream, _session_key(request), system_clock(), alert_id, device_id)
    return LiveShape(
        url=f"/live/{ticket}/index.m3u8" if config().live_url else "",
        whep=f"/live/{ticket}/whep" if config().whep_url else "",
        ends_at=iso(ends_at),
    )


def _session_key(request: Request) -> str:
    return str(request.session.session_key or "")
