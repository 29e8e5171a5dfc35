"""Every object of the table at the end of docs/gat1400.md, and every deviation of its sections 7, 8, 10 and 13."""

import base64
import gzip
import json
from typing import Any

import pytest

from anlin.gateway.decoded import DeviceNews, Item, RegisterRow, Rejected, Seen
from anlin.gateway.protocols.gat1400 import decode, decode_entries
from anlin.gateway.reading import json_of
from anlin.observations.instants import iso
from anlin.observations.kinds import KINDS, LABELS

CAMERA = "33010299011210000253"
OBJECT = "330102990112100002530220260105083000000010200001"
JPEG = "/9j/4AAQSkZJRgABAQEAAAAAAAD/2Q=="
AT = "2026-01-05T00:30:00.000000Z"


def vehicle(**fields: Any) -> dict[str, Any]:
    return {
        "MotorVehicleID": OBJECT,
        "DeviceID": CAMERA,
        "PlateNo": "浙A00000",
        "PassTime": "20260105083000",
        **fields,
    }


def items_of(body: Any, path: str = "", session: str = "") -> list[Item]:
    return decode(path, json.dumps(body).encode(), {"User-Identify": session}, 0)


def one(kind: str, path: str = "", session: str = "", **fields: Any) -> Any:
    found = items_of({f"{kind}ListObject": {f"{kind}Object": [fields]}}, path, session)
    assert len(found) == 1
    return found[0]


def kind_and_label(item: Any) -> tuple[str, str]:
    assert isinstance(item, Seen), item
    return KINDS[item.kind], LABELS[item.label]


def when(item: Any) -> str | None:
    return None if item.observed_at is None else iso(item.observed_at)


# What each object becomes.


def test_a_vehicle_with_a_plate_is_a_plate_read_and_in_out_is_its_label() -> None:
    seen = one("MotorVehicle", **vehicle(InOut="in", PlateReliability="97"))

    assert kind_and_label(seen) == ("plate_read", "in")
    assert (seen.subject.type, seen.subject.text) == ("plate", "浙A00000")
    assert (seen.item, seen.device, when(seen)) == (OBJECT, CAMERA, AT)
    assert seen.confidence == 0.97


@pytest.mark.parametrize("plate", ["", None, "无牌", "未识别", "99", "浙A00000这不是车牌是一句话而且很长"])
def test_a_vehicle_without_a_plate_is_only_a_vehicle(plate: Any) -> None:
    plate = "" if plate == "99" else plate
    seen = one("MotorVehicle", **vehicle(PlateNo=plate, VehicleClass="K33"))

    assert kind_and_label(seen) == ("vehicle_detected", "car")
    assert seen.subject is None


@pytest.mark.parametrize("sent", ["浙A·00000", " 浙a00000 ", "浙A-00000", "浙Ａ00000"])
def test_a_plate_is_made_comparable(sent: str) -> None:
    assert one("MotorVehicle", **vehicle(PlateNo=sent)).subject.text == "浙A00000"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"VehicleType": "电动自行车"}, ("ebike_detected", "ebike")),
        ({"Category": "电动车"}, ("ebike_detected", "ebike")),
        ({"VehicleType": "F7"}, ("ebike_detected", "ebike")),
        ({"VehicleType": "自行车"}, ("vehicle_detected", "nonmotor")),
        ({"VehicleType": ""}, ("vehicle_detected", "nonmotor")),
        ({"VehicleType": None, "PlateNo": "A1"}, ("vehicle_detected", "nonmotor")),
    ],
)
def test_only_what_is_typed_electric_is_an_ebike(fields: dict[str, Any], expected: tuple[str, str]) -> None:
    seen = one("NonMotorVehicle", NonMotorVehicleID="1", DeviceID=CAMERA, AppearTime="20260105083000", **fields)

    assert kind_and_label(seen) == expected


def test_of_a_face_only_place_and_time_are_taken() -> None:
    image = {"Type": "14", "Data": JPEG}
    seen = one(
        "Face", FaceID="f", DeviceID=CAMERA, FaceAppearTime="20260105083000", GenderCode="1", EthicCode="01",
        Emotion="1", AgeUpLimit=28, SkinColor="", SubImageList={"SubImageInfoObject": [image]},
    )  # fmt: skip

    assert kind_and_label(seen) == ("person_detected", "")
    assert seen.pictures == ()
    assert seen.subject is None
    assert seen.dropped == ("GenderCode", "EthicCode", "Emotion", "AgeUpLimit", "SubImageInfoObject[Type=14]")


