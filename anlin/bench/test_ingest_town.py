"""What the ingest bench sends is what cameras send, and hits no list."""

import msgspec

from anlin.bench.ingest_town import CAMERAS, camera_code, requests, town
from anlin.gateway import Seen
from anlin.gateway.matching import Matcher
from anlin.gateway.protocols.gat1400 import decode
from anlin.observations import kind_code

NOW = 1_767_573_000_000_000


def test_every_object_is_a_plate_read_of_its_camera_with_an_id_of_its_own() -> None:
    request = requests(7, 20, "/VIID/MotorVehicles", seed=1)
    items = []
    for _ in range(3):
        head, _, body = request().partition(b"\r\n\r\n")
        assert f"Content-Length: {len(body)}".encode() in head
        assert msgspec.json.decode(body)
        items += decode("/VIID/MotorVehicles", body, {"user-identify": camera_code(7)}, NOW)
    assert all(isinstance(item, Seen) and item.kind == kind_code("plate_read") for item in items)
    assert {item.device for item in items} == {camera_code(7)}
    assert len({item.event for item in items}) == 60
    assert Matcher(town(NOW)).matches([item.subject for item in items]) == []


def test_the_town_registers_all_its_cameras() -> None:
    directory = town(NOW)
    assert len(directory.registry.devices) == len(directory.accounts) == CAMERAS
