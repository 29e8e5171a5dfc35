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


@pytest.mark.parametrize(
    ("topic", "data"),
    [
        ("RuleEngine/FieldDetector/ObjectsInside", {"ObjectId": "15"}),
        ("RuleEngine/FieldDetector/ObjectsInside", {"IsInside": None}),
        ("RuleEngine/CountAggregation/Counter", {}),
        ("RuleEngine/CountAggregation/OccupancyCounter", {"Count": "-"}),
        ("Device/Sensor/Temperature/High", {"Threshold": 25.15}),
        ("VideoSource/SignalLoss", {"State": "unknown"}),
        ("Device/HardwareFailure/TemperatureCritical", {"Critical": False}),
    ],
)
def test_a_state_or_a_number_that_is_not_told_is_not_made_up(topic: str, data: Any) -> None:
    assert told(event(topic, data)) == ("DeviceNews", "")


def test_keys_are_known_in_any_case() -> None:
    sent = {"utcTime": "2026-01-05T00:30:00Z", "data": {"isInside": False, "objectId": "15"}}
    seen = items("d/onvif-ej/RuleEngine/FieldDetector/ObjectsInside", sent)[0]

    assert (told(seen), seen.track, when(seen)) == (("perimeter_alarm", "clear"), 15, "2026-01-05T00:30:00")
    assert event("RuleEngine/CountAggregation/OccupancyCounter", {"count": "7"}).value == 7.0


@pytest.mark.parametrize(
    ("topic", "data"),
    [
        ("RuleEngine/CountAggregation/OccupancyCounter", {"Count": 5}),
        ("RuleEngine/ObjectDetection/Object", {"ClassTypes": "Human"}),
    ],
)
def test_two_sources_at_one_instant_are_two_events(topic: str, data: Any) -> None:
    told_in_topic = {event(f"{topic}/&1/2/{area}", data).event for area in ("AreaA", "AreaB", "AreaA")}
    sent = [{"UtcTime": "2026-01-05T00:30:00Z", "Source": {"Rule": rule}, "Data": data} for rule in ("A", "B", "A")]
    told_in_payload = {items(f"d/onvif-ej/{topic}", each)[0].event for each in sent}

    assert (len(told_in_topic), len(told_in_payload)) == (2, 2)


def test_a_time_without_zone_is_utc() -> None:
    assert when(event("RuleEngine/LineDetector/Crossed")) == "2026-01-05T00:30:00"


@pytest.mark.parametrize(
    "sent",
    [
        "2026-01-05T00:30:00.120Z",
        "2026-01-05T08:30:00+08:00",
        "2026-01-05T08:30:00+08",
        "2026-01-04T19:30:00.5-05:00",
        "2026-01-04T19:30:00-0500",
        1767573000,
        1767573000.25,
        "1767573000",
        "1767573000123",
    ],
)
def test_a_time_with_a_zone_or_since_1970_is_that_instant(sent: Any) -> None:
    message = {"UtcTime": sent, "Data": {"State": True}}

    assert when(items("d/onvif-ej/VideoSource/SignalLoss", message)[0]) == "2026-01-05T00:30:00"


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


def test_a_plate_is_as_likely_as_its_number_where_the_event_says_nothing() -> None:
    info = {"PlateNumber": {"@Likelihood": 0.41, "#text": "浙A00000"}}

    assert event("RuleEngine/Recognition/LicensePlate", {"LicensePlateInfo": info}).confidence == 0.41


@pytest.mark.parametrize(
    "kinds", ["Human", ["Human"], [{"#text": "Human"}], ["Vehicle", {"#text": "Human"}], [None, "Human"]]
)
def test_a_class_may_come_without_attributes(kinds: Any) -> None:
    thing = {"@ObjectId": 9, "Appearance": {"Class": {"Type": kinds}}}
    seen = items("d/onvif-mj/VideoAnalytics/1/M", {"Frame": [{"@UtcTime": "2026-01-05T00:30:00Z", "Object": [thing]}]})

    assert told(seen[0])[0] == ("vehicle_detected" if "Vehicle" in kinds else "person_detected")


def test_a_retained_state_is_marked_and_an_empty_one_says_nothing() -> None:
    assert event("RuleEngine/FieldDetector/ObjectsInside", {"IsInside": True}, retain="1").quality == Quality.REPLAYED
    assert items("d/onvif-ej/x", b"")[0].online is None


def test_the_likeliest_class_of_an_object_counts_and_a_frame_without_objects_is_life() -> None:
    kinds = [{"@Likelihood": 0.2, "#text": "Human"}, {"@Likelihood": "0.7", "#text": "Vehicle"}]
    frame = {"@UtcTime": "2026-01-05T00:30:00Z", "Object": {"@ObjectId": "9", "Appearance": {"Class": {"Type": kinds}}}}
    seen = items("d/onvif-mj/VideoAnalytics/1/M", {"Frame": [frame]})[0]

    assert (told(seen), seen.track, seen.confidence) == (("vehicle_detected", ""), 9, 0.7)
    assert told(items("d/onvif-mj/VideoAnalytics/1/M", {"Frame": [{"@UtcTime": "x"}]})[0])[0] == "DeviceNews"


@pytest.mark.parametrize(
    ("measured", "sent", "value"),
    [
        ("Temperature", 298.65, 25.5),
        ("Temperature", "25.5", 25.5),
        ("acme:Temperature", 25.5, 25.5),
        ("CO2", 390, None),
        ("AbsoluteHumidity", 200, None),
        ("RelativeHumidity", 55, None),
        ("Temperature", None, None),
    ],
)
def test_a_sensor_tells_heat_only_where_its_topic_says_temperature(
    measured: str, sent: Any, value: float | None
) -> None:
    sensed = {"SensorData": {"@UtcTime": "2026-01-05T00:30:00Z", "@SensorID": "t", "Value": sent}}
    item = items(f"d/onvif-mj/SensorData/{measured}", sensed)[0]

    assert (told(item)[0], getattr(item, "value", None)) == ("DeviceNews" if value is None else "heat", value)


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