@pytest.mark.parametrize(
    "fields",
    [
        {"IDNumber": "330299190001010000"},
        {"Name": "示例甲"},
        {"Similaritydegree": 0.93, "IDNumber": "330299190001010000", "Name": "示例甲"},
        {"Similaritydegree": "0.93", "SubImageList": {"SubImageInfoObject": [{"EventSort": 11, "Data": JPEG}]}},
        {"iDNumber": "330299190001010000"},
    ],
)
@pytest.mark.parametrize("kind", ["Face", "Person"])
def test_a_recognised_person_is_refused_by_law(kind: str, fields: dict[str, Any]) -> None:
    refused = one(kind, **{f"{kind}ID": "x"}, DeviceID=CAMERA, ShotTime="20260105083000", **fields)

    assert isinstance(refused, Rejected)
    assert refused.by_law
    assert (refused.item, refused.device) == ("x", CAMERA)
    assert "示例甲" not in str(refused)
    assert "330299190001010000" not in str(refused)


def test_a_detected_face_with_likeness_zero_is_no_comparison() -> None:
    seen = one("Face", FaceID="f", DeviceID=CAMERA, Similaritydegree=0, IDNumber="", Name=None)

    assert kind_and_label(seen) == ("person_detected", "")


def test_a_person_seen_fighting_is_a_person_and_an_act() -> None:
    found = items_of({"PersonListObject": {"PersonObject": [{"PersonID": "p", "DeviceID": CAMERA, "Behavior": "4"}]}})

    assert [kind_and_label(item) for item in found] == [("person_detected", ""), ("behavior_detected", "fight")]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (20, ("perimeter_alarm", "intrusion")),
        ("19", ("perimeter_alarm", "tripwire")),
        (22, ("behavior_detected", "loiter")),
        (21, ("behavior_detected", "wrong_way")),
        (23, ("left_object", "")),
    ],
)
def test_a_scene_with_a_known_event_becomes_that_kind(sort: Any, expected: tuple[str, str]) -> None:
    assert kind_and_label(one("Scene", SceneID="s", DeviceID=CAMERA, EventSort=sort)) == expected


def test_a_scene_without_a_known_event_is_evidence_for_device_and_instant() -> None:
    image = {"Type": "14", "Data": JPEG, "ShotTime": "20260105083000"}
    news = one("Scene", SceneID="s", DeviceID=CAMERA, SubImageList={"SubImageInfoObject": [image]})

    assert isinstance(news, DeviceNews)
    assert (news.device, when(news), len(news.pictures)) == (CAMERA, AT, 1)


def test_a_face_comparison_sent_as_an_image_is_refused_by_law() -> None:
    body = {"ImageListObject": {"Image": [{"ImageInfo": {"ImageID": "i", "DeviceID": CAMERA, "EventSort": 11}}]}}

    assert items_of(body)[0].by_law  # type: ignore[union-attr]


def test_an_image_brings_its_own_picture_and_the_objects_found_in_it() -> None:
    body = {
        "ImageListObject": {
            "Image": [
                {
                    "ImageInfo": {"ImageID": "i", "DeviceID": CAMERA, "ShotTime": "20260105083000", "EventSort": 20},
                    "MotorVehicleList": {"MotorVehicleObject": [vehicle()]},
                    "FaceList": {"FaceObject": [{"FaceID": "f", "DeviceID": CAMERA, "IDNumber": "330299190001010000"}]},
                    "Data": JPEG,
                }
            ]
        }
    }
    found = items_of(body, "/VIID/Images")

    assert kind_and_label(found[0]) == ("perimeter_alarm", "intrusion")
    assert len(found[0].pictures) == 1  # type: ignore[union-attr]
    assert kind_and_label(found[1]) == ("plate_read", "")
    assert isinstance(found[2], Rejected)


def test_a_capture_device_is_news_without_its_account() -> None:
    news = one(
        "APE", ApeID=CAMERA, Name="东门", IsOnline="2", Longitude=121.5, Latitude="29.8", OwnerApsID="1" * 20,
        UserId="admin", Password="hunter2", FunctionType="1/5", IPAddr="192.0.2.1",
    )  # fmt: skip

    assert isinstance(news, DeviceNews)
    assert (news.device, news.name, news.kind, news.online, news.parent) == (
        CAMERA,
        "东门",
        "tollgate",
        False,
        "1" * 20,
    )
    assert (news.lon, news.lat) == (121.5, 29.8)
    assert set(news.dropped) == {"UserId", "Password"}
    assert "hunter2" not in str(news)


