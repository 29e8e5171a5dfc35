"""The routes of `/VIID`: objects in, a status for each out. What a device may not do here is said, not hidden."""

import re
from bisect import bisect_right
from collections.abc import Awaitable, Callable, Sequence
from itertools import accumulate
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from anlin.gateway.decoded import DeviceNews, Item, Picture, Rejected
from anlin.gateway.intake import Busy, Intake
from anlin.gateway.protocols.gat1400 import answers
from anlin.gateway.protocols.gat1400.answers import BAD_CONTENT, BUSY, INVALID_OPERATION, NOT_JSON
from anlin.gateway.protocols.gat1400.decode import Entry, decode_entries, entries_of, objects_sent
from anlin.gateway.protocols.gat1400.envelope import kind_of_path
from anlin.gateway.protocols.gat1400.ids import device_in, instant_in
from anlin.gateway.protocols.gat1400.signing import Signing
from anlin.gateway.reading import NotJson, json_of, picture_bytes
from anlin.gateway.sessions import Session, Sessions
from anlin.gateway.settings import GatewaySettings
from anlin.gateway.sorting import Sent
from anlin.journal import JournalUnavailable

Handler = Callable[[Request], Awaitable[Response]]

log = structlog.get_logger("anlin.gateway.gat1400")

COLLECTIONS = (
    "MotorVehicles", "NonMotorVehicles", "Persons", "Faces", "Things", "Scenes", "Images", "VideoSlices", "Files",
    "VideoLabels", "APEs", "APSs", "Tollgates", "Lanes", "Subscribes", "SubscribeNotifications", "Dispositions",
    "DispositionNotifications", "Cases", "AnalysisRules", "Community/CarInfos", "Community/DoorDevices",
    "Community/DoorInfos", "Community/PersonInfos",
)  # fmt: skip
_HEADS = frozenset(name.partition("/")[0].lower() for name in COLLECTIONS)
_UNREADABLE = frozenset({"not_json", "unknown_object", "not_an_object", "empty_object", "too_many_objects"})
_EVERY_METHOD = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]
_PLAIN_NAME = re.compile(r"[A-Za-z]{1,40}(/[A-Za-z]{1,40})?")


def routes(intake: Intake, sessions: Sessions, settings: GatewaySettings) -> list[Route]:
    """The usual paths as they are, found at once; everything else below `/VIID` by a second look without case."""
    library = Library(intake, sessions, settings)
    fixed: dict[tuple[str, str], Handler] = {
        ("POST", "System/Register"): library.signing.register,
        ("POST", "System/Keepalive"): library.signing.keepalive,
        ("POST", "System/UnRegister"): library.signing.unregister,
        ("GET", "System/Time"): library.time,
    }
    for name in COLLECTIONS:
        fixed["POST", name] = fixed["PUT", name] = library.take
    library.fixed = {(method, path.lower()): handler for (method, path), handler in fixed.items()}
    found = [
        Route(f"/VIID/{path}", library.in_own_form(handler), methods=[method])
        for (method, path), handler in fixed.items()
    ]
    other = library.in_own_form(library.other)
    return found + [Route(f"/{root}/{{rest:path}}", other, methods=_EVERY_METHOD) for root in ("VIID", "viid", "Viid")]


