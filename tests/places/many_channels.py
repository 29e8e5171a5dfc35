"""Registers a city of 150,000 channels and somebody at each level; run as a process of the platform.

Prints one JSON object: whose browser it is, the session of each person, the number of an area of each level.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import django

django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Model  # noqa: E402

from anlin.people.models import RoleGrant, User  # noqa: E402
from anlin.people.sign_in import BACKEND  # noqa: E402
from anlin.places.models import STEP, Area, Building, Device, Zone  # noqa: E402

AGENT, DEVICE = "many-channels", "many-channels-device"
DISTRICTS, TOWNS, COMPOUNDS, CHANNELS = 10, 10, 5000, 30
BIG_TOWN = 2000
"""So many compounds lie directly below one town; the rest is spread over the others."""
NAMES = ("芙蓉", "银河", "海曲", "望海", "金阳", "文昌", "凤凰", "碧桂", "安泰", "丽水")
PLACES = ("东门", "西门", "电梯", "消防通道", "单元门", "周界", "广场", "车库", "楼道", "外墙")
SOME = 5000
CENTER = {"center_lon": 119.5, "center_lat": 35.4}


def areas(kind: str, above: list[Area], named: Iterator[tuple[str, str]]) -> list[Area]:
    """One area below each of `above`; `named` gives code and name. Written at once, so paths are made here."""
    rows = [
        Area(code=code, kind=kind, name_zh=zh, name_en=code, parent=over, path=f"~{code}", **CENTER)
        for over, (code, zh) in zip(above, named, strict=False)
    ]
    Area.objects.bulk_create(rows, batch_size=SOME)
    for row in rows:
        assert row.parent is not None
        row.path = f"{row.parent.path}{row.pk:0{STEP}x}"
    Area.objects.bulk_update(rows, ["path"], batch_size=500)
    return rows


def session_of(role: str, area: Area | None) -> str:
    user = User.objects.create_user(f"{role}-{area.code if area else 'all'}", name=role)
    RoleGrant.objects.create(user=user, role=role, area=area)
    session = SessionStore()
    device = hashlib.sha256(f"{DEVICE}\x1f{AGENT}".encode()).hexdigest()[:32]
    session.update(
        {
            "_auth_user_id": str(user.pk), "_auth_user_backend": BACKEND, "device": device, "factor": "passkey",
            "_auth_user_hash": user.get_session_auth_hash(),
        }
    )  # fmt: skip
    session.save()
    assert session.session_key is not None
    return session.session_key


def like(first: Model, rows: Iterable[dict[str, Any]]) -> None:
    """Rows like that one but for these columns, thousands in a statement: one by one takes a minute and more.

    Their values are numbers and plain words, of which Python's text is SQL's.
    """
    table, names = first._meta.db_table, [f.column for f in first._meta.concrete_fields if not f.primary_key]
    remaining = iter(rows)
    with connection.cursor() as cursor:
        while some := list(islice(remaining, SOME)):
            other = list(some[0])
            chosen = [f"v.column{other.index(name) + 1}" if name in other else f"t.{name}" for name in names]
            values = ", ".join(str(tuple(row.values())) for row in some)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(chosen)}"
                f" FROM {table} AS t, (VALUES {values}) AS v WHERE t.id = {first.pk}"
            )


def furnish(compounds: list[Area]) -> None:
    """Of each sort the first one as the platform would register it, and all others like it."""
    square = {"type": "Polygon", "coordinates": [[[119.5, 35.4], [119.51, 35.4], [119.51, 35.41], [119.5, 35.4]]]}
    point = {"type": "Point", "coordinates": [119.5, 35.4]}
    area, *others = compounds
    house = Building.objects.create(area=area, code="house", name_zh="1号楼", outline=square, floors=18)
    like(
        house,
        (
            {"area_id": area.pk, "code": f"{area.code}-b{n}", "name_zh": f"{n}号楼"}
            for area in others
            for n in range(1, 6)
        ),
    )
    recorder = Device.objects.create(area=area, code="recorder", name_zh="录像机", kind="gateway")
    like(
        recorder,
        (
            {"area_id": area.pk, "code": f"37110000001180{nth:06}", "name_zh": f"{area.name_zh}录像机"}
            for nth, area in enumerate(others)
        ),
    )
    zone = Zone.objects.create(area=area, code="zone", kind="gate", name_zh="门", shape=point)
    like(
        zone,
        (
            {"area_id": area.pk, "code": f"{area.code}/{n}", "name_zh": f"{PLACES[n % 10]}{n // 10}号"}
            for area in compounds
            for n in range(CHANNELS)
        ),
    )
    recorders = Device.objects.filter(kind="gateway").order_by("pk").values_list("pk", flat=True)
    zones = list(Zone.objects.exclude(pk=zone.pk).order_by("pk").values_list("pk", flat=True))
    camera = Device.objects.create(
        area=area, zone=zone, parent=recorder, code="camera", name_zh="相机", kind="camera", lon=119.5, lat=35.4
    )
    like(
        camera,
        (
            {
                "area_id": area.pk, "zone_id": zones[at * CHANNELS + n], "parent_id": above,
                "code": f"37110000001320{at * CHANNELS + n:06}", "standard_id": f"37110000001320{at * CHANNELS + n:06}",
                "name_zh": f"{PLACES[n % 10]}{n // 10}号相机", "name_en": f"Camera {at * CHANNELS + n}",
            }
            for at, (area, above) in enumerate(zip(compounds, recorders, strict=True))
            for n in range(CHANNELS)
        ),
    )  # fmt: skip
    camera.delete()


@transaction.atomic
def main() -> None:
    city = Area.objects.create(
        code="3711", kind="city", name_zh="日照市", name_en="Rizhao", center_lon=119.5, center_lat=35.4
    )
    districts = areas("district", [city] * DISTRICTS, ((f"3711{n:02}", f"{n}区") for n in range(1, DISTRICTS + 1)))
    above = [district for district in districts for _ in range(TOWNS)]
    towns = areas("town", above, ((f"{over.code}{n:03}", f"{NAMES[n % 10]}街道") for n, over in enumerate(above)))
    others = towns[1:]
    over_each = [towns[0]] * BIG_TOWN + [others[n % len(others)] for n in range(COMPOUNDS - BIG_TOWN)]
    named = ((f"c{n:05}", f"{NAMES[n % 10]}{NAMES[n // 10 % 10]}{n}区") for n in range(COMPOUNDS))
    compounds = areas("compound", over_each, named)
    furnish(compounds)
    people = {
        "city": ("dispatcher", city), "district": ("dispatcher", districts[0]), "town": ("dispatcher", towns[0]),
        "compound": ("property_guard", compounds[7]), "manager": ("system_manager", None),
    }  # fmt: skip
    sessions = {who: session_of(role, area) for who, (role, area) in people.items()}
    numbers = {"city": city.pk, "district": districts[0].pk, "town": towns[0].pk, "compound": compounds[7].pk}
    print(json.dumps({"agent": AGENT, "device": DEVICE, "sessions": sessions, "areas": numbers}))


if __name__ == "__main__":
    main()
