"""The gateway as an ASGI application: every protocol's routes, health and metrics, and one answer to trouble."""

import importlib
import importlib.util
import pkgutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import anlin.gateway.protocols
from anlin.evidence import EvidenceStore
from anlin.gateway.directory import DirectorySource
from anlin.gateway.intake import Busy, Intake
from anlin.gateway.sessions import Sessions
from anlin.gateway.settings import GatewaySettings
from anlin.journal import Journal


def create_app(
    journal: Journal,
    directory: DirectorySource,
    clock: Callable[[], int],
    evidence: EvidenceStore | None,
    settings: GatewaySettings,
) -> Starlette:
    """The door. `clock`: microseconds since 1970 UTC. Whoever made the journal closes it after the app has ended."""
    intake = Intake(journal, directory, clock, evidence, settings)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        await intake.start()
        yield
        await intake.stop()

    async def healthz(request: Request) -> Response:
        is_well = intake.health.is_ready and not intake.health.failing_since
        return JSONResponse({"status": "ok" if is_well else "failing"}, 200 if is_well else 503)

    routes = [Route("/healthz", healthz), *protocol_routes(intake, intake.sessions, settings)]
    app = Starlette(routes=routes, lifespan=life, exception_handlers={Busy: _busy})
    app.state.intake = intake
    return app


def protocol_routes(intake: Intake, sessions: Sessions, settings: GatewaySettings) -> list[Route]:
    """The routes of every package in `protocols/` that has a `routes.py`."""
    found: list[Route] = []
    for protocol in pkgutil.iter_modules(anlin.gateway.protocols.__path__):
        name = f"anlin.gateway.protocols.{protocol.name}.routes"
        if protocol.ispkg and importlib.util.find_spec(name):
            found += importlib.import_module(name).routes(intake, sessions, settings)
    return found


async def _busy(request: Request, error: Exception) -> Response:
    after = error.retry_after_s if isinstance(error, Busy) else 2
    return JSONResponse({"error": "busy", "detail": str(error)}, 503, {"Retry-After": str(after)})
