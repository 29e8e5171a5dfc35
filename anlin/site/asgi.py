"""The web process: Django for `/api`, `/healthz`, `/metrics`, cameras for `/live`, the built console for the rest."""

import asyncio
import logging
import os
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.core.asgi import get_asgi_application
from starlette.types import ASGIApp, Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlin.site.settings")

django_app = get_asgi_application()

from anlin.access.heads import Heads  # noqa: E402 - Django must be set up first.
from anlin.access.witnesses import Witnesses  # noqa: E402
from anlin.api.intake_store import clock as platform_clock  # noqa: E402
from anlin.api.middleware import record_crowds  # noqa: E402
from anlin.dispatch import positions  # noqa: E402
from anlin.lists.figures import publish_ended  # noqa: E402
from anlin.lists.isolation import close_ended_isolations  # noqa: E402
from anlin.lists.orders import close_ended  # noqa: E402
from anlin.observations.clock import open_clock, system_clock  # noqa: E402
from anlin.site.config import config  # noqa: E402
from anlin.site.headers import SecurityHeaders  # noqa: E402
from anlin.site.leave import leave_now  # noqa: E402
from anlin.site.live import LiveProxy  # noqa: E402
from anlin.site.pages import Pages, compressed  # noqa: E402

log = logging.getLogger(__name__)
SIGN_EVERY_S = 600


class Site:
    """Sends a request to Django, to the live view or to the console by its path."""

    def __init__(self, answers: Any, pages: ASGIApp, live: ASGIApp) -> None:
        self.answers, self.pages, self.live = answers, pages, live

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] != "http":
            return
        elif scope["path"].startswith("/live/"):
            await self.live(scope, receive, send)
        elif scope["path"].startswith("/api/") or scope["path"] in ("/healthz", "/metrics"):
            await self.answers(scope, receive, send)
        else:
            await self.pages(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    """Signs the audit log's newest record every ten minutes, tells the witnesses (LU-52), and does what else is due."""
    tasks: list[asyncio.Task[None]] = []
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            tasks = [
                asyncio.create_task(_sign_heads()),
                asyncio.create_task(_record_crowds()),
                asyncio.create_task(_end_orders()),
                asyncio.create_task(_forget_positions()),
            ]
        for task in tasks if message["type"] == "lifespan.shutdown" else ():
            task.cancel()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _sign_heads() -> None:
    heads = Heads(config().keys, config().home / "witness", config().crypto_profile)
    witnesses = Witnesses(heads, config().witnesses)
    while True:
        try:
            await sync_to_async(heads.sign)()
            # In a thread of its own: a witness that is slow to answer must hold up no page.
            await asyncio.to_thread(witnesses.tell)
        except Exception as error:  # noqa: BLE001 - a loop's top: the next round tries again.
            log.error("the audit head was not signed: %s", type(error).__name__)
        await asyncio.sleep(SIGN_EVERY_S)


async def _record_crowds() -> None:
    """After a scan that ended nobody may come whose request would put its count on record."""
    while True:
        await asyncio.sleep(60)
        try:
            await sync_to_async(record_crowds)(system_clock())
        except Exception as error:  # noqa: BLE001 - a loop's top: the next round tries again.
            log.error("the count of strangers was not recorded: %s", type(error).__name__)


async def _forget_positions() -> None:
    """Where somebody on a task was is gone within a minute of the task's end (LU-36)."""
    clock = open_clock(config().clock)
    while True:
        await asyncio.sleep(60)
        try:
            await sync_to_async(positions.sweep)(clock())
        except Exception as error:  # noqa: BLE001 - a loop's top: the next round tries again.
            log.error("positions were not deleted: %s", type(error).__name__)


async def _end_orders() -> None:
    """What a health order fed is destroyed within ten minutes of its end (LU-24); a quarter's figures of the lists are
    published as soon (LU-29)."""
    clock = open_clock(config().clock)
    while True:
        try:
            await sync_to_async(close_ended)(clock)
            await sync_to_async(close_ended_isolations)(clock)
            await sync_to_async(publish_ended)(clock)
        except Exception as error:  # noqa: BLE001 - a loop's top: the next round tries again.
            log.error("an ended health order was not closed: %s", type(error).__name__)
        await asyncio.sleep(SIGN_EVERY_S)


def _now() -> int:
    """The platform's clock, opened when it is first asked: this module is imported before a demo's clock is there."""
    return platform_clock()()


PAGES = compressed(Pages(Path(__file__).parent / "console"))
application: ASGIApp = SecurityHeaders(Site(django_app, PAGES, LiveProxy(leave_now(_now))))
