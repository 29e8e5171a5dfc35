import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import DeviceNews, Rejected
from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.dahua import decode


def block(name: str, action: str = "Start", index: int = 0, data: Any = None, line: str = "\r\n") -> bytes:
    body = f"Code={name};action={action};index={index}"
    body += "" if data is None else f";data={data if isinstance(data, str) else json.dumps(data, indent=1)}"
    return line.join(
        ["--myboundary", "Content-Type: text/plain", f"Content-Length: {len(body)}", "", body, ""]
    ).encode()


def one(body: bytes, peer: str = "192.0.2.5") -> Any:
    found = decode("", body, {"peer": peer}, 0)
    assert len(found) == 1, found
    return found[0]


TIMED = {"LocaleTime": "2026-01-05 08:30:00", "UTC": 1767601800, "EventID": 15171}


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("CrossRegionDetection", {"Object": {"ObjectType": "Human"}}, ("perimeter_alarm", "intrusion")),
        ("CrossRegionDetection", {"Object": {"ObjectType": "Vehicle"}}, ("zone_occupied", "vehicle")),
        ("CrossLineDetection", None, ("perimeter_alarm", "tripwire")),
        ("HumanTrait", {"Objects": [{"ObjectType": "Human"}]}, ("person_detected", "")),
        ("WanderDetection", {}, ("behavior_detected", "loiter")),
        ("VideoBlind", None, ("device_fault", "covered")),
        ("DoorStatus", {"Status": "Open"}, ("door_state", "open")),
        ("AccessControl", {"Status": 0}, ("access_event", "refused")),
        ("VideoMotion", {"Id": [0]}, ("DeviceNews", "")),
        ("TrafficJunction", {"TrafficCar": {"PlateNumber": "浙A00000"}}, ("plate_read", "")),
        ("TrafficJunction", {"TrafficCar": {"PlateNumber": "--"}}, ("vehicle_detected", "")),
        ("TrafficJunction", {"Object": {"ObjectType": "NonMotor"}}, ("vehicle_detected", "nonmotor")),
        ("TrafficJunction", {"CommInfo": {"SnapCategory": "NonMotor"}}, ("vehicle_detected", "nonmotor")),
        ("TrafficJunction", {"CommInfo": {"SnapCategory": "Motor"}}, ("vehicle_detected", "")),
        ("SomethingNew", "free = text; with marks", ("DeviceNews", "")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("line", ["\r\n", "\n"])
def test_a_code_becomes_its_kind(name: str, data: Any, expected: tuple[str, str], line: str) -> None:
    assert told(one(block(name, data=data, line=line))) == expected


def test_local_time_is_believed_before_utc_and_real_utc_before_both() -> None:
    assert when(one(block("HumanTrait", data=TIMED))) == "2026-01-05T00:30:00"
    assert when(one(block("HumanTrait", data={**TIMED, "RealUTC": 1767573001}))) == "2026-01-05T00:30:01"
    assert when(one(block("HumanTrait", data={"UTC": 1767573002}))) == "2026-01-05T00:30:02"


def test_start_and_stop_of_a_sighting_are_one_event_and_a_state_ends() -> None:
    start, stop = one(block("HumanTrait", "Start", data=TIMED)), one(block("HumanTrait", "Stop", data=TIMED))

    assert (start.event, start.label) == (stop.event, stop.label)
    assert told(one(block("CrossRegionDetection", "Stop", data=TIMED))) == ("perimeter_alarm", "clear")


def junction(plate: str, minute: int, **fields: Any) -> Any:
    said = {"LocaleTime": f"2026-01-05 08:{minute}:00", "TrafficCar": {"PlateNumber": plate}, **fields}
    return one(block("TrafficJunction", "Pulse", data=said))


@pytest.mark.parametrize("fields", [{"GroupID": 0}, {"EventID": 0}, {"EventID": "0", "GroupID": 3}, {"GroupID": 3}])
def test_zero_and_a_group_alone_are_no_id_of_an_event(fields: Any) -> None:
    first, second = junction("浙A11111", 30, **fields), junction("浙A22222", 31, **fields)

    assert first.event != second.event
    assert first.event == junction("浙A11111", 30, **fields).event


def test_two_groups_of_one_instant_are_two_events() -> None:
    assert junction("浙A11111", 30, GroupID=3).event != junction("浙A22222", 30, GroupID=4).event


@pytest.mark.parametrize("data", [None, {}, {"Status": None}, {"Status": ""}])
def test_an_access_that_says_no_status_is_neither_granted_nor_refused(data: Any) -> None:
    assert told(one(block("AccessControl", "Pulse", data=data))) == ("DeviceNews", "")


@pytest.mark.parametrize(("status", "label"), [("Close", "closed"), ("Open", "open"), ("Break", "forced")])
def test_a_door_is_as_its_status_says_whatever_the_action(status: str, label: str) -> None:
    assert told(one(block("DoorStatus", "Stop", data={"Status": status}))) == ("door_state", label)


def test_several_blocks_and_a_cut_off_one_are_told_apart() -> None:
    body = block("HumanTrait", data=TIMED) + block("VideoLoss", index=3) + block("CrossLineDetection", data=TIMED)[:-30]
    found = decode("", body, {"peer": "192.0.2.5"}, 0)

    assert [told(item) for item in found] == [
        ("person_detected", ""),
        ("device_fault", "video_lost"),
        ("Rejected", "truncated"),
    ]
    assert found[1].device == "192.0.2.5/4"


def cut(body: str) -> bytes:
    return f"--myboundary\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\n{body}".encode()


@pytest.mark.parametrize(
    "body", ["", "Code=Cross", "Code=VideoLoss;action=Start;index=1", "Code=VideoLoss;action=Start;index=14;data="]
)
def test_a_block_cut_in_its_head_is_truncated_and_names_no_channel(body: str) -> None:
    item = one(cut(body))

    assert (told(item), item.device) == (("Rejected", "truncated"), "192.0.2.5")
    found = decode("", block("VideoLoss", index=3) + cut(body), {"peer": "192.0.2.5"}, 0)
    assert [told(each) for each in found] == [("device_fault", "video_lost"), ("Rejected", "truncated")]


@pytest.mark.parametrize("end", ["\r\n", "\r\n--myboundary", ';data={"UTC": 1767573002}'])
def test_a_wrong_length_costs_no_block_that_ends_of_itself(end: str) -> None:
    item = one(cut("Code=VideoLoss;action=Start;index=14" + end))

    assert (told(item), item.device) == (("device_fault", "video_lost"), "192.0.2.5/15")


def test_a_block_in_gb_18030_keeps_its_plate() -> None:
    data = json.dumps({"Name": "北门", "TrafficCar": {"PlateNumber": "浙A12345"}}, ensure_ascii=False)

    assert one(block("TrafficJunction", data=data).decode().encode("gb18030")).subject.text == "浙A12345"


def test_a_name_cut_within_a_letter_costs_no_event() -> None:
    said = block("CrossLineDetection", data=json.dumps({"Name": "?", **TIMED})).replace(b"?", b"\xe5\x8c")

    assert when(one(said)) == "2026-01-05T00:30:00"


def test_a_block_whose_head_ends_otherwise_is_not_measured() -> None:
    sent = block("VideoLoss", index=14, line="\r\r\n")

    assert (told(one(sent)), one(sent).device) == (("device_fault", "video_lost"), "192.0.2.5/15")


def test_values_may_hold_the_separators() -> None:
    seen = one(block("CrossLineDetection", data={"Name": "a;b=c", **TIMED}))

    assert told(seen) == ("perimeter_alarm", "tripwire")


def test_a_face_recognition_is_refused_by_law() -> None:
    assert one(block("FaceRecognition", data={"Candidates": [{"Person": {"Name": "示例甲"}}]})).by_law


def test_attributes_of_a_person_are_dropped_and_counted() -> None:
    seen = one(block("HumanTrait", data={"HumanAttributes": {"Sex": "Man", "Age": 30, "Hat": 1}}))

    assert seen.dropped == ("Sex", "Age", "Hat")


def push(number: str = "浙A00000", **plate: Any) -> bytes:
    snap = {"DeviceID": "cam-1", "AccurateTime": "2026-01-05 08:30:00.123"}
    return json.dumps({"Picture": {"Plate": {"PlateNumber": number, **plate}, "SnapInfo": snap}}).encode()


@pytest.mark.parametrize(("sent", "confidence"), [(95, 0.95), (204, 0.8), (0, 1.0), (None, 1.0), ("50", 0.5)])
def test_a_passing_is_a_plate_read_with_confidence_of_both_scales(sent: Any, confidence: float) -> None:
    seen = one(push(Confidence=sent))

    assert (told(seen), seen.subject.text, seen.device) == (("plate_read", ""), "浙A00000", "cam-1")
    assert seen.confidence == confidence


@pytest.mark.parametrize("number", ["", "--", "unlicensed", "Unknown"])
def test_a_passing_without_plate_is_only_a_vehicle(number: str) -> None:
    assert told(one(push(number))) == ("vehicle_detected", "")


def test_the_second_push_of_a_passing_is_the_same_event_and_the_plate_is_not_part_of_it() -> None:
    assert one(push()).event == one(push("浙B11111")).event


def test_a_packed_push_is_unpacked() -> None:
    assert told(one(gzip.compress(push()))) == ("plate_read", "")


def test_web_events_are_read_like_the_stream() -> None:
    body = {
        "method": "client.notifyEventStream",
        "params": {"eventList": [{"Code": "VideoLoss", "Action": "Start", "Index": 1}, 5]},
    }
    found = decode("", json.dumps(body).encode(), {"peer": "p"}, 0)

    assert [told(item)[0] for item in found] == ["device_fault", "Rejected"]
    assert found[0].device == "p/2"


@given(st.binary(max_size=150))
def test_any_bytes_give_items_or_nothing(body: bytes) -> None:
    for sent in (body, b"--b\n\nCode=A;action=Start;index=0;data={" + body, b'{"Picture":' + body):
        decode("", sent, {}, 0)


NAMES = st.sampled_from(
    ["Picture", "Plate", "SnapInfo", "NormalPic", "Content", "params", "eventList", "Code", "Data", "Objects"]
)
JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=6) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_any_json_gives_items_or_nothing(message: Any) -> None:
    decode("", json.dumps(message).encode(), {}, 0)
    decode("", block("TrafficJunction", data=json.dumps(message)), {}, 0)


