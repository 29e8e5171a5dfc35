import base64
import hashlib
import threading

import pytest
from django.db import connection

from anlin.access.models import AuditRecord
from anlin.api.conftest import PASSWORD
from anlin.observations.clock import system_clock
from anlin.people import first_run, second_factor
from anlin.people.first_run import FirstRunOver, code_needed, make_administrator, setup_code
from anlin.people.models import RoleGrant, User
from anlin.places.directory import current_directory
from anlin.site.config import config

ADMINISTRATOR = {"username": "Chen.Wei", "name": "陈伟", "password": PASSWORD}
AREA = {"name_zh": "芙蓉一区", "name_en": "Furong 1", "kind": "compound", "lon": 119.52, "lat": 35.41}
SIGN = base64.b64encode(b"\xff\xd8\xff\xe0 a picture of a sign").decode()
CAMERA = {
    "code": "37110200001190000001",
    "name_zh": "1 号楼电梯相机",
    "zone_kind": "lift",
    "zone_name_zh": "1 号楼电梯",
    "camera": {
        "covers": "电梯轿厢内，俯视",
        "filing_number": "日公视备 0001",
        "sign_photo": SIGN,
        "private_place_checked": True,
    },
}


@pytest.fixture
def administrator(browser):
    """A browser in which the first administrator has just been made and signed in."""
    browser.get("/api/setup")
    assert browser.post("/api/setup/administrator", ADMINISTRATOR).status_code == 200
    secret = browser.post("/api/session/second-factor/enrol").json()["secret"]
    code = second_factor.code_at(secret, system_clock())
    assert browser.post("/api/session/second-factor", {"code": code}).status_code == 200
    return browser


def step(browser):
    return browser.get("/api/setup").json()["step"]


def test_the_first_run_leads_from_nothing_to_a_device_that_can_sign_in(browser):
    assert step(browser) == "administrator"
    browser.post("/api/setup/administrator", ADMINISTRATOR)
    assert step(browser) == "second_factor"
    secret = browser.post("/api/session/second-factor/enrol").json()["secret"]
    browser.post("/api/session/second-factor", {"code": second_factor.code_at(secret, system_clock())})
    assert step(browser) == "area"
    assert browser.post("/api/setup/area", AREA).status_code == 200
    assert step(browser) == "device"
    credential = browser.post("/api/setup/device", CAMERA).json()
    assert step(browser) == "officers"

    directory = current_directory()
    account = directory.account(credential["username"])
    text = f"{credential['username']}:{credential['realm']}:{credential['password']}"
    assert account.ha1 == hashlib.md5(text.encode()).hexdigest()
    assert account.device == CAMERA["code"]
    assert credential["port"] == config().gateway_port
    device = directory.registry.devices[0]
    assert (device.code, device.enabled) == (CAMERA["code"], True)
    assert (config().evidence / "signs").exists()


def test_a_source_of_observations_gets_a_token_that_the_door_knows(administrator):
    administrator.post("/api/setup/area", AREA)
    sensor = {"code": "door-1", "name_zh": "单元门磁", "kind": "door_sensor", "protocol": "observations"}
    credential = administrator.post(
        "/api/setup/device", {**sensor, "zone_kind": "door", "zone_name_zh": "1 单元门"}
    ).json()
    assert current_directory().source(credential["token"]).name == "单元门磁"
    assert current_directory().source("wrong") is None


