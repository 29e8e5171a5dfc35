import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import DeviceNews, Rejected
from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.hikvision_isapi import decode
from anlin.observations.quality import Quality

MAC = "02:00:00:00:00:60"


def xml(**fields: str) -> bytes:
    said = {
        "macAddress": MAC,
        "channelID": "1",
        "dateTime": "2026-01-05T08:30:00+08:00",
        "eventState": "active",
        **fields,
    }
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in said.items())
    return f'<EventNotificationAlert xmlns="http://www.hikvision.com/ver20/XMLSchema">{inner}</EventNotificationAlert>'.encode()


def one(body: bytes, **headers: str) -> Any:
    found = decode("", body, headers, 0)
    assert len(found) == 1
    return found[0]


def access(**fields: Any) -> bytes:
    event = {"majorEventType": 5, "doorNo": 1, "serialNo": 2041, **fields}
    return json.dumps(
        {"macAddress": MAC, "dateTime": "2026-01-05T08:30:00+08:00", "eventType": "AccessControllerEvent",
         "eventState": "active", "AccessControllerEvent": event}
    ).encode()  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("PIR", ("ir_motion", "on")),
        ("linedetection", ("perimeter_alarm", "tripwire")),
        ("fieldDetection", ("perimeter_alarm", "intrusion")),
        ("loitering", ("behavior_detected", "loiter")),
        ("shelteralarm", ("device_fault", "covered")),
        ("videoloss", ("device_fault", "video_lost")),
        ("VMD", ("DeviceNews", "")),
        ("IO", ("DeviceNews", "")),
        ("somethingNew", ("DeviceNews", "")),
    ],
)
def test_an_event_type_in_any_case_becomes_its_kind(kind: str, expected: tuple[str, str]) -> None:
    item = one(xml(eventType=kind))

    assert told(item) == expected
    assert (item.device, when(item)) == (MAC, "2026-01-05T00:30:00")


def test_the_end_of_an_event_is_clear_and_an_ended_video_loss_is_a_heartbeat() -> None:
    assert told(one(xml(eventType="fielddetection", eventState="inactive"))) == ("perimeter_alarm", "clear")
    assert told(one(xml(eventType="videoloss", eventState="inactive"))) == ("DeviceNews", "")


@pytest.mark.parametrize("kind", ["facedetection", "humanRecognition", "vehicledetection"])
def test_the_end_of_a_sighting_is_no_new_sighting(kind: str) -> None:
    assert told(one(xml(eventType=kind, eventState="inactive"))) == ("DeviceNews", "")


def test_a_field_with_a_vehicle_is_an_occupied_zone() -> None:
    region = "<DetectionRegionEntry><detectionTarget>vehicle</detectionTarget></DetectionRegionEntry>"

    assert told(one(xml(eventType="fielddetection", DetectionRegionList=region))) == ("zone_occupied", "vehicle")


def test_a_resent_event_is_marked() -> None:
    assert one(xml(eventType="PIR", isDataRetransmission="true")).quality == Quality.REPLAYED


@pytest.mark.parametrize("said", [True, 1, "1", "TRUE"])
def test_a_resend_said_as_a_boolean_or_digit_is_a_resend(said: Any) -> None:
    event = {"eventType": "PIR", "macAddress": MAC, "isDataRetransmission": said}

    assert one(json.dumps(event).encode()).quality == Quality.REPLAYED
    assert one(xml(eventType="PIR", isDataRetransmission=str(said))).quality == Quality.REPLAYED


@pytest.mark.parametrize("said", [False, 0, "0", "false", None])
def test_what_is_said_to_be_no_resend_is_live(said: Any) -> None:
    event = {"eventType": "PIR", "macAddress": MAC, "isDataRetransmission": said}

    assert one(json.dumps(event).encode()).quality == 0


def test_an_update_is_an_observation_of_its_own_unless_its_uuid_says_which_event_it_goes_on_about() -> None:
    def event(count: int, **fields: str) -> str:
        at = f"2026-01-05T08:30:0{count}+08:00"
        return str(one(xml(eventType="fielddetection", activePostCount=str(count), dateTime=at, **fields)).event)

    assert event(1) != event(2)
    assert event(1, UUID="5b7c-0001-aa") == event(2, UUID="5b7c-0001-aa")


@pytest.mark.parametrize(
    ("fields", "headers", "device"),
    [
        ({}, {}, MAC),
        ({"channelID": "2"}, {}, f"{MAC}/2"),
        ({"channelID": "34"}, {}, f"{MAC}/2"),
        ({"macAddress": "xx:xx:xx:xx:xx:xx", "deviceID": "Default"}, {"peer": "192.0.2.9"}, "192.0.2.9"),
        ({"macAddress": "", "deviceID": "D1"}, {"peer": "192.0.2.9"}, "D1"),
        ({"macAddress": "", "ipAddress": "192.0.2.60"}, {}, "192.0.2.60"),
    ],
)
def test_the_device_is_mac_then_serial_then_peer_then_own_address(fields: Any, headers: Any, device: str) -> None:
    assert one(xml(eventType="PIR", **fields), **headers).device == device