@pytest.mark.parametrize(
    ("kind", "fields", "device"),
    [
        ("Tollgate", {"TollgateID": "t", "Name": "n", "Status": 1}, "t"),
        ("Lane", {"TollgateID": "t", "LaneId": 1, "ApeID": "a"}, "a"),
        ("DoorDevice", {"DeviceID": "d", "Address": None}, "d"),
        ("DoorInfo", {"DoorID": "x", "DeviceID": "d"}, "x"),
        ("APS", {"ApsID": "s", "IsOnline": "1"}, "s"),
    ],
)
def test_gates_lanes_doors_and_systems_are_news_of_devices(kind: str, fields: dict[str, Any], device: str) -> None:
    news = one(kind, **fields)

    assert isinstance(news, DeviceNews)
    assert news.device == device


def test_a_household_car_is_a_register_row() -> None:
    row = items_of({"CarInfoList": {"CarInfo": [{"CarInfoID": "1", "PlateNo": "浙B0000A", "PlateColor": "5"}]}})[0]

    assert isinstance(row, RegisterRow)
    assert row.category == "parking_permit"
    assert row.fields == {"source_id": "1", "plate": "浙B0000A", "plate_colour": "blue"}


def test_a_resident_is_a_register_row_without_origin_belief_status_or_photo() -> None:
    row = items_of(
        {
            "PersonInfoListObject": {
                "PersonInfoObject": [
                    {
                        "PersonID": "1", "Name": "示例甲", "EthicCode": "01", "Religion": "x", "PoliticsStatus": "13",
                        "NativeCityCode": "330200", "PopulationType": "2", "PhotoData": JPEG, "MaritalStatus": "",
                        "SpecialPersonClass": "3",
                    }
                ]
            }
        }
    )[0]  # fmt: skip

    assert isinstance(row, RegisterRow)
    assert row.category == "household_member"
    assert row.fields == {"source_id": "1", "name": "示例甲"}
    assert set(row.dropped) == {
        "EthicCode", "Religion", "PoliticsStatus", "NativeCityCode", "PopulationType", "PhotoData",
        "SpecialPersonClass",
    }  # fmt: skip


# Pictures.


@pytest.mark.parametrize("kind", ["04", "05", "11", 11, "4"])
def test_face_pictures_of_a_vehicle_are_dropped_and_counted(kind: Any) -> None:
    images = [{"Type": kind, "Data": JPEG}, {"Type": "01", "Data": JPEG}]
    seen = one("MotorVehicle", **vehicle(SubImageList={"SubImageInfoObject": images}))

    assert [picture.type for picture in seen.pictures] == ["01"]
    assert len(seen.dropped) == 1


@pytest.mark.parametrize(
    "data",
    [JPEG, f"data:image/jpeg;base64,{JPEG}", base64.b64encode(f"data:image/jpeg;base64,{JPEG}".encode()).decode()],
)
def test_a_picture_is_read_behind_a_data_uri_and_when_encoded_twice(data: str) -> None:
    seen = one("MotorVehicle", **vehicle(SubImageList={"SubImageObject": {"Data": data}}))

    assert seen.pictures[0].data is not None
    assert seen.pictures[0].data.startswith(b"\xff\xd8\xff")


def test_an_unreadable_picture_costs_only_itself() -> None:
    seen = one("MotorVehicle", **vehicle(SubImageList={"SubImageInfoObject": [{"Type": "01", "Data": "@"}]}))

    assert kind_and_label(seen) == ("plate_read", "")
    assert (seen.pictures, seen.dropped) == ((), ("Data[unreadable]",))


def test_an_address_instead_of_a_picture_is_kept_and_a_disk_path_is_not() -> None:
    images = [{"StoragePath": "http://192.0.2.1/a.jpg"}, {"StoragePath": "/mnt/a.jpg"}, {"Data": "https://192.0.2.1/b"}]
    seen = one("MotorVehicle", **vehicle(SubImageList={"SubImageInfoObject": images}, StorageUrl2="http://192.0.2.1/c"))

    assert {picture.url for picture in seen.pictures} == {
        "http://192.0.2.1/a.jpg",
        "https://192.0.2.1/b",
        "http://192.0.2.1/c",
    }