def test_the_first_run_is_closed_for_ever_after_the_first_administrator(administrator, browsers):
    other = browsers()
    assert other.get("/api/setup").json()["open"] is False
    closed = other.post("/api/setup/administrator", {**ADMINISTRATOR, "username": "eve"})
    assert closed.status_code == 404
    # Not even when every account is gone from the table of people.
    assert User.objects.count() == 1
    with pytest.raises(FirstRunOver):
        make_administrator("eve", "Eve", PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_of_two_first_administrators_at_once_one_succeeds():
    gate, made, refused = threading.Barrier(6), [], []

    def try_it(name):
        gate.wait()
        try:
            made.append(make_administrator(name, name, PASSWORD).username)
        except FirstRunOver:
            refused.append(name)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=(f"admin{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 5)
    assert list(User.objects.values_list("username", flat=True)) == made


@pytest.mark.parametrize(
    ("peer", "is_forwarded", "needed"),
    [("127.0.0.1", False, False), ("::1", False, False), ("127.0.0.1", True, True), ("192.168.1.7", False, True)],
)
def test_a_visitor_from_elsewhere_needs_the_setup_code(peer, is_forwarded, needed):
    assert code_needed(peer, is_forwarded) is needed


def test_without_the_right_setup_code_nobody_from_elsewhere_becomes_administrator(browser):
    browser.get("/api/setup")
    browser.client.defaults["REMOTE_ADDR"] = "192.168.1.7"
    assert browser.get("/api/setup").json()["code_needed"] is True
    assert browser.post("/api/setup/administrator", ADMINISTRATOR).json()["code"] == "setup_code"
    assert browser.post("/api/setup/administrator", {**ADMINISTRATOR, "code": setup_code()}).status_code == 200


@pytest.mark.parametrize("password", ["short", "password123", "chen.wei.1"])
def test_a_weak_password_is_refused_and_the_first_run_stays_open(browser, password):
    browser.get("/api/setup")
    answer = browser.post("/api/setup/administrator", {**ADMINISTRATOR, "password": password})
    assert answer.status_code == 422
    assert first_run.is_open()


def test_area_and_device_need_the_administrator(browser, person, town):
    browser.sign_in(person("property_guard", town.compound))
    assert browser.post("/api/setup/area", AREA).status_code == 403
    assert browser.post("/api/setup/device", CAMERA).status_code == 403


def test_a_place_from_a_chinese_map_is_converted_once(administrator):
    administrator.post("/api/setup/area", {**AREA, "system": "GCJ02"})
    from anlin.places.models import Area

    area = Area.objects.get()
    assert 0.002 < abs(area.center_lon - AREA["lon"]) < 0.01


@pytest.mark.parametrize("item", ["covers", "filing_number", "sign_photo", "private_place_checked"])
def test_lu_30_a_camera_without_one_of_its_items_does_not_go_live(administrator, item):
    administrator.post("/api/setup/area", AREA)
    items = {**CAMERA["camera"], item: False if item == "private_place_checked" else ""}
    assert administrator.post("/api/setup/device", {**CAMERA, "camera": items}).status_code == 422
    assert administrator.post("/api/setup/device", {**CAMERA, "camera": None}).status_code == 422
    assert current_directory().registry.devices == ()


def test_lu_30_a_camera_in_a_private_place_is_refused_in_the_first_run_too(administrator):
    administrator.post("/api/setup/area", AREA)
    assert administrator.post("/api/setup/device", {**CAMERA, "zone_kind": "changing_room"}).status_code == 422


def test_what_is_no_picture_is_not_kept_as_one(administrator):
    administrator.post("/api/setup/area", AREA)
    for text in ("not base64!", base64.b64encode(b"GIF89a").decode()):
        items = {**CAMERA["camera"], "sign_photo": text}
        assert administrator.post("/api/setup/device", {**CAMERA, "camera": items}).status_code == 422


def test_lu_05_the_administrator_invites_two_other_people_once(administrator, browsers):
    administrator.post("/api/setup/area", AREA)
    administrator.post("/api/setup/device", CAMERA)
    officers = {
        "security_manager": {"username": "lin", "name": "林岚"},
        "auditor": {"username": "gao", "name": "高远"},
    }
    same = {**officers, "auditor": officers["security_manager"]}
    assert administrator.post("/api/setup/officers", same).status_code == 409
    assert not User.objects.filter(username="lin").exists()
    invitations = administrator.post("/api/setup/officers", officers).json()["invitations"]
    assert [row["role"] for row in invitations] == ["security_manager", "auditor"]
    assert administrator.post("/api/setup/officers", officers).status_code == 404
    assert RoleGrant.objects.values("user").distinct().count() == 3
    assert step(administrator) == "done"

    lin = browsers()
    lin.get("/api/session")
    first = invitations[0]["password"]
    assert lin.post("/api/session", {"username": "lin", "password": first}).json()["next"] == "enrol"
    secret = lin.post("/api/session/second-factor/enrol").json()["secret"]
    code = second_factor.code_at(secret, system_clock())
    assert lin.post("/api/session/second-factor", {"code": code}).json()["must_change_password"] is True
    changed = lin.post("/api/session/password", {"old": first, "new": PASSWORD + "!"})
    assert changed.json()["must_change_password"] is False
    assert lin.get("/api/session").status_code == 200


def test_no_secret_of_the_first_run_is_on_record(administrator):
    administrator.post("/api/setup/area", AREA)
    credential = administrator.post("/api/setup/device", CAMERA).json()
    everything = "".join(AuditRecord.objects.values_list("body", flat=True))
    for secret in (credential["password"], PASSWORD, "陈伟", "Chen.Wei", "芙蓉"):
        assert secret not in everything
