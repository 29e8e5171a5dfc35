import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.decoded import DeviceNews
from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.zigbee2mqtt import decode
from anlin.observations.quality import Quality


def items(payload: Any, topic: str = "zigbee2mqtt/door/1", **headers: str) -> list[Any]:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return decode(topic, body, headers, 1_767_573_000_000_000)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"occupancy": True}, ("ir_motion", "on")),
        ({"occupancy": False}, ("ir_motion", "off")),
        ({"presence": "true"}, ("presence", "occupied")),
        ({"contact": True}, ("door_state", "closed")),
        ({"contact": False}, ("door_state", "open")),
        ({"smoke": 1}, ("smoke", "alarm")),
        ({"gas": False}, ("gas", "normal")),
        ({"water_leak": True}, ("water_leak", "leak")),
        ({"action": "emergency"}, ("sos_button", "alarm")),
        ({"tamper": True}, ("device_fault", "tamper")),
        ({"battery_low": True}, ("device_fault", "battery_low")),
        ({"lock_state": "not_fully_locked"}, ("lock_event", "jammed")),
        ({"state": "LOCK"}, ("lock_event", "locked")),
        ({"action": "unlock_failure_invalid_pin_or_id"}, ("access_event", "refused")),
        ({"action": "key_unlock"}, ("access_event", "granted")),
    ],
)
def test_an_attribute_becomes_its_kind(payload: Any, expected: tuple[str, str]) -> None:
    found = items(payload)

    assert [told(item) for item in found] == [expected]
    assert found[0].device == "door/1"


@pytest.mark.parametrize(
    "payload", [{"tamper": False, "battery_low": False}, {"action": None, "linkquality": 0}, {"x": 1}]
)
def test_what_says_nothing_is_a_sign_of_life(payload: Any) -> None:
    assert [told(item)[0] for item in items(payload)] == ["DeviceNews"]


def test_several_attributes_are_several_observations() -> None:
    found = items({"contact": False, "battery": "91.00", "tamper": False, "last_seen": "2026-01-05T00:30:00.000Z"})

    assert [(told(item), item.value) for item in found] == [(("door_state", "open"), 0.0), (("battery", ""), 91.0)]
    assert {when(item) for item in found} == {"2026-01-05T00:30:00"}


def test_a_lock_tells_its_bolt_and_that_somebody_came_in_but_not_who() -> None:
    found = items({"lock_state": "unlocked", "action": "unlock", "action_user": 3, "pin_code": "1234"})

    assert [told(item) for item in found] == [("lock_event", "unlocked"), ("access_event", "granted")]
    assert set(found[0].dropped) == {"PinCode", "pin_code", "action_user"}
    assert "1234" not in str(found)


@pytest.mark.parametrize("missing", [None, "", "unknown"])
def test_a_bolt_that_is_missing_is_told_by_the_state(missing: Any) -> None:
    assert [told(item) for item in items({"lock_state": missing, "state": "LOCK"})] == [("lock_event", "locked")]


def test_retained_and_test_messages_are_marked() -> None:
    assert items({"smoke": True}, retain="1")[0].quality == Quality.REPLAYED
    assert items({"smoke": True, "test": True})[0].quality == Quality.TEST


def test_availability_is_told_in_both_forms() -> None:
    assert items({"state": "offline"}, "z/d/availability")[0].online is False
    assert items(b"online", "z/d/availability")[0].online is True


def test_one_attribute_may_have_its_own_topic() -> None:
    found = items(b"true", "zigbee2mqtt/hall/pir/occupancy")

    assert (told(found[0]), found[0].device) == (("ir_motion", "on"), "hall/pir")


@pytest.mark.parametrize(
    ("topic", "sent", "expected"),
    [
        ("elder_12_sos/action", b"emergency", ("sos_button", "alarm")),
        ("elder_12_sos/action", b'"emergency"', ("sos_button", "alarm")),
        ("hall/lock/lock_state", b"unlocked", ("lock_event", "unlocked")),
        ("hall/lock/state", b"LOCK", ("lock_event", "locked")),
        ("hall/lock/action", b"unlock_failure_invalid_pin_or_id", ("access_event", "refused")),
    ],
)
def test_a_lock_and_an_sos_are_told_under_a_topic_of_their_own_too(
    topic: str, sent: bytes, expected: tuple[str, str]
) -> None:
    found = items(sent, f"zigbee2mqtt/{topic}")

    assert [told(item) for item in found] == [expected]
    assert found[0].device == topic.rpartition("/")[0]


def test_a_pin_code_under_its_own_topic_is_dropped_and_counted() -> None:
    found = items(b"1234", "zigbee2mqtt/hall/lock/pin_code")[0]

    assert (found.device, "pin_code" in found.dropped) == ("hall/lock", True)
    assert "1234" not in str(found)


def test_the_bridge_lists_its_devices() -> None:
    listed = [
        {
            "friendly_name": "pir",
            "ieee_address": "0x1",
            "definition": {"vendor": "Aqara", "model": "P1"},
            "type": "EndDevice",
        },
        5,
    ]
    found = items(listed, "zigbee2mqtt/bridge/devices")

    assert [(item.device, item.model, item.parent) for item in found] == [("pir", "Aqara P1", "zigbee2mqtt")]
    assert items({"state": "online"}, "zigbee2mqtt/bridge/state")[0].online is True


