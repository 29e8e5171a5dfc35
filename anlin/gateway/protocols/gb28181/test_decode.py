from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.gb28181 import decode

INPUT = "33010299001340000012"
CAMERA = "33010299001320000012"


def items(body: bytes) -> list[Any]:
    return decode("", body, {}, 1_767_573_000_000_000)


def alarm(method: Any, kind_of: Any = None, device: str = CAMERA, extra: str = "", text: str = "周界") -> Any:
    info = "" if kind_of is None else f"<Info><AlarmType>{kind_of}</AlarmType>{extra}</Info>"
    body = (
        f'<?xml version="1.0" encoding="GB2312"?>\r\n<Notify><CmdType>Alarm</CmdType><SN>7</SN>'
        f"<DeviceID>{device}</DeviceID><AlarmMethod>{method}</AlarmMethod><AlarmTime>2026-01-05T08:30:00</AlarmTime>"
        f"<AlarmDescription>{text}</AlarmDescription>{info}</Notify>"
    )
    return items(body.encode("gb18030"))[0]


@pytest.mark.parametrize(
    ("method", "kind_of", "expected"),
    [
        (5, 5, ("perimeter_alarm", "tripwire")),
        (5, " 6 ", ("perimeter_alarm", "intrusion")),
        (5, 8, ("behavior_detected", "loiter")),
        (5, 2, ("DeviceNews", "")),
        (2, 1, ("device_fault", "video_lost")),
        (2, 2, ("device_fault", "tamper")),
        (6, 1, ("device_fault", "")),
        (1, None, ("DeviceNews", "")),
        ("", None, ("DeviceNews", "")),
    ],
)
def test_an_alarm_becomes_the_kind_of_its_method_and_type(method: Any, kind_of: Any, expected: tuple[str, str]) -> None:
    item = alarm(method, kind_of)

    assert told(item) == expected
    assert (item.device, when(item)) == (CAMERA, "2026-01-05T00:30:00")


def test_a_device_alarm_without_type_is_what_is_wired_to_an_alarm_input() -> None:
    assert told(alarm(2, device=INPUT)) == ("perimeter_alarm", "alarm")
    assert told(alarm(2, device=CAMERA)) == ("device_fault", "")


def test_leaving_a_region_is_told_apart_from_entering() -> None:
    leaving = alarm(5, 6, extra="<AlarmTypeParam><EventType>2</EventType></AlarmTypeParam>")

    assert told(leaving) == ("perimeter_alarm", "out")


@pytest.mark.parametrize(
    "told_as",
    [
        "<AlarmType>6</AlarmType><EventType>2</EventType>",
        "<AlarmType>6</AlarmType><AlarmTypeParam>2</AlarmTypeParam>",
        "<AlarmType>6</AlarmType><AlarmTypeParam><EventType>2</EventType></AlarmTypeParam>",
        "<Info><AlarmType>6</AlarmType><EventType>2</EventType></Info>",
        "<AlarmType>6</AlarmType><Info><AlarmTypeParam><EventType> 2 </EventType></AlarmTypeParam></Info>",
    ],
)
def test_leaving_is_read_wherever_the_type_may_sit(told_as: str) -> None:
    body = (
        f"<Notify><CmdType>Alarm</CmdType><DeviceID>{CAMERA}</DeviceID><AlarmMethod>5</AlarmMethod>{told_as}</Notify>"
    )

    assert told(items(body.encode())[0]) == ("perimeter_alarm", "out")
    assert told(items(body.replace("2<", "1<").replace("2 <", "1<").encode())[0]) == ("perimeter_alarm", "intrusion")


