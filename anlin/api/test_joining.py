"""Devices after the first: registered on the page of devices, with a sign-in of their own."""

import dataclasses
import hashlib

import pytest

from anlin.api import joining
from anlin.api.test_setup import CAMERA
from anlin.journal import Commit, Parked, open_journal
from anlin.places.directory import current_directory
from anlin.places.models import Device
from anlin.site.config import config

NEWCOMER = "37110200001190000042"


@pytest.fixture
def manager(browsers, person):
    return browsers().sign_in(person("system_manager"))


@pytest.fixture
def intake(tmp_path, monkeypatch):
    """An empty journal of the test's own, as the routes see it."""
    from anlin.api import intake as intake_routes

    opened = open_journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    monkeypatch.setattr(intake_routes, "journal", lambda: opened)
    yield opened
    opened.close()


def newcomer(place, **fields):
    return {
        "code": NEWCOMER,
        "name_zh": "2 号楼电梯相机",
        "area": place.pk,
        "new_zone": {"kind": "lift", "name_zh": "2 号楼电梯"},
        "camera": CAMERA["camera"],
        **fields,
    }


def opens_the_door(credential):
    account = current_directory().account(credential["username"])
    text = f"{credential['username']}:{credential['realm']}:{credential['password']}"
    return account is not None and account.ha1 == hashlib.md5(text.encode()).hexdigest()


def test_every_further_device_gets_a_sign_in_of_its_own(manager, town, intake):
    credential = manager.post("/api/devices/joining", newcomer(town.compound)).json()

    assert opens_the_door(credential)
    assert current_directory().account(NEWCOMER).device == NEWCOMER
    device = Device.objects.get(code=NEWCOMER)
    assert (device.pk, device.area, device.zone.kind) == (credential["device_id"], town.compound, "lift")
    assert credential["local_only"] is True


def test_a_source_of_observations_gets_a_token(manager, town, intake):
    fields = {"kind": "door_sensor", "protocol": "observations", "camera": None}
    credential = manager.post("/api/devices/joining", newcomer(town.compound, **fields)).json()

    assert current_directory().source(credential["token"]).area == town.compound.pk
    assert credential["password"] is None


def test_a_device_that_waits_is_registered_where_it_waits(manager, town, intake):
    intake.append(Commit(parked=[Parked(NEWCOMER, "gat1400", "10.0.0.9", "", 1, 1, 1)]))

    assert manager.post("/api/devices/joining", newcomer(town.compound)).status_code == 200


def test_the_same_device_and_a_place_out_of_reach_are_refused(manager, town, intake):
    assert manager.post("/api/devices/joining", newcomer(town.compound)).status_code == 200
    assert manager.post("/api/devices/joining", newcomer(town.compound)).status_code == 409
    assert manager.post("/api/devices/joining", newcomer(town.compound, code="x", area=999_999)).status_code == 422
    assert manager.post("/api/devices/joining", newcomer(town.compound, code="x", camera=None)).status_code == 422


def test_a_new_password_makes_the_old_one_void(manager, town, intake):
    first = manager.post("/api/devices/joining", newcomer(town.compound)).json()
    second = manager.post(f"/api/devices/joining/{first['device_id']}").json()

    assert second["username"] == first["username"]
    assert opens_the_door(second)
    assert not opens_the_door(first)


def test_a_device_that_came_behind_a_platform_can_get_a_sign_in_of_its_own(manager, town, intake):
    assert current_directory().account(town.device.code) is None

    assert opens_the_door(manager.post(f"/api/devices/joining/{town.device.pk}").json())
    assert manager.post("/api/devices/joining/999999").status_code == 404


@pytest.mark.parametrize(
    ("reached_by", "host"), [("10.1.2.3:8400", "10.1.2.3"), ("anlin.lan", "anlin.lan"), ("[fd00::7]:8400", "fd00::7")]
)
def test_a_door_that_listens_everywhere_is_where_the_page_was_reached(reached_by, host, rf, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(joining, "config", lambda: dataclasses.replace(config(), gateway_host="0.0.0.0"))
    assert joining.door_host(rf.get("/", headers={"host": reached_by})) == host