def test_a_command_is_no_event_and_a_deleted_message_says_nothing() -> None:
    assert items({"state": "ON"}, "zigbee2mqtt/lamp/set")[0].reason == "command"
    assert items(b"", "zigbee2mqtt/lamp")[0].online is None


@pytest.mark.parametrize("topic", ["lamp/set", "lamp/get", "lamp/set/state", "lamp/get/state"])
def test_a_command_names_the_device_it_is_for(topic: str) -> None:
    refused = items(b"ON", f"zigbee2mqtt/{topic}")[0]

    assert (told(refused), refused.device) == (("Rejected", "command"), "lamp")


def test_a_deleted_message_makes_no_device() -> None:
    assert items(b"", "homeassistant/binary_sensor/0x1/occupancy/config")[0].reason == "no_device"
    assert (items(b"", "zigbee2mqtt/x/availability")[0].device, items(b"", "zigbee2mqtt/x/action")[0].device) == (
        "x",
        "x",
    )
    bridge = items(b"", "zigbee2mqtt/bridge/devices")[0]
    assert (bridge.device, bridge.online) == ("zigbee2mqtt", None)


@pytest.mark.parametrize("topic", ["groups", "info", "response/group/add"])
def test_only_the_list_of_devices_and_their_events_name_devices(topic: str) -> None:
    named = {"id": 1, "friendly_name": "g"}

    for payload in ([named], {"data": named}):
        assert [item.device for item in items(payload, f"zigbee2mqtt/bridge/{topic}")] == ["zigbee2mqtt"]


def test_only_a_word_on_its_state_sets_the_bridge_offline() -> None:
    assert items(b"offline", "zigbee2mqtt/bridge/state")[0].online is False
    assert items(b"a line of a log", "zigbee2mqtt/bridge/logging")[0].online is None


@pytest.mark.parametrize(
    ("topics", "device"),
    [
        ({"state_topic": "zigbee2mqtt/hall/pir"}, "hall/pir"),
        ({"~": "zigbee2mqtt/hall/pir", "stat_t": "~"}, "hall/pir"),
        ({"~": "zigbee2mqtt/pir7", "stat_t": "~/state"}, "pir7/state"),
        ({"~": "pir7", "state_topic": "zigbee2mqtt/~"}, "pir7"),
        ({"~": "zigbee2mqtt/pir7", "json_attr_t": "~", "stat_t": "~/state"}, "pir7"),
        ({"stat_t": "~/state"}, "Hall PIR"),
        ({"~": 5, "stat_t": "~"}, "Hall PIR"),
    ],
)
def test_a_discovery_names_the_device_by_its_topic_with_the_base_put_in(topics: Any, device: str) -> None:
    sent = {**topics, "dev_cla": "occupancy", "dev": {"name": "Hall PIR"}}

    assert items(sent, "homeassistant/binary_sensor/0x1/occupancy/config")[0].device == device


@given(st.binary(max_size=100), st.text(max_size=30))
def test_any_bytes_and_topic_give_items(body: bytes, topic: str) -> None:
    assert decode(topic, body, {}, 0)


VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2)
NAMES = st.sampled_from(
    ["occupancy", "contact", "battery", "action", "lock_state", "device", "data", "state", "last_seen"]
)


@given(st.dictionaries(NAMES, VALUES | st.dictionaries(NAMES, VALUES)))
def test_any_state_gives_items(message: Any) -> None:
    for topic in ("z/d", "z/bridge/event", "homeassistant/a/config", "z/d/availability", ""):
        assert items(message, topic)


@pytest.mark.shared
@needs_samples("zigbee2mqtt")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("z2m-docs_bridge_events", [("DeviceNews", "")] * 3),
        ("z2m-issue-12230_lock_YRD226", [("battery", ""), ("lock_event", "unlocked")]),
        ("z2m-issue-1669_smoke_heiman_custom_base", [("smoke", "alarm")]),
        ("z2m-issue-2274_pir_no_motion_reports", [("battery", ""), ("ir_motion", "off")] * 2),
        ("z2m-issue-270_pir_RTCGQ11LM", [("ir_motion", "on")] * 3),
        ("z2m-issue-2830_pir_false_then_true_same_second", [("battery", ""), ("ir_motion", "off"), ("battery", ""),
            ("ir_motion", "on"), ("battery", ""), ("ir_motion", "off")]),
        ("z2m-issue-391_battery_as_string", [("battery", ""), ("smoke", "normal")]),
        ("z2m-issue-6575_ha_discovery_battery", [("DeviceNews", "")]),
    ],
)  # fmt: skip
def test_samples(name: str, expected: list[tuple[str, str]]) -> None:
    read = json.loads((samples_of("zigbee2mqtt") / f"{name}.json").read_text())
    found = [
        item for pair in (read if isinstance(read, list) else [read]) for item in items(pair["payload"], pair["topic"])
    ]

    assert [told(item) for item in found] == expected


def test_a_device_that_leaves_is_offline() -> None:
    left = items({"type": "device_leave", "data": {"friendly_name": "my_bulb"}}, "zigbee2mqtt/bridge/event")[0]

    assert isinstance(left, DeviceNews)
    assert (left.device, left.online) == ("my_bulb", False)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"occupancy": true}'])
def test_what_names_no_device_is_refused(body: bytes) -> None:
    assert told(decode("", body, {}, 0)[0]) == ("Rejected", "no_device")