def test_the_picture_a_person_can_judge_by_comes_first_and_one_with_bytes_before_any_address() -> None:
    images = [
        {"Type": "01", "StoragePath": "http://192.0.2.1/a.jpg"},
        {"Type": "02", "Data": JPEG},
        {"Type": "14", "Data": JPEG},
    ]
    seen = one("MotorVehicle", **vehicle(SubImageList={"SubImageInfoObject": images}))

    assert [picture.type for picture in seen.pictures] == ["14", "02", "01"]


# Times (section 7).


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("20260105083000", AT),
        ("20260105083000250", "2026-01-05T00:30:00.250000Z"),
        ("2026-01-05 08:30:00", AT),
        ("2026-01-05T08:30:00+08:00", AT),
        ("2026-01-05T00:30:00Z", AT),
        (1767573000, AT),
        (1767573000250, "2026-01-05T00:30:00.250000Z"),
        ("1767573000", AT),
        ("1767573000250", "2026-01-05T00:30:00.250000Z"),
    ],
)
def test_a_time_is_read_in_every_form_and_is_china_time_without_zone(sent: Any, expected: str) -> None:
    assert when(one("MotorVehicle", **vehicle(PassTime=sent))) == expected


@pytest.mark.parametrize(
    "sent", ["", None, "null", "00000000000000", "20261305083000", "yesterday", -5, True, [], {}, 10**400]
)
def test_a_time_that_says_nothing_gives_way_to_the_next(sent: Any) -> None:
    seen = one("MotorVehicle", **vehicle(PassTime=sent, AppearTime="20260105083007"))

    assert when(seen) == "2026-01-05T00:30:07.000000Z"


def test_the_order_of_a_vehicles_times_is_pass_appear_picture_mark_id() -> None:
    image = {"SubImageInfoObject": [{"ShotTime": "20260105083003"}]}
    times: dict[str, Any] = {
        "PassTime": "20260105083001", "AppearTime": "20260105083002", "SubImageList": image,
        "MarkTime": "20260105083004",
    }  # fmt: skip
    seconds = []
    for name in [*times, ""]:
        seconds.append(str(when(one("MotorVehicle", **{**vehicle(PassTime=None), **times})))[17:19])
        times.pop(name, None)

    assert seconds == ["01", "02", "03", "04", "00"]


def test_the_order_of_a_faces_times_is_appear_shot_picture_mark() -> None:
    image = {"SubImageInfoObject": [{"ShotTime": "20260105083003"}]}
    times: dict[str, Any] = {
        "FaceAppearTime": "20260105083001", "ShotTime": "20260105083002", "SubImageList": image,
        "LocationMarkTime": "20260105083004",
    }  # fmt: skip
    seconds = []
    for name in [*times, ""]:
        seconds.append(str(when(one("Face", FaceID="f", DeviceID=CAMERA, **times)))[17:19])
        times.pop(name, None)

    assert seconds == ["01", "02", "03", "04", ""]


def test_an_object_without_any_time_says_so() -> None:
    assert when(one("MotorVehicle", MotorVehicleID="x", DeviceID=CAMERA, PassTime=None)) is None


# Identifiers (section 6).


@pytest.mark.parametrize(
    ("fields", "session", "device"),
    [
        ({"DeviceID": "11111"}, "s", "11111"),
        ({"DeviceID": "3301029901121000025399"}, "s", "3301029901121000025399"),
        ({"DeviceID": "", "TollgateID": "33010299011210000999"}, "s", "33010299011210000999"),
        ({"DeviceID": None, "MotorVehicleID": OBJECT}, "s", CAMERA),
        ({"DeviceID": "", "MotorVehicleID": "33029902001210000118"}, "s", "33029902001210000118"),
        ({"DeviceID": "", "MotorVehicleID": "x", "SourceID": OBJECT[:41]}, "s", CAMERA),
        ({"DeviceID": "", "MotorVehicleID": "98765432109876543210"}, "s" * 20, "s" * 20),
        ({"DeviceID": 33010299011210000253}, "", CAMERA),
    ],
)
def test_the_device_is_its_own_field_then_gate_then_id_then_session(
    fields: dict[str, Any], session: str, device: str
) -> None:
    sent = {"MotorVehicleID": "x", "PassTime": "20260105083000", "PlateNo": "浙A00000", **fields}

    assert one("MotorVehicle", session=session, **sent).device == device


def test_an_object_that_names_no_device_and_came_in_no_session_goes_to_quarantine() -> None:
    rejected = one("MotorVehicle", PlateNo="浙A00000")

    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.by_law) == ("no_device", False)
    assert "浙A00000" not in str(rejected)


