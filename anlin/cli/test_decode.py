import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from anlin.cli.decode import add_to
from anlin.cli.failure import CouldNotRun

CAMERA = "33010299011210000253"
VEHICLE = {
    "MotorVehicleID": "v",
    "DeviceID": CAMERA,
    "PlateNo": "浙A00000",
    "PassTime": "20260105083000",
    "InOut": "in",
}


def run(*arguments: str) -> tuple[int, list[dict[str, Any]]]:
    app = typer.Typer()
    app.callback()(lambda: None)
    add_to(app)
    result = CliRunner().invoke(app, ["decode", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, [json.loads(line) for line in result.output.splitlines()]


def wrapped(kind: str, *objects: Any) -> str:
    return json.dumps({f"{kind}ListObject": {f"{kind}Object": objects}}, ensure_ascii=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "body"


def test_an_observation_has_the_shape_that_programs_rely_on(file: Path) -> None:
    file.write_text(wrapped("MotorVehicle", VEHICLE))
    status, lines = run("--protocol", "gat1400", str(file))

    assert status == 0
    told = lines[0]["observation"]
    assert told.pop("received_at") > "2026"
    assert told == {
        "device": CAMERA, "kind": "plate_read", "label": "in", "observed_at": "2026-01-05T00:30:00.000000Z",
        "value": 0.0, "confidence": 1.0, "quality": [], "subject": {"type": "plate", "text": "浙A00000"}, "track": 0,
        "evidence": 0, "dropped": [], "zone": "", "id": "v",
    }  # fmt: skip


def test_a_device_a_register_row_and_a_refusal_have_their_shapes(file: Path) -> None:
    file.write_text(
        json.dumps(
            {
                "APEListObject": {"APEObject": [{"ApeID": CAMERA, "IsOnline": 1}]},
                "PersonInfoListObject": {"PersonInfoObject": [{"PersonID": "p", "Name": "示例甲", "EthicCode": "01"}]},
                "FaceListObject": {"FaceObject": [{"FaceID": "f", "DeviceID": CAMERA, "Name": "示例甲"}]},
            }
        )
    )
    status, lines = run("--protocol", "gat1400", "--json", str(file))

    assert status == 0
    assert lines[0]["device"]["device"] == CAMERA
    assert lines[0]["device"]["online"] is True
    assert lines[1]["register"]["category"] == "household_member"
    assert lines[1]["register"]["fields"]["name"] == "示例甲"
    assert lines[1]["register"]["dropped"] == ["EthicCode"]
    assert lines[2]["rejected"] == {
        "reason": "comparison_result", "detail": lines[2]["rejected"]["detail"], "device": CAMERA, "by_law": True,
        "id": "f", "dropped": ["Name"],
    }  # fmt: skip


def test_what_cannot_be_understood_is_a_rejection_and_status_1(file: Path) -> None:
    file.write_bytes(b"{")
    status, lines = run("--protocol", "gat1400", str(file))

    assert status == 1
    assert lines[0]["rejected"]["reason"] == "not_json"


def test_a_whole_http_request_is_read_with_its_path_and_session(file: Path) -> None:
    body = json.dumps([{"FaceAppearTime": "20260105083000"}])
    file.write_bytes(f"POST /VIID/Faces HTTP/1.1\r\nuser-identify: {CAMERA}\r\n\r\n{body}".encode())
    status, lines = run("--protocol", "gat1400", str(file))

    assert status == 0
    assert (lines[0]["observation"]["kind"], lines[0]["observation"]["device"]) == ("person_detected", CAMERA)


def test_a_file_of_mqtt_messages_is_read_with_their_topics_and_retain_flags(file: Path) -> None:
    pairs = [
        {"topic": "zigbee2mqtt/pir-1", "payload": {"occupancy": True}},
        {"topic": "zigbee2mqtt/pir-2/occupancy", "payload": "false", "retain": True},
    ]
    file.write_text(json.dumps(pairs))
    status, lines = run("--protocol", "zigbee2mqtt", str(file))

    assert status == 0
    told = [(line["observation"]["device"], line["observation"]["label"]) for line in lines]
    assert told == [("pir-1", "on"), ("pir-2", "off")]
    assert "replayed" in lines[1]["observation"]["quality"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_mqtt_messages_in_any_encoding_keep_their_topic(file: Path, encoding: str) -> None:
    file.write_bytes(
        json.dumps({"topic": "zigbee2mqtt/客厅", "payload": {"occupancy": True}}, ensure_ascii=False).encode(encoding)
    )
    _, (line,) = run("--protocol", "zigbee2mqtt", str(file))

    assert line["observation"]["device"] == "客厅"


def test_mqtt_messages_may_stand_one_a_line(file: Path) -> None:
    lines = ({"topic": f"zigbee2mqtt/{name}", "payload": '{"occupancy": true}'} for name in "ab")
    file.write_text("\n".join(map(json.dumps, lines)) + "\n")
    _, told = run("--protocol", "zigbee2mqtt", str(file))

    assert [line["observation"]["device"] for line in told] == ["a", "b"]


def test_one_bad_mqtt_message_is_refused_alone(file: Path) -> None:
    good = {"topic": "zigbee2mqtt/a", "payload": {"occupancy": True}}
    file.write_text(json.dumps([good, 5, {"topic": "zigbee2mqtt/b"}, good]))
    status, lines = run("--protocol", "zigbee2mqtt", str(file))

    assert status == 1
    assert [next(iter(line)) for line in lines] == ["observation", "rejected", "rejected", "observation"]


def test_a_retain_flag_may_be_a_word(file: Path) -> None:
    said = {"topic": "zigbee2mqtt/a", "payload": {"occupancy": True}}
    file.write_text(json.dumps([{**said, "retain": "false"}, {**said, "retain": "1"}]))
    _, lines = run("--protocol", "zigbee2mqtt", str(file))

    assert ["replayed" in line["observation"]["quality"] for line in lines] == [False, True]


def test_source_stands_in_for_a_sender_that_names_no_device(file: Path) -> None:
    file.write_text(wrapped("MotorVehicle", {"PlateNo": "浙A00000"}))
    status, lines = run("--protocol", "gat1400", "--source", "192.0.2.7", str(file))

    assert status == 0
    assert lines[0]["observation"]["device"] == "192.0.2.7"
    assert lines[0]["observation"]["quality"] == ["no_device_time"]


def test_several_files_are_read_in_order(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    file.write_text(wrapped("MotorVehicle", VEHICLE))
    other.write_text(wrapped("MotorVehicle", {**VEHICLE, "MotorVehicleID": "w"}))
    _, lines = run("--protocol", "gat1400", str(file), str(other))

    assert [line["observation"]["id"] for line in lines] == ["v", "w"]


def test_an_unknown_protocol_names_the_known_ones(file: Path) -> None:
    with pytest.raises(CouldNotRun, match=r"'gat1401' is unknown; known are: .*gat1400"):
        run("--protocol", "gat1401", str(file))


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(CouldNotRun, match=r"body: No such file"):
        run("--protocol", "gat1400", str(file))