class Library:
    """The view library as devices see it: they may add what they saw, and read nothing (LU-72)."""

    def __init__(self, intake: Intake, sessions: Sessions, settings: GatewaySettings) -> None:
        self.signing = Signing(intake, sessions, settings.realm)
        self.fixed: dict[tuple[str, str], Handler] = {}
        self._intake, self._settings = intake, settings

    def in_own_form(self, handler: Handler) -> Handler:
        """The handler with its "busy" said as this protocol says it."""

        async def answering(request: Request) -> Response:
            try:
                return await handler(request)
            except (Busy, JournalUnavailable) as error:
                after = error.retry_after_s if isinstance(error, Busy) else 2
                path, now = request.scope["path"], self._intake.now()
                return answers.single(path, BUSY, "", now, status=503, headers={"Retry-After": str(after)})

        return answering

    async def time(self, request: Request) -> Response:
        """The present; needs no session, a device asks for it before it registers."""
        return answers.system_time(self._settings.server_id, self._intake.now())

    async def take(self, request: Request) -> Response:
        """Objects of one collection: decoded, written, answered one by one."""
        received_at = self._intake.now()
        session = self.signing.session_of(request)
        if session is None:
            return self.signing.unregistered(request)
        body = await request.body()
        headers = {"user-identify": session.device}
        return await self._taken(
            request, session, body, decode_entries(request.scope["path"], body, headers), received_at
        )

    async def _taken(
        self, request: Request, session: Session, body: bytes, entries: Sequence[Entry], received_at: int
    ) -> Response:
        path = request.scope["path"]
        if len(entries) == 1 and _is_unreadable(entries[0].items[0]):
            whole = entries[0].items[0]
            assert isinstance(whole, Rejected)
            await self._intake.refuse_message(session, whole.reason, whole.detail, body, received_at)
            code = NOT_JSON if whole.reason == "not_json" else BAD_CONTENT
            return answers.single(path, code, "", received_at, status=400)
        objects = [entry.item for entry in entries]
        counts = [len(entry.items) for entry in entries]
        items: list[Item] = [item for entry in entries for item in entry.items]
        sent = _sent_in(request.scope["path"], body, counts)
        writing = self._intake.accept(items, session, received_at, sent)
        # While the disk is waited for, other requests come: what was decoded is let go, so that they find its memory
        # still close to the processor.
        del entries, items
        return answers.listed(path, objects, counts, await writing, received_at)

    async def other(self, request: Request) -> Response:
        """Everything that is no usual path: other cases, single objects, what is not allowed, what is unknown."""
        rest = str(request.path_params.get("rest", "")).strip("/")
        handler = self.fixed.get((request.method, rest.lower()))
        if handler is not None:
            return await handler(request)
        head, _, tail = rest.partition("/")
        kind = kind_of_path(f"/VIID/{rest}") if head.lower() in _HEADS else ""
        if not kind and head.lower() not in ("system", "community"):
            return await self._unknown(request, rest)
        if request.method not in ("POST", "PUT") or not kind:
            return self._not_allowed(request)
        return await self._one(request, kind, tail)

    async def _one(self, request: Request, kind: str, tail: str) -> Response:
        """`/VIID/Images/{ID}`, `…/Info`, `…/Data`: one object under its own address."""
        received_at = self._intake.now()
        session = self.signing.session_of(request)
        if session is None:
            return self.signing.unregistered(request)
        body = await request.body()
        item, _, part = tail.partition("/")
        if part.lower() == "data":
            return await self._taken(request, session, body, [_picture_entry(item, body, session)], received_at)
        try:
            entries = entries_of(json_of(body), kind, session.device)
        except NotJson:
            entries = decode_entries("", body, {})
        return await self._taken(request, session, body, entries, received_at)

    def _not_allowed(self, request: Request) -> Response:
        if self.signing.session_of(request) is None:
            return self.signing.unregistered(request)
        words = "A device can only add its own events 设备只能上报自己的事件"
        path = request.scope["path"]
        return answers.single(path, INVALID_OPERATION, "", self._intake.now(), status=403, words=words)

    async def _unknown(self, request: Request, rest: str) -> Response:
        """A vendor's extra path: kept for inspection if it came in a session, logged by name, answered 404."""
        now = self._intake.now()
        # The path of an unknown sender may hold anything, a name too: only plain words of it are told.
        plain = _PLAIN_NAME.match(rest)
        name = plain.group() if plain else "?"
        body = await request.body()
        session = self.signing.session_of(request)
        log.warning("unknown path", path=f"/VIID/{name}", method=request.method, bytes=len(body))
        if session is not None and body:
            detail = f"The path /VIID/{name} is not known."
            await self._intake.refuse_message(session, "unknown_path", detail, body, now)
        words = "Unknown path 未知路径"
        return answers.single(request.scope["path"], INVALID_OPERATION, "", now, status=404, words=words)


def _sent_in(path: str, body: bytes, counts: Sequence[int]) -> Sent:
    """The object that an item came from; the body is read once more for it, since that is rare."""
    objects: list[Any] = []

    def sent(number: int) -> Any:
        if not objects:
            objects.extend(objects_sent(path, body))
        nth = bisect_right(list(accumulate(counts)), number)
        return objects[nth] if nth < len(objects) == len(counts) else None

    return sent


def _is_unreadable(item: Item) -> bool:
    """Whether the body as a whole said nothing, so that only its text can help whoever looks into it."""
    return isinstance(item, Rejected) and item.reason in _UNREADABLE


def _picture_entry(item: str, body: bytes, session: Session) -> Entry:
    """Evidence from `…/{ID}/Data`: the picture's bytes, their base64, or that as a JSON text."""
    data: bytes | None = body
    if not body.startswith((b"\xff\xd8", b"\x89PNG")):
        data = picture_bytes(body.decode("ascii", "replace").strip().strip('"'))
    item = item[:128]
    if data is None:
        return Entry(item, [Rejected(item, "not_a_picture", "The data is no picture.", device=session.device)])
    device = device_in(item) or session.device
    news = DeviceNews(item, device, observed_at=instant_in(item), pictures=(Picture("", data),))
    return Entry(item, [news])