def test_device_ids_of_other_lengths_are_read_from_the_objects_id() -> None:
    short = one("Face", FaceID="111110220200710143217001770600178")
    long = one("MotorVehicle", MotorVehicleID="33010299011210000253990220260105083000000010200001")

    assert (short.device, when(short)) == ("11111", "2020-07-10T06:32:17.000000Z")
    assert (long.device, when(long)) == ("3301029901121000025399", AT)


def test_a_resent_object_is_the_same_event_and_a_repeated_id_at_another_time_is_not() -> None:
    def event(**fields: Any) -> str:
        return str(one("MotorVehicle", **vehicle(**fields)).event)

    assert event() == event(Speed=7)
    assert event(MotorVehicleID="33029902001210000118") == event(MotorVehicleID="33029902001210000118", Speed=7)
    assert event(MotorVehicleID="33029902001210000118") != event(
        MotorVehicleID="33029902001210000118", PassTime="20260105083001"
    )
    assert event(MotorVehicleID="", LeftTopX=1) == event(MotorVehicleID="", LeftTopX=1)
    assert event(MotorVehicleID="", LeftTopX=1) != event(MotorVehicleID="", LeftTopX=2)


def test_the_event_of_an_object_without_id_says_nothing_of_its_plate() -> None:
    first = one("MotorVehicle", **vehicle(MotorVehicleID="", PlateNo="浙A00000"))
    second = one("MotorVehicle", **vehicle(MotorVehicleID="", PlateNo="浙B11111"))

    assert first.event == second.event


# Wrapping and spelling (sections 8, 10, 13).


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/VIID/MotorVehicles", {"MotorVehicleListObject": {"MotorVehicleObject": [vehicle()]}}),
        ("", {"MotorVehicleListObject": {"MotorVehicleObject": vehicle()}}),
        ("", {"MotorVehicleListObject": [vehicle()]}),
        ("", {"MotorVehicleObjectList": {"MotorVehicleObject": [vehicle()], "TotalNum": 1}}),
        ("", {"MotorVehicleList": {"MotorVehicleObject": [vehicle()]}}),
        ("", {"MotorVehicleObject": [vehicle()]}),
        ("", {"motorVehicleListObject": {"motorVehicleObject": [vehicle()]}}),
        ("/viid/motorvehicles/", vehicle()),
        ("/VIID/MotorVehicles", [vehicle()]),
        ("", vehicle()),
        ("/VIID/MotorVehicles?x=1", {"PlateNo": "浙A00000", "DeviceID": CAMERA, "PassTime": "20260105083000"}),
    ],
)
def test_a_vehicle_is_found_in_every_wrapping_and_in_none(path: str, body: Any) -> None:
    found = items_of(body, path)

    assert [kind_and_label(item) for item in found] == [("plate_read", "")]
    assert found[0].device == CAMERA


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda vehicle: {"data": [vehicle]},
        lambda vehicle: {"code": 0, "msg": "", "data": {"MotorVehicleListObject": {"MotorVehicleObject": [vehicle]}}},
        lambda vehicle: {"motor_vehicle_list_object": {"motor_vehicle_object": [vehicle]}},
    ],
    ids=["data", "answer", "snake"],
)
def test_an_object_is_found_behind_wrappers_of_other_names(wrapped: Any) -> None:
    snake = {"motor_vehicle_id": "x1", "device_id": "33010299011210000253", "plate_no": "浙A12345"}
    for vehicle in (snake, {"MotorVehicleID": "x1", "DeviceID": "33010299011210000253", "PlateNo": "浙A12345"}):
        [item] = decode("", json.dumps(wrapped(vehicle)).encode(), {}, 0)
        assert (item.item, item.device, kind_and_label(item)) == ("x1", "33010299011210000253", ("plate_read", ""))


def test_a_device_number_in_a_body_of_strange_names_is_no_sign_of_life() -> None:
    [item] = decode("", b'{"data": {"DeviceID": "33010299011210000253"}}', {}, 0)
    assert isinstance(item, Rejected)


def test_a_time_of_the_year_one_is_none_and_gives_way() -> None:
    vehicle = {"MotorVehicleID": "x1", "DeviceID": "d", "PassTime": "0001-01-01T00:00:00", "MarkTime": 1767573000}
    assert when(decode("MotorVehicle", json.dumps(vehicle).encode(), {}, 0)[0]) == AT