@pytest.mark.parametrize(
    ("major", "minor", "expected"),
    [
        (5, 1, ("access_event", "granted")),
        (5, 9, ("access_event", "refused")),
        (5, 21, ("lock_event", "unlocked")),
        (5, 25, ("door_state", "open")),
        (5, 26, ("door_state", "closed")),
        (5, 27, ("door_state", "forced")),
        (5, 75, ("access_event", "granted")),
        (5, 0x4D, ("access_event", "granted")),
        (1, 0x40A, ("sos_button", "alarm")),
        (2, 0x403, ("device_fault", "battery_low")),
        (3, 0x400, ("access_event", "manual")),
        (5, 37, ("DeviceNews", "")),
    ],
)
def test_an_access_code_becomes_its_kind(major: int, minor: int, expected: tuple[str, str]) -> None:
    assert told(one(access(majorEventType=major, subEventType=minor))) == expected


@pytest.mark.parametrize("minor", [0x4E, 0x4F])
def test_staff_number_and_face_that_failed_or_ran_out_of_time_are_refused(minor: int) -> None:
    assert told(one(access(subEventType=minor))) == ("access_event", "refused")


def test_a_card_pass_has_the_card_as_subject_and_a_face_pass_has_none() -> None:
    card = one(access(subEventType=1, cardNo="1234567890", name="示例甲"))
    face = one(access(subEventType=75, cardNo="1234567890", employeeNoString="7", name="示例甲", mask="no"))

    assert (card.subject.type, card.subject.text) == ("card", "1234567890")
    assert "name" in card.dropped
    assert face.subject is None
    assert {"cardNo", "employeeNoString", "name"} <= set(face.dropped)
    assert "示例甲" not in f"{card}{face}"


@pytest.mark.parametrize("said", [False, 0, "0", "false", "False"])
def test_history_of_an_access_controller_is_marked(said: Any) -> None:
    assert one(access(subEventType=25, currentEvent=said)).quality == Quality.REPLAYED


@pytest.mark.parametrize("said", [True, 1, "1", "true", None])
def test_a_current_event_of_an_access_controller_is_live(said: Any) -> None:
    assert one(access(subEventType=25, currentEvent=said)).quality == 0


def test_a_plate_is_read_and_unknown_is_only_a_vehicle() -> None:
    read = one(
        xml(eventType="ANPR", ANPR="<licensePlate>浙A 00000</licensePlate><confidenceLevel>92</confidenceLevel>")
    )
    unread = one(xml(eventType="ANPR", ANPR="<licensePlate>unknown</licensePlate><vehicleType>truck</vehicleType>"))

    assert (told(read), read.subject.text, read.confidence) == (("plate_read", ""), "浙A00000", 0.92)
    assert told(unread) == ("vehicle_detected", "truck")


@pytest.mark.parametrize("kind", ["ANPR", "vehicledetection"])
def test_a_plate_directly_under_the_root_is_read(kind: str) -> None:
    read = one(xml(eventType=kind, licensePlate="浙A00000"))

    assert (told(read), read.subject.text) == (("plate_read", ""), "浙A00000")


def test_a_multipart_push_brings_its_pictures_and_a_face_push_drops_them() -> None:
    def body(kind: str) -> bytes:
        form = b"--b\r\nContent-Disposition: form-data; name="
        message = form + b'"anpr.xml"\r\nContent-Type: text/xml\r\n\r\n' + xml(eventType=kind) + b"\r\n"
        picture = form + b'"detectionPicture.jpg"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8\xff\xd9\r\n'
        return message + picture + b"--b--\r\n"

    assert [picture.data for picture in one(body("linedetection")).pictures] == [b"\xff\xd8\xff\xd9"]
    face = one(body("facedetection"))
    assert (told(face), face.pictures, len(face.dropped)) == (("person_detected", ""), (), 1)


def pushed(message: bytes, *names: str) -> bytes:
    """A multipart push with pictures whose bytes are their names."""
    form = '--b\r\nContent-Disposition: form-data; name="{0}"; filename="{0}"\r\nContent-Type: {1}\r\n\r\n'
    body = form.format("event.xml", "text/xml").encode() + message + b"\r\n"
    return body + b"".join(form.format(name, "image/jpeg").encode() + name.encode() + b"\r\n" for name in names)


@pytest.mark.parametrize("kind", ["ANPR", "mixedTargetDetection", "linedetection"])
def test_a_picture_of_a_face_or_a_driver_is_dropped_and_counted_in_any_event(kind: str) -> None:
    item = one(pushed(xml(eventType=kind), "vehiclePicture.jpg", "pilotPicture.jpg", "faceImage", "CopilotDriver.jpg"))

    assert [picture.data for picture in item.pictures] == [b"vehiclePicture.jpg"]
    assert item.dropped == ("picture pilotPicture.jpg", "picture faceImage", "picture CopilotDriver.jpg")


def test_a_lasting_face_event_brings_no_picture_either() -> None:
    related = "<Duration><relationEvent>faceDetection</relationEvent></Duration>"
    item = one(pushed(xml(eventType="duration", DurationList=related), "detectionPicture.jpg"))

    assert (item.pictures, item.dropped) == ((), ("picture detectionPicture.jpg",))


