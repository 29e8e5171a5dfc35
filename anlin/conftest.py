"""A small real town for the tests of every room: two compounds of one town, people with roles in it."""

from collections.abc import Callable
from dataclasses import dataclass

import psycopg
import pytest


@dataclass
class Town:
    """city > district > town > community > two compounds; a second town beside; one zone and camera per compound."""

    city: "object"
    district: "object"
    town: "object"
    community: "object"
    compound: "object"
    neighbour: "object"
    elsewhere: "object"
    zone: "object"
    device: "object"
    neighbour_zone: "object"
    neighbour_device: "object"


# What a camera states before it goes live (LU-30).
LAWFUL = {
    "purpose": "alert_handling",
    "covers": "电梯轿厢内，俯视",
    "sign_photo": "signs/test.jpg",
    "filing_number": "日公视备 0001",
    "private_place_checked_at": 1,
}


def make_town() -> Town:
    from anlin.places.models import Area, Device, Zone

    def area(code: str, kind: str, name: str, parent: Area | None) -> Area:
        return Area.objects.create(code=code, kind=kind, name_zh=name, name_en=code, parent=parent)

    city = area("3711", "city", "日照市", None)
    district = area("371102", "district", "东港区", city)
    town = area("371102001", "town", "日照街道", district)
    community = area("371102001001", "community", "芙蓉社区", town)
    compound = area("furong-1", "compound", "芙蓉一区", community)
    neighbour = area("furong-2", "compound", "芙蓉二区", community)
    elsewhere = area("371102002", "town", "石臼街道", district)
    places = []
    for number, place in enumerate((compound, neighbour), start=1):
        lon, lat = 119.52 + number / 100, 35.41
        lift = Zone.objects.create(
            area=place,
            code=f"{place.code}/lift-1",
            kind="lift",
            name_zh="1 号楼电梯",
            shape={"type": "Point", "coordinates": [lon, lat]},
        )
        camera = Device.objects.create(
            area=place, zone=lift, code=f"3711020000119000000{number}", name_zh="电梯相机", lon=lon, lat=lat, **LAWFUL
        )
        places.append((lift, camera))
    (zone, device), (neighbour_zone, neighbour_device) = places
    return Town(
        city, district, town, community, compound, neighbour, elsewhere, zone, device, neighbour_zone, neighbour_device
    )


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def person(db: None) -> Callable[..., object]:
    """Makes a named person: `person("property_guard", area)`; without an area for roles of the whole platform."""
    from anlin.people.models import RoleGrant, User

    def make(role: str | None = None, area: object = None, username: str = "", **fields: object) -> User:
        count = User.objects.count() + 1
        user = User.objects.create_user(username or f"{role or 'nobody'}-{count}", name=f"人员{count}", **fields)
        if role:
            RoleGrant.objects.create(user=user, role=role, area=area)
        return user

    return make


@pytest.fixture
def new_postgres(postgres_url: str) -> Callable[[], str]:
    """Empties the database and gives its address."""

    def make() -> str:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return postgres_url

    return make