@pytest.mark.shared
@needs_samples("dahua")
@pytest.mark.parametrize(
    ("name", "kind", "device", "at"),
    [
        ("index34506361184_itsapi_TollgateInfo.json", "plate_read", "FakeDevice", "2026-10-02T05:24:56"),
        ("index70247952822_itsapi_KeepAlive.json", "DeviceNews", "fixture-0001", ""),
        ("index70247952822_itsapi_TollgateInfo_images.json", "plate_read", "fixture-0001", "2026-10-02T05:24:56"),
        ("rroller-dahua-215_HumanTrait_event.txt", "person_detected", "nvr/15", "2022-08-13T13:26:33"),
        ("rroller-dahua-404_CrossLineDetection_truncated.txt", "Rejected", "nvr", None),
        ("rroller-dahua-tests_VideoMotion_event.txt", "DeviceNews", "nvr", ""),
    ],
)
def test_samples(name: str, kind: str, device: str, at: str | None) -> None:
    item = one((samples_of("dahua") / name).read_bytes(), "nvr")

    assert (told(item)[0], item.device) == (kind, device)
    assert isinstance(item, Rejected) or when(item) == at


@pytest.mark.shared
@needs_samples("dahua")
def test_the_pictures_of_a_push_come_with_it_the_full_one_first() -> None:
    seen = one((samples_of("dahua") / "index70247952822_itsapi_TollgateInfo_images.json").read_bytes())

    assert [picture.type for picture in seen.pictures] == ["01", "09", "02"]


def test_a_heartbeat_of_the_stream_is_a_sign_of_life() -> None:
    assert isinstance(
        one(b"--myboundary\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\nHeartbeat\r\n"), DeviceNews
    )


def test_a_camera_that_tells_about_itself_is_alive() -> None:
    [item] = decode("/NotificationInfo/DeviceInfo", b'{"DeviceInfo": {"DeviceID": "itc-1"}}', {}, 0)
    assert isinstance(item, DeviceNews)
    assert item.device == "itc-1"
