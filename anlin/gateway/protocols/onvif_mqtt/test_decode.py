import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlin.gateway.protocols.conftest import needs_samples, samples_of, told, when
from anlin.gateway.protocols.onvif_mqtt import decode
from anlin.observations.quality import Quality


def items(topic: str, payload: Any, **headers: str) -> list[Any]:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return decode(topic, body, headers, 1_767_573_000_000_000)


def event(topic: str, data: Any = None, **headers: str) -> Any:
    return items(f"site/bay3/onvif-ej/{topic}", {"UtcTime": "2026-01-05T00:30:00.120", "Data": data or {}}, **headers)[
        0
    ]


@pytest.mark.parametrize(
    ("topic", "data", "expected"),
    [
        ("RuleEngine/LineDetector/Crossed/&1/2/Fence1", {"ObjectId": "15"}, ("perimeter_alarm", "tripwire")),
        ("RuleEngine/FieldDetector/ObjectsInside/&1", {"IsInside": "true"}, ("perimeter_alarm", "intrusion")),
        ("RuleEngine/FieldDetector/ObjectsInside", {"IsInside": False}, ("perimeter_alarm", "clear")),
        ("RuleEngine/LoiteringDetector/ObjectIsLoitering", {}, ("behavior_detected", "loiter")),
        ("RuleEngine/CountAggregation/Counter", {"Count": "7"}, ("line_count", "")),
        ("VideoSource/SignalLoss/ImagingService", {"State": True}, ("device_fault", "video_lost")),
        ("VideoSource/SignalLoss/ImagingService", {"State": False}, ("DeviceNews", "")),
        ("RuleEngine/CellMotionDetector/Motion", {"IsMotion": True}, ("DeviceNews", "")),
        ("RuleEngine/Recognition/Face", {"Label": "示例甲"}, ("Rejected", "comparison_result")),
    ],
)
def test_a_topic_becomes_its_kind(topic: str, data: Any, expected: tuple[str, str]) -> None:
    item = event(topic, data)

    assert told(item) == expected
    assert item.device == "site/bay3"


def test_a_time_without_zone_is_utc() -> None:
    assert when(event("RuleEngine/LineDetector/Crossed")) == "2026-01-05T00:30:00"


@pytest.mark.parametrize(
    "info",
    [
        {"PlateNumber": {"@Likelihood": 0.92, "#text": "浙A00000"}},
        {"PlateNumber": "浙A 00000"},
        {"LicensePlateInfo": {"PlateNumber": "浙A00000"}},
    ],
)
def test_a_plate_is_read_in_every_nesting(info: Any) -> None:
    seen = event("RuleEngine/Recognition/LicensePlate/&1/LPR_1", {"Likelihood": "0.92", "LicensePlateInfo": info})

    assert (told(seen), seen.subject.text, seen.confidence) == (("plate_read", ""), "浙A00000", 0.92)


def test_a_retained_state_is_marked_and_an_empty_one_says_nothing() -> None:
    assert event("RuleEngine/FieldDetector/ObjectsInside", {"IsInside": True}, retain="1").quality == Quality.REPLAYED
    assert items("d/onvif-ej/x", b"")[0].online is None


def test_the_likeliest_class_of_an_object_counts_and_a_frame_without_objects_is_life() -> None:
    kinds = [{"@Likelihood": 0.2, "#text": "Human"}, {"@Likelihood": "0.7", "#text": "Vehicle"}]
    frame = {"@UtcTime": "2026-01-05T00:30:00Z", "Object": {"@ObjectId": "9", "Appearance": {"Class": {"Type": kinds}}}}
    seen = items("d/onvif-mj/VideoAnalytics/1/M", {"Frame": [frame]})[0]

    assert (told(seen), seen.track, seen.confidence) == (("vehicle_detected", ""), 9, 0.7)
    assert told(items("d/onvif-mj/VideoAnalytics/1/M", {"Frame": [{"@UtcTime": "x"}]})[0])[0] == "DeviceNews"


@given(st.binary(max_size=100), st.text(max_size=30))
def test_any_bytes_and_topic_give_items(body: bytes, topic: str) -> None:
    assert decode(topic, body, {}, 0)


NAMES = st.sampled_from(
    ["UtcTime", "Data", "Frame", "Object", "Appearance", "Class", "Type", "SensorData", "Value", "LicensePlateInfo"]
)
VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=15
    )
)
def test_any_json_gives_items(message: Any) -> None:
    for topic in ("d/onvif-ej/RuleEngine/Recognition/LicensePlate", "d/onvif-mj/x", ""):
        assert items(topic, message)


@pytest.mark.shared
@needs_samples("onvif-mqtt")
@pytest.mark.parametrize(
    ("name", "expected", "at", "value"),
    [
        ("line_crossed_event", ("perimeter_alarm", "tripwire"), "2008-10-10T12:24:57", 0.0),
        ("sensordata_temperature_metadata", ("heat", ""), "2025-07-15T14:30:00", 25.5),
        ("temperature_high_event", ("heat", "alarm"), "2025-07-15T14:30:00", 28.65),
        ("videoanalytics_human_metadata", ("person_detected", ""), "2021-10-05T15:13:27", 0.0),
    ],
)
def test_samples(name: str, expected: tuple[str, str], at: str, value: float) -> None:
    pair = json.loads((samples_of("onvif-mqtt") / f"onvif-specs_{name}.json").read_text())
    seen = items(pair["topic"], pair["payload"])[0]

    assert (told(seen), seen.device, when(seen), seen.value) == (expected, "MyDevice", at, value)


@pytest.mark.parametrize("named", ["Human Vehicle", ["Human", "Vehicle", "Human"], "human,vehicle"])
def test_a_detection_is_one_observation_for_each_class_it_names(named: Any) -> None:
    body = json.dumps({"UtcTime": "2026-01-05T00:30:00Z", "Data": {"ClassTypes": named}}).encode()
    items = decode("cam/onvif-ej/RuleEngine/ObjectDetection/Object/&1", body, {}, 0)
    assert [(told(item), item.device, when(item)) for item in items] == [
        (("person_detected", ""), "cam", "2026-01-05T00:30:00"),
        (("vehicle_detected", ""), "cam", "2026-01-05T00:30:00"),
    ]
