"""The web process: Django for `/api`, `/healthz` and `/metrics`, the built console for everything else."""

import os
from pathlib import Path
from typing import Any

from django.core.asgi import get_asgi_application
from starlette.types import ASGIApp, Receive, Scope, Send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlin.site.settings")

django_app = get_asgi_application()

from anlin.site.headers import SecurityHeaders  # noqa: E402 - Django must be set up first.
from anlin.site.pages import Pages  # noqa: E402


class Site:
    """Sends a request to Django or to the console by its path."""

    def __init__(self, answers: Any, pages: ASGIApp) -> None:
        self.answers, self.pages = answers, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] != "http":
            return
        elif scope["path"].startswith("/api/") or scope["path"] in ("/healthz", "/metrics"):
            await self.answers(scope, receive, send)
        else:
            await self.pages(scope, receive, send)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


application: ASGIApp = SecurityHeaders(Site(django_app, Pages(Path(__file__).parent / "console")))