def test_keys_are_matched_without_case() -> None:
    body = {
        "personListObject": {
            "personObject": [
                {"personID": "p", "deviceID": CAMERA, "personAppearTime": 1767573000000, "genderCode": "1"}
            ]
        }
    }
    seen = items_of(body)[0]

    assert kind_and_label(seen) == ("person_detected", "")
    assert (seen.device, when(seen), seen.dropped) == (CAMERA, AT, ("GenderCode",))


def test_numbers_may_be_texts_and_unknown_may_be_99_null_or_empty() -> None:
    for unknown in ("", None, 99, "99"):
        seen = one("MotorVehicle", **vehicle(LaneNo=unknown, Speed=unknown, PlateReliability="", InOut=None))
        assert kind_and_label(seen) == ("plate_read", "")
        assert seen.confidence == 1.0


def test_the_simulators_17_digits_are_utc_and_its_random_device_is_the_session() -> None:
    body = {
        "MotorVehicleList": {
            "MotorVehicleObject": [
                {
                    "MotorVehicleID": "98765432109876543210", "DeviceID": "98765432109876543210", "PlateNo": "京A12345",
                    "PlateColor": "蓝", "Direction": "东", "ShotTime": "20260105003000123",
                }
            ]
        }
    }  # fmt: skip
    seen = items_of(body, "/VIID/MotorVehicles", CAMERA)[0]

    assert when(seen) == "2026-01-05T00:30:00.123000Z"
    assert seen.device == CAMERA


@pytest.mark.parametrize(
    ("name", "inner", "expected"),
    [
        ("MotorVehicleObjectList", {"MotorVehicleObject": [vehicle()]}, Seen),
        ("MotorVehicleListObject", {"MotorVehicleObject": [vehicle()]}, Seen),
        ("FaceObjectList", {"FaceObject": [{"FaceID": "f", "DeviceID": CAMERA}]}, Seen),
        ("PersonObjectList", [{"PersonID": "p", "DeviceID": CAMERA}], Seen),
        ("DeviceList", {"APEObject": [{"ApeID": CAMERA}]}, DeviceNews),
        ("DeviceStatusList", {"APEStatusObject": [{"ApeID": CAMERA, "IsOnline": "2"}]}, DeviceNews),
        ("TollgateObjectList", {"TollgateObject": [{"TollgateID": CAMERA}]}, DeviceNews),
    ],
)
def test_a_notification_becomes_what_its_inner_list_is(name: str, inner: Any, expected: type) -> None:
    notification = {"NotificationID": "n1", "SubscribeID": "s1", "InfoIDs": "a,b", "PageRecordNum": 1, name: inner}
    bodies = [
        {"SubscribeNotificationListObject": {"SubscribeNotificationObject": [notification]}},
        {"SubscribeNotificationList": {"SubscribeNotificationObject": [notification]}},
        notification,
    ]
    for body in bodies:
        entries = decode_entries("/VIID/SubscribeNotifications", json.dumps(body).encode(), {})
        assert [entry.item for entry in entries] == ["n1"]
        assert [type(item) for item in entries[0].items] == [expected]
        assert entries[0].items[0].device == CAMERA


@pytest.mark.parametrize("told", ["20260105083000", "20260105083000000"])
def test_a_device_status_says_offline_and_when_in_local_time(told: str) -> None:
    status = {"ApeID": "a", "IsOnline": "2", "CurrentTime": told}
    notification = {"NotificationID": "n", "DeviceStatusList": {"APEStatusObject": [status]}}
    news = items_of({"SubscribeNotificationListObject": {"SubscribeNotificationObject": [notification]}})[0]

    assert isinstance(news, DeviceNews)
    assert (news.online, when(news)) == (False, AT)


def test_register_and_keepalive_bodies_are_the_device_itself_in_both_wrappings() -> None:
    for body in (
        {"KeepaliveObject": {"DeviceID": CAMERA}},
        {"DeviceID": CAMERA},
        {"RegisterObject": {"DeviceID": CAMERA}},
    ):
        news = items_of(body, "/VIID/System/Keepalive")[0]
        assert isinstance(news, DeviceNews)
        assert (news.device, news.online) == (CAMERA, True)


# Bad input.


def test_one_bad_object_costs_only_itself() -> None:
    sent: list[Any] = [vehicle(MotorVehicleID=f"id-{n}") for n in range(20)]
    sent[7] = "not an object"
    sent[13] = {"MotorVehicleID": "id-13"}
    entries = decode_entries(
        "/VIID/MotorVehicles", json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": sent}}).encode(), {}
    )

    assert len(entries) == 20
    assert [n for n, entry in enumerate(entries) if isinstance(entry.items[0], Rejected)] == [7, 13]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"a":truue}', b"[" * 100_000, b"<xml/>", b"{'a': 1}"])
