"""A small registered place for the tests of the door: two compounds, a lift, a gate, a home, and who stands there."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from anlin.gateway import Account, Directory, Source
from anlin.gateway.door import Door
from anlin.observations import AreaRow, DeviceRow, DwellingRow, Registry, ZoneRow

NOW = 1_767_573_000_000_000  # 2026-01-05 08:30:00 +08:00, microseconds since 1970 UTC.

CAMERA = "37110200001190000001"
GATE = "37110200001210000002"
PLATFORM = "37110200005030000009"
BEHIND = "37110200001190000010"
SENSOR = "motion-1"
NEIGHBOUR = "37110200001190000099"
TOKEN = "a-random-token-of-the-demo"


def directory_of(**changes: object) -> Directory:
    import hashlib

    registry = Registry(
        version=1,
        areas=(
            AreaRow(1, "town", kind="town"),
            AreaRow(2, "furong-1", parent=1),
            AreaRow(3, "furong-2", parent=1),
        ),
        dwellings=(DwellingRow(1, "1-101", 2, care_consent=True), DwellingRow(2, "1-102", 2)),
        zones=(
            ZoneRow(1, "lift-1", "lift", 2),
            ZoneRow(2, "gate-1", "gate", 2),
            ZoneRow(3, "101-bedroom", "bedroom", 2, dwelling=1),
            ZoneRow(4, "102-bedroom", "bedroom", 2, dwelling=2),
            ZoneRow(5, "lift-2", "lift", 3),
        ),
        devices=(
            DeviceRow(1, CAMERA, 1, 2),
            DeviceRow(2, GATE, 2, 2),
            DeviceRow(3, PLATFORM, 0, 2, kind="platform"),
            DeviceRow(4, BEHIND, 1, 2, parent=3),
            DeviceRow(5, SENSOR, 3, 2, kind="motion_sensor"),
            DeviceRow(6, "motion-2", 4, 2, kind="motion_sensor"),
            DeviceRow(7, NEIGHBOUR, 5, 3),
            DeviceRow(8, "off-1", 1, 2, enabled=False),
        ),
    )
    fields: dict[str, object] = {
        "version": 1,
        "registry": registry,
        "accounts": (Account("camera", "0" * 32, 2, CAMERA), Account("platform", "1" * 32, 2)),
        "sources": (Source("sensors", hashlib.sha256(TOKEN.encode()).hexdigest(), 2),),
        "list_key": bytes(range(16)),
        "read_at": NOW,
    }
    return Directory(**(fields | changes))  # type: ignore[arg-type]


@pytest.fixture
def now() -> Callable[[], int]:
    return lambda: NOW


class DoorClient:
    """Speaks to a running door without a socket, one call after the other."""

    def __init__(self, app: Door, loop: asyncio.AbstractEventLoop) -> None:
        self._app, self._loop = app, loop

    def request(self, method: str, path: str, **what: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, raise_app_exceptions=False, client=("10.0.0.7", 4711))
            async with httpx.AsyncClient(transport=transport, base_url="http://door", timeout=30) as client:
                return await client.request(method, path, **what)

        return asyncio.run_coroutine_threadsafe(send(), self._loop).result(60)

    def get(self, path: str, **what: Any) -> httpx.Response:
        return self.request("GET", path, **what)

    def post(self, path: str, **what: Any) -> httpx.Response:
        return self.request("POST", path, **what)


@contextmanager
def running(app: Door) -> Iterator[DoorClient]:
    """The door on an event loop of its own thread, started and stopped as a server would."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(app.state.intake.start(), loop).result(60)
        yield DoorClient(app, loop)
        asyncio.run_coroutine_threadsafe(app.state.intake.stop(), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
