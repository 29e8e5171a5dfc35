"""What the devices write, dialect by dialect."""

import hashlib
import json

import pytest

from anlin.demo.devices.dialects import batch_body, session_body
from anlin.demo.devices.digest import authorization, challenge_of
from anlin.demo.devices.objects import is_sent, object_of
from anlin.demo.town import furong
from anlin.demo.town.plan import Dialect
from anlin.demo.world import Sighting

TOWN = furong(1)
GATE = next(device for device in TOWN.devices if device.kind == "gate_camera")
LIFT = next(device for device in TOWN.devices if "/lift-" in device.zone)
AT = 1_767_573_000_250_000  # 2026-01-05 08:30:00.25 in China.
READ = Sighting(AT, GATE.code, "plate_read", "in", 0.0, 0.97, 0, "海A12345", 7)
CHALLENGE = 'Digest realm="anlin",qop="auth",nonce="0a1b",opaque="ff"'


def test_a_plate_read_in_the_standards_spelling() -> None:
    body = json.loads(batch_body("standard", "MotorVehicle", [object_of(READ, GATE)]))
    [vehicle] = body["MotorVehicleListObject"]["MotorVehicleObject"]
    assert vehicle["PassTime"] == "20260105083000"
    assert vehicle["PlateNo"] == "海A12345"
    assert vehicle["InOut"] == "in"
    assert len(vehicle["MotorVehicleID"]) == 48
    assert vehicle["MotorVehicleID"].startswith(GATE.code)


def test_the_simulator_leaves_the_wrapper_out_and_writes_utc_and_chinese_colours() -> None:
    body = json.loads(batch_body("unwrapped", "MotorVehicle", [object_of(READ, GATE)]))
    [vehicle] = body["MotorVehicleList"]["MotorVehicleObject"]
    assert vehicle["PassTime"] == "20260105003000250"
    assert vehicle["PlateColor"] == "蓝"
    assert json.loads(session_body("unwrapped", "Keepalive", "3701")) == {"DeviceID": "3701"}


def test_the_camel_writes_small_first_letters_and_epoch_milliseconds() -> None:
    body = json.loads(batch_body("camel_case", "MotorVehicle", [object_of(READ, GATE)]))
    [vehicle] = body["motorVehicleListObject"]["motorVehicleObject"]
    assert vehicle["passTime"] == 1_767_573_000_250
    assert json.loads(session_body("camel_case", "Register", "3701")) == {"registerObject": {"deviceID": "3701"}}


def test_two_frames_of_one_second_have_ids_of_their_own() -> None:
    one, two = (
        object_of(Sighting(AT, LIFT.code, "ebike_detected", "ebike", 1.0, 0.9, 4, "", serial), LIFT)
        for serial in (1, 2)
    )
    assert one["NonMotorVehicleID"] != two["NonMotorVehicleID"]


@pytest.mark.parametrize(("confidence", "sent"), [(0.69, False), (0.7, True), (0.71, True)])
def test_a_lift_detector_keeps_to_itself_what_it_is_not_sure_of(confidence: float, sent: bool) -> None:
    assert is_sent(READ._replace(kind="ebike_detected", confidence=confidence)) is sent


def test_the_challenge_is_read_without_blanks_after_commas() -> None:
    assert challenge_of(CHALLENGE) == {"realm": "anlin", "qop": "auth", "nonce": "0a1b", "opaque": "ff"}
    assert challenge_of("Basic realm=x") == {}


@pytest.mark.parametrize(("dialect", "uri"), [("standard", "/r"), ("absolute_uri", "http://door:1/r")])
def test_the_response_is_computed_over_the_uri_the_dialect_writes(dialect: Dialect, uri: str) -> None:
    header = authorization(dialect, challenge_of(CHALLENGE), "u", "p", "http://door:1/r", "/r", "cc")

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    expected = md5(f"{md5('u:anlin:p')}:0a1b:00000001:cc:auth:{md5(f'POST:{uri}')}")
    assert f'response="{expected}' in header
    assert f'uri="{uri}"' in header


def test_one_make_loses_the_last_quotation_mark() -> None:
    header = authorization("absolute_uri", challenge_of(CHALLENGE), "u", "p", "http://door:1/r", "/r", "cc")
    assert header.count('"') % 2 == 1
