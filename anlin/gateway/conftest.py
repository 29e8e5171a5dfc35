"""A small registered place for the tests of the door: two compounds, a lift, a gate, a home, and who stands there."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from anlin.evidence import EvidenceStore
from anlin.gateway import (
    Account,
    Directory,
    DirectorySource,
    FixedDirectory,
    GatewaySettings,
    Item,
    ListEntry,
    Outcome,
    Source,
    Subject,
)
from anlin.gateway.door import Door
from anlin.gateway.intake import Intake
from anlin.gateway.matching import list_tokens
from anlin.gateway.sessions import Session
from anlin.journal import Journal, open_journal
from anlin.observations import AreaRow, DeviceRow, DwellingRow, Registry, ZoneRow, from_bytes
from anlin.observations.instants import DAY

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


def listing(plate: str, **fields: Any) -> FixedDirectory:
    """The directory with one plate on a list, number 4711, in force now and everywhere unless `fields` say else."""
    exact, wildcards = list_tokens(bytes(range(16)), Subject("plate", plate))
    entry = ListEntry(4711, "stolen_vehicle", "plate", exact, wildcards, NOW - DAY, NOW + DAY)
    return FixedDirectory(directory_of(entries=(msgspec.structs.replace(entry, **fields),)))


KEY = bytes(range(32))
OF_CAMERA = Session("gat1400", CAMERA, "camera", "10.0.0.1", NOW)
OF_AREA = Session("observations", "sensors", peer="10.0.0.1", area=2)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def evidence(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "evidence", KEY)


def with_intake(
    journal: Journal,
    work: Callable[[Intake], Awaitable[Any]],
    *,
    source: DirectorySource | None = None,
    now: Callable[[], int] = lambda: NOW,
    evidence: EvidenceStore | None = None,
    **settings: Any,
) -> Any:
    """What `work` gives, done with an intake that is started before and stopped after."""

    async def inside() -> Any:
        told = GatewaySettings(quarantine_key=KEY, **settings)
        intake = Intake(journal, source or FixedDirectory(directory_of()), now, evidence, told)
        await intake.start()
        try:
            return await work(intake)
        finally:
            await intake.stop()

    return asyncio.run(inside())


def accept(
    journal: Journal, *requests: Sequence[Item], session: Session = OF_CAMERA, **more: Any
) -> list[list[Outcome]]:
    """Outcomes of requests that are in flight together."""

    async def work(intake: Intake) -> Any:
        return await asyncio.gather(*(intake.accept(items, session, intake.now()) for items in requests))

    return with_intake(journal, work, **more)


def journalled(journal: Journal, shard: int = 1) -> list[dict[str, Any]]:
    """All rows of a shard, with instants as microseconds."""
    rows = []
    for entry in journal.read(shard, 0):
        if entry.kind == "rows":
            batch = from_bytes(entry.payload)
            for nth, row in enumerate(batch.to_pylist()):
                row["observed_at"] = batch.column("observed_at").view("int64")[nth].as_py()
                row["received_at"] = batch.column("received_at").view("int64")[nth].as_py()
                rows.append(row)
    return rows


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