def test_a_body_that_is_not_json_is_one_rejection(body: bytes) -> None:
    assert [item.reason for item in decode("/VIID/Faces", body, {}, 0)] == ["not_json"]  # type: ignore[union-attr]


@pytest.mark.parametrize("body", [{}, [], 5, "x", None, {"x": 1}, {"MotorVehicleListObject": None}, [[[]]]])
def test_json_without_an_object_is_at_most_a_rejection(body: Any) -> None:
    assert all(isinstance(item, Rejected) for item in items_of(body, "/VIID/MotorVehicles"))


@pytest.mark.parametrize("path", ["/VIID/MotorVehicles", "/VIID/NonMotorVehicles", "/VIID/Faces", "/VIID/Persons"])
@pytest.mark.parametrize("body", [{}, {"error": "timeout", "code": 3}, {"MotorVehicleListObject": None}])
def test_an_object_that_says_nothing_is_nothing_seen_by_the_sessions_device(path: str, body: Any) -> None:
    assert [item.reason for item in items_of(body, path, session=CAMERA)] == ["empty_object"]  # type: ignore[union-attr]


def test_of_an_empty_object_in_a_batch_only_the_others_are_taken() -> None:
    found = items_of({"MotorVehicleListObject": {"MotorVehicleObject": [vehicle(), {}, {"x": 1}]}}, session=CAMERA)

    assert [type(item) for item in found] == [Seen, Rejected, Rejected]


@pytest.mark.parametrize("one_object", [{}, vehicle(), {"motorVehicleId": "x"}])
def test_a_body_of_too_many_objects_is_one_rejection(one_object: Any) -> None:
    def reasons_of(count: int) -> set[str]:
        found = items_of({"MotorVehicleListObject": {"MotorVehicleObject": [one_object] * count}}, session=CAMERA)
        assert len(found) == (count if count <= 10_000 else 1)
        return {getattr(item, "reason", "") for item in found}

    assert "too_many_objects" not in reasons_of(10_000)
    assert reasons_of(10_001) == {"too_many_objects"}


def test_an_empty_list_has_no_items() -> None:
    assert items_of({"MotorVehicleListObject": {"MotorVehicleObject": []}}) == []


