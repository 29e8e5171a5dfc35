"""A small registered place for the tests of the door: two compounds, a lift, a gate, a home, and who stands there."""

from collections.abc import Callable

import pytest

from anlin.gateway import Account, Directory, Source
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
