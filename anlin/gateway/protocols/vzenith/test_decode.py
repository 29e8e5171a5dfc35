import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import DeviceNews, Rejected
from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.vzenith import decode
from anlin.observations.quality import Quality

TIME = {
    "sec": 1767573000,
    "usec": 120000,
    "decyear": 2026,
    "decmon": 1,
    "decday": 5,
    "dechour": 8,
    "decmin": 30,
    "decsec": 0,
}


def alarm(**fields: Any) -> dict[str, Any]:
    result = {"license": "浙A00000", "confidence": 98, "plateid": 7, "timeStamp": {"Timeval": TIME}, **fields}
    return {"AlarmInfoPlate": {"serialno": "a1-b2", "ipaddr": "192.0.2.31", "result": {"PlateResult": result}}}


def items(message: Any, where: str = "", **headers: str) -> list[Any]:
    return decode(where, json.dumps(message).encode(), headers, 0)


def test_a_plate_result_is_a_plate_read() -> None:
    seen = items(alarm())[0]

    assert told(seen) == ("plate_read", "")
    assert (seen.device, seen.subject.text, seen.confidence) == ("a1-b2", "浙A00000", 0.98)
    assert when(seen) == "2026-01-05T00:30:00"


def test_no_plate_is_only_a_vehicle() -> None:
    assert told(items(alarm(license="_无_"))[0]) == ("vehicle_detected", "")


def test_a_plate_over_mqtt_is_base64_and_plain_text_is_taken_too() -> None:
    envelope = {
        "sn": "sn-9",
        "name": "ivs_result",
        "payload": alarm(license=base64.b64encode("浙A00000".encode()).decode()),
    }

    assert items(envelope)[0].subject.text == "浙A00000"
    assert items({"sn": "sn-9", "payload": alarm()})[0].subject.text == "浙A00000"


def over_mqtt(sent: bytes) -> Any:
    return items({"sn": "sn-9", "payload": alarm(license=sent.decode("ascii"))})[0]


def test_a_plate_over_mqtt_may_be_base64_of_gb_18030() -> None:
    assert over_mqtt(base64.b64encode("浙A00000".encode("gb18030"))).subject.text == "浙A00000"


@pytest.mark.parametrize("sent", [b"AB123456", base64.b64encode(b"A\x00000000"), base64.b64encode(b"\xff\xff\xff")])
def test_what_is_base64_of_no_text_is_no_plate(sent: bytes) -> None:
    seen = over_mqtt(sent)

    assert (told(seen), seen.subject) == (("vehicle_detected", ""), None)


def test_the_wall_clock_wins_over_a_wrong_epoch() -> None:
    seen = items(alarm(timeStamp={"Timeval": {**TIME, "sec": 1441815171}}))[0]

    assert when(seen) == "2026-01-05T00:30:00"


def test_without_wall_clock_the_epoch_counts_and_without_both_nothing() -> None:
    assert when(items(alarm(timeStamp={"Timeval": {"sec": 1767573000}}))[0]) == "2026-01-05T00:30:00"
    assert items(alarm(timeStamp={}))[0].observed_at is None


@pytest.mark.parametrize(
    "broken", [{"decmon": 13}, {"decday": 0}, {"dechour": 24}, {"decsec": "x"}, {"decyear": 10000}]
)
def test_a_wall_clock_that_is_no_time_leaves_the_epoch(broken: Any) -> None:
    assert when(items(alarm(timeStamp={"Timeval": {**TIME, **broken}}))[0]) == "2026-01-05T00:30:00"


@pytest.mark.parametrize(("usec", "after"), [(0, 0), (999_999, 999_999), (1_000_000, 0), (-5, 0), ("x", 0)])
def test_microseconds_past_the_second_are_left_out(usec: Any, after: int) -> None:
    seen = items(alarm(timeStamp={"Timeval": {**TIME, "usec": usec}}))[0]

    assert seen.observed_at == 1_767_573_000_000_000 + after


@pytest.mark.parametrize(("trigger", "label"), [(64, "vehicle"), ("65", "clear")])
def test_a_staying_vehicle_occupies_the_lane(trigger: Any, label: str) -> None:
    assert told(items(alarm(triggerType=trigger))[0]) == ("zone_occupied", label)