def test_elements_are_known_in_any_case() -> None:
    found = items(
        f"<notify><cmdType>alarm</cmdType><deviceID>{CAMERA}</deviceID><alarmMethod>5</alarmMethod>"
        "<ALARMTIME>2026-01-05T08:30:00</ALARMTIME><info><alarmType>6</alarmType><alarmTypeParam><eventType>2"
        "</eventType></alarmTypeParam></info></notify>".encode()
    )[0]
    listed = items(
        f"<response><cmdtype>Catalog</cmdtype><deviceid>9</deviceid><devicelist><item><deviceid>{CAMERA}</deviceid>"
        "<name>A</name><status>off</status></item></devicelist></response>".encode()
    )[0]

    assert (told(found), found.device, when(found)) == (("perimeter_alarm", "out"), CAMERA, "2026-01-05T00:30:00")
    assert (listed.device, listed.name, listed.online) == (CAMERA, "A", False)
    assert items(b"<query><cmdtype>Catalog</cmdtype></query>")[0].reason == "command"


def test_a_catalogue_gives_its_devices_without_their_passwords() -> None:
    body = (
        b"<Response><CmdType>Catalog</CmdType><DeviceID>9</DeviceID><SumNum>2</SumNum><DeviceList Num=' 2 '>"
        b"<Item><DeviceID>33010299001320000012</DeviceID><Name>A</Name><Status>ON</Status><Password>x</Password>"
        b"<Longitude>121.5</Longitude><Latitude>29.8</Latitude><ParentID>9</ParentID></Item>"
        b"<Item><DeviceID/></Item></DeviceList></Response>"
    )
    first, second = items(body)

    assert (first.device, first.kind, first.online, first.parent, first.lon) == (CAMERA, "camera", True, "9", 121.5)
    assert first.dropped == ("Password",)
    assert told(second) == ("Rejected", "no_device")


def test_a_keepalive_is_a_sign_of_life_and_a_query_is_no_event() -> None:
    life = b"<Notify><CmdType>Keepalive</CmdType><DeviceID>9</DeviceID><Status>OK</Status></Notify>"

    assert items(life)[0].online is True
    assert items(b"<Query><CmdType>Catalog</CmdType></Query>")[0].reason == "command"


def test_the_head_of_a_sip_message_is_skipped() -> None:
    head = b"MESSAGE sip:3301@192.0.2.1 SIP/2.0\r\nFrom: <sip:9@3301>;tag=1\r\nMax-Forwards: 70\r\n\r\n"

    assert items(head + b"<Notify><CmdType>Keepalive</CmdType><DeviceID>9</DeviceID></Notify>")[0].device == "9"


@given(st.binary(max_size=120))
def test_any_bytes_give_items(body: bytes) -> None:
    assert items(body)
    assert items(b"<Notify><AlarmMethod>5</AlarmMethod>" + body + b"</Notify>")


@pytest.mark.shared
@needs_samples("gb28181")
@pytest.mark.parametrize(
    ("name", "expected", "device", "at"),
    [
        ("index39344807318_alarm_device", ("perimeter_alarm", "alarm"), "64010000001340000001", "2009-12-04T08:23:32"),
        (
            "wvp-test_alarm_with_flat_AlarmType",
            ("device_fault", "video_lost"),
            "34020000001320000001",
            "2026-06-05T02:30:00",
        ),
        ("wvp-test_alarm_without_AlarmType", ("DeviceNews", ""), "55123456781381000010", "2026-06-05T01:46:05"),
    ],
)
def test_samples(name: str, expected: tuple[str, str], device: str, at: str) -> None:
    item = items((samples_of("gb28181") / f"{name}.xml").read_bytes())[0]

    assert (told(item), item.device, when(item)) == (expected, device, at)


def test_an_alarm_with_words_in_a_second_info_keeps_its_type() -> None:
    body = (
        "<Notify><CmdType>Alarm</CmdType><SN>1</SN><DeviceID>33010299001320000001</DeviceID><AlarmMethod>5</AlarmMethod>"
        "<AlarmTime>2026-01-05T08:30:00</AlarmTime><Info><AlarmType>6</AlarmType></Info><Info>words</Info></Notify>"
    )
    [item] = decode("", body.encode(), {}, 0)
    assert told(item) == ("perimeter_alarm", "intrusion")
