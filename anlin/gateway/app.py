"""The gateway as an ASGI application: every protocol's routes behind the door, health and metrics beside them."""

import importlib
import importlib.util
import pkgutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Route

import anlin.gateway.protocols
from anlin.evidence import EvidenceStore
from anlin.gateway.directory import DirectorySource
from anlin.gateway.door import Door
from anlin.gateway.intake import Intake
from anlin.gateway.metrics import own_routes
from anlin.gateway.sessions import Sessions
from anlin.gateway.settings import GatewaySettings
from anlin.journal import Journal


def create_app(
    journal: Journal,
    directory: DirectorySource,
    clock: Callable[[], int],
    evidence: EvidenceStore | None,
    settings: GatewaySettings,
    steady: Callable[[], int] | None = None,
) -> Door:
    """The ASGI application. `clock`: microseconds since 1970 UTC; `steady`: of any origin, nobody can set it.

    Its maker closes the journal after it has ended. Raises `JournalUnavailable`.
    """
    intake = Intake(journal, directory, clock, evidence, settings, steady)

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        await intake.start()
        yield
        await intake.stop()

    refused: dict[int, int] = {}
    routes = [*own_routes(intake, refused, settings.metrics_token), *protocol_routes(intake, intake.sessions, settings)]
    app = Starlette(routes=routes, lifespan=life)
    app.state.intake = intake
    return Door(app, settings, refused)


def protocol_routes(intake: Intake, sessions: Sessions, settings: GatewaySettings) -> list[Route]:
    """The routes of every package in `protocols/` that has a `routes.py`."""
    found: list[Route] = []
    for protocol in pkgutil.iter_modules(anlin.gateway.protocols.__path__):
        name = f"anlin.gateway.protocols.{protocol.name}.routes"
        if protocol.ispkg and importlib.util.find_spec(name):
            found += importlib.import_module(name).routes(intake, sessions, settings)
    return found