def test_a_replayed_or_retained_result_is_marked() -> None:
    assert items(alarm(isoffline=1))[0].quality == Quality.REPLAYED
    assert items(alarm(), retain="1")[0].quality == Quality.REPLAYED
    assert items(alarm())[0].quality == 0


def test_an_opened_barrier_is_told_beside_the_plate() -> None:
    assert [told(item) for item in items(alarm(gioouts=[{"ctrltype": 2}]))] == [
        ("plate_read", ""),
        ("barrier_event", "auto"),
    ]


def test_the_same_counter_is_the_same_event_on_one_day() -> None:
    first, again = items(alarm())[0], items(alarm(imageFile="/9j/4AAQ"))[0]
    other_day = items(alarm(timeStamp={"Timeval": {**TIME, "decday": 6}}))[0]

    assert first.event == again.event != other_day.event


def test_a_heartbeat_is_a_sign_of_life_without_its_password() -> None:
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {
            "device_name": "北门",
            "serialno": "a1-b2",
            "pass_wd": "hunter2",
            "user_name": "admin",
        }.items()
    )
    news = decode("", (body + "--b--\r\n").encode(), {}, 0)[0]

    assert isinstance(news, DeviceNews)
    assert (news.device, news.name, news.online, news.dropped) == ("a1-b2", "北门", True, ("pass_wd", "user_name"))


def test_a_keepalive_with_a_leading_nul_byte_is_a_sign_of_life() -> None:
    news = decode("device/sn-9/message/up/keep_alive", b'\x00{"name":"keep_alive"}', {}, 0)[0]

    assert (type(news), news.device) == (DeviceNews, "sn-9")


def test_the_sender_is_serial_then_topic_then_peer_then_its_own_address() -> None:
    bare = {"AlarmGioIn": {"ipaddr": "192.168.1.100"}}

    assert items(bare, "x9/device/message/up/gpio_in")[0].device == "x9"
    assert items(bare, peer="192.0.2.1")[0].device == "192.0.2.1"
    assert items(bare)[0].device == "192.168.1.100"
    assert isinstance(items({"AlarmGioIn": {}})[0], Rejected)


@pytest.mark.parametrize("in_case", [str.lower, str.upper, lambda key: key[:1].lower() + key[1:]])
def test_keys_are_matched_without_case(in_case: Any) -> None:
    def respelled(value: Any) -> Any:
        if isinstance(value, list):
            return [respelled(each) for each in value]
        return {in_case(key): respelled(each) for key, each in value.items()} if isinstance(value, dict) else value

    message = alarm(gioouts=[{"ctrltype": 2}], isoffline=1)

    assert items(respelled(message)) == items(message)
    over_topic = {"sn": "sn-9", "payload": message}
    assert items(respelled(over_topic)) == items(over_topic)


@given(st.binary(max_size=120))
def test_any_bytes_give_items(body: bytes) -> None:
    decode("", body, {}, 0)


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["AlarmInfoPlate", "result", "PlateResult", "timeStamp", "Timeval", "decyear", "usec", "payload"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_gives_items(message: Any) -> None:
    assert items(message)


@pytest.mark.shared
@needs_samples("vzenith")
@pytest.mark.parametrize(
    ("name", "kind", "device", "at"),
    [
        ("plate_http", "plate_read", "fe71e106-57263272", "2023-06-09T08:39:54"),
        ("plate_offline_no_plate", "vehicle_detected", "eff50e18-e3d3862b", "2018-06-08T02:26:28"),
        ("gpio_in", "DeviceNews", "d85b1269-8f942256", ""),
        ("serial", "DeviceNews", "cead13eb-1a198cd7", ""),
        ("trigger_image", "DeviceNews", "192.168.1.100", ""),
    ],
)
def test_samples(name: str, kind: str, device: str, at: str) -> None:
    item = decode("", (samples_of("vzenith") / f"index67212908519_{name}.json").read_bytes(), {}, 0)[0]

    assert (told(item)[0], item.device, when(item)) == (kind, device, at)


def test_the_state_topic_names_the_camera() -> None:
    [item] = decode("device/sn-1/push/state", b'{"state": "online"}', {}, 0)
    assert isinstance(item, DeviceNews)
    assert item.device == "sn-1"