def test_a_body_in_gb18030_or_with_a_byte_order_mark_is_read() -> None:
    body = json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": [vehicle()]}}, ensure_ascii=False)

    for sent in (body.encode("gb18030"), b"\xef\xbb\xbf" + body.encode(), body.replace("浙A", "\n浙\x01A").encode()):
        assert kind_and_label(decode("", sent, {}, 0)[0]) == ("plate_read", "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "gb18030"])
def test_a_body_in_another_encoding_keeps_its_letters(encoding: str) -> None:
    body = '{"MotorVehicleObject": {"MotorVehicleID": "x", "DeviceID": "d", "PlateNo": "浙A12345"}}'
    assert decode("", body.encode(encoding), {}, 0)[0].subject.text == "浙A12345"


@pytest.mark.parametrize(
    "body",
    [
        '{"MotorVehicleObject": [{"MotorVehicleID": "x", "DeviceID": "d", "PlateNo": "浙A12345",},]}',
        '{"MotorVehicleObject": {"Speed": NaN, "MotorVehicleID": "x", "DeviceID": "d", "PlateNo": "浙A12345"}}',
        json.dumps('{"MotorVehicleObject": {"MotorVehicleID": "x", "DeviceID": "d", "PlateNo": "浙A12345"}}'),
        '{"MotorVehicleObject": {"MotorVehicleID": "x", "DeviceID": "d", "PlateNo": "浙A12345", "Place": "\\ud83d"}}',
    ],
    ids=["comma", "nan", "text", "half a letter"],
)
def test_what_hand_written_senders_get_wrong_is_read(body: str) -> None:
    assert decode("", body.encode(), {}, 0)[0].subject.text == "浙A12345"


def test_a_letter_of_two_halves_is_kept_beside_one_cut_in_half() -> None:
    assert json_of(b'["\\ud83d\\ude00\\ud83d", "\\ude00"]') == ["\U0001f600\ufffd", "\ufffd"]


@pytest.mark.parametrize("speed", ["1e999", "-1E+400", "9" * 5000])
def test_a_number_that_nothing_can_hold_costs_its_message_nothing(speed: str) -> None:
    body = (
        f'{{"MotorVehicleObject": {{"Speed": {speed}, "MotorVehicleID": "x", "DeviceID": "d", "PlateNo": "浙A12345"}}}}'
    )
    assert decode("", body.encode(), {}, 0)[0].subject.text == "浙A12345"


def test_a_packed_body_is_unpacked_within_the_bounds_of_any_body() -> None:
    body = json.dumps({"MotorVehicleListObject": {"MotorVehicleObject": [vehicle()]}}).encode()
    assert kind_and_label(decode("", gzip.compress(body), {}, 0)[0]) == ("plate_read", "")

    for bomb in (b" " * (33 << 20), b"," * 300_000, b""):
        found = decode("/VIID/MotorVehicles", gzip.compress(bomb), {}, 0)
        assert [item.reason for item in found] == ["not_json"]  # type: ignore[union-attr]
    assert decode("/VIID/MotorVehicles", b"\x1f\x8bno", {}, 0)[0].reason == "not_json"


@pytest.mark.parametrize("sent", ["蓝浙A12345", "蓝色浙A·12345", "渐绿浙A12345"])
def test_a_colour_before_the_plate_is_not_part_of_it(sent: str) -> None:
    body = json.dumps({"MotorVehicleID": "x", "DeviceID": "d", "PlateNo": sent}).encode()
    assert decode("MotorVehicle", body, {}, 0)[0].subject.text == "浙A12345"


@pytest.mark.parametrize(("word", "label"), [("IN", "in"), ("进场", "in"), ("驶出", "out"), ("exit", "out"), (1, "")])
def test_the_way_through_a_gate_is_read_in_words_and_not_guessed_from_numbers(word: Any, label: str) -> None:
    body = json.dumps({"MotorVehicleID": "x", "DeviceID": "d", "PlateNo": "浙A12345", "InOut": word}).encode()
    assert kind_and_label(decode("MotorVehicle", body, {}, 0)[0]) == ("plate_read", label)


def test_an_object_of_a_million_keys_is_not_read() -> None:
    huge = b"{" + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}"
    body = b'{"MotorVehicleListObject":{"MotorVehicleObject":[%b,%b]}}' % (huge, json.dumps(vehicle()).encode())
    found = decode("", body, {}, 0)

    assert [type(item) for item in found] == [Rejected, Seen]


def test_ids_are_bounded_and_printable() -> None:
    seen = one("MotorVehicle", **vehicle(MotorVehicleID="x" * 10_000, DeviceID="a\x00b\n" * 100))

    assert len(seen.item) <= 128
    assert len(seen.device) <= 64
    assert seen.device.isprintable()


def test_tasks_and_cases_are_not_taken() -> None:
    found = items_of({"DispositionListObject": {"DispositionObject": [{"DispositionID": "d"}]}})

    assert [(item.item, item.reason) for item in found] == [("d", "not_taken")]  # type: ignore[union-attr]


def test_an_empty_place_is_a_count_and_a_0_beside_an_event_is_none() -> None:
    empty = one("Scene", SceneID="s", DeviceID=CAMERA, PersonNum=0, BeginTime="20260105083000")
    assert (*kind_and_label(empty), empty.value) == ("people_count", "", 0.0)
    beside = one("Scene", SceneID="s", DeviceID=CAMERA, PersonNum=0, EventSort=20, BeginTime="20260105083000")
    assert kind_and_label(beside)[0] != "people_count"


@pytest.mark.parametrize("nothing", ["未知", "无", "_无_", "unknown"])
def test_a_name_that_says_nothing_is_nobody_recognised(nothing: str) -> None:
    assert isinstance(one("Face", FaceID="f", DeviceID=CAMERA, Name=nothing), Seen)


def test_a_bicycle_said_not_to_be_electric_is_no_ebike() -> None:
    bicycle = {"NonMotorVehicleID": "n", "DeviceID": CAMERA, "AppearTime": "20260105083000"}
    assert kind_and_label(one("NonMotorVehicle", **bicycle, VehicleType="电动自行车"))[1] == "ebike"
    assert kind_and_label(one("NonMotorVehicle", **bicycle, VehicleType="非电动自行车"))[1] == "nonmotor"


def test_an_empty_keepalive_is_the_sessions() -> None:
    (news,) = decode("/VIID/System/Keepalive", b"", {"user-identify": CAMERA}, 0)
    assert isinstance(news, DeviceNews)
    assert (news.device, news.online) == (CAMERA, True)
