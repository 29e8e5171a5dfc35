"""Who sends in the ingest bench, and what: gate cameras with plate reads of GA/T 1400, without pictures."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

from anlin.gateway import Account, Directory, ListEntry, Subject
from anlin.gateway.matching import list_tokens
from anlin.observations import AreaRow, DeviceRow, Registry, ZoneRow
from anlin.observations.instants import DAY, SITE_ZONE

CAMERAS = 64
LISTED = 500
LIST_KEY = bytes(range(16))

_OBJECT = (
    '{"MotorVehicleID":"%s","InfoKind":1,"SourceID":"%s0220260105083000%05d","TollgateID":"%s","DeviceID":"%s",'
    '"LeftTopX":610,"LeftTopY":420,"RightBtmX":1310,"RightBtmY":980,"MarkTime":"%s","AppearTime":"%s",'
    '"DisappearTime":"%s","LaneNo":1,"HasPlate":true,"PlateClass":"02","PlateColor":"5","PlateNo":"%s",'
    '"Speed":12.0,"Direction":"9","VehicleClass":"K33","VehicleColor":"2","PassTime":"%s","PlateReliability":"97",'
    '"InOut":"in"}'
)


def camera_code(number: int) -> str:
    return f"3711020000121{number:07d}"


def town(now: int) -> Directory:
    """64 cameras of one compound with an account each, and 500 plates on a list in force."""
    devices = tuple(DeviceRow(n, camera_code(n), n, 1) for n in range(1, CAMERAS + 1))
    zones = tuple(ZoneRow(n, f"gate-{n}", "gate", 1) for n in range(1, CAMERAS + 1))
    accounts = tuple(Account(f"camera-{n}", "0" * 32, 1, camera_code(n)) for n in range(1, CAMERAS + 1))
    entries = []
    for number in range(1, LISTED + 1):
        exact, wildcards = list_tokens(LIST_KEY, Subject("plate", f"苏E{number:05d}"))
        entries.append(ListEntry(number, "stolen_vehicle", "plate", exact, wildcards, now - DAY, now + DAY))
    registry = Registry(version=1, areas=(AreaRow(1, "bench"),), zones=zones, devices=devices)
    return Directory(1, registry, accounts, entries=tuple(entries), list_key=LIST_KEY, read_at=now)


def requests(camera: int, objects: int, path: str, seed: int) -> Callable[[], bytes]:
    """Endless requests of one camera with `objects` plate reads each; every id is new, every plate unlisted."""
    code = camera_code(camera)
    chance = random.Random(seed * 1000 + camera)
    numbers = count(1)
    head = f"POST {path} HTTP/1.1\r\nHost: door\r\nUser-Identify: {code}\r\nContent-Type: application/VIID+JSON\r\n"

    def one() -> Iterator[str]:
        at = datetime.now(SITE_ZONE).strftime("%Y%m%d%H%M%S")
        for _ in range(objects):
            number = next(numbers)
            item = f"{code}02{at}{number % 100_000:05d}02{chance.randrange(100_000):05d}"
            plate = f"鲁L{chance.randrange(100_000):05d}"
            yield _OBJECT % (item, code, number % 100_000, code, code, at, at, at, plate, at)

    def request() -> bytes:
        body = ('{"MotorVehicleListObject":{"MotorVehicleObject":[' + ",".join(one()) + "]}}").encode()
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    return request