def test_a_face_match_is_refused_by_law() -> None:
    item = one(pushed(xml(eventType="alarmResult"), "1.jpg"))

    assert (item.by_law, item.dropped) == (True, ("picture 1.jpg",))


@pytest.mark.parametrize(
    "body", [b"", b"<", b"{", b"<!DOCTYPE a><a/>", b"--b\r\n\r\n\r\n--b--", b"[]", b"<HttpHostNotificationList/>"]
)
def test_what_is_no_event_is_a_rejection(body: bytes) -> None:
    assert isinstance(one(body), Rejected)


@given(st.binary(max_size=150))
def test_any_bytes_give_items(body: bytes) -> None:
    for sent in (body, b"<a>" + body + b"</a>", b"--b\r\n" + body):
        assert decode("", sent, {}, 0)


FIELDS = [
    "EventNotificationAlert",
    "eventType",
    "ANPR",
    "AccessControllerEvent",
    "licensePlate",
    "channelID",
    "DurationList",
]
VALUES = (
    st.none() | st.integers() | st.sampled_from(["ANPR", "duration", "AccessControllerEvent", "fielddetection", "x"])
)


@given(
    st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner))
)
def test_any_json_gives_items(message: Any) -> None:
    assert decode("", json.dumps(message).encode(), {}, 0)


@pytest.mark.shared
@needs_samples("hikvision-isapi")
@pytest.mark.parametrize(
    ("name", "expected", "device"),
    [
        ("hikvision_next_cam1_DS-2CD2T46G2-ISU_io_notification.xml", "DeviceNews", "4f:e4:2f:81:cd:1b"),
        ("hikvision_next_fielddetection_human.xml", "perimeter_alarm", "ac:b9:2f:49:44:75"),
        ("hikvision_next_fielddetection_vehicle.xml", "zone_occupied", "ac:b9:2f:49:44:75"),
        ("hikvision_next_httpHosts_ipc_list.xml", "Rejected", None),
        ("hikvision_next_ipc_1_fielddetection.xml", "perimeter_alarm", "a6:63:9e:f8:01:09"),
        ("hikvision_next_ipc_thermometry_motiondetection.xml", "DeviceNews", "a6:60:9e:f8:01:09/2"),
        (
            "hikvision_next_nvr_2_fielddetection.xml",
            "perimeter_alarm",
            "DS-7608NXI-I0/0P/S0000000000CCRRJ00000000WCVU/2",
        ),
        ("hikvision_next_pir.xml", "ir_motion", "c6:e6:61:0a:46:37"),
        ("index54347223937_AccessControllerEvent_door_unlocked.json", "lock_event", "02:00:00:00:00:01"),
        ("index61006028335_AccessControllerEvent_wrapped.json", "access_event", "192.168.1.34"),
        ("index71596727838_ANPR_deepinview_v5.8.xml", "plate_read", "192.168.1.64"),
    ],
)
def test_samples(name: str, expected: str, device: str | None) -> None:
    item = one((samples_of("hikvision-isapi") / name).read_bytes())

    assert (told(item)[0], item.device) == (expected, device)


@pytest.mark.shared
@needs_samples("hikvision-isapi")
def test_every_sample_has_its_expectation() -> None:
    assert len(list(samples_of("hikvision-isapi").glob("*.[xj]*"))) == 11


def test_news_of_a_device_are_dated() -> None:
    news = one(xml(eventType="VMD", channelName="院北"))

    assert isinstance(news, DeviceNews)
    assert (news.name, when(news)) == ("院北", "2026-01-05T00:30:00")


def test_what_a_controller_answers_for_the_past_is_its_events_as_replays() -> None:
    entry = {"major": 5, "minor": 27, "time": "2026-01-05T08:30:00+08:00", "serialNo": 2041, "name": "张三"}
    body = json.dumps({"AcsEvent": {"searchID": "1", "responseStatusStrg": "MORE", "InfoList": [entry, entry]}})
    items = decode("", body.encode(), {"peer": "192.0.2.60"}, 0)
    assert [(told(item), item.device, when(item)) for item in items] == [
        (("door_state", "forced"), "192.0.2.60", "2026-01-05T00:30:00")
    ] * 2
    assert all(item.quality & Quality.REPLAYED and "name" in item.dropped for item in items)


def test_the_list_of_plates_a_camera_answers_with_is_replayed_plate_reads() -> None:
    body = (
        "<Plates><Plate><captureTime>20260105T083000</captureTime><plateNumber>浙A12345</plateNumber>"
        "<picName>123456789</picName></Plate></Plates>"
    )
    item = one(body.encode(), peer="192.0.2.61")
    assert (told(item), item.subject.text, item.device) == (("plate_read", ""), "浙A12345", "192.0.2.61")
    assert item.quality & Quality.REPLAYED
    assert when(item) == "2026-01-05T00:30:00"


def test_keys_of_json_are_matched_without_case() -> None:
    body = access(subEventType=27).decode().replace("AccessControllerEvent", "accessControllerEvent").lower()
    assert told(one(body.encode())) == ("door_state", "forced")
